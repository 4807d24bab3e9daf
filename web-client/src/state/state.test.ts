import { describe, expect, test } from 'vitest';
import type { Record as VisitRecord, ServerMessage, StageChanged, VisitRow } from '../protocol.gen';
import { at, NOW, said, visit } from '../testing/examples';
import { after, empty } from '.';

const welcome = (snapshot: Extract<ServerMessage, { type: 'welcome' }>['snapshot'], as: 'citizen' | 'desk' | 'board'): ServerMessage => ({
  type: 'welcome',
  as,
  protocol: 1,
  epoch: 'e',
  heartbeat_s: 10,
  server_time: NOW,
  snapshot,
});

const stage = (more: Partial<StageChanged>): StageChanged => ({
  type: 'stage',
  visit: 'v1',
  version: 2,
  stage: 'waiting',
  since: NOW,
  by: 'citizen',
  ...more,
});

describe('what a citizen knows', () => {
  const start = after(empty('citizen'), welcome({ for: 'citizen', visits: [visit] }, 'citizen'));

  test('a stage letter changes the visit, an overtaken one does not', () => {
    const called = after(start, stage({ version: 3, stage: 'called', call: 1, answer_by: at(1) }));
    expect(called.visits[0]).toMatchObject({ stage: 'called', call: 1, answer_by: at(1) });
    expect(after(called, stage({ version: 2 }))).toEqual(called);
  });

  test('the place in line goes with the call, and peers and call of an older call are forgotten', () => {
    const waiting = after(after(start, stage({})), { type: 'position', visit: 'v1', ahead: 2 });
    expect(waiting.visits[0]?.position?.ahead).toBe(2);
    const inCall = after(waiting, stage({ version: 3, stage: 'in-call', call: 1, peers: [{ seat: 'clerk', role: 'clerk' }] }));
    expect(inCall.visits[0]?.position).toBeNull();
    const back = after(inCall, stage({ version: 4 }));
    expect(back.visits[0]).toMatchObject({ call: null, peers: [] });
  });

  test('why somebody is back in the waiting room is kept until the next call', () => {
    const called = after(start, stage({ version: 2, stage: 'called', call: 1 }));
    const back = after(called, stage({ version: 3, reason: 'clerk-gone' }));
    expect(back.returned).toEqual({ v1: 'clerk-gone' });
    expect(after(back, stage({ version: 4, stage: 'called', call: 2 })).returned).toEqual({});
    expect(after(called, stage({ version: 3, reason: 'patience-over', passed_over: true })).returned).toEqual({});
  });

  test('a visit told anew replaces the known one, unless it is older', () => {
    const waiting = after(start, stage({ version: 4 }));
    const there = { ...visit, version: 5, stage: 'waiting' as const, queue: 'standesamt', department_name: 'Standesamt', documents: ['Geburtsurkunde'] };
    const told = after(waiting, { type: 'visit', visit: there });
    expect(told.visits).toEqual([there]);
    expect(told.returned).toEqual({ v1: 'transfer' });
    expect(after(waiting, { type: 'visit', visit: { ...there, version: 3 } })).toEqual(waiting);
    expect(after(waiting, { type: 'visit', visit: { ...there, visit: 'v9' } })).toEqual(waiting);
  });

  test('a visit told anew in the same queue was not passed on', () => {
    expect(after(start, { type: 'visit', visit: { ...visit, version: 2, slot_start: at(1500) } }).returned).toEqual({});
  });

  test('place and office of the old queue are not shown for the new one', () => {
    const waiting = after(after(start, stage({})), { type: 'position', visit: 'v1', ahead: 2 });
    const moved = after(waiting, stage({ version: 3, queue: 'standesamt', reason: 'transfer' }));
    expect(moved.visits[0]).toMatchObject({ position: null, office: null });
    expect(moved.returned).toEqual({});
    const told = after(moved, { type: 'visit', visit: { ...visit, version: 3, stage: 'waiting', queue: 'standesamt' } });
    expect(told.returned).toEqual({ v1: 'transfer' });
    expect(after(waiting, stage({ version: 3, queue: 'melden' })).visits[0]?.position?.ahead).toBe(2);
  });

  test('what a stage letter leaves out is over: nobody stays close or away for ever', () => {
    const told = after(start, stage({ stay_close: true, reach: 'mail' }));
    expect(told.visits[0]).toMatchObject({ stay_close: true, reach: 'mail' });
    expect(after(told, stage({ version: 3, stage: 'called', call: 1, may_hold_on: true })).visits[0]).toMatchObject({
      stay_close: false,
      reach: 'page',
      may_hold_on: true,
    });
  });

  test('devices that were tried again are known to every page of the visit', () => {
    const tried = after(start, stage({ checks: { camera: 'denied', microphone: 'fine' } }));
    expect(tried.visits[0]?.checks).toEqual({ camera: 'denied', microphone: 'fine' });
    expect(after(tried, stage({ version: 3 })).visits[0]?.checks).toEqual({ camera: 'denied', microphone: 'fine' });
  });

  test('peers change without a move, and only those of the open call', () => {
    const inCall = after(start, stage({ version: 3, stage: 'in-call', call: 2 }));
    const peers = [{ seat: 'clerk' as const, role: 'clerk', conn: 'c9' }];
    expect(after(inCall, { type: 'peers', visit: 'v1', call: 2, peers }).visits[0]?.peers).toEqual(peers);
    expect(after(inCall, { type: 'peers', visit: 'v1', call: 1, peers })).toEqual(inCall);
  });

  test('a name once told stays when only the seat is told again', () => {
    const named = after(start, stage({ version: 3, stage: 'in-call', call: 2, peers: [{ seat: 'clerk', role: 'clerk', name: 'Alex' }] }));
    const told = after(named, { type: 'peers', visit: 'v1', call: 2, peers: [{ seat: 'clerk', role: 'clerk', conn: 'c9' }] });
    expect(told.visits[0]?.peers).toEqual([{ seat: 'clerk', role: 'clerk', conn: 'c9', name: 'Alex' }]);
  });

  test('lines of text come in their order and each once, however often a letter comes', () => {
    const lines = [said(2, 'clerk', 'b'), said(1, 'citizen', 'a'), said(2, 'clerk', 'b')];
    const state = lines.reduce((known, line) => after(known, line), start);
    expect(state.visits[0]?.messages?.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test('the office of a queue is told to every visit of it and to no other', () => {
    const other = { ...visit, visit: 'v2', queue: 'parken', office: null };
    const two = after(empty('citizen'), welcome({ for: 'citizen', visits: [visit, other] }, 'citizen'));
    const told = after(two, { type: 'office', queue: 'melden', open: false, desks: 0 });
    expect(told.visits.map(({ office }) => office?.open)).toEqual([false, undefined]);
  });
});

describe('what a desk knows', () => {
  const row: VisitRow = {
    visit: 'v1',
    version: 1,
    queue: 'melden',
    stage: 'waiting',
    service: 's',
    service_name: 'S',
    channel: 'video',
    since: NOW,
    language: 'de',
    away: false,
    check: 'fine',
  };
  const desk = { name: 'Alex', queues: ['melden'], state: 'open' as const };
  const start = after(empty('desk'), welcome({ for: 'desk', desk, queues: [], visits: [row], seq: 4 }, 'desk'));

  test('changed rows stay where they are, new ones follow, gone ones go', () => {
    const more = after(start, { type: 'board-delta', seq: 5, visits: [{ ...row, visit: 'v2' }, { ...row, away: true }] });
    expect(more.visits.map(({ visit: id, away }) => [id, away])).toEqual([
      ['v1', true],
      ['v2', false],
    ]);
    expect(after(more, { type: 'board-delta', seq: 6, gone: ['v1'] }).visits.map(({ visit: id }) => id)).toEqual(['v2']);
  });

  test('a number seen before changes nothing, a missing one is noticed', () => {
    expect(after(start, { type: 'board-delta', seq: 4, gone: ['v1'] })).toEqual(start);
    expect(after(start, { type: 'board-delta', seq: 6 }).gap).toBe(true);
    expect(after(after(start, { type: 'board-delta', seq: 6 }), welcome({ for: 'desk', desk, queues: [], visits: [] }, 'desk')).gap).toBe(false);
  });
});

describe('what a board knows', () => {
  const alert = { alert: 7, queue: 'melden', kind: 'no-desk' as const, since: NOW, value: 200, limit: 120 };
  const start = after(empty('board'), welcome({ for: 'board', queues: [], visits: [], alerts: [alert], seq: 4 }, 'board'));

  test('the open alerts stay until a letter names others, or none', () => {
    const same = after(start, { type: 'board-delta', seq: 5, visits: [] });
    expect(same.alerts).toEqual([alert]);
    expect(after(same, { type: 'board-delta', seq: 6, alerts: [] }).alerts).toEqual([]);
    expect(after(same, { type: 'board-delta', seq: 5, alerts: [] }).alerts).toEqual([alert]);
  });
});

describe('the visit in hand', () => {
  const desk = { name: 'Frau Beispiel', queues: ['q'], state: 'open' as const };
  const record = (id: string, more: Partial<VisitRecord> = {}): VisitRecord => ({
    type: 'record', visit: id, version: 1, stage: 'called', since: at(0), reference: 'R', service: 's', service_name: 'S', channel: 'video', language: 'de', queue: 'q', ...more,
  });
  const holding = after(empty('desk'), welcome({ for: 'desk', desk, queues: [], visits: [], current: record('v2', { stage: 'in-call', since: at(-1) }) }, 'desk'));

  test('is not hidden by a late record of an earlier one', () => {
    for (const late of [record('v1', { stage: 'ended' }), record('v1', { stage: 'parked', since: at(1) }), record('v1', { stage: 'in-call', since: at(-9) })]) {
      expect(after(holding, late).current?.visit).toBe('v2');
    }
  });

  test('gives way to one that was called after it', () => {
    expect(after(holding, record('v3')).current?.visit).toBe('v3');
  });

  test('after its end the next call is shown, and nothing else', () => {
    const over = after(holding, { ...stage({ version: 9, stage: 'ended' }), visit: 'v2' });
    expect(after(over, record('v1', { stage: 'ended' })).current?.visit).toBe('v2');
    expect(after(over, record('v3', { since: at(-30) })).current?.visit).toBe('v3');
  });

  test('that left it while nobody was connected is where the lines have it', () => {
    const row = (at_stage: VisitRow['stage']): VisitRow => ({ visit: 'v2', version: 3, queue: 'q', stage: at_stage, service: 's', service_name: 'S', channel: 'video', since: at(0), language: 'de', away: false, check: 'fine' });
    const back = (visits: VisitRow[]) => after(holding, welcome({ for: 'desk', desk, queues: [], visits }, 'desk')).current;
    expect(back([row('waiting')])?.stage).toBe('waiting');
    expect(back([row('in-call')])).toBeNull();
    expect(back([])).toBeNull();
  });

  test('whose end is known is still known after a lost connection', () => {
    const over = after(holding, { ...stage({ version: 9, stage: 'ended' }), visit: 'v2' });
    expect(after(over, welcome({ for: 'desk', desk, queues: [], visits: [] }, 'desk')).current?.stage).toBe('ended');
  });

  test('knows the queue that it was handed over to', () => {
    expect(after(holding, { ...stage({ version: 9, stage: 'waiting', queue: 'other' }), visit: 'v2' }).current?.queue).toBe('other');
  });
});
