/** The lines as a desk sees them: true order, who would be next, who is passed by. Pure. */
import type { QueueRow, VisitRow } from '../../protocol.gen';

export interface Line {
  queue: QueueRow;
  rows: readonly VisitRow[];
}

/** The server's order keys sort as text; the visit's id breaks ties, as it does there. */
export function byOrder(a: VisitRow, b: VisitRow): number {
  return compare(a.order ?? '', b.order ?? '') || compare(a.visit, b.visit);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whoever is in somebody's hand waits no more, and must not stand before those who do. */
const held = ({ stage }: VisitRow): number => (stage === 'called' || stage === 'in-call' ? 1 : 0);

/** The lines of these queues, each in its order and with who is in a hand last, in the order of the catalogue. */
export function linesOf(queues: readonly QueueRow[], visits: readonly VisitRow[], mine: readonly string[]): Line[] {
  return queues
    .filter(({ queue }) => mine.includes(queue))
    .map((queue) => ({ queue, rows: visits.filter((row) => row.queue === queue.queue).sort((a, b) => held(a) - held(b) || byOrder(a, b)) }));
}

/** Whom "call next" would reach at `at` (milliseconds): here, waiting, not passed over. */
export function isReady(row: VisitRow, at: number): boolean {
  // The row is told when it changes; that the time of a missed call is over is no change of it.
  const passed = row.recall_at ? Date.parse(row.recall_at) > at : row.passed_over;
  return row.stage === 'waiting' && !row.away && !passed;
}

/** The first of all lines who is here. Keys are times, so they compare across queues. */
export function nextOf(lines: readonly Line[], at: number): VisitRow | null {
  const heads = lines.flatMap(({ rows }) => rows.find((row) => isReady(row, at)) ?? []);
  return heads.sort(byOrder)[0] ?? null;
}

/** Whom "call next" would reach first, second and so on, as things stand. */
export function nextRows(lines: readonly Line[], at: number, count: number): VisitRow[] {
  const ready = lines.flatMap(({ rows }) => rows.filter((row) => isReady(row, at)));
  return ready.sort(byOrder).slice(0, count);
}

/** How many who are here stand before this one: then a call needs a reason. */
export function readyBefore(row: VisitRow, line: Line | undefined, at: number): number {
  return (line?.rows ?? []).filter((other) => other.visit !== row.visit && isReady(other, at) && byOrder(other, row) < 0).length;
}

/** A clerk may call who waits or is set aside; others are taken. */
export function canBeCalled(row: VisitRow): boolean {
  return row.stage === 'waiting' || row.stage === 'parked';
}

/** What a clerk would notice in a row; presence flickers and is no news. */
export function signatureOf(row: VisitRow): string {
  const { stage, queue, order, passed_over, priority, skipped, transferred, channel, noted, reach } = row;
  return JSON.stringify([stage, queue, order, passed_over, priority, skipped, transferred, channel, noted, reach]);
}

/** The first who is here in each line but that of `next`, for calling from one queue alone. */
export function otherHeads(lines: readonly Line[], next: VisitRow | null, at: number): { line: Line; head: VisitRow }[] {
  return lines.flatMap((line) => {
    const head = line.rows.find((row) => isReady(row, at));
    return head && head.visit !== next?.visit ? [{ line, head }] : [];
  });
}

export function waitedSeconds(row: { arrived_at?: string | null }, now: number): number {
  return row.arrived_at ? Math.max(0, (now - Date.parse(row.arrived_at)) / 1000) : 0;
}

/** A row that stands still: `gone` when somebody else has taken it since. */
export interface StillRow {
  row: VisitRow;
  gone: boolean;
}

export interface Still {
  rows: readonly StillRow[];
  /** Not shown yet. */
  fresh: number;
  /** The true order is another one by now. */
  moved: boolean;
}

/**
 * What stays on the screen while somebody points at it: every row keeps its place and shows what is
 * true of it now; what is new waits.
 */
export function standStill(shown: readonly VisitRow[], actual: readonly VisitRow[]): Still {
  const now = new Map(actual.map((row) => [row.visit, row]));
  const before = new Set(shown.map(({ visit }) => visit));
  const kept = shown.filter(({ visit }) => now.has(visit)).map(({ visit }) => visit);
  const wanted = actual.filter(({ visit }) => before.has(visit)).map(({ visit }) => visit);
  return {
    rows: shown.map((row) => ({ row: now.get(row.visit) ?? row, gone: !now.has(row.visit) })),
    fresh: actual.length - wanted.length,
    moved: kept.some((visit, index) => visit !== wanted[index]),
  };
}
