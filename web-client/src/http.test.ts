import { afterEach, expect, test, vi } from 'vitest';
import { ask } from './http';
import type { Problem } from './problem';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('a browser that cannot make a signal of a time asks all the same', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    throw new TypeError('AbortSignal.timeout is not a function');
  });
  vi.stubGlobal('fetch', async () => new Response('{"rows": []}'));
  expect(await ask('statistics')).toEqual({ rows: [] });
});

test('an answer is never one of a cache, a redirect is never followed, and nobody waits for ever', async () => {
  vi.useFakeTimers();
  let asked: RequestInit = {};
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    expect(path).toBe('/api/v1/session');
    asked = init;
    return new Promise<Response>((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  const answer = ask('session', { as: 'desk', bearer: 'secret', idempotencyKey: 'once' }).catch((thrown: Problem) => thrown);
  expect(asked).toMatchObject({ cache: 'no-store', redirect: 'error', credentials: 'same-origin' });
  const headers = asked.headers as Headers;
  expect([headers.get('Vorsprache-As'), headers.get('Authorization'), headers.get('Idempotency-Key')]).toEqual(['desk', 'Bearer secret', 'once']);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await answer).toMatchObject({ kind: 'offline', retry: 'later' });
});

test('a refusal that is no answer of ours is one all the same; what will pass may be tried again', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>Bad gateway</html>', { status: 502 }));
  await expect(ask('session')).rejects.toMatchObject({ kind: 'internal', retry: 'later' });
  vi.stubGlobal('fetch', async () => Response.json({ type: '/problems/not-yours' }, { status: 403 }));
  await expect(ask('session')).rejects.toMatchObject({ kind: 'not-yours', retry: 'no' });
});
