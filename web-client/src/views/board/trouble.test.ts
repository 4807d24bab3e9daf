import { describe, expect, test } from 'vitest';
import type { AlertRow, QueueRow, VisitRow } from '../../protocol.gen';
import { awayAfter, inOrder, lateMinutes, lookAt, looksOf, stuck } from './trouble';
import { alertWord } from './words';

const NOW = Date.parse('2026-11-24T13:20:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const queue: QueueRow = { queue: 'a', name: 'A', open: true, waiting: 0, away: 0, longest_wait_s: 0, desks: 1, in_call: 0 };

function row(more: Partial<VisitRow> = {}): VisitRow {
  return { visit: 'v1', version: 1, queue: 'a', stage: 'waiting', service: 's', service_name: 'S', channel: 'video', since: ago(0), arrived_at: ago(0), language: 'de', away: false, check: 'fine', ...more };
}

const kinds = (rows: VisitRow[], more: Partial<QueueRow> = {}) => lookAt({ ...queue, ...more }, rows, NOW).troubles.map(({ kind }) => kind);

describe('a queue in trouble', () => {
  test('nobody at work while somebody waits; nobody waiting is no trouble', () => {
    expect(kinds([row()], { desks: 0 })).toEqual(['nobody']);
    expect(kinds([row()], { desks: 0, open: false })).toEqual(['closed']);
    expect(kinds([], { desks: 0 })).toEqual([]);
  });

  test('late counts from the slot for whoever came early', () => {
    expect(lateMinutes(row({ arrived_at: ago(20), slot_start: ago(3) }), NOW)).toBe(3);
    expect(lateMinutes(row({ arrived_at: ago(20), slot_start: null }), NOW)).toBe(20);
    expect(kinds([row({ arrived_at: ago(20), slot_start: ago(3) })])).toEqual([]);
    expect(kinds([row({ arrived_at: ago(20), slot_start: ago(7) })])).toEqual(['late']);
  });

  test('a call without an answer, a very long call, two who are away', () => {
    expect(kinds([row({ stage: 'called', since: ago(1) })])).toEqual(['unanswered']);
    expect(kinds([row({ stage: 'called', since: ago(1), channel: 'phone' })])).toEqual([]);
    expect(kinds([row({ stage: 'in-call', since: ago(50) })])).toEqual(['long-call']);
    expect(kinds([row({ away: true })])).toEqual([]);
    expect(kinds([row({ away: true }), row({ visit: 'v2', away: true })])).toEqual(['away']);
  });

  test('people who are set aside are counted, and one who is forgotten is trouble', () => {
    const parked = row({ stage: 'parked', since: ago(12), arrived_at: ago(90), slot_start: ago(10) });
    expect(kinds([parked])).toEqual([]);
    expect(lookAt(queue, [parked, row({ stage: 'parked', since: ago(4), slot_start: ago(-5) })], NOW).parked).toEqual({ count: 2, due: 1, longest_s: 720 });
    expect(kinds([{ ...parked, since: ago(31) }])).toEqual(['parked']);
    expect(stuck({ ...parked, since: ago(31) }, queue, new Map(), NOW)).toMatchObject({ kind: 'parked', n: 31 });
    expect(stuck(parked, queue, new Map(), NOW)).toBeNull();
  });

  test('the worst comes first, and nobody at work is the worst', () => {
    const queues = ['well', 'late', 'nobody'].map((name) => ({ ...queue, queue: name, desks: name === 'nobody' ? 0 : 1 }));
    const visits = [row({ queue: 'late', arrived_at: ago(60) }), row({ queue: 'nobody', visit: 'v2' })];
    expect(looksOf(queues, visits, NOW).map((look) => [look.queue.queue, look.level])).toEqual([
      ['nobody', 'danger'],
      ['late', 'danger'],
      ['well', 'fine'],
    ]);
  });
});

describe('an open alert', () => {
  const alert: AlertRow = { alert: 1, queue: 'a', kind: 'wait-too-long', since: ago(5), value: 2000, limit: 1800 };
  const taken: AlertRow = { ...alert, alert: 2, since: ago(9), taken_by: 'Robin', taken_at: ago(1) };

  test('is urgent until somebody takes care, and then still no peace', () => {
    expect(lookAt(queue, [], NOW, [alert]).level).toBe('danger');
    expect(lookAt(queue, [], NOW, [taken]).level).toBe('warning');
  });

  test('brings its queue to the front, and what nobody has taken before what is in good hands', () => {
    const queues = [queue, { ...queue, queue: 'b' }];
    expect(looksOf(queues, [], NOW, [{ ...alert, queue: 'b' }]).map((look) => look.queue.queue)).toEqual(['b', 'a']);
    expect(inOrder([taken, { ...alert, alert: 3, since: ago(1) }, alert]).map((one) => one.alert)).toEqual([1, 3, 2]);
  });
});

describe('who is stuck', () => {
  test('is said once, by what is worst', () => {
    const away = new Map([['v1', NOW - 8 * 60_000]]);
    expect(stuck(row({ stage: 'called', since: ago(2) }), queue, away, NOW)).toMatchObject({ kind: 'unanswered', n: 2 });
    expect(stuck(row(), { ...queue, desks: 0 }, away, NOW)).toMatchObject({ kind: 'no-desk' });
    expect(stuck(row({ away: true }), queue, away, NOW)).toMatchObject({ kind: 'away', n: 8 });
    expect(stuck(row({ arrived_at: ago(12) }), queue, new Map(), NOW)).toMatchObject({ kind: 'late', level: 'danger', n: 12 });
    expect(stuck(row(), queue, away, NOW)).toBeNull();
  });

  test('the time away is remembered as long as it lasts', () => {
    const first = awayAfter(new Map(), [row({ away: true })], NOW);
    expect(awayAfter(first, [row({ away: true })], NOW + 1000).get('v1')).toBe(NOW);
    expect(awayAfter(first, [row()], NOW + 1000).size).toBe(0);
  });
});

test('an alert names the same wait as the tile beside it: by the clock, not as of the last news', () => {
  const alert: AlertRow = { alert: 1, queue: 'a', kind: 'wait-too-long', since: ago(5), value: 600, limit: 600 };
  const look = { queue: { ...queue, waiting: 1, longest_wait_s: 0 }, longest_s: 26 * 60 };
  expect(alertWord(alert, look)).toContain('26');
  expect(alertWord(alert)).toContain('10');
});
