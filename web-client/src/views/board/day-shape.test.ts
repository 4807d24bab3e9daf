import { describe, expect, test } from 'vitest';
import { at } from '../../testing/examples';
import { bandOf, pathOf, topOf, waitsOf } from './day-shape';

const point = (n: number, wait_s: number | null) => ({ at: at(n * 15), waiting: 1, wait_s });

describe('the day in a tile', () => {
  test('is nothing before anybody was called', () => expect(waitsOf([point(0, null), point(1, null)])).toEqual([]));
  test('is a line that is interrupted where nobody was called', () => {
    expect(pathOf([0, 300, null, 600], 600)).toBe('M0 30L33.33 15M100 0h0.5');
  });
  test('shows the promise as a band that is never too thin to be seen', () => {
    expect(bandOf({ earliest_s: 300, latest_s: 600 }, 600)).toEqual({ y: 0, height: 15 });
    expect(bandOf({ earliest_s: 0, latest_s: 0 }, 600)).toEqual({ y: 30, height: 1 });
    expect(bandOf({}, 600)).toBeNull();
  });
  test('makes no mountain of seconds', () => expect(topOf([20, 40], {})).toBeCloseTo(660));
});
