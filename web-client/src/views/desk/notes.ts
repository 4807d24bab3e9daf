/**
 * Note and case reference while they are written: saved by themselves after a short pause, and kept
 * over a reload of this tab until they are.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { asProblem, type Problem } from '../../problem';

export interface Written {
  note?: string;
  case?: string;
}

export interface Draft extends Written {
  saving: 'unsaved' | 'saving' | 'saved';
  /** Why it could not be saved the last time. */
  problem: Problem | null;
}

export type SaveNote = (visit: string, written: Written) => Promise<unknown>;

const KEPT = 'vorsprache-desk-notes';
const PAUSE_MS = 900;

export class Notes {
  readonly #drafts = signal<ReadonlyMap<string, Draft>>(kept());
  readonly drafts: ReadonlySignal<ReadonlyMap<string, Draft>> = this.#drafts;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly save: SaveNote,
    private readonly pause_ms = PAUSE_MS,
  ) {}

  of(visit: string): Draft | undefined {
    return this.#drafts.value.get(visit);
  }

  write(visit: string, written: Written): void {
    this.#put(visit, { ...this.#drafts.peek().get(visit), ...written, saving: 'unsaved', problem: null });
    this.#later(visit);
  }

  /** Saves now what is not saved; what is written meanwhile is saved after it. */
  async flush(visit: string): Promise<void> {
    this.#stop(visit);
    const draft = this.#drafts.peek().get(visit);
    if (draft?.saving !== 'unsaved') return;
    const written = writtenOf(draft);
    this.#put(visit, { ...draft, saving: 'saving', problem: null });
    const problem = await this.save(visit, written).then(
      () => null,
      (thrown: unknown) => asProblem(thrown),
    );
    const now = this.#drafts.peek().get(visit);
    if (!now) return;
    if (problem) this.#put(visit, { ...now, saving: 'unsaved', problem });
    else if (now.saving === 'saving') this.#put(visit, { ...now, saving: 'saved', problem: null });
  }

  /** It was saved with something else, e.g. with the end of the visit. */
  saved(visit: string): void {
    this.#stop(visit);
    const draft = this.#drafts.peek().get(visit);
    if (draft) this.#put(visit, { ...draft, saving: 'saved', problem: null });
  }

  /** What is saved is the server's again; the word that it is saved stays. */
  settle(visit: string): void {
    const draft = this.#drafts.peek().get(visit);
    if (draft?.saving === 'saved') this.#put(visit, { saving: 'saved', problem: null });
  }

  /** What is saved of other visits is the server's again. */
  keepOnly(visit: string | null): void {
    const left = [...this.#drafts.peek()].filter(([id, { saving }]) => id === visit || saving !== 'saved');
    if (left.length !== this.#drafts.peek().size) this.#drafts.value = new Map(left);
  }

  #later(visit: string): void {
    this.#stop(visit);
    this.#timers.set(visit, setTimeout(() => void this.flush(visit), this.pause_ms));
  }

  #stop(visit: string): void {
    clearTimeout(this.#timers.get(visit));
    this.#timers.delete(visit);
  }

  #put(visit: string, draft: Draft): void {
    this.#drafts.value = new Map(this.#drafts.peek()).set(visit, draft);
    keep(this.#drafts.value);
  }
}

function writtenOf(draft: Draft): Written {
  return { ...(draft.note === undefined ? {} : { note: draft.note }), ...(draft.case === undefined ? {} : { case: draft.case }) };
}

function keep(drafts: ReadonlyMap<string, Draft>): void {
  const open = [...drafts].filter(([, { saving }]) => saving !== 'saved').map(([visit, draft]) => [visit, writtenOf(draft)]);
  try {
    if (open.length) sessionStorage.setItem(KEPT, JSON.stringify(open));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Then it is only on the screen.
  }
}

function kept(): ReadonlyMap<string, Draft> {
  try {
    const open = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') as [string, Written][];
    return new Map(open.map(([visit, written]) => [visit, { ...written, saving: 'unsaved', problem: null }]));
  } catch {
    return new Map();
  }
}
