/**
 * The connection of a page. It says hello, keeps coming back, and answers every command once: a command
 * that got no answer is said again with the same op after each welcome. Where the connection still
 * lives, the next one is opened beside it and takes its place with its welcome, so that nobody sees a gap.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { CLOSED, FIRST_MS, delayBefore, staysAway } from './backoff';
import { watchTheDevice } from './device';
import { Link } from './link';
import { forget, keep, kept } from './kept';
import { newOp } from './op';
import { Problem } from './problem';
import { PROTOCOL } from './wire';
import type { Audience, Command, CommandBody, IceServers, Relay, ServerMessage, WhyAnswer } from './wire';
import type { Done, Welcome } from './protocol.gen';

/** No welcome ever for so long though pages come: something on the way does not let sockets through. */
const BLOCKED_MS = 15_000;
/** So often a hello that the server did not hear in time is said again before the page is loaded anew. */
const HELLO_TRIES = 5;
/** No welcome, or no answer to a command, for so long: the connection is dead though it looks open. */
const SILENCE_MS = 10_000;
/** An answer that is not known is asked for again after so long. */
const ASK_AGAIN_MS = 1_000;
/** So long a second connection may take before one that may be dead is given up. */
const DOUBT_MS = 3_000;
/** A fresh snapshot at most this often, however many gaps there seem to be. */
const REFRESH_MS = 5_000;
/** One id a page load: a connection that comes with it is the same page, and its call goes on. */
const PAGE = newOp();
const RELOADED = 'vorsprache-reloaded-for-protocol';

export type WireState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'retrying'; attempt: number }
  | { kind: 'stopped'; code: number };

type AnyAnswer = Done | IceServers | WhyAnswer;
export type Answer<C> = C extends { type: 'ice' } ? IceServers : C extends { type: 'why' } ? WhyAnswer : Done;

interface Waiting {
  message: Command;
  /** When it was said last; 0: not yet. */
  said: number;
  /** It was said, and what that led to was never heard. */
  doubtful?: boolean;
  resolve: (answer: AnyAnswer) => void;
  reject: (problem: Problem) => void;
}

export class Wire {
  readonly #state = signal<WireState>({ kind: 'connecting' });
  readonly state: ReadonlySignal<WireState> = this.#state;
  /** Whether this page was ever welcomed: before that nothing is known to be kept. */
  readonly met = signal(false);
  /** No socket has come through so far, and it should have. */
  readonly blocked = signal(false);
  /** The server speaks a newer protocol than this page, which will be loaded anew in a quiet moment. */
  readonly outdated = signal(false);
  /** While media flows, a look at the page is no reason to doubt the connection. */
  keepOpen = false;
  readonly #listeners = new Set<(message: ServerMessage) => void>();
  readonly #unanswered = new Map<string, Waiting>();
  readonly #watch = new AbortController();
  /** What was said to other seats while a second connection was on its way. */
  #held: Relay[] = [];
  #link: Link | undefined;
  /** Opened beside `#link`; takes its place with its welcome. */
  #next: Link | undefined;
  #doubted = false;
  #attempt = 0;
  #refreshed = 0;
  #notBefore = 0;
  #spread_ms = FIRST_MS;
  /** When the office says this page was opened; it is opened anew where this is not known. */
  #opened: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #patience = setTimeout(() => this.#notComing(), BLOCKED_MS);

  constructor(
    private readonly audience: Audience,
    /** The one visit of this page, where a session holds several. */
    private readonly visit: string | undefined = undefined,
    private readonly random: () => number = Math.random,
  ) {
    watchTheDevice(this.#watch.signal, {
      back: () => this.#doubt(),
      shown: () => !this.keepOpen && this.#doubt(),
      offline: () => this.#link?.ready && this.#comeBackLater(0),
      tick: () => {
        this.#reloadWhenQuiet();
        if (this.#unansweredFor(SILENCE_MS)) this.#comeBack();
      },
    });
    this.#open();
  }

  /** Every message of the server that is no answer to a command. Returns how to stop listening. */
  listen(listener: (message: ServerMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Says a command until it is answered, over reconnects too. Resolves with the answer, rejects with
   * a `Problem`; rejects with `offline` only when this page has stopped for good, and with `blocked`
   * where no socket has ever come through: then it was not said and never will be.
   */
  command<C extends CommandBody>(body: C, op: string = newOp()): Promise<Answer<C>> {
    const message = { ...body, op } as unknown as Command;
    return new Promise<Answer<C>>((resolve, reject) => {
      if (this.#state.value.kind === 'stopped') return reject(new Problem('offline'));
      const waiting: Waiting = { message, said: 0, resolve: resolve as Waiting['resolve'], reject };
      this.#unanswered.set(op, waiting);
      if (this.#link?.ready && !this.#next) this.#say(waiting);
      if (this.blocked.value) setTimeout(() => this.#notSaid(op), SILENCE_MS);
    });
  }

  /** To the other seats of the call; false when it was not sent. Whoever comes back negotiates anew. */
  relay(message: Relay): boolean {
    if (!this.#link?.ready) return false;
    // From the hello on the seat may be with the second connection: what the first says is dropped.
    if (this.#next) this.#held.push(message);
    else this.#link.send(message);
    return true;
  }

  /** Comes back with a fresh snapshot, e.g. after a gap in numbered letters. */
  refresh(): void {
    const wait = this.#refreshed + REFRESH_MS - Date.now();
    if (wait > 0) return this.#after(wait, () => this.refresh());
    this.#refreshed = Date.now();
    this.#openBeside();
  }

  /** After "opened elsewhere": this page speaks for the seat again. */
  takeOver(): void {
    if (this.#state.value.kind !== 'stopped') return;
    this.#attempt = 0;
    this.#notBefore = 0;
    // Chosen by the person: from now on this is the page that was opened last.
    this.#opened = undefined;
    this.#open();
  }

  /** Loads the page of the server that is there now. */
  reload(): void {
    this.outdated.value = false;
    keep(RELOADED, '1');
    location.reload();
  }

  /** Ends it: the visit is over or the page goes. */
  stop(code = 1000): void {
    this.#giveUp(code);
    this.#watch.abort();
  }

  #open(): void {
    this.#drop();
    this.#state.value = this.#attempt ? { kind: 'retrying', attempt: this.#attempt } : { kind: 'connecting' };
    this.#link = this.#connect(SILENCE_MS);
  }

  /** The connection that lives goes on until the new one is greeted: nobody sees anything of it. */
  #openBeside(patience_ms = SILENCE_MS): void {
    if (this.#next || !this.#link?.ready) return;
    clearTimeout(this.#timer);
    this.#next = this.#connect(patience_ms);
  }

  #connect(patience_ms: number): Link {
    const { audience, visit } = this;
    const opened = this.#opened;
    const hello = { type: 'hello', protocol: PROTOCOL, as: audience, page: PAGE, ...(visit ? { visit } : {}), ...(opened ? { opened } : {}) } as const;
    return new Link(hello, patience_ms, {
      heard: (link, message) => this.#receive(link, message),
      closed: (link, code) => this.#closed(link, code),
    });
  }

  #receive(link: Link, message: ServerMessage): void {
    if (message.type === 'problem' && message.kind === 'old-client') return void this.#outOfDate();
    if (link === this.#next && message.type === 'welcome') this.#takeTheNext(link);
    if (link !== this.#link) return;
    if (message.type === 'welcome') this.#welcomed(message);
    if (message.type === 'going-away') this.#directed(message.after_ms);
    if (!this.#answered(message)) for (const listener of this.#listeners) listener(message);
  }

  #takeTheNext(next: Link): void {
    this.#link?.drop();
    this.#link = next;
    this.#next = undefined;
  }

  #welcomed({ protocol, spread_ms, opened }: Welcome): void {
    this.#opened = opened ?? this.#opened;
    clearTimeout(this.#patience);
    this.met.value = true;
    this.blocked.value = false;
    this.#attempt = 0;
    this.#notBefore = 0;
    this.#doubted = false;
    this.#spread_ms = spread_ms ?? FIRST_MS;
    clearTimeout(this.#timer);
    this.#sayHeld();
    this.#state.value = { kind: 'open' };
    if (protocol === PROTOCOL) {
      this.outdated.value = false;
      forget(RELOADED);
    }
    // The listeners take the snapshot first; only then is it right to repeat what was unanswered.
    queueMicrotask(() => {
      for (const waiting of this.#unanswered.values()) this.#say(waiting);
    });
  }

  #answered(message: ServerMessage): boolean {
    if (message.type !== 'done' && message.type !== 'problem' && message.type !== 'ice-servers' && message.type !== 'why') return false;
    const waiting = message.op ? this.#unanswered.get(message.op) : undefined;
    if (!waiting) return false;
    if (message.type === 'problem' && mayHaveHappened(message.kind, waiting)) return this.#askAgain(waiting);
    this.#unanswered.delete(waiting.message.op);
    if (message.type === 'problem') {
      waiting.reject(new Problem(message.kind, message.detail, message.retry, message));
    } else {
      waiting.resolve(message);
    }
    return true;
  }

  /** It may have happened: the same op again tells. A page that comes back meanwhile asks by itself. */
  #askAgain(waiting: Waiting): true {
    setTimeout(() => {
      if (this.#state.value.kind === 'open' && this.#unanswered.has(waiting.message.op)) this.#say(waiting);
    }, ASK_AGAIN_MS);
    return true;
  }

  #say(waiting: Waiting): void {
    waiting.doubtful = waiting.said > 0;
    waiting.said = Date.now();
    this.#link?.send(waiting.message);
  }

  #sayHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.#link?.send(message);
  }

  /** The node stops: another one has room. */
  #directed(after_ms: number): void {
    this.#notBefore = Date.now() + after_ms;
    this.#after(after_ms, () => this.#openBeside());
  }

  #closed(link: Link, code: number): void {
    if (link === this.#next) return this.#nextFailed(code);
    if (link !== this.#link) return;
    // With the next one on its way this page is itself the newest.
    const replacedByItself = code === CLOSED.replaced && this.#next;
    if (staysAway(code) && !replacedByItself && !this.#helloWasLate(code) && !this.#waitsToReload(code)) return this.#giveUp(code);
    if (!this.#next) return this.#comeBackLater(code);
    // It ended while the next one was on its way: from here on that is the one.
    this.#takeTheNext(this.#next);
    this.#attempt = Math.max(1, this.#attempt);
    this.#state.value = { kind: 'retrying', attempt: this.#attempt };
  }

  #nextFailed(code: number): void {
    this.#next = undefined;
    if (code === CLOSED.replaced) return this.#giveUp(code);
    if (this.#doubted) return this.#comeBack();
    this.#sayHeld();
    for (const waiting of this.#unanswered.values()) if (!waiting.said) this.#say(waiting);
    this.#attempt += 1;
    this.#after(this.#pause(), () => this.#openBeside());
  }

  /** A busy device may be too slow for the three seconds that a hello has: that is no mistake of ours. */
  #helloWasLate(code: number): boolean {
    if (code !== CLOSED.badFrame || this.#state.value.kind === 'open') return false;
    // Unless the server that is there now is another one than the page was made for.
    return this.#attempt < HELLO_TRIES || !this.#outOfDate();
  }

  /** The page of the server that is there now is one reload away, but only once. False the second time. */
  #outOfDate(): boolean {
    if (kept(RELOADED)) return false;
    this.outdated.value = true;
    this.#reloadWhenQuiet();
    return true;
  }

  /** Nobody is torn out of a call or a sentence: then it waits, or the reader presses. */
  #reloadWhenQuiet(): void {
    if (this.outdated.peek() && !this.keepOpen && !isTyped()) this.reload();
  }

  /** Refused for its age while it waits for a quiet moment: what flows between the people goes on. */
  #waitsToReload(code: number): boolean {
    return this.outdated.peek() && (code === CLOSED.badCredentials || code === CLOSED.badFrame);
  }

  #comeBackLater(code: number): void {
    this.#drop();
    this.#attempt += 1;
    this.#state.value = { kind: 'retrying', attempt: this.#attempt };
    const directed = code === CLOSED.goingAway ? this.#notBefore - Date.now() : 0;
    this.#after(Math.max(this.#pause(), directed), () => this.#open());
  }

  #pause(): number {
    return delayBefore(this.#attempt, this.random(), this.#spread_ms);
  }

  #giveUp(code: number): void {
    this.#drop();
    clearTimeout(this.#patience);
    this.#state.value = { kind: 'stopped', code };
    for (const { reject } of this.#unanswered.values()) reject(new Problem('offline', `closed with ${code}`));
    this.#unanswered.clear();
  }

  #notComing(): void {
    this.blocked.value = true;
    for (const op of this.#unanswered.keys()) this.#notSaid(op);
  }

  /** Only what was never said is given up: before the first welcome that is everything. */
  #notSaid(op: string): void {
    const waiting = this.#unanswered.get(op);
    if (!waiting || this.met.value) return;
    this.#unanswered.delete(op);
    waiting.reject(new Problem('blocked', 'no socket came through', 'later'));
  }

  #comeBack(): void {
    if (this.#state.value.kind === 'stopped') return;
    this.#attempt = Math.max(1, this.#attempt);
    this.#open();
  }

  /** The device slept, or has another network: a connection that looks open may be dead. */
  #doubt(): void {
    if (this.#state.value.kind === 'stopped') return;
    if (!this.#link?.ready) return this.#comeBack();
    this.#doubted = true;
    this.#openBeside(DOUBT_MS);
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#link?.drop();
    this.#next?.drop();
    this.#link = this.#next = undefined;
    this.#doubted = false;
    this.#held = [];
  }

  #unansweredFor(ms: number): boolean {
    const since = Date.now() - ms;
    return !!this.#link?.ready && [...this.#unanswered.values()].some(({ said }) => said > 0 && said < since);
  }
}

/** `store-down` speaks of this saying alone: what one before it led to is not told by it. */
function mayHaveHappened(kind: string, { doubtful }: Waiting): boolean {
  return kind === 'unknown' || (kind === 'store-down' && doubtful === true);
}

/** Whether the reader has written something that a reload may lose. */
function isTyped(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input:not([type]), input:is([type=text], [type=tel], [type=search])');
  return [...fields].some(({ value }) => value.trim() !== '');
}
