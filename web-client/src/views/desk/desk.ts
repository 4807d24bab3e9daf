/** The I/O of a clerk's page: session, connection, devices, call, commands. The views only show it. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { announce } from '../../announce';
import type { Call } from '../../call';
import { serverNow } from '../../clock';
import { followCall } from '../../follow';
import { ask } from '../../http';
import { Live } from '../../live';
import { OwnMedia } from '../../media';
import { newOp } from '../../op';
import { asProblem, Problem } from '../../problem';
import type { Said } from '../../protocol.gen';
import { tabSays } from '../../frame/title';
import { closeSession, openSession, type Session } from '../../session';
import { emptyDesk, inHand } from '../../state/desk';
import { withoutProbe } from '../../state/probe';
import { withSaid } from '../../state/citizen';
import { plain, t } from '../../texts';
import type { Channel, CommandBody, Outcome } from '../../wire';
import { allowNotices, knock, newcomers, ring } from './arrivals';
import { Notes, type Written } from './notes';
import { ReadLines } from './read-lines';
import { remember, remembered, toneFor, type Tones } from './tones';
import { undoMs, type Trace, type UndoableVerb } from './undo';
import { nameOf } from './words';
import type { Acts, Papers, Work } from './work';

const READ_MS = 800;

export class Desk implements Work {
  readonly #session = signal<Session | null>(null);
  readonly session: ReadonlySignal<Session | null> = this.#session;
  readonly #live = signal<Live<'desk'> | null>(null);
  readonly live: ReadonlySignal<Live<'desk'> | null> = this.#live;
  readonly known = computed(() => this.#live.value?.known.value ?? false);
  readonly state = computed(() => withoutProbe(this.#live.value?.state.value ?? emptyDesk));
  readonly online = computed(() => this.#live.value?.wire.state.value.kind === 'open');
  readonly replaced = computed(() => this.#live.value?.wire.state.value.kind === 'stopped');
  readonly hand = computed(() => inHand(this.state.value.current));
  readonly media = new OwnMedia();
  readonly #call = signal<ReadonlySignal<Call | null> | null>(null);
  readonly call = computed(() => this.#call.value?.value ?? null);
  readonly checking = signal(false);
  readonly chosen = signal<string | null>(null);
  readonly notes = new Notes((visit, written) => this.#saveNote(visit, written));
  readonly trace = signal<Trace | null>(null);
  readonly tones = signal(remembered());
  readonly #texts = signal<ReadonlyMap<string, readonly Said[]>>(new Map());
  readonly texts: ReadonlySignal<ReadonlyMap<string, readonly Said[]>> = this.#texts;
  readonly #read = new ReadLines();
  readonly documents = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly unread = computed(() => this.#countUnread());
  /** What the clerk had switched off stays off in the next call. */
  #wish = { camera: true, microphone: true };
  /** The visit that this page let go: what becomes of it then needs no announcement. */
  #letGo: string | null = null;

  /** Opens the session and, if there is somebody, the connection. Again after a refusal. */
  async open(): Promise<void> {
    this.#session.value = null;
    const session = await openSession('desk');
    if (session.kind === 'signed-in') this.#connect();
    this.#session.value = session;
  }

  readonly acts: Acts = {
    setDesk: (state, queues) =>
      queues.length === 0 && state !== 'closed' ? Promise.reject(new Problem('no-queue')) : this.#command({ type: 'desk', state, queues: [...queues] }),
    callNext: (queue, channel) => this.#calling(channel, { type: 'call-next', queue }),
    call: (visit, channel, reason) => this.#calling(channel, { type: 'call', visit, ...(reason ? { reason } : {}) }),
    sendBack: (visit) => this.#undoable('send-back', { type: 'send-back', visit }),
    park: (visit, reason) => this.#undoable('park', { type: 'park', visit, ...(reason ? { reason } : {}) }),
    resume: (visit) => this.#command({ type: 'resume', visit }),
    skip: (visit, reason) => this.#undoable('skip', { type: 'skip', visit, reason }),
    preCall: (visit) => this.#command({ type: 'pre-call', visit }),
    recall: (visit, channel) => this.#calling(channel, { type: 'recall', visit }),
    prioritise: (visit, reason) => this.#command({ type: 'prioritise', visit, reason }),
    transfer: (visit, queue, note) => this.#undoable('transfer', { type: 'transfer', visit, queue, ...(note ? { note } : {}) }),
    undo: () => this.#undo(),
    takeUp: (visit, channel) => this.#calling(channel, { type: 'take-up', visit }),
    closeQueue: (queue, closed) => this.#command({ type: 'close-queue', queue, closed }),
    tellQueue: (queue, text) => this.#command({ type: 'tell-queue', queue, ...(text ? { text } : {}) }),
    answered: (visit) => this.#command({ type: 'join', visit }),
    end: (visit, outcome) => this.#end(visit, outcome),
    amend: (visit, change) => this.#command({ type: 'amend', visit, ...change }),
    switchToPhone: (visit, phone) => this.#command({ type: 'switch-channel', visit, channel: 'phone', ...(phone ? { phone } : {}) }),
    cancel: (visit) => this.#command({ type: 'cancel', visit }),
    say: (visit, text) => this.#command({ type: 'say', visit, text }),
  };

  readonly papers: Papers = {
    catalogue: () => ask('catalogue'),
    slots: (service, channel, from, to) => ask(`services/${service}/slots?${new URLSearchParams({ from, to, channel })}`),
    book: (request, idempotencyKey) => ask('desk/bookings', { method: 'POST', as: 'desk', body: request, idempotencyKey }),
    bookings: (date) => ask(`desk/bookings?${new URLSearchParams({ date })}`, { as: 'desk' }),
    history: () => ask('desk/history', { as: 'desk' }),
  };

  async setTones(tones: Tones): Promise<void> {
    const before = this.tones.peek();
    this.tones.value = tones;
    remember(tones);
    if (tones.arrivals && !before.arrivals) await allowNotices();
  }

  checkDevices(on: boolean): void {
    this.checking.value = on;
    if (!on && !this.hand.peek()) this.#release();
  }

  /** Whoever is in hand goes back into the line first: left alone they would wait for a clerk who is gone. */
  async signOut(): Promise<void> {
    const { current, desk } = this.state.peek();
    if (this.online.peek()) {
      if (current && inHand(current)) await this.#command({ type: 'send-back', visit: current.visit });
      await this.acts.setDesk('closed', desk.queues).catch(() => undefined);
    }
    await closeSession('desk');
    location.reload();
  }

  async #end(visit: string, outcome: Outcome): Promise<void> {
    const draft = this.notes.drafts.peek().get(visit);
    // The end carries the note; a case reference has only its own command.
    if (draft?.case !== undefined && draft.saving !== 'saved') await this.notes.flush(visit);
    const note = draft?.note?.trim();
    this.#letGo = visit;
    await this.#command({ type: 'end', visit, outcome, ...(note ? { note } : {}) });
    this.notes.saved(visit);
  }

  /** After the end only the note can still be put right. */
  #saveNote(visit: string, { note, case: reference }: Written): Promise<unknown> {
    const current = this.state.peek().current;
    const over = current?.visit === visit && current.stage === 'ended';
    if (over) return note === undefined ? Promise.resolve() : this.#command({ type: 'amend', visit, note });
    return this.#command({ type: 'annotate', visit, ...(note === undefined ? {} : { note }), ...(reference === undefined ? {} : { case: reference }) });
  }

  async #undoable(verb: UndoableVerb, body: CommandBody & { visit: string }): Promise<void> {
    const op = newOp();
    const { current, visits } = this.state.peek();
    const known = current?.visit === body.visit ? current : visits.find(({ visit }) => visit === body.visit);
    const who = nameOf(known ?? {});
    this.#letGo = body.visit;
    await this.notes.flush(body.visit);
    await this.#command(body, op);
    this.trace.value = { kind: 'done', verb, op, visit: body.visit, who, until: serverNow() + undoMs() };
  }

  async #undo(): Promise<void> {
    const trace = this.trace.peek();
    if (trace?.kind !== 'done') return;
    const until = () => serverNow() + undoMs();
    try {
      await this.#command({ type: 'undo', of: trace.op });
      this.trace.value = { kind: 'undone', verb: trace.verb, who: trace.who, until: until() };
    } catch (thrown) {
      this.trace.value = { kind: 'refused', who: trace.who, problem: asProblem(thrown), until: until() };
    }
  }

  /** The devices open beside the command, inside the click: nobody waits for a camera. */
  #calling(channel: Channel, body: CommandBody): Promise<unknown> {
    if (channel === 'video') void this.#openDevices();
    return this.#command(body).catch((problem: unknown) => {
      if (!this.hand.peek() && !this.checking.peek()) this.#release();
      throw problem;
    });
  }

  async #openDevices(): Promise<void> {
    const camera = this.#wish.camera && !isOpen(this.media.camera.peek().kind);
    const microphone = this.#wish.microphone && !isOpen(this.media.microphone.peek().kind);
    if (camera || microphone) await this.media.start({ camera, microphone });
  }

  #release(): void {
    const camera = this.media.camera.peek().kind;
    if (camera === 'on' || camera === 'off') this.#wish = { ...this.#wish, camera: camera === 'on' };
    this.media.stop();
  }

  async #command(body: CommandBody, op?: string): Promise<unknown> {
    const wire = this.#live.peek()?.wire;
    if (!wire) throw new Problem('offline');
    const before = this.trace.peek();
    const answer = await wire.command(body, op);
    // The next step with the same visit cannot be jumped over: the way back of the last one is gone.
    const same = before?.kind === 'done' && 'visit' in body && body.visit === before.visit && body.type !== 'say';
    if (same && this.trace.peek() === before) this.trace.value = null;
    return answer;
  }

  #connect(): void {
    if (this.#live.peek()) return;
    const live = new Live('desk');
    const video = computed(() => (this.hand.value?.channel === 'video' ? this.hand.value : null));
    live.wire.listen((message) => message.type === 'said' && this.#heard(message));
    this.#live.value = live;
    this.#call.value = followCall(live, video, this.media).call;
    this.#followDevices();
    this.#followNotes();
    this.#followStage();
    this.#followArrivals();
    this.#followReading();
    void this.#learnDocuments();
  }

  /** Without it a desk works as well: the record in hand names its papers itself. */
  async #learnDocuments(): Promise<void> {
    const catalogue = await this.papers.catalogue().catch(() => null);
    const services = (catalogue?.departments ?? []).flatMap((department) => department.services);
    this.documents.value = new Map(services.map(({ id, documents = [] }) => [id, documents]));
  }

  /** After a reload in the call the devices come back by themselves; after a call they go out. */
  #followDevices(): void {
    // In a window that was replaced, the camera goes out too.
    const here = computed(() => this.#live.value?.wire.state.value.kind !== 'stopped');
    const video = computed(() => here.value && this.hand.value?.channel === 'video');
    let before = false;
    effect(() => {
      const now = video.value;
      untracked(() => {
        if (now && !before) void this.#openDevices();
        if (!now && before && !this.checking.peek()) this.#release();
      });
      before = now;
    });
  }

  /** What was written about earlier visits and is saved need not be kept here. */
  #followNotes(): void {
    const visit = computed(() => this.state.value.current?.visit ?? null);
    effect(() => {
      const now = visit.value;
      untracked(() => this.notes.keepOnly(now));
    });
  }

  /** What a screen reader hears of the visit in hand: only what the clerk did not do. */
  #followStage(): void {
    const stage = computed(() => this.state.value.current?.stage ?? null);
    let before: string | null = null;
    effect(() => {
      const now = stage.value;
      const current = untracked(() => this.state.peek().current);
      const name = nameOf(current ?? {});
      if (now === 'called') this.#letGo = null;
      const own = current?.visit === this.#letGo;
      if (before === 'called' && now === 'in-call') announce(t('desk-announce-joined', { name }));
      if (before === 'called' && now === 'waiting' && !own) announce(t('desk-announce-back', { name }));
      if (before === 'in-call' && now === 'ended' && !own) announce(t('desk-announce-ended', { name }));
      before = now;
    });
  }

  #followArrivals(): void {
    let before: ReadonlySet<string> | null = null;
    effect(() => {
      const { visits, desk } = this.state.value;
      const known = this.known.value;
      untracked(() => {
        const waiting = visits.filter(({ stage, queue }) => stage === 'waiting' && desk.queues.includes(queue)).length;
        if (known) tabSays(waiting ? `(${waiting}) ${plain('desk-title')}` : null);
        const came = known && before && desk.state === 'open' ? newcomers(before, visits, desk.queues) : [];
        if (known) before = new Set(visits.map(({ visit }) => visit));
        if (came.length === 0 || this.hand.peek()) return;
        announce(t('desk-arrival-waiting', { n: waiting }));
        const tune = toneFor(this.tones.peek(), came);
        if (tune) ring(waiting, tune);
      });
    });
  }

  /** Text of a visit that is looked at for a moment counts as read; walking past it does not. */
  #followReading(): void {
    effect(() => {
      const visit = this.chosen.value;
      const last = visit ? this.#texts.value.get(visit)?.at(-1)?.id : undefined;
      if (!visit || !last) return;
      const timer = setTimeout(() => this.#read.upTo(visit, last), READ_MS);
      return () => clearTimeout(timer);
    });
    // What is said to the one in hand stands on the screen, and is not told as new when they go back.
    effect(() => {
      const { current } = this.state.value;
      const last = current?.messages?.at(-1)?.id;
      if (current && last) untracked(() => this.#read.upTo(current.visit, last));
    });
  }

  #heard(line: Said): void {
    if (line.visit === this.hand.peek()?.visit) return;
    this.#texts.value = new Map(this.#texts.value).set(line.visit, withSaid([...(this.#texts.value.get(line.visit) ?? [])], line));
    const row = this.state.peek().visits.find(({ visit }) => visit === line.visit);
    const watched = row && this.state.peek().desk.queues.includes(row.queue);
    if (line.from !== 'citizen' || !watched || line.id <= this.#read.last(line.visit)) return;
    if (this.tones.peek().knock) knock();
    if (this.chosen.peek() !== line.visit) announce(t('desk-announce-text', { name: nameOf(row) }));
  }

  #countUnread(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [visit, lines] of this.#texts.value) {
      const since = Math.max(this.#read.last(visit), lines.findLast(({ from }) => from === 'clerk')?.id ?? 0);
      const n = lines.filter(({ id, from }) => from === 'citizen' && id > since).length;
      if (n > 0) counts.set(visit, n);
    }
    return counts;
  }
}

function isOpen(kind: string): boolean {
  return kind === 'on' || kind === 'asking';
}
