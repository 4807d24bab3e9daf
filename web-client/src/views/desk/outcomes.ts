/** Which outcomes a clerk may choose at which stage; the server's table has the same rows. Pure. */
import type { Outcome, Stage } from '../../wire';

/**
 * In the order of the digits: first what is usual at a stage, then what may be anywhere, then what needs a
 * call. So the choices have no gap, and a finger finds each under one digit all day; only the last moves up.
 */
const ORDER: readonly (readonly [Outcome, readonly Stage[]])[] = [
  ['completed', ['in-call']],
  ['no_show_citizen', ['waiting', 'parked', 'called']],
  ['come_in_person', ['waiting', 'parked', 'called', 'in-call']],
  ['citizen_left', ['waiting', 'parked', 'called', 'in-call']],
  ['technical_failure', ['waiting', 'parked', 'called', 'in-call']],
  ['transferred_out', ['waiting', 'parked', 'called', 'in-call']],
  ['continued_by_phone', ['called', 'in-call']],
  ['lost_contact', ['called', 'in-call']],
  ['no_show_office', ['waiting', 'parked', 'called']],
];

/** Only the clerk of a visit has all of them; of one in the line there are fewer. */
export function outcomesAt(stage: Stage): Outcome[] {
  return ORDER.filter(([, stages]) => stages.includes(stage)).map(([outcome]) => outcome);
}

/** Counted from 1, as they stand on the screen. */
export function digitOf(outcome: Outcome, stage: Stage): `${number}` {
  return `${outcomesAt(stage).indexOf(outcome) + 1}`;
}

/** For an ended visit nobody knows here how far it came: the server refuses what cannot be. */
export const OUTCOMES: readonly Outcome[] = ORDER.map(([outcome]) => outcome);
