/** A day of waiting as a line in a small box. Pure. */
import type { CurvePoint, QueueRow } from '../../protocol.gen';
import { withoutEdges } from './curves';

export const WIDE = 100;
export const HIGH = 30;
/** A curve of a few seconds' waiting must not look like a mountain. */
const LEAST_S = 600;

/** Seconds by step of the day, null where nobody was called. */
export function waitsOf(points: readonly CurvePoint[]): (number | null)[] {
  const waits = withoutEdges(points).map(({ wait_s }) => wait_s ?? null);
  return waits.some((wait) => wait !== null) ? waits : [];
}

export function topOf(waits: readonly (number | null)[], { latest_s }: Pick<QueueRow, 'latest_s'>): number {
  return Math.max(LEAST_S, latest_s ?? 0, ...waits.map((wait) => wait ?? 0)) * 1.1;
}

/** The promise to who comes now; null if there is none. */
export function bandOf({ earliest_s, latest_s }: Pick<QueueRow, 'earliest_s' | 'latest_s'>, top: number): { y: number; height: number } | null {
  if (earliest_s == null || latest_s == null) return null;
  const y = heightAt(latest_s, top);
  return { y, height: Math.max(1, heightAt(earliest_s, top) - y) };
}

/** A line that is interrupted where nothing is known. */
export function pathOf(waits: readonly (number | null)[], top: number): string {
  const step = WIDE / (waits.length - 1);
  const at = (wait: number, n: number) => `${round(n * step)} ${heightAt(wait, top)}`;
  return waits.map((wait, n) => (wait === null ? '' : `${waits[n - 1] == null ? 'M' : 'L'}${at(wait, n)}${waits[n - 1] == null && waits[n + 1] == null ? 'h0.5' : ''}`)).join('');
}

const heightAt = (wait: number, top: number): number => round(HIGH - (HIGH * wait) / top);
const round = (value: number): number => Math.round(value * 100) / 100;
