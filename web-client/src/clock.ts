/** The server's clock on this device: countdowns must not trust a wrong one. */
import { signal, type ReadonlySignal } from '@preact/signals';

const skew_ms = signal(0);
const ticking = signal(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

export function setServerTime(server_time: string): void {
  const skew = Date.parse(server_time) - Date.now();
  if (Number.isFinite(skew)) skew_ms.value = skew;
  ticking.value = serverNow();
}

export function serverNow(): number {
  return Date.now() + skew_ms.peek();
}

/** Milliseconds of the server's clock; changes every second while the page lives. */
export function now(): ReadonlySignal<number> {
  timer ??= setInterval(() => {
    ticking.value = serverNow();
  }, 1_000);
  return ticking;
}

/** Stands still, for examples and tests. */
export function freeze(at: string): void {
  clearInterval(timer);
  timer = setInterval(() => undefined, 2 ** 30);
  ticking.value = Date.parse(at);
}
