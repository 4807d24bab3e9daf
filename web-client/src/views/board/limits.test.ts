import { describe, expect, test } from 'vitest';
import type { LimitsView } from '../../protocol.gen';
import { limitsOf, textsOf, wrongOnes } from './limits';

const limits: LimitsView = { wait_s: 1800, waiting: 10, late_s: 600, no_desk_s: 120, no_shows: null };

describe('limits as a form has them', () => {
  test('are minutes and people, and come back as they were', () => {
    expect(textsOf(limits)).toEqual({ wait_s: '30', waiting: '10', late_s: '10', no_desk_s: '2', no_shows: '' });
    expect(limitsOf(textsOf(limits))).toEqual(limits);
  });

  test('an empty field is off, which is not zero', () => {
    expect(limitsOf({ ...textsOf(limits), waiting: ' ' }).waiting).toBeNull();
    expect(wrongOnes({ ...textsOf(limits), waiting: '' })).toEqual([]);
  });

  test.each(['0', '-1', '1.5', '1e2', 'zehn', '481'])('"%s" minutes are no limit', (text) => {
    expect(wrongOnes({ ...textsOf(limits), wait_s: text })).toEqual(['wait_s']);
  });
});
