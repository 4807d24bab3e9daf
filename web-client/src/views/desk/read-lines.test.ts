import { expect, test } from 'vitest';
import { ReadLines } from './read-lines';

test('what was read stays read over a reload', () => {
  const before = new ReadLines();
  before.upTo('v1', 4);
  before.upTo('v1', 2);
  before.upTo('v2', 1);
  const after = new ReadLines();
  expect([after.last('v1'), after.last('v2'), after.last('v3')]).toEqual([4, 1, 0]);
});

test('what a browser kept wrongly is no reason to fail', () => {
  sessionStorage.setItem('vorsprache-desk-read', '{');
  expect(new ReadLines().last('v1')).toBe(0);
});
