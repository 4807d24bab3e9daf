/** The I/O of a clerk's page: session, connection, devices, call, commands. The views only show it. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { announce } from '../../announce';
import type { Call } from '../../call';
import { followCall } from '../../follow';
import { ask } from '../../http';
import { Live } from '../../live';
import { OwnMedia } from '../../media';
import { Problem } from '../../problem';
import type { Said } from '../../protocol.gen';
import { closeSession, openSession, type Session } from '../../session';
import { emptyDesk } from '../../state/desk';
import { withSaid } from '../../state/citizen';
import { plain, t } from '../../texts';
import type { Channel, CommandBody } from '../../wire';
import { allowNotices, newcomers, remember, remembered, ring } from './arrivals';
import { inHand } from './hand';
import { keptNote, keepNote } from './note';
import { nameOf } from './words';
import type { Acts, Papers, Work } from './work';

export class Desk implements Work {
  readonly #session = signal<Session | null>(null);
  readonly session: ReadonlySignal<Session | null> = this.#session;
  readonly #live = signal<Live<'desk'> | null>(null);
  readonly live: ReadonlySignal<Live<'desk'> | null> = this.#live;
  readonly known = computed(() => this.#live.value?.known.value ?? false);
  readonly state = computed(() => this.#live.value?.state.value ?? emptyDesk);
  readonly online = computed(() => this.#live.value?.wire.state.value.kind === 'open');
  readonly replaced = computed(() => this.#live.value?.wire.state.value.kind === 'stopped');
  readonly hand = computed(() => inHand(this.state.value.current));
  readonly media = new OwnMedia();
  readonly #call = signal<ReadonlySignal<Call | null> | null>(null);
  readonly call = computed(() => this.#call.value?.value ?? null);
  readonly checking = signal(false);
  readonly chosen = signal<string | null>(null);
  readonly note = signal('');
  readonly arrivals = signal(remembered());
  readonly #texts = signal<ReadonlyMap<string, readonly Said[]>>(new Map());
  readonly texts: ReadonlySignal<ReadonlyMap<string, readonly Said[]>> = this.#texts;
  readonly #seen = signal<ReadonlyMap<string, number>>(new Map());
  readonly unread = computed(() => this.#countUnread());
  /** What the clerk had switched off stays off in the next call. */
  #wish = { camera: true, microphone: true };
  /** The visit whose end this page asked for: that needs no announcement. */
  #ending: string | null = null;

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
    sendBack: (visit) => this.#command({ type: 'send-back', visit }),
    answered: (visit) => this.#command({ type: 'join', visit }),
    end: async (visit, outcome) => {
      const note = visit === this.state.peek().current?.visit ? this.note.peek().trim() : '';
      this.#ending = visit;
      await this.#command({ type: 'end', visit, outcome, ...(note ? { note } : {}) });
      if (note) this.note.value = '';
    },
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

  async switchArrivals(on: boolean): Promise<void> {
    this.arrivals.value = on;
    remember(on);
    if (on) await allowNotices();
  }

  checkDevices(on: boolean): void {
    this.checking.value = on;
    if (!on && !this.hand.peek()) this.#release();
  }

  async signOut(): Promise<void> {
    if (this.online.peek()) await this.acts.setDesk('closed', this.state.peek().desk.queues).catch(() => undefined);
    await closeSession('desk');
    location.reload();
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

  #command(body: CommandBody): Promise<unknown> {
    return this.#live.peek()?.wire.command(body) ?? Promise.reject(new Problem('offline'));
  }

  #connect(): void {
    if (this.#live.peek()) return;
    const live = new Live('desk');
    const video = computed(() => (this.hand.value?.channel === 'video' ? this.hand.value : null));
    live.wire.listen((message) => message.type === 'said' && this.#heard(message));
    this.#live.value = live;
    this.#call.value = followCall(live, video, this.media).call;
    this.#followDevices();
    this.#followNote();
    this.#followStage();
    this.#followArrivals();
    this.#followReading();
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

  /** The note belongs to the visit in hand, and survives a reload of this tab. */
  #followNote(): void {
    const visit = computed(() => this.hand.value?.visit ?? null);
    effect(() => {
      const now = visit.value;
      if (now) untracked(() => (this.note.value = keptNote(now) || (this.state.peek().current?.note ?? '')));
    });
    effect(() => {
      const text = this.note.value;
      const current = untracked(() => this.state.peek().current?.visit);
      if (current) keepNote(current, text);
    });
  }

  /** What a screen reader hears of the visit in hand: only what the clerk did not do. */
  #followStage(): void {
    const stage = computed(() => this.state.value.current?.stage ?? null);
    let before: string | null = null;
    effect(() => {
      const now = stage.value;
      const name = untracked(() => nameOf(this.state.peek().current ?? {}));
      if (before === 'called' && now === 'in-call') announce(t('desk-announce-joined', { name }));
      if (before === 'called' && now === 'waiting') announce(t('desk-announce-back', { name }));
      const own = untracked(() => this.state.peek().current?.visit) === this.#ending;
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
        if (known) document.title = waiting ? `(${waiting}) ${plain('desk-title')}` : plain('desk-title');
        const came = known && before && desk.state === 'open' ? newcomers(before, visits, desk.queues) : [];
        if (known) before = new Set(visits.map(({ visit }) => visit));
        if (came.length === 0 || this.hand.peek()) return;
        announce(t('desk-arrival-waiting', { n: waiting }));
        if (this.arrivals.peek()) ring(waiting);
      });
    });
  }

  /** Text of the visit that is looked at counts as read. */
  #followReading(): void {
    effect(() => {
      const visit = this.chosen.value;
      const last = visit ? this.#texts.value.get(visit)?.at(-1)?.id : undefined;
      if (visit && last) untracked(() => (this.#seen.value = new Map(this.#seen.value).set(visit, last)));
    });
  }

  #heard(line: Said): void {
    if (line.visit === this.hand.peek()?.visit) return;
    this.#texts.value = new Map(this.#texts.value).set(line.visit, withSaid([...(this.#texts.value.get(line.visit) ?? [])], line));
    const row = this.state.peek().visits.find(({ visit }) => visit === line.visit);
    const watched = row && this.state.peek().desk.queues.includes(row.queue);
    if (line.from === 'citizen' && watched && this.chosen.peek() !== line.visit) announce(t('desk-announce-text', { name: nameOf(row) }));
  }

  #countUnread(): ReadonlyMap<string, number> {
    const seen = this.#seen.value;
    const counts = new Map<string, number>();
    for (const [visit, lines] of this.#texts.value) {
      const since = Math.max(seen.get(visit) ?? 0, lines.findLast(({ from }) => from === 'clerk')?.id ?? 0);
      const n = lines.filter(({ id, from }) => from === 'citizen' && id > since).length;
      if (n > 0) counts.set(visit, n);
    }
    return counts;
  }
}

function isOpen(kind: string): boolean {
  return kind === 'on' || kind === 'asking';
}
