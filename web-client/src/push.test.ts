/** Messages of the device: offered where they can be had, and nothing is left where they cannot. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from './problem';
import { takeMessages, takeNoMessages, takesMessages } from './push';

// RFC 8291, appendix A: the application server's key.
const KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const ADDRESS = { endpoint: 'https://push.example.org/one', p256dh: 'p', auth: 'a' };

/** A browser's side of it, with what is left on the device in `stored`. */
function browser({ permission = 'granted', fails = false } = {}) {
  const stored = new Map<string, Response>();
  const store = {
    put: (name: string, answer: Response) => Promise.resolve(void stored.set(name, answer)),
    delete: (name: string) => Promise.resolve(stored.delete(name)),
    keys: () => Promise.resolve([...stored.keys()]),
  };
  const state = { subscribed: false, ended: 0, asked: 0, key: null as Uint8Array | null };
  const subscription = {
    options: { applicationServerKey: null },
    toJSON: () => ({ endpoint: ADDRESS.endpoint, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: () => Promise.resolve(void (state.ended++, (state.subscribed = false))),
  };
  const pushManager = {
    getSubscription: () => Promise.resolve(state.subscribed ? subscription : null),
    subscribe: ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
      if (fails) return Promise.reject(new DOMException('push service error', 'AbortError'));
      state.subscribed = true;
      state.key = applicationServerKey;
      return Promise.resolve(subscription);
    },
  };
  const registration = { pushManager, getNotifications: () => Promise.resolve([]) };
  const serviceWorker = { register: () => Promise.resolve(registration), ready: Promise.resolve(registration), getRegistration: () => Promise.resolve(registration) };
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('PushManager', () => undefined);
  vi.stubGlobal('caches', { open: () => Promise.resolve(store), has: () => Promise.resolve(stored.size > 0) });
  vi.stubGlobal('Notification', { permission, requestPermission: () => Promise.resolve((state.asked++, permission)) });
  return { state, stored };
}

beforeEach(() => browser());
afterEach(() => vi.unstubAllGlobals());

describe('messages of the device', () => {
  test('are offered where the browser can and nobody has refused', () => {
    expect(takesMessages()).toBe(true);
    browser({ permission: 'default' });
    expect(takesMessages()).toBe(true);
    browser({ permission: 'denied' });
    expect(takesMessages()).toBe(false);
  });

  test.each(['PushManager', 'Notification', 'caches'])('are not offered without %s', (name) => {
    vi.stubGlobal(name, undefined);
    Reflect.deleteProperty(globalThis, name);
    expect(takesMessages()).toBe(false);
  });

  test('are not offered without a service worker', () => {
    vi.stubGlobal('navigator', {});
    expect(takesMessages()).toBe(false);
  });

  test('are taken with the key of the office, octet by octet', async () => {
    const { state, stored } = browser();
    expect(await takeMessages(KEY, { visit: 'v1', language: 'ar' })).toEqual(ADDRESS);
    expect(state.asked).toBe(1);
    expect([state.key?.length, state.key?.[0], state.key?.[64]]).toEqual([65, 4, 0x0f]);
    expect(await stored.get('/left/v1')?.json()).toEqual({ visit: 'v1', language: 'ar' });
  });

  test('that are refused leave nothing', async () => {
    const { state, stored } = browser({ permission: 'denied' });
    await expect(takeMessages(KEY, { visit: 'v1', language: 'de' })).rejects.toEqual(new Problem('push-refused'));
    expect([state.subscribed, stored.size]).toEqual([false, 0]);
  });

  test('whose push service is out of reach leave nothing', async () => {
    const { stored } = browser({ fails: true });
    await expect(takeMessages(KEY, { visit: 'v1', language: 'de' })).rejects.toMatchObject({ kind: 'push-failed' });
    expect(stored.size).toBe(0);
  });

  test('that never come to an answer are given up: a service that is blocked says nothing', async () => {
    vi.useFakeTimers();
    browser();
    Object.assign(navigator.serviceWorker, { ready: new Promise(() => undefined) });
    const failed = takeMessages(KEY, { visit: 'v1', language: 'de' }).catch((problem: Problem) => problem.kind);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await failed).toBe('push-failed');
    vi.useRealTimers();
  });

  test('of another key of the office end first: nobody could write to them', async () => {
    const { state } = browser();
    state.subscribed = true;
    await takeMessages(KEY, { visit: 'v1', language: 'de' });
    expect([state.ended, state.subscribed]).toEqual([1, true]);
  });

  test('end with the last visit that waits for them', async () => {
    const { state } = browser();
    await takeMessages(KEY, { visit: 'v1', language: 'de' });
    await takeMessages(KEY, { visit: 'v2', language: 'de' });
    await takeNoMessages('v1');
    expect(state.subscribed).toBe(true);
    await takeNoMessages('v2');
    expect(state.subscribed).toBe(false);
  });

  test('of a visit that never had any are no business of coming back', async () => {
    const { state } = browser();
    state.subscribed = true;
    await takeNoMessages('v1');
    expect(state.subscribed).toBe(true);
  });
});
