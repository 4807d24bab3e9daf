import { afterEach, expect, test, vi } from 'vitest';
import { forget, keep, kept } from './kept';

afterEach(() => vi.unstubAllGlobals());

test('a browser that keeps nothing is no failure: the page remembers by itself', () => {
  vi.stubGlobal('sessionStorage', undefined);
  keep('a', '1');
  expect(kept('a')).toBe('1');
  forget('a');
  expect(kept('a')).toBeNull();
});

test('what the tab keeps is the truth', () => {
  keep('b', '2');
  expect(sessionStorage.getItem('b')).toBe('2');
  sessionStorage.clear();
  expect(kept('b')).toBeNull();
});
