/** The screen stays on while somebody waits, and not a moment longer. */
import { afterEach, expect, test, vi } from 'vitest';
import { keepAwake, letSleep } from './attention';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a lock that comes when nobody wants it any more is let go', async () => {
  const release = vi.fn(() => Promise.resolve());
  let grant: (lock: { release: typeof release }) => void = () => undefined;
  const request = () => new Promise<{ release: typeof release }>((resolve) => (grant = resolve));
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { wakeLock: { request } }));
  const waking = keepAwake();
  await letSleep();
  expect(release).not.toHaveBeenCalled();
  grant({ release });
  await waking;
  expect(release).toHaveBeenCalledTimes(1);
});
