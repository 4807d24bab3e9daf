import { describe, expect, test } from 'vitest';
import { addDays, isoDate, timeZone } from './format';

describe('days are added as dates', () => {
  for (const [zone, from] of [
    ['Europe/Berlin', '2027-03-14'],
    ['Europe/Berlin', '2026-10-11'],
    ['America/Sao_Paulo', '2018-10-21'],
    ['Asia/Tehran', '2022-03-08'],
  ] as const) {
    test(`${zone}: no day is missing or twice after ${from}`, () => {
      timeZone.value = zone;
      const days = Array.from({ length: 30 }, (_, n) => addDays(from, n));
      expect(new Set(days).size).toBe(30);
      for (const day of days) expect(isoDate(`${day}T12:00:00Z`)).toBe(day);
      timeZone.value = 'Europe/Berlin';
    });
  }

  test('over the end of a month and of a year', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-11-24', 0)).toBe('2026-11-24');
  });
});
