/** The I/O of a supervisor's page: session, connection, commands. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { serverNow } from '../../clock';
import { Live } from '../../live';
import { Problem } from '../../problem';
import { closeSession, openSession, type Session } from '../../session';
import { emptyBoard } from '../../state/board';
import { withoutProbe } from '../../state/probe';
import type { BoardState } from '../../state';
import type { CommandBody } from '../../wire';
import { paperBoard, type Papers } from './papers';
import { addressOf, placeOf, type Place } from './place';
import { awayAfter, type AwaySince } from './trouble';

/** What a supervisor can do; each becomes true on the server or is refused with a reason. */
export interface Acts {
  sendBack(visit: string): Promise<unknown>;
  abort(visit: string): Promise<unknown>;
  takeCare(alert: number): Promise<unknown>;
  close(queue: string, closed: boolean): Promise<unknown>;
  tell(queue: string, text: string | null): Promise<unknown>;
  lend(queue: string, departments: string[]): Promise<unknown>;
}

/** What the views need; the page brings the real thing, an example its own. */
export interface Watch {
  readonly state: ReadonlySignal<BoardState>;
  readonly away: ReadonlySignal<AwaySince>;
  readonly place: ReadonlySignal<Place>;
  readonly acts: Acts;
  readonly papers: Papers;
  show(place: Partial<Place>): void;
}

export class Board implements Watch {
  readonly #session = signal<Session | null>(null);
  readonly session: ReadonlySignal<Session | null> = this.#session;
  readonly #live = signal<Live<'board'> | null>(null);
  readonly live: ReadonlySignal<Live<'board'> | null> = this.#live;
  readonly known = computed(() => this.#live.value?.known.value ?? false);
  readonly state = computed(() => withoutProbe(this.#live.value?.state.value ?? emptyBoard));
  readonly #away = signal<AwaySince>(new Map());
  readonly away: ReadonlySignal<AwaySince> = this.#away;
  readonly #place = signal(placeOf(location.search));
  readonly place: ReadonlySignal<Place> = this.#place;
  readonly papers = paperBoard;

  readonly acts: Acts = {
    sendBack: (visit) => this.#command({ type: 'send-back', visit }),
    abort: (visit) => this.#command({ type: 'end', visit, outcome: 'aborted' }),
    takeCare: (alert) => this.#command({ type: 'acknowledge', alert }),
    close: (queue, closed) => this.#command({ type: 'close-queue', queue, closed }),
    tell: (queue, text) => this.#command(text ? { type: 'tell-queue', queue, text } : { type: 'tell-queue', queue }),
    lend: (queue, departments) => this.#command({ type: 'lend-queue', queue, departments }),
  };

  async open(): Promise<void> {
    this.#session.value = null;
    const session = await openSession('board');
    if (session.kind === 'signed-in' && !this.#live.peek()) {
      this.#live.value = new Live('board');
      addEventListener('popstate', () => (this.#place.value = placeOf(location.search)));
      effect(() => {
        const { visits } = this.state.value;
        untracked(() => (this.#away.value = awayAfter(this.#away.peek(), visits, serverNow())));
      });
    }
    this.#session.value = session;
  }

  async signOut(): Promise<void> {
    await closeSession('board');
    location.reload();
  }

  /** The address says what is shown, so that a wall display comes back to it after a power cut. */
  show(place: Partial<Place>): void {
    this.#place.value = { ...this.#place.peek(), ...place };
    history.pushState(null, '', addressOf(this.#place.peek(), location));
  }

  #command(body: CommandBody): Promise<unknown> {
    return this.#live.peek()?.wire.command(body) ?? Promise.reject(new Problem('offline'));
  }
}
