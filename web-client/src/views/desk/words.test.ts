import { beforeEach, describe, expect, test } from 'vitest';
import schema from '../../../protocol.schema.json';
import { Problem } from '../../problem';
import type { MoveRow, QueueRow, VisitRow } from '../../protocol.gen';
import { at, NOW } from '../../testing/examples';
import { has, speak } from '../../texts';
import { promiseWord } from '../board/words';
import { sentence } from './problems';
import { matching } from './transfer';
import { secondsLeft } from './undo';
import { handVerbs, recallFrom, verbsOf } from './verbs';
import { lateMinutes, orderOf, whyHere } from './why';
import { flagsOf, moveSentence, queueNames, waitWord } from './words';

const now = Date.parse(NOW);
const row: VisitRow = {
  visit: 'v1', version: 1, queue: 'a', stage: 'waiting', service: 's', service_name: 'S', channel: 'video', since: at(-5), arrived_at: at(-20), slot_start: at(-2),
  language: 'de', away: false, check: 'fine', order: `1-${Date.parse(at(-2))}-${Date.parse(at(-20))}`,
};
const desk = { free: true, targets: 1 };

describe('what can be done', () => {
  test('with one who waits', () => {
    expect(verbsOf(row, desk)).toEqual(['call', 'pre-call', 'park', 'skip', 'prioritise', 'transfer', 'end']);
  });

  test('nothing twice: who was told, has priority or is set aside is not so again', () => {
    expect(verbsOf({ ...row, stay_close: true, priority: true }, desk)).toEqual(['call', 'park', 'skip', 'transfer', 'end']);
    expect(verbsOf({ ...row, stage: 'parked' }, desk)).toEqual(['call', 'resume', 'transfer', 'end']);
  });

  test('a missed call is repeated; whoever came back by themselves is called as anybody', () => {
    expect(verbsOf({ ...row, missed: 1, recall_at: at(-1) }, desk).slice(0, 1)).toEqual(['recall']);
    expect(verbsOf({ ...row, missed: 1 }, desk).slice(0, 1)).toEqual(['call']);
  });

  test('nobody is called by a desk that has somebody, nor taken from a colleague', () => {
    expect(verbsOf(row, { ...desk, free: false })).not.toContain('call');
    expect(verbsOf({ ...row, stage: 'in-call' }, desk)).toEqual([]);
    expect(verbsOf({ ...row, stage: 'called' }, desk)).toEqual([]);
  });

  test('with the visit in hand, and where there is another queue', () => {
    expect(handVerbs('in-call', 1)).toEqual(['park', 'transfer']);
    expect(handVerbs('called', 0)).toEqual(['park']);
    expect(handVerbs('ended', 1)).toEqual([]);
  });

  test('a time to call again is one only while it lies ahead', () => {
    expect(recallFrom({ recall_at: at(3) }, now)).toBe(Date.parse(at(3)));
    expect(recallFrom({ recall_at: at(0) }, now)).toBeNull();
    expect(recallFrom({}, now)).toBeNull();
  });
});

describe('why somebody stands there', () => {
  test('the order key is read as the server writes it', () => {
    expect(orderOf('0-1700000000000-1600000000000')).toEqual({ front: true, rank: 1_700_000_000_000 });
    expect(orderOf('')).toBeNull();
  });

  test('by appointment, by late arrival, without one, or put back by the office', () => {
    expect(whyHere(row)).toBe('Steht nach dem Termin um 14:18 Uhr; da seit 14:00 Uhr.');
    expect(whyHere({ ...row, slot_start: at(-30) })).toContain('später als der Termin um 13:50');
    expect(whyHere({ ...row, slot_start: null })).toContain('Ohne Termin');
    expect(whyHere({ ...row, order: `0${row.order?.slice(1)}` })).toContain('Ganz vorn');
  });

  test('everything that moved somebody is said, and why a call passes by', () => {
    const said = whyHere({ ...row, priority: true, skipped: 2, transferred: true, passed_over: true, missed: 2, recall_at: at(3) });
    for (const part of ['Vorrang', '2-mal nach hinten', 'anderen Warteschlange', '2 von 3 Aufrufen', 'bis 14:23 Uhr']) expect(said).toContain(part);
    expect(whyHere({ ...row, reach: 'mail', away: true })).toContain('per Mail');
    expect(whyHere({ ...row, stage: 'parked' })).toContain('zurückgestellt');
    const parked = { ...row, stage: 'parked' as const, park_reason: 'Holt noch Unterlagen' };
    expect(whyHere(parked)).toContain('Holt noch Unterlagen');
    expect(flagsOf(parked, now).map(({ word }) => word).join()).toContain('Holt noch Unterlagen');
    expect(flagsOf({ ...parked, slot_start: at(-90), since: at(-30) }, now).map(({ key, word }) => [key, word]), 'not due').toEqual([['stage', 'seit 13:50 Uhr zurückgestellt: Holt noch Unterlagen']]);
    const named = { ...parked, park_reason: 'papers' };
    expect(flagsOf(named, now)).toEqual(flagsOf(parked, now));
    expect(whyHere(named)).toBe(whyHere(parked));
  });

  test('an appointment is late five minutes after it should have begun, and only while it waits', () => {
    expect(lateMinutes({ slot_start: at(-4.99), stage: 'waiting' }, now)).toBeNull();
    expect(lateMinutes({ slot_start: at(-7.5), stage: 'waiting' }, now)).toBe(7);
    expect(lateMinutes({ slot_start: at(-7.5), stage: 'in-call' }, now)).toBeNull();
    expect(lateMinutes({ slot_start: null, stage: 'waiting' }, now)).toBeNull();
    expect(flagsOf({ ...row, slot_start: at(-7) }, now).map(({ word }) => word)).toContain('seit 7 Min. fällig');
  });
});

const COMMANDS = [
  'arrive', 'call', 'join', 'connect', 'patience-over', 'send-back', 'clerk-gone', 'citizen-gone', 'switch-channel', 'end', 'leave', 'hold-over', 'cancel', 'reschedule', 'expire',
  'amend', 'park', 'resume', 'skip', 'pre-call', 'transfer', 'annotate', 'prioritise', 'undo', 'hold-on', 'step-away', 'turn-near', 'place-ends',
];

describe('the history', () => {
  const move = (command: string, detail?: string): MoveRow => ({ version: 1, command, stage: 'waiting', by: 'queue-clerk', at: NOW, ...(detail ? { detail } : {}) });

  test('has a sentence for every move', () => {
    expect(COMMANDS.filter((command) => moveSentence(move(command)) === 'Geändert.')).toEqual([]);
  });

  test('gives the reason, names the queue, and tells a repeated call from a first one', () => {
    expect(moveSentence(move('skip', 'Ist noch nicht so weit'))).toBe('Einen Platz nach hinten gesetzt. Grund: Ist noch nicht so weit');
    expect(moveSentence(move('arrive', 'Kann nicht stehen'))).toBe('Mit Vorrang in den Warteraum gekommen. Grund: Kann nicht stehen');
    const name = queueNames({ queues: [], desk: { name: '', queues: [], state: 'open', targets: [{ queue: 'ks', name: 'Kfz (Süd)' }] } });
    expect(moveSentence(move('transfer', 'ks'), name)).toBe('Übergeben an: Kfz (Süd).');
    expect(moveSentence(move('transfer'), name)).toBe('In eine andere Warteschlange übergeben.');
    expect(moveSentence(move('call', 'recall'))).toBe('Nach einem verpassten Aufruf noch einmal aufgerufen.');
  });
});

test('a long wait is said in hours, because nobody counts 139 minutes', () => {
  expect(waitWord(59)).toBe('gerade eben');
  expect(waitWord(3599)).toBe('59 Min.');
  expect(waitWord(7200)).toBe('2 Std.');
  expect(waitWord(8340)).toBe('2 Std. 19 Min.');
  expect(promiseWord({ earliest_s: 1500, latest_s: 8340 } as QueueRow)).toBe('Wer jetzt kommt, wartet etwa 25 Min. bis 2 Std. 20 Min.');
});

test('a queue is found by any words of its name', () => {
  const targets = [{ queue: 'n', name: 'Kfz (Bürgeramt Nord)' }, { queue: 's', name: 'Kfz (Bürgeramt Süd)' }];
  expect(matching(targets, 'süd kfz').map(({ queue }) => queue)).toEqual(['s']);
  expect(matching(targets, '  ')).toHaveLength(2);
});

test('the seconds left are whole and never negative', () => {
  const trace = { kind: 'undone', verb: 'park', who: '', until: now + 1_200 } as const;
  expect([secondsLeft(trace, now), secondsLeft(trace, now + 5_000)]).toEqual([2, 0]);
});

describe('problems', () => {
  for (const code of ['de', 'en']) {
    describe(code, () => {
      beforeEach(() => speak(code));

      test('each kind has a sentence of its own', () => {
        const kinds = Object.values(schema.$defs).flatMap((one) => ('enum' in one && Array.isArray(one.enum) && (one.enum as string[]).includes('reason-needed') ? (one.enum as string[]) : []));
        expect(kinds.length).toBeGreaterThan(20);
        expect(kinds.filter((kind) => !has(`desk-problem-${kind}`))).toEqual([]);
      });
    });
  }

  test('too early says from when', async () => {
    await speak('de');
    expect(sentence(new Problem('too-early', '', 'later', { opens_at: at(5) }))).toContain('14:25');
    expect(sentence(new Problem('too-early'))).toContain('zu früh');
  });
});
