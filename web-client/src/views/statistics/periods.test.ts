import { expect, test } from 'vitest';
import { addDays } from '../../format';
import type { StatisticsWeek } from '../../protocol.gen';
import { compared, weeksOf } from './periods';

const THIS = '2026-11-23';
const week = (ago: number, held: number, more: Partial<StatisticsWeek> = {}): StatisticsWeek => ({
  week: addDays(THIS, -7 * ago),
  department: 'melden',
  department_name: 'Bürgeramt',
  channel: 'video',
  booked: held,
  held,
  ...more,
});

test('a week in which nothing was has its place, and the running one is the last', () => {
  const weeks = weeksOf([week(3, 5), week(1, 2), week(1, 4, { channel: 'phone' })], THIS);
  expect(weeks.map(({ key, held }) => [key, held])).toEqual([
    ['2026-11-02', 5],
    ['2026-11-09', 0],
    ['2026-11-16', 6],
    ['2026-11-23', 0],
  ]);
  expect(weeks[2]).toMatchObject({ video: 2, phone: 4 });
});

test('full weeks are compared with as many before; the running one counts in neither', () => {
  const rows = [week(0, 99), ...[1, 2, 3, 4].map((ago) => week(ago, 10)), ...[5, 6, 7, 8].map((ago) => week(ago, 7, { no_show_citizen: 1 }))];
  const comparison = compared(rows, THIS);
  expect([comparison?.last.held, comparison?.before.held]).toEqual([40, 28]);
  expect(comparison?.before.noShowCitizen).toBe(4);
});

test('too short a past is not compared, and no past has no weeks', () => {
  expect(compared([week(0, 1), week(7, 1)], THIS)).toBeNull();
  expect(compared([week(8, 1)], THIS)?.last.held).toBe(0);
  expect(weeksOf([], THIS)).toEqual([]);
});
