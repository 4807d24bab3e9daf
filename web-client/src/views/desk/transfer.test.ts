import { describe, expect, test } from 'vitest';
import { hoursWord } from './transfer';

const target = { queue: 'a', name: 'Amt' };
const at = Date.parse('2026-11-24T10:30:00Z');
const word = (hours: object) => hoursWord({ ...target, ...hours }, at);

describe('the hours of a queue that a visit may go to', () => {
  test('an open one, or one of which nothing is known, needs no word', () => {
    expect(word({})).toBeNull();
    expect(word({ open: true, closes_at: '2026-11-24T15:00:00Z' })).toBeNull();
  });

  test('a closed one says when it opens, today or on another day', () => {
    expect(word({ open: false, opens_at: '2026-11-24T13:00:00Z' })).toMatch(/Jetzt geschlossen, öffnet um 14:00/);
    expect(word({ open: false, opens_at: '2026-11-25T07:00:00Z' })).toMatch(/öffnet erst .*25.*08:00/);
    expect(word({ open: false })).toBe('Jetzt geschlossen');
  });

  test('one that closes within the hour says so, and an old list does not call it open afterwards', () => {
    expect(word({ open: true, closes_at: '2026-11-24T11:00:00Z' })).toMatch(/Schließt um 12:00/);
    expect(word({ open: true, closes_at: '2026-11-24T10:30:00Z' })).toBe('Jetzt geschlossen');
    expect(word({ open: false, opens_at: '2026-11-24T10:00:00Z' })).toBeNull();
  });
});
