/** What was just done and can be taken back for ten seconds; then what became of that. */
import { rules } from '../../rules';
import type { Problem } from '../../problem';

export const undoMs = () => rules.value.undo_s * 1_000;

export type UndoableVerb = 'park' | 'skip' | 'send-back' | 'transfer';

export type Trace =
  | { kind: 'done'; verb: UndoableVerb; op: string; visit: string; who: string; until: number }
  | { kind: 'undone'; verb: UndoableVerb; who: string; until: number }
  | { kind: 'refused'; who: string; problem: Problem; until: number };

/** Whole seconds left, 0 when it is over; never more than there ever were, whatever the tick of a clock. */
export function secondsLeft(trace: Trace, now: number): number {
  return Math.min(rules.value.undo_s, Math.max(0, Math.ceil((trace.until - now) / 1000)));
}
