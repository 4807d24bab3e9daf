/** Time in the public pictures: weeks without gaps, and how the last weeks compare with those before. Pure. */
import { addDays } from '../../format';
import type { StatisticsWeek } from '../../protocol.gen';
import { plus, sums, zero, type Sum } from './figures';

/** Shares of fewer appointments say more about chance than about the office. */
export const ENOUGH = 30;
/** So many full weeks are compared with as many before. */
export const COMPARED = 4;
const SHOWN = 12;

export interface Comparison {
  last: Sum;
  before: Sum;
}

/** The last weeks up to the one that runs, oldest first; a week without appointments is there as well. */
export function weeksOf(rows: readonly StatisticsWeek[], thisWeek: string): Sum[] {
  const found = new Map(sums(rows, ({ week }) => week, ({ week }) => week).map((sum) => [sum.key, sum]));
  const first = [...found.keys()].sort()[0];
  const weeks = Array.from({ length: first ? SHOWN : 0 }, (_, at) => addDays(thisWeek, 7 * (at + 1 - SHOWN)));
  return weeks.filter((week) => first && week >= first).map((week) => found.get(week) ?? zero(week, week));
}

/** Full weeks only: the one that runs would always look worse. Null while there is nothing to compare with. */
export function compared(rows: readonly StatisticsWeek[], thisWeek: string): Comparison | null {
  const full = weeksOf(rows, thisWeek).slice(0, -1);
  if (full.length < 2 * COMPARED) return null;
  const together = (weeks: Sum[]) => weeks.reduce(added, zero('all', ''));
  return { last: together(full.slice(-COMPARED)), before: together(full.slice(-2 * COMPARED, -COMPARED)) };
}

/** Months say something once there are some. */
export function weeksFirst(months: readonly Sum[]): boolean {
  return months.length < 4;
}

function added(a: Sum, b: Sum): Sum {
  const { booked, held, noShowCitizen, noShowOffice, cancelled, other } = b;
  const both = plus(a, { booked, held, no_show_citizen: noShowCitizen, no_show_office: noShowOffice, cancelled, other });
  return { ...both, video: a.video + b.video, phone: a.phone + b.phone };
}
