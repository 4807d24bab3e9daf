import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../protocol.gen';
import { peakOf, weekOf, withoutEdges } from './curves';

const point = (hour: string, waiting: number): CurvePoint => ({ at: `2026-11-24T${hour}:00:00Z`, waiting });

describe('the course of a queue', () => {
  test('begins and ends with what happened; a quiet hour between stays', () => {
    const points = [point('06', 0), point('07', 1), point('08', 0), point('09', 2), point('10', 0)];
    expect(withoutEdges(points).map(({ at }) => at.slice(11, 13))).toEqual(['07', '08', '09']);
    expect(withoutEdges([point('06', 0)])).toEqual([]);
  });

  test('has its peak at the first of the highest steps, and none if nobody waited', () => {
    expect(peakOf([point('07', 2), point('08', 3), point('09', 3)])?.at).toBe('2026-11-24T08:00:00Z');
    expect(peakOf([point('07', 0)])).toBeNull();
  });

  test('is a table of hours and days, with holes where a day has no such hour yet', () => {
    const next = { ...point('08', 4), at: '2026-11-25T08:00:00Z' };
    const week = weekOf([point('08', 1), point('09', 2), next], (at) => at.slice(0, 10), (at) => at.slice(11, 13));
    expect(week.days).toEqual(['2026-11-24', '2026-11-25']);
    expect(week.hours.map(({ hour, points }) => [hour, ...points.map((found) => found?.waiting ?? null)])).toEqual([
      ['08', 1, 4],
      ['09', 2, null],
    ]);
  });
});
