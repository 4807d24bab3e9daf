/** The course of a queue as lines and as a table. Pure. */
import type { CurvePoint } from '../../protocol.gen';

export type Measure = 'waiting' | 'desks' | 'calls' | 'wait' | 'ended';

export function valueOf(point: CurvePoint, measure: Measure): number | null {
  switch (measure) {
    case 'wait':
      return point.wait_s == null ? null : Math.round(point.wait_s / 60);
    default:
      return point[measure] ?? 0;
  }
}

export function isQuiet(point: CurvePoint): boolean {
  return !point.waiting && !point.desks && !point.calls && !point.ended && point.wait_s == null;
}

/** Without the quiet hours before the first and after the last thing that happened. */
export function withoutEdges(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const first = points.findIndex((point) => !isQuiet(point));
  const last = points.findLastIndex((point) => !isQuiet(point));
  return first < 0 ? [] : points.slice(first, last + 1);
}

/** The step with the most people waiting; null if nobody ever waited. */
export function peakOf(points: readonly CurvePoint[]): CurvePoint | null {
  const most = points.reduce<CurvePoint | null>((before, point) => ((point.waiting ?? 0) > (before?.waiting ?? 0) ? point : before), null);
  return most;
}

export interface Week {
  days: readonly string[];
  /** By hour (`08`), a point for each day or none. */
  hours: readonly { hour: string; points: readonly (CurvePoint | null)[] }[];
}

/** The week as a table: one row an hour, one column a day; hours in which nothing ever happens are left out. */
export function weekOf(points: readonly CurvePoint[], dayOf: (at: string) => string, hourOf: (at: string) => string): Week {
  const days = [...new Set(points.map(({ at }) => dayOf(at)))];
  const busy = new Set(points.filter((point) => !isQuiet(point)).map(({ at }) => hourOf(at)));
  const cell = new Map(points.map((point) => [`${dayOf(point.at)} ${hourOf(point.at)}`, point]));
  const hours = [...busy].sort().map((hour) => ({ hour, points: days.map((day) => cell.get(`${day} ${hour}`) ?? null) }));
  return { days, hours };
}
