/** Sums for the public pictures. Pure; the formulas stand under the pictures in the same words. */
import type { StatisticsRow } from '../../protocol.gen';

/** What a month and a week have in common. */
export type Counted = Pick<StatisticsRow, 'booked' | 'held' | 'no_show_citizen' | 'no_show_office' | 'cancelled' | 'other'> & { channel?: StatisticsRow['channel'] };

export interface Sum {
  key: string;
  name: string;
  booked: number;
  held: number;
  video: number;
  phone: number;
  noShowCitizen: number;
  noShowOffice: number;
  cancelled: number;
  other: number;
}

/** One sum for each value of `key`, in the order they come. */
export function sums<Row extends Counted>(rows: readonly Row[], key: (row: Row) => string, name: (row: Row) => string): Sum[] {
  const found = new Map<string, Sum>();
  for (const row of rows) {
    const before = found.get(key(row)) ?? zero(key(row), name(row));
    found.set(key(row), plus(before, row));
  }
  return [...found.values()];
}

export function total(rows: readonly Counted[]): Sum {
  return rows.reduce<Sum>(plus, zero('all', ''));
}

export interface Share {
  part: number;
  of: number;
}

/** Of the appointments that took place or should have: those that did. */
export function heldShare({ held, noShowCitizen, noShowOffice }: Sum): Share {
  return { part: held, of: held + noShowCitizen + noShowOffice };
}

/** Of the appointments a citizen kept: those the office kept, too. */
export function officeShare({ held, noShowOffice }: Sum): Share {
  return { part: held, of: held + noShowOffice };
}

export const zero = (key: string, name: string): Sum => ({
  key,
  name,
  booked: 0,
  held: 0,
  video: 0,
  phone: 0,
  noShowCitizen: 0,
  noShowOffice: 0,
  cancelled: 0,
  other: 0,
});

export function plus(sum: Sum, row: Counted): Sum {
  const held = row.held ?? 0;
  return {
    ...sum,
    booked: sum.booked + (row.booked ?? 0),
    held: sum.held + held,
    video: sum.video + (row.channel === 'video' ? held : 0),
    phone: sum.phone + (row.channel === 'phone' ? held : 0),
    noShowCitizen: sum.noShowCitizen + (row.no_show_citizen ?? 0),
    noShowOffice: sum.noShowOffice + (row.no_show_office ?? 0),
    cancelled: sum.cancelled + (row.cancelled ?? 0),
    other: sum.other + (row.other ?? 0),
  };
}
