/** The I/O of a citizen's page: session, connection, devices, call. The views only show it. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { callOut, calmDown, keepAwake, letSleep } from '../../attention';
import type { Call } from '../../call';
import { setServerTime } from '../../clock';
import { followCall, type Followed } from '../../follow';
import { Live } from '../../live';
import { OwnMedia, resultOf } from '../../media';
import type { CitizenVisit } from '../../protocol.gen';
import { openSession, type Session } from '../../session';
import { citizenFrom } from '../../state';
import { plain } from '../../texts';
import type { CheckResult, WhenCalled } from '../../wire';

/** A question of the browser that nobody answers must not keep anybody out of the line. */
const DEVICE_PATIENCE_MS = 5_000;

/** What a citizen can do. Every promise rejects with a `Problem`. */
export interface Acts {
  arrive(whenCalled: WhenCalled): Promise<unknown>;
  join(): Promise<unknown>;
  leave(): Promise<unknown>;
  say(text: string): Promise<unknown>;
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

  /** Why somebody who had been called is waiting again. */
  readonly returned = computed(() => this.#live.value?.state.value.returned[this.visit.value?.visit ?? '']);

  /** Opens the session and, if there is somebody, the connection. Again after a refusal. */
  async open(): Promise<void> {
    this.#session.value = null;
    const session = await openSession('citizen');
    if (session.kind === 'signed-in') this.#connect(session);
    this.#session.value = session;
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
    return this.#command((visit) => ({ type: 'arrive', visit, when_called: whenCalled, checks }));
  }

  /** The devices open beside the command: nobody waits for a camera to be let in. */
  join(): Promise<unknown> {
    calmDown();
    void this.#openDevices();
    return this.#command((visit) => ({ type: 'join', visit }));
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
    return this.#command((visit) => ({ type: 'leave', visit }));
  }

  say(text: string): Promise<unknown> {
    return this.#command((visit) => ({ type: 'say', visit, text }));
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
    this.#followed.value = followCall(live, this.visit, this.media);
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
      const leftTheCall = before === 'in-call' || before === 'called';
      if (now === 'ended' || (leftTheCall && now !== 'in-call' && now !== 'called')) this.media.stop();
      before = now;
    });
    effect(() => {
      const { stage: at, position } = this.visit.value ?? {};
      if (at === 'waiting' && position) document.title = plain('waiting-tab', { n: position.ahead });
      else if (at !== 'called') document.title = plain('join-title');
    });
  }
}

/** What was found before counts as long as nothing was tried again. */
function newer(found: CheckResult, before: CheckResult | undefined): CheckResult {
  return found === 'unknown' ? (before ?? 'unknown') : found;
}
