import { describe, expect, test } from 'vitest';
import type { QueueRow, VisitRow } from '../../protocol.gen';
import { newcomers } from './arrivals';
import { canBeCalled, linesOf, nextOf, otherHeads, readyBefore, signatureOf, standStill } from './line';
import { mistakesIn, requestOf } from './new-booking';
import { digitOf, outcomesAt } from './outcomes';

const queue = (name: string): QueueRow => ({ queue: name, name, open: true, waiting: 0, away: 0, longest_wait_s: 0, desks: 1, in_call: 0 });

function row(visit: string, order: string, more: Partial<VisitRow> = {}): VisitRow {
  return {
    visit,
    order,
    version: 1,
    queue: 'a',
    stage: 'waiting',
    service: 's',
    service_name: 'S',
    channel: 'video',
    since: '2026-11-24T13:00:00Z',
    language: 'de',
    away: false,
    check: 'fine',
    ...more,
  };
}

const AT = Date.parse('2026-11-24T13:00:00Z');

describe('the lines', () => {
  test('who missed a call is next again once the time is over, without any letter', () => {
    const missed = row('v1', '1-1', { passed_over: true, missed: 1, recall_at: '2026-11-24T13:05:00Z' });
    const lines = linesOf([queue('a')], [missed], ['a']);
    expect(nextOf(lines, AT)).toBeNull();
    expect(nextOf(lines, AT + 5 * 60_000)?.visit).toBe('v1');
  });

  test('stand in the order of the keys, and the id breaks ties', () => {
    const [line] = linesOf([queue('a')], [row('v3', '1-5'), row('v2', '1-5'), row('v1', '1-7'), row('v4', '0-9')], ['a']);
    expect(line?.rows.map(({ visit }) => visit)).toEqual(['v4', 'v2', 'v3', 'v1']);
  });

  test('whoever is in a hand stands behind those who wait, and goes back to the old place', () => {
    const rows = [row('v1', '1-1', { stage: 'in-call' }), row('v2', '1-2'), row('v3', '1-3', { stage: 'parked' })];
    expect(linesOf([queue('a')], rows, ['a'])[0]?.rows.map(({ visit }) => visit)).toEqual(['v2', 'v3', 'v1']);
    expect(linesOf([queue('a')], [row('v1', '1-1'), ...rows.slice(1)], ['a'])[0]?.rows.map(({ visit }) => visit)).toEqual(['v1', 'v2', 'v3']);
  });

  test('show only the queues of this desk', () => {
    expect(linesOf([queue('a'), queue('b')], [row('v1', '1', { queue: 'b' })], ['a']).map(({ rows }) => rows.length)).toEqual([0]);
  });

  test('next is the first who is here, over all queues', () => {
    const rows = [row('v1', '1-1', { away: true }), row('v2', '1-2', { passed_over: true }), row('v3', '1-5'), row('v4', '1-4', { queue: 'b' })];
    expect(nextOf(linesOf([queue('a'), queue('b')], rows, ['a', 'b']), AT)?.visit).toBe('v4');
  });

  test('from each other queue its own first can be called', () => {
    const rows = [row('v1', '1-1'), row('v2', '1-2', { queue: 'b' }), row('v3', '1-1', { queue: 'c', away: true })];
    const lines = linesOf([queue('a'), queue('b'), queue('c')], rows, ['a', 'b', 'c']);
    expect(otherHeads(lines, nextOf(lines, AT), AT).map(({ head }) => head.visit)).toEqual(['v2']);
  });

  test('presence that flickers is no change of a row, a new place is', () => {
    expect(signatureOf(row('v1', '1', { away: true }))).toBe(signatureOf(row('v1', '1')));
    expect(signatureOf(row('v1', '2'))).not.toBe(signatureOf(row('v1', '1')));
  });

  test('nobody is next when all are away or in a call', () => {
    const rows = [row('v1', '1-1', { away: true }), row('v2', '1-2', { stage: 'in-call' })];
    expect(nextOf(linesOf([queue('a')], rows, ['a']), AT)).toBeNull();
  });

  test('a call past others who are here needs a reason; past the absent it does not', () => {
    const rows = [row('v1', '1-1', { away: true }), row('v2', '1-2'), row('v3', '1-3')];
    const [line] = linesOf([queue('a')], rows, ['a']);
    expect(rows.map((one) => readyBefore(one, line, AT))).toEqual([0, 0, 1]);
  });

  test('whoever is called or in a call cannot be called', () => {
    expect(['waiting', 'parked', 'called', 'in-call'].map((stage) => canBeCalled(row('v1', '1', { stage: stage as VisitRow['stage'] })))).toEqual([true, true, false, false]);
  });
});

describe('standing still', () => {
  const [one, two, three] = [row('v1', '1-1'), row('v2', '1-2'), row('v3', '1-3')];

  test('keeps every row at its place and shows what is true of it now', () => {
    const { rows } = standStill([one, two], [{ ...two, away: true }]);
    expect(rows.map(({ row: { visit, away }, gone }) => [visit, away, gone])).toEqual([
      ['v1', false, true],
      ['v2', true, false],
    ]);
  });

  test('counts who is new and says when the order is another one', () => {
    expect(standStill([one], [one, two, three]).fresh).toBe(2);
    expect(standStill([one, two], [two, one]).moved).toBe(true);
    expect(standStill([one, two], [one, two])).toMatchObject({ fresh: 0, moved: false });
  });
});

test('a newcomer is somebody who waits in an own queue and was not known', () => {
  const rows = [row('v1', '1'), row('v2', '2', { stage: 'called' }), row('v3', '3', { queue: 'b' }), row('v4', '4')];
  expect(newcomers(new Set(['v4']), rows, ['a']).map(({ visit }) => visit)).toEqual(['v1']);
});

describe('outcomes', () => {
  test('only a call that happened can be done', () => {
    expect(outcomesAt('in-call')).toContain('completed');
    expect(outcomesAt('called')).not.toContain('completed');
    expect(outcomesAt('waiting')).toEqual(['no_show_citizen', 'come_in_person', 'citizen_left', 'technical_failure', 'transferred_out', 'no_show_office']);
  });

  test('a no-show of the office is told apart, and is none once somebody came to talk', () => {
    for (const stage of ['waiting', 'parked', 'called'] as const) expect(outcomesAt(stage)).toContain('no_show_office');
    expect(outcomesAt('in-call')).not.toContain('no_show_office');
  });

  test('have digits without a gap, and at every stage the same one; only the last moves up', () => {
    const digits = new Map<string, Set<string>>();
    for (const stage of ['waiting', 'parked', 'called', 'in-call'] as const) {
      const all = outcomesAt(stage);
      expect(all.map((outcome) => digitOf(outcome, stage))).toEqual(all.map((_, index) => `${index + 1}`));
      for (const outcome of all) digits.set(outcome, (digits.get(outcome) ?? new Set()).add(digitOf(outcome, stage)));
    }
    expect([...digits].flatMap(([outcome, found]) => (found.size > 1 ? [outcome] : []))).toEqual(['no_show_office']);
  });
});

describe('a booking on the spot', () => {
  const form = { service: 's', channel: 'video', when: 'now', slot: '', name: ' Erika ', phone: '', email: '', language: 'de', needs: ' ' } as const;

  test('now has no slot, and what is empty is not sent', () => {
    expect(requestOf(form)).toEqual({ service: 's', channel: 'video', slot: null, language: 'de', person: { name: 'Erika' } });
  });

  test('says what is missing', () => {
    expect(mistakesIn({ ...form, name: '', channel: 'phone', when: 'later' })).toEqual({
      name: 'desk-mistake-name',
      phone: 'desk-mistake-phone-needed',
      slot: 'desk-mistake-slot',
    });
    expect(mistakesIn({ ...form, phone: 'abc', email: 'x@y' })).toEqual({ phone: 'mistake-phone', email: 'mistake-email-host' });
    expect(mistakesIn(form)).toEqual({});
  });
});
