/** What somebody who waits is told first, offered, and told aloud. */
import { describe, expect, test } from 'vitest';
import type { CitizenVisit } from '../../protocol.gen';
import { at, NOW, visit as booked } from '../../testing/examples';
import { appointmentFacts } from './appointment';
import { mistakeIn } from './call-back';
import { callWindow, inOrder, lateReasonOf, latenessOf, standingOf, waysOf } from './standing';
import { freshOf, waitingFacts } from './told';
import { sentencesOf } from './why';

const now = Date.parse(NOW);
const MINUTE = 60_000;
const office = { type: 'office' as const, queue: 'melden', open: true, desks: 2 };
const place = (ahead: number, more = {}) => ({ type: 'position' as const, visit: 'v1', ahead, earliest_s: 300, latest_s: 720, ...more });
const visit: CitizenVisit = { ...booked, stage: 'waiting', has_mail: true, position: place(2), office, arrived_at: at(-10) };

describe('the one thing that is shown big', () => {
  const kinds: [string, Partial<CitizenVisit>][] = [
    ['line', {}],
    ['next', { position: place(0) }],
    ['unknown', { position: null }],
    ['no-desk', { office: { ...office, desks: 0 } }],
    ['closed', { office: { ...office, open: false, desks: 0 } }],
    ['stay-close', { stay_close: true, office: { ...office, desks: 0 } }],
    ['parked', { stage: 'parked', stay_close: true }],
  ];
  for (const [kind, more] of kinds) {
    test(`is ${kind}`, () => expect(standingOf({ ...visit, ...more }).kind).toBe(kind));
  }
  test('closed for today goes on for those who wait', () => {
    expect(standingOf({ ...visit, office: { ...office, open: false, closed_today: true } })).toEqual({ kind: 'line', ahead: 2 });
  });
});

describe('a late office', () => {
  const lateness = (minutes: number, more: Partial<CitizenVisit> = {}, returned?: string) =>
    latenessOf({ ...visit, slot_start: at(-minutes), arrived_at: at(-minutes - 5), ...more }, returned, now);
  test('says so from five minutes, and offers other ways from ten', () => {
    expect(lateness(4.99)).toBeNull();
    expect(lateness(5)).toEqual({ minutes: 5, choices: false });
    expect(lateness(9.99)).toEqual({ minutes: 9, choices: false });
    expect(lateness(10)).toEqual({ minutes: 10, choices: true });
  });
  test('is not late for somebody who came late', () => {
    expect(lateness(30, { arrived_at: at(-3) })).toBeNull();
    expect(lateness(30, { arrived_at: at(-7) })).toEqual({ minutes: 7, choices: false });
  });
  test('begins anew where somebody was passed on to', () => {
    expect(lateness(30, { since: at(-2) }, 'transfer')).toBeNull();
    expect(lateness(30, { since: at(-2) }, 'send-back')?.minutes).toBe(30);
  });
  test('cannot be late for a walk-in, for a visit set aside, or before the time', () => {
    expect(lateness(30, { slot_start: null })).toBeNull();
    expect(lateness(30, { stage: 'parked' })).toBeNull();
    expect(lateness(-5)).toBeNull();
  });
  test('gives the reason it knows, else that calls take longer; what the place says is not said twice', () => {
    expect(lateReasonOf({ ...visit, position: place(2, { reason: 'fewer-desks' }) })).toBe('fewer-desks');
    expect(lateReasonOf(visit)).toBe('today');
    expect(lateReasonOf({ ...visit, office: { ...office, desks: 0 } })).toBeNull();
  });
});

describe('other ways than this page', () => {
  const late = { minutes: 12, choices: true };
  test('a mail needs an address, the telephone asks for its number', () => {
    expect(waysOf(visit, null, false)).toEqual({ mail: true, push: false, phone: true, move: false });
    expect(waysOf({ ...visit, has_mail: false }, null, false)).toEqual({ mail: false, push: false, phone: true, move: false });
  });
  test('another time is offered when the office is very late, and never to a walk-in', () => {
    expect(waysOf(visit, late, false).move).toBe(true);
    expect(waysOf(visit, { minutes: 6, choices: false }, false).move).toBe(false);
    expect(waysOf({ ...visit, slot_start: null }, late, false).move).toBe(false);
  });
  test('nobody is offered what they have, or sent away when the turn is near', () => {
    expect(waysOf({ ...visit, reach: 'mail' }, null, false).mail).toBe(false);
    expect(waysOf({ ...visit, stay_close: true }, null, false).mail).toBe(false);
    expect(waysOf({ ...visit, channel: 'phone' }, late, false)).toEqual({ mail: false, push: false, phone: false, move: true });
  });
  test('a message of the device needs a browser that can, and an office that sends them', () => {
    const offered: CitizenVisit = { ...visit, push_key: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8' };
    expect(waysOf(offered, null, true).push).toBe(true);
    expect(waysOf(offered, null, false).push).toBe(false);
    expect(waysOf(visit, null, true).push).toBe(false);
    for (const change of [{ reach: 'push' }, { reach: 'mail' }, { stay_close: true }, { channel: 'phone' }] as const) {
      expect(waysOf({ ...offered, ...change }, null, true).push).toBe(false);
    }
  });
  test('who is told on the device is not offered to leave by mail', () => {
    expect(waysOf({ ...visit, reach: 'push' }, null, true).mail).toBe(false);
  });
  test('a number that cannot be dialled is asked for again', () => {
    expect([mistakeIn(' '), mistakeIn('heute'), mistakeIn('0351 488-60')]).toEqual(['mistake-phone-needed', 'mistake-phone', null]);
  });
});

describe('when the telephone rings', () => {
  test('is a range by the clock, at least a minute wide', () => {
    expect(callWindow(visit, now)).toEqual({ from: now + 5 * MINUTE, to: now + 12 * MINUTE });
    expect(callWindow({ ...visit, position: place(0, { earliest_s: 0, latest_s: 20 }) }, now)).toEqual({ from: now, to: now + MINUTE });
  });
  test('is not made up', () => expect(callWindow({ ...visit, position: { type: 'position', visit: 'v1', ahead: 1 } }, now)).toBeNull());
});

describe('why somebody was before me', () => {
  test('is said in sentences, and that nobody overtook only where that is so', () => {
    expect(sentencesOf([])).toEqual(['Seit Sie warten, wurde niemand vor Ihnen aufgerufen.', 'Niemand wurde vor Ihnen aufgerufen, der nach Ihnen dran war.']);
    expect(sentencesOf([{ cause: 'appointment', count: 1 }])).toEqual([
      '1 Person hatte einen früheren Platz als Sie.',
      'Niemand wurde vor Ihnen aufgerufen, der nach Ihnen dran war.',
    ]);
    expect(sentencesOf([{ cause: 'appointment', count: 2 }, { cause: 'called-out-of-turn', count: 1 }])).toEqual([
      '2 Personen hatten einen früheren Platz als Sie.',
      '1 Person hat das Amt vorgezogen. Den Grund hat es festgehalten.',
    ]);
    expect(inOrder(['appointment', 'you-were-away'])).toBe(false);
  });
  test('a cause without anybody is not mentioned', () => {
    expect(sentencesOf([{ cause: 'you-were-skipped', count: 0 }])).toHaveLength(2);
  });
});

describe('what is said aloud', () => {
  /** Without being on the page, which is true of most and said only to who comes back. */
  const keys = (more: Partial<CitizenVisit>, returned?: string) =>
    waitingFacts({ ...visit, ...more }, returned, now)
      .map(({ key }) => key)
      .filter((key) => key !== 'reach-page');

  /** Every key that is said while so many minutes pass, second by second. */
  function saidWithin(minutes: number, from: CitizenVisit): string[] {
    let known = new Set<string>();
    const said: string[] = [];
    for (let second = 0; second <= minutes * 60; second += 1) {
      const facts = waitingFacts(from, undefined, now + second * 1_000);
      if (second > 0) said.push(...freshOf(known, facts).map(({ key }) => key));
      known = new Set(facts.map(({ key }) => key));
    }
    return said;
  }

  test('a late office is said once, its choices once, however long it lasts', () => {
    expect(saidWithin(30, { ...visit, slot_start: at(1), arrived_at: at(-4) })).toEqual(['late', 'late-choices']);
  });
  test('the place is said when it changes, not when the minutes do', () => {
    const before = new Set(['reach-page', ...keys({})]);
    expect(freshOf(before, waitingFacts({ ...visit, position: place(2, { latest_s: 900 }) }, undefined, now))).toEqual([]);
    expect(freshOf(before, waitingFacts({ ...visit, position: place(1) }, undefined, now)).map(({ text }) => text)).toEqual([
      'Vor Ihnen ist noch 1 Person. etwa 5 bis 12 Minuten',
    ]);
  });
  test('a time that grew is said with its reason', () => {
    const grown = waitingFacts({ ...visit, position: place(2, { reason: 'fewer-desks', latest_s: 1500 }) }, undefined, now);
    expect(freshOf(new Set(['reach-page', ...keys({})]), grown).map(({ text }) => text)).toEqual(['Im Amt arbeiten gerade weniger Personen als geplant. etwa 5 bis 25 Minuten']);
  });
  test('each state of a waiting citizen has its sentence', () => {
    expect(keys({ stay_close: true })).toEqual(['stay-close']);
    expect(keys({ stage: 'parked' })).toEqual(['parked-null']);
    expect(keys({ stage: 'parked', hold: 'clarify' })).toEqual(['parked-clarify']);
    expect(keys({ office: { ...office, desks: 0 } })).toEqual(['no-desk']);
    expect(keys({ office: { ...office, open: false } })).toEqual(['closed']);
    expect(keys({ reach: 'mail' })).toEqual(['line-2', 'reach-mail']);
    expect(keys({ reach: 'push' })).toEqual(['line-2', 'reach-push']);
    expect(keys({ channel: 'phone' })).toEqual(['line-2', 'phone']);
    expect(keys({ queue: 'standesamt' }, 'transfer')).toEqual(['returned-transfer-standesamt', 'line-2']);
    expect(keys({ office: { ...office, closed_today: true, notice: 'Pause', notice_at: at(-1) } })).toEqual([`notice-${at(-1)}`, 'closed-today', 'line-2']);
  });
  test('only "stay close" interrupts', () => {
    const urgent = waitingFacts({ ...visit, stay_close: true, slot_start: at(-20), arrived_at: at(-30) }, 'send-back', now).filter((fact) => fact.urgent);
    expect(urgent.map(({ key }) => key)).toEqual(['stay-close']);
  });
  test('a passed-on visit names the new office', () => {
    const [fact] = waitingFacts({ ...visit, department_name: 'Standesamt' }, 'transfer', now);
    expect(fact?.text).toBe('Sie wurden weitergegeben an: Standesamt. Sie müssen nichts noch einmal erklären. Sie warten dort weiter.');
  });
});

describe('the appointment', () => {
  const keys = (more: Partial<CitizenVisit>, moved = false) => appointmentFacts({ ...booked, ...more }, now, moved).map(({ key }) => key);
  test('says that the waiting room has opened, that it began, that the office is closed', () => {
    expect(keys({ opens_at: at(1) })).toEqual([]);
    expect(keys({})).toEqual(['open']);
    expect(keys({ slot_start: at(-1) })).toEqual(['open', 'late']);
    expect(keys({ office: { ...office, open: false } })).toEqual(['open', 'office-closed']);
  });
  test('of today is over when the office takes nobody new; that of another day is not', () => {
    const closed = { ...office, closed_today: true };
    expect(keys({ office: closed })).toEqual(['closed-today']);
    expect(keys({ office: closed, opens_at: at(2880), slot_start: at(2895) })).toEqual([]);
  });
  test('that was moved says its new time at once', () => {
    const [fact] = appointmentFacts({ ...booked, opens_at: at(1425), slot_start: at(1440) }, now, true);
    expect(fact).toMatchObject({ atOnce: true, text: 'Verschoben auf Mittwoch, 25. November 2026, 14:20 Uhr.' });
  });
});
