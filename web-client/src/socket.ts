/**
 * The one WebSocket of a page. It says hello, keeps coming back, and answers every command once:
 * a command that got no answer is said again with the same op after each reconnect.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { CLOSED, delayBefore, staysAway } from './backoff';
import { newOp } from './op';
import { Problem } from './problem';
import { PROTOCOL, SUBPROTOCOL } from './wire';
import type { Audience, ClientMessage, Command, CommandBody, IceServers, Relay, ServerMessage, WhyAnswer } from './wire';
import type { Done, Welcome } from './protocol.gen';

/** No welcome ever for so long though pages come: something on the way does not let sockets through. */
const BLOCKED_MS = 15_000;
/** So often a hello that the server did not hear in time is said again. */
const HELLO_TRIES = 5;
/** No welcome, or no answer to a command, for so long: the connection is dead though it looks open. */
const SILENCE_MS = 10_000;
/** After so long in the background the connection may be dead without a word. */
const ASLEEP_MS = 30_000;
/** A fresh snapshot at most this often, however many gaps there seem to be. */
const REFRESH_MS = 5_000;
/** One id a page load: a socket that comes back with it is the same page, and its call goes on. */
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
  said: number;
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
  /** While media flows, a look at the page is no reason to come back: see `#watchTheDevice`. */
  keepOpen = false;
  readonly #listeners = new Set<(message: ServerMessage) => void>();
  readonly #unanswered = new Map<string, Waiting>();
  readonly #watch = new AbortController();
  #socket: WebSocket | undefined;
  #ready = false;
  #attempt = 0;
  #refreshed = 0;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  readonly #patience = setTimeout(() => this.#notComing(), BLOCKED_MS);

  constructor(
    private readonly audience: Audience,
    /** The one visit of this page, where a session holds several. */
    private readonly visit: string | undefined = undefined,
    private readonly random: () => number = Math.random,
  ) {
    this.#watchTheDevice();
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
      if (this.#ready) this.#say(waiting);
      if (this.blocked.value) setTimeout(() => this.#notSaid(op), SILENCE_MS);
    });
  }

  /** To the other seats of the call; false when it was not sent. Whoever comes back negotiates anew. */
  relay(message: Relay): boolean {
    if (!this.#ready) return false;
    this.#send(message);
    return true;
  }

  /** Drops the connection and comes back with a fresh snapshot, e.g. after a gap in numbered letters. */
  refresh(): void {
    const wait = this.#refreshed + REFRESH_MS - Date.now();
    if (wait > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), wait);
      return;
    }
    this.#refreshed = Date.now();
    this.#comeBack();
  }

  /** After "opened elsewhere": this page speaks for the seat again. */
  takeOver(): void {
    if (this.#state.value.kind !== 'stopped') return;
    this.#attempt = 0;
    this.#notBefore = 0;
    this.#open();
  }

  /** Ends it: the visit is over or the page goes. */
  stop(code = 1000): void {
    this.#giveUp(code);
    this.#watch.abort();
    this.#drop();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#state.value = this.#attempt ? { kind: 'retrying', attempt: this.#attempt } : { kind: 'connecting' };
    const address = new URL('/api/v1/live', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => {
      this.#send({
        type: 'hello',
        protocol: PROTOCOL,
        as: this.audience,
        page: PAGE,
        ...(this.visit ? { visit: this.visit } : {}),
      });
    };
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#receive(String(event.data));
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event.code);
    };
    this.#expectWithin(SILENCE_MS);
  }

  #receive(frame: string): void {
    const message = JSON.parse(frame) as ServerMessage;
    if (message.type === 'welcome') this.#welcomed(message);
    if (message.type === 'going-away') this.#directed(message.after_ms);
    if (message.type === 'problem' && message.kind === 'old-client') return reloadOnce();
    if (!this.#answered(message)) for (const listener of this.#listeners) listener(message);
  }

  #welcomed(message: Welcome): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#patience);
    this.met.value = true;
    this.blocked.value = false;
    this.#ready = true;
    this.#attempt = 0;
    this.#notBefore = 0;
    this.#state.value = { kind: 'open' };
    if (message.protocol === PROTOCOL) sessionStorage.removeItem(RELOADED);
    // The listeners take the snapshot first; only then is it right to repeat what was unanswered.
    queueMicrotask(() => {
      for (const waiting of this.#unanswered.values()) this.#say(waiting);
    });
  }

  #answered(message: ServerMessage): boolean {
    if (message.type !== 'done' && message.type !== 'problem' && message.type !== 'ice-servers' && message.type !== 'why') return false;
    const waiting = message.op ? this.#unanswered.get(message.op) : undefined;
    if (!waiting) return false;
    this.#unanswered.delete(waiting.message.op);
    if (message.type === 'problem') {
      waiting.reject(new Problem(message.kind, message.detail, message.retry, { opens_at: message.opens_at }));
    } else {
      waiting.resolve(message);
    }
    return true;
  }

  #say(waiting: Waiting): void {
    waiting.said = Date.now();
    this.#send(waiting.message);
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #directed(after_ms: number): void {
    this.#notBefore = Date.now() + after_ms;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#comeBack(), after_ms);
  }

  #closed(code: number): void {
    // A busy device may be too slow for the three seconds that a hello has: that is no mistake of ours.
    const tooSlow = code === CLOSED.badFrame && !this.#ready && this.#attempt < HELLO_TRIES;
    this.#drop();
    if (staysAway(code) && !tooSlow) return this.#giveUp(code);
    this.#attempt += 1;
    this.#state.value = { kind: 'retrying', attempt: this.#attempt };
    const wait = Math.max(delayBefore(this.#attempt, this.random()), this.#notBefore - Date.now());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  #giveUp(code: number): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#state.value = { kind: 'stopped', code };
    for (const { reject } of this.#unanswered.values()) reject(new Problem('offline', `closed with ${code}`));
    this.#unanswered.clear();
  }

  #notComing(): void {
    this.blocked.value = true;
    for (const op of this.#unanswered.keys()) this.#notSaid(op);
  }

  /** Only what was never said is given up: whatever was said may have happened. */
  #notSaid(op: string): void {
    const waiting = this.#unanswered.get(op);
    if (!waiting || waiting.said > 0 || this.met.value) return;
    this.#unanswered.delete(op);
    waiting.reject(new Problem('blocked', 'no socket came through', 'later'));
  }

  #comeBack(): void {
    if (this.#state.value.kind === 'stopped') return;
    this.#drop();
    this.#attempt = Math.max(1, this.#attempt);
    this.#open();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#ready = false;
    clearTimeout(this.#deadline);
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close();
  }

  #expectWithin(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#closed(0), ms);
  }

  // A browser cannot see the server's pings; it can see that the device slept, lost its network, or
  // that a command got no answer. Timers of background pages are late by a minute: no sign of sleep.
  #watchTheDevice(): void {
    const { signal: until } = this.#watch;
    let hiddenSince = 0;
    addEventListener('online', () => this.#comeBack(), { signal: until });
    addEventListener('offline', () => this.#state.value.kind === 'open' && this.#closed(0), { signal: until });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.hidden) hiddenSince = Date.now();
        else if (!this.keepOpen && Date.now() - hiddenSince > ASLEEP_MS) this.#comeBack();
      },
      { signal: until },
    );
    const pulse = setInterval(() => this.#unansweredFor(SILENCE_MS) && this.#comeBack(), 2_000);
    until.addEventListener('abort', () => clearInterval(pulse));
  }

  #unansweredFor(ms: number): boolean {
    const since = Date.now() - ms;
    return this.#ready && [...this.#unanswered.values()].some(({ said }) => said > 0 && said < since);
  }
}

/** The server speaks a newer protocol: the newer page is one reload away, but only once. */
function reloadOnce(): void {
  if (sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, '1');
  location.reload();
}

