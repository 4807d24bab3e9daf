import { afterEach, expect, test, vi } from 'vitest';
import { ask } from './http';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a browser that cannot make a signal of a time asks all the same', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    throw new TypeError('AbortSignal.timeout is not a function');
  });
  vi.stubGlobal('fetch', async () => new Response('{"rows": []}'));
  expect(await ask('statistics')).toEqual({ rows: [] });
});
