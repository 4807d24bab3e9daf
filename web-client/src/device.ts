/**
 * What a browser can see of its device. It cannot see the server's pings; it can see that the device
 * slept, changed its network, or that a page comes out of the cache. Timers of background pages are late
 * by a minute: no sign of sleep.
 */

/** After so long in the background a connection may be dead without a word. */
const ASLEEP_MS = 30_000;
const TICK_MS = 2_000;

export interface DeviceEvents {
  /** Another network, awake again, or out of the cache: what was open may be dead. */
  back(): unknown;
  /** Looked at again after a while in the background. */
  shown(): unknown;
  /** No network at all. */
  offline(): unknown;
  /** Every two seconds, when the browser finds the time. */
  tick(): unknown;
}

/** Tells `on` until `signal` is aborted. */
export function watchTheDevice(signal: AbortSignal, on: DeviceEvents): void {
  let hiddenSince = 0;
  addEventListener('online', () => on.back(), { signal });
  addEventListener('offline', () => on.offline(), { signal });
  addEventListener('pageshow', (event) => (event as PageTransitionEvent).persisted && on.back(), { signal });
  document.addEventListener('resume', () => on.back(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) hiddenSince = Date.now();
      else if (Date.now() - hiddenSince > ASLEEP_MS) on.shown();
    },
    { signal },
  );
  const pulse = setInterval(() => on.tick(), TICK_MS);
  signal.addEventListener('abort', () => clearInterval(pulse));
}
