/** The I/O of a citizen's page: session, connection, devices, call. The views only show it. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { callOut, calmDown, keepAwake, letSleep, nudge } from '../../attention';
import type { Call } from '../../call';
import { setServerTime } from '../../clock';
import { followCall, type Followed } from '../../follow';
import { Live } from '../../live';
import { OwnMedia, resultOf } from '../../media';
import type { CitizenVisit } from '../../protocol.gen';
import { tabSays } from '../../frame/title';
import { ask } from '../../http';
import { claim, openSession, type Session } from '../../session';
import { citizenFrom } from '../../state';
import { takeMessages, takeNoMessages } from '../../push';
import { language, plain } from '../../texts';
import type { CheckResult, Reach, WhenCalled, WhyAnswer } from '../../wire';

/** A question of the browser that nobody answers must not keep anybody out of the line. */
const DEVICE_PATIENCE_MS = 5_000;

/** What a citizen can do. Every promise rejects with a `Problem`. */
export interface Acts {
  arrive(whenCalled: WhenCalled): Promise<unknown>;
  join(): Promise<unknown>;
  leave(): Promise<unknown>;
  say(text: string): Promise<unknown>;
  /** Called and on the way: more patience. */
  holdOn(): Promise<unknown>;
  /** The page may be closed and a mail or a message of the device comes in time; "page" takes it back. */
  stepAway(reach: Reach): Promise<unknown>;
  /** By telephone instead; the number where the booking has none. */
  callBack(phone?: string): Promise<unknown>;
  why(): Promise<Pick<WhyAnswer, 'before'>>;
  /** To another slot, by its start; the place in line is given up with it. */
  move(slot: string): Promise<unknown>;
}

export class Journey implements Acts {
  readonly #session = signal<Session | null>(null);
  readonly session: ReadonlySignal<Session | null> = this.#session;
  readonly media = new OwnMedia();
  readonly speaker = signal<CheckResult>('unknown');
  readonly #live = signal<Live<'citizen'> | null>(null);
  readonly live: ReadonlySignal<Live<'citizen'> | null> = this.#live;
  readonly #followed = signal<Followed | null>(null);
  readonly call: ReadonlySignal<Call | null> = computed(() => this.#followed.value?.call.value ?? null);
  readonly visit: ReadonlySignal<CitizenVisit | null> = computed(() => this.#pick());

  readonly #movedTo = signal<string | null>(null);
  /** This page has moved the appointment, and the new time has arrived here. */
  readonly moved = computed(() => sameMoment(this.visit.value?.slot_start, this.#movedTo.value));

  /** Why somebody who had been called is waiting again. */
  readonly returned = computed(() => this.#live.value?.state.value.returned[this.visit.value?.visit ?? '']);

  /** A talk by telephone has no pictures to follow. */
  readonly #onScreen = computed(() => (this.visit.value?.channel === 'phone' ? null : this.visit.value));

  /** Opens the session and, if there is somebody, the connection. Again after a refusal. */
  async open(): Promise<void> {
    this.#session.value = null;
    const session = await openSession('citizen');
    if (session.kind === 'signed-in') this.#connect(session);
    this.#session.value = session;
  }

  /** This person says which appointment of this browser is theirs. */
  claim(visit: string): void {
    claim(visit);
    void this.open();
  }

  /** Waits for a camera that is just being opened: the join after a reload opens what was found now. */
  async arrive(whenCalled: WhenCalled): Promise<unknown> {
    await this.media.settled(DEVICE_PATIENCE_MS);
    const before = this.visit.value?.checks;
    const checks = {
      camera: newer(resultOf(this.media.camera.value), before?.camera),
      microphone: newer(resultOf(this.media.microphone.value), before?.microphone),
      speaker: newer(this.speaker.value, before?.speaker),
    };
    return this.#here(this.#command((visit) => ({ type: 'arrive', visit, when_called: whenCalled, checks })));
  }

  /** The devices open beside the command: nobody waits for a camera to be let in. */
  join(): Promise<unknown> {
    calmDown();
    void this.#openDevices();
    return this.#here(this.#command((visit) => ({ type: 'join', visit })));
  }

  /** What this page opened before; after a reload what the check found, because joining is a gesture. */
  async #openDevices(): Promise<void> {
    const busy = [this.media.camera.value, this.media.microphone.value].some(({ kind }) => kind === 'on' || kind === 'asking');
    if (busy) return undefined;
    const { camera, microphone } = this.media.allowed;
    if (camera || microphone) return this.media.startAgain();
    const { checks } = this.visit.value ?? {};
    const wish = { camera: checks?.camera === 'fine', microphone: checks?.microphone === 'fine' };
    return wish.camera || wish.microphone ? this.media.start(wish) : undefined;
  }

  /** This page speaks for the seat again; the gesture opens the devices it had. */
  takeOver(): void {
    this.live.value?.wire.takeOver();
    if (this.visit.value?.stage === 'in-call') void this.#openDevices();
  }

  leave(): Promise<unknown> {
    return this.#here(this.#command((visit) => ({ type: 'leave', visit })));
  }

  say(text: string): Promise<unknown> {
    return this.#command((visit) => ({ type: 'say', visit, text }));
  }

  holdOn(): Promise<unknown> {
    return this.#command((visit) => ({ type: 'hold-on', visit }));
  }

  stepAway(reach: Reach): Promise<unknown> {
    const key = this.visit.value?.push_key;
    if (reach !== 'push' || !key) return this.#here(this.#command((visit) => ({ type: 'step-away', visit, reach })));
    return this.#leaveToBeCalled(key);
  }

  /** The browser is asked first: the office hears only of an address that messages reach. */
  async #leaveToBeCalled(key: string): Promise<unknown> {
    const push = await takeMessages(key, { visit: this.visit.value?.visit ?? '', language: language.value.code });
    try {
      return await this.#command((visit) => ({ type: 'step-away', visit, reach: 'push', push }));
    } catch (thrown) {
      await this.#noMessages();
      throw thrown;
    }
  }

  /** What somebody at the page does; the office has forgotten the address with it, and so does the browser. */
  async #here(done: Promise<unknown>): Promise<unknown> {
    const answer = await done;
    void this.#noMessages();
    return answer;
  }

  async #noMessages(): Promise<void> {
    const visit = this.visit.peek()?.visit;
    if (visit) await takeNoMessages(visit);
  }

  callBack(phone?: string): Promise<unknown> {
    return this.#here(this.#command((visit) => ({ type: 'switch-channel', visit, channel: 'phone', ...(phone ? { phone } : {}) })));
  }

  async why(): Promise<Pick<WhyAnswer, 'before'>> {
    const visit = this.visit.value?.visit;
    const answer = visit ? await this.#live.value?.wire.command({ type: 'why', visit }) : undefined;
    return answer ?? { before: [] };
  }

  /** What the letters did not tell meanwhile comes with a fresh snapshot. */
  async move(slot: string): Promise<unknown> {
    const reference = this.visit.value?.reference;
    if (!reference) return undefined;
    await ask<unknown>(`bookings/${reference}`, { method: 'PATCH', as: 'citizen', body: { slot } });
    this.#movedTo.value = slot;
    void this.#noMessages();
    if (!this.moved.value) this.#live.value?.wire.refresh();
    return undefined;
  }

  #command(make: (visit: string) => Parameters<Live<'citizen'>['wire']['command']>[0]): Promise<unknown> {
    const live = this.#live.value;
    const visit = this.visit.value?.visit;
    return live && visit ? live.wire.command(make(visit)) : Promise.resolve();
  }

  #connect(session: Extract<Session, { kind: 'signed-in' }>): void {
    const { snapshot, server_time } = session.view;
    setServerTime(server_time);
    const live = new Live('citizen', { visit: session.visit, ...(snapshot ? { start: citizenFrom(snapshot) } : {}) });
    this.#live.value = live;
    this.#followed.value?.stop();
    this.#followed.value = followCall(live, this.#onScreen, this.media);
    this.#followStage();
    effect(() => {
      if (live.wire.state.value.kind !== 'stopped') return;
      calmDown();
      this.media.stop();
    });
  }

  #pick(): CitizenVisit | null {
    const visits = this.#live.value?.state.value.visits ?? [];
    const session = this.#session.value;
    const mine = session?.kind === 'signed-in' ? session.visit : undefined;
    return visits.find(({ visit }) => visit === mine) ?? visits[0] ?? null;
  }

  #ring(): void {
    // The telephone rings by itself.
    if (this.visit.peek()?.channel === 'phone') return nudge(plain('called-phone-title'), plain('called-phone-text'));
    callOut(plain('called-title'), plain('called-notice'));
    // Agreed before: the devices are ready when the countdown ends.
    if (this.visit.peek()?.when_called === 'connect') void this.media.startAgain();
  }

  /** What a stage does outside the view: ringing, the screen that stays on, cameras that go off. */
  #followStage(): void {
    const stage = computed(() => this.visit.value?.stage ?? null);
    let before: string | null = null;
    effect(() => {
      const now = stage.value;
      if (now === before) return;
      if (now === 'called') this.#ring();
      else calmDown();
      if (now === 'waiting' || now === 'parked' || now === 'called' || now === 'in-call') void keepAwake();
      else void letSleep();
      if (now === 'ended') void this.#noMessages();
      const leftTheCall = before === 'in-call' || before === 'called';
      if (now === 'ended' || (leftTheCall && now !== 'in-call' && now !== 'called')) this.media.stop();
      before = now;
    });
    const byPhone = computed(() => this.visit.value?.channel === 'phone');
    effect(() => {
      if (byPhone.value) untracked(() => this.media.stop());
    });
    const close = computed(() => this.visit.value?.stage === 'waiting' && this.visit.value.stay_close === true);
    effect(() => {
      // Another language is no second nudge.
      if (close.value) untracked(() => nudge(plain('stay-close-title'), plain('stay-close-text')));
    });
    effect(() => {
      const { stage: at, position } = this.visit.value ?? {};
      if (close.value) tabSays(plain('waiting-tab', { n: 0 }));
      else if (at === 'waiting' && position) tabSays(plain('waiting-tab', { n: position.ahead }));
      else tabSays(null);
    });
  }
}

function sameMoment(a: string | null | undefined, b: string | null): boolean {
  return !!a && !!b && Date.parse(a) === Date.parse(b);
}

/** What was found before counts as long as nothing was tried again. */
function newer(found: CheckResult, before: CheckResult | undefined): CheckResult {
  return found === 'unknown' ? (before ?? 'unknown') : found;
}
