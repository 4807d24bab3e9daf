import type { BookingMade } from './protocol.gen';
import type { Outcome, Retry } from './wire';

/**
 * One named failure. `kind` is the slug of the contract, or one of our own: `offline` (nothing came
 * back), `internal` (an answer without a name). Its sentence for people is the text `problem-<kind>`.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: string,
    readonly detail = '',
    readonly retry: Retry = 'no',
    readonly more: ProblemMore = {},
  ) {
    super(detail ? `${kind}: ${detail}` : kind);
  }
}

export interface ProblemMore {
  status?: number | undefined;
  opens_at?: string | null | undefined;
  next?: string | null | undefined;
  outcome?: Outcome | null | undefined;
  /** Of a wrong entry: which (`person.email`), and in one word what is wrong. */
  field?: string | null | undefined;
  why?: string | null | undefined;
  /** Of a key that has booked before: what it has booked. */
  booking?: BookingMade | null | undefined;
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem('internal', String(thrown));
}
