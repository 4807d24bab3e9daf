/** The I/O of a supervisor's page: session, connection, two commands. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { serverNow } from '../../clock';
import { Live } from '../../live';
import { Problem } from '../../problem';
import { openSession, type Session } from '../../session';
import { emptyBoard } from '../../state/board';
import type { BoardState } from '../../state';
import type { CommandBody } from '../../wire';
import { awayAfter, type AwaySince } from './trouble';

/** What the views need; the page brings the real thing, an example its own. */
export interface Watch {
  readonly state: ReadonlySignal<BoardState>;
  readonly away: ReadonlySignal<AwaySince>;
  /** The queue that is open, and whether this is a wall. */
  readonly queue: ReadonlySignal<string | null>;
  readonly wall: ReadonlySignal<boolean>;
  show(place: { queue?: string | null; wall?: boolean }): void;
  sendBack(visit: string): Promise<unknown>;
  abort(visit: string): Promise<unknown>;
}

export class Board implements Watch {
  readonly #session = signal<Session | null>(null);
  readonly session: ReadonlySignal<Session | null> = this.#session;
  readonly #live = signal<Live<'board'> | null>(null);
  readonly live: ReadonlySignal<Live<'board'> | null> = this.#live;
  readonly known = computed(() => this.#live.value?.known.value ?? false);
  readonly state = computed(() => this.#live.value?.state.value ?? emptyBoard);
  readonly #away = signal<AwaySince>(new Map());
  readonly away: ReadonlySignal<AwaySince> = this.#away;
  readonly #place = signal(placeOf(location.search));
  readonly queue = computed(() => this.#place.value.queue);
  readonly wall = computed(() => this.#place.value.wall);

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

  /** The address says what is shown, so that a wall display comes back to it after a power cut. */
  show(place: { queue?: string | null; wall?: boolean }): void {
    this.#place.value = { ...this.#place.peek(), ...place };
    history.pushState(null, '', addressOf(this.#place.peek()));
  }

  sendBack(visit: string): Promise<unknown> {
    return this.#command({ type: 'send-back', visit });
  }

  abort(visit: string): Promise<unknown> {
    return this.#command({ type: 'end', visit, outcome: 'aborted' });
  }

  #command(body: CommandBody): Promise<unknown> {
    return this.#live.peek()?.wire.command(body) ?? Promise.reject(new Problem('offline'));
  }
}

interface Place {
  queue: string | null;
  wall: boolean;
}

function placeOf(search: string): Place {
  const wanted = new URLSearchParams(search);
  return { queue: wanted.get('queue'), wall: wanted.has('wall') };
}

function addressOf({ queue, wall }: Place): string {
  const wanted = new URLSearchParams(location.search);
  if (queue) wanted.set('queue', queue);
  else wanted.delete('queue');
  if (wall) wanted.set('wall', '1');
  else wanted.delete('wall');
  const search = wanted.toString();
  return search ? `${location.pathname}?${search}` : location.pathname;
}
