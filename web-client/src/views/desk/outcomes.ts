/** Which outcomes a clerk may choose at which stage; the server's table has the same rows. Pure. */
import type { Outcome, Stage } from '../../wire';

const ORDER: readonly (readonly [Outcome, readonly Stage[]])[] = [
  ['completed', ['in-call']],
  ['come_in_person', ['waiting', 'parked', 'called', 'in-call']],
  ['continued_by_phone', ['called', 'in-call']],
  ['no_show_citizen', ['waiting', 'parked', 'called']],
  ['citizen_left', ['waiting', 'parked', 'called', 'in-call']],
  ['lost_contact', ['called', 'in-call']],
  ['technical_failure', ['waiting', 'parked', 'called', 'in-call']],
  ['transferred_out', ['waiting', 'parked', 'called', 'in-call']],
  ['no_show_office', ['waiting', 'parked', 'called']],
];

/** Only the clerk of a visit has all of them; of one in the line there are fewer. */
export function outcomesAt(stage: Stage): Outcome[] {
  return ORDER.filter(([, stages]) => stages.includes(stage)).map(([outcome]) => outcome);
}

/** The digit is the outcome's own, at every stage the same: fingers learn it. */
export function digitOf(outcome: Outcome): `${number}` {
  return `${ORDER.findIndex(([one]) => one === outcome) + 1}`;
}

/** For an ended visit nobody knows here how far it came: the server refuses what cannot be. */
export const OUTCOMES: readonly Outcome[] = ORDER.map(([outcome]) => outcome);
