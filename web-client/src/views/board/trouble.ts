/** Which queue is in trouble and why, who is stuck: what a supervisor should see first. Pure. */
import type { AlertRow, QueueRow, VisitRow } from '../../protocol.gen';

export type Level = 'fine' | 'warning' | 'danger';

/** A sentence `board-trouble-<kind>` or `board-stuck-<kind>` with its number. */
export interface Trouble {
  kind: string;
  level: Exclude<Level, 'fine'>;
  n: number;
}

export interface Look {
  queue: QueueRow;
  rows: readonly VisitRow[];
  alerts: readonly AlertRow[];
  level: Level;
  troubles: readonly Trouble[];
  /** Seconds since the first of those who wait arrived. */
  longest_s: number;
  /** Who was set aside: easily forgotten, because no call finds them. */
  parked: Parked;
}

/** `due`: how many of them have an appointment that should have begun. */
export interface Parked {
  count: number;
  due: number;
  longest_s: number;
}

/** Since when this page has seen somebody away: the rows only say that they are. */
export type AwaySince = ReadonlyMap<string, number>;

const MINUTE = 60_000;
const LATE_MIN = 5;
const VERY_LATE_MIN = 10;
const UNANSWERED_MS = 45_000;
const UNANSWERED_PHONE_MS = 3 * MINUTE;
const AWAY_MIN = 5;
const LONG_CALL_MIN = 45;
const LONG_PARKED_MIN = 30;

/** Every queue with what is wrong with it, the worst first; equals stay in the catalogue's order. */
export function looksOf(queues: readonly QueueRow[], visits: readonly VisitRow[], now: number, alerts: readonly AlertRow[] = []): Look[] {
  const of = <Row extends { queue: string }>(rows: readonly Row[], { queue }: QueueRow) => rows.filter((row) => row.queue === queue);
  return queues.map((queue) => lookAt(queue, of(visits, queue), now, of(alerts, queue))).sort((a, b) => weight(b) - weight(a));
}

export function lookAt(queue: QueueRow, rows: readonly VisitRow[], now: number, alerts: readonly AlertRow[] = []): Look {
  const waiting = rows.filter(({ stage }) => stage === 'waiting');
  const arrived = waiting.map(({ arrived_at }) => (arrived_at ? now - Date.parse(arrived_at) : 0));
  const troubles = troublesOf(queue, rows, waiting, now);
  return { queue, rows, alerts, level: levelOf(troubles, alerts), troubles, longest_s: Math.max(0, ...arrived) / 1000, parked: parkedIn(rows, now) };
}

function parkedIn(rows: readonly VisitRow[], now: number): Parked {
  const parked = rows.filter(({ stage }) => stage === 'parked');
  const due = parked.filter(({ slot_start }) => slot_start && Date.parse(slot_start) < now).length;
  return { count: parked.length, due, longest_s: Math.max(0, ...parked.map(({ since }) => now - Date.parse(since))) / 1000 };
}

function troublesOf(queue: QueueRow, rows: readonly VisitRow[], waiting: readonly VisitRow[], now: number): Trouble[] {
  const found: Trouble[] = [];
  const add = (kind: string, level: Trouble['level'], n: number) => n > 0 && found.push({ kind, level, n });
  if (queue.desks === 0) add(queue.open ? 'nobody' : 'closed', 'danger', waiting.length);
  const late = Math.max(0, ...waiting.map((row) => lateMinutes(row, now)));
  if (late >= LATE_MIN) add('late', late >= VERY_LATE_MIN ? 'danger' : 'warning', late);
  add('unanswered', 'warning', rows.filter((row) => isUnanswered(row, now)).length);
  add('long-call', 'warning', rows.filter((row) => isLongCall(row, now)).length);
  const parked = Math.floor(parkedIn(rows, now).longest_s / 60);
  if (parked >= LONG_PARKED_MIN) add('parked', 'warning', parked);
  const away = waiting.filter((row) => row.away).length;
  if (away >= 2) add('away', 'warning', away);
  return found;
}

/** Whoever comes early waits for the slot, not for us; a walk-in waits from the arrival. */
export function lateMinutes(row: VisitRow, now: number): number {
  const from = Math.max(Date.parse(row.arrived_at ?? ''), row.slot_start ? Date.parse(row.slot_start) : 0);
  return Number.isFinite(from) ? Math.max(0, Math.floor((now - from) / MINUTE)) : 0;
}

/** What hangs about one visit, the worst thing only; null when nothing does. */
export function stuck(row: VisitRow, queue: QueueRow, away: AwaySince, now: number): Trouble | null {
  const since = Math.floor((now - Date.parse(row.since)) / MINUTE);
  if (isUnanswered(row, now)) return { kind: 'unanswered', level: 'warning', n: Math.max(1, since) };
  if (isLongCall(row, now)) return { kind: 'long-call', level: 'warning', n: since };
  if (row.stage === 'parked' && since >= LONG_PARKED_MIN) return { kind: 'parked', level: 'warning', n: since };
  if (row.stage !== 'waiting') return null;
  if (queue.desks === 0) return { kind: 'no-desk', level: 'danger', n: 0 };
  const gone = Math.floor((now - (away.get(row.visit) ?? now)) / MINUTE);
  if (row.away && gone >= AWAY_MIN) return { kind: 'away', level: 'warning', n: gone };
  const late = lateMinutes(row, now);
  if (late >= LATE_MIN) return { kind: 'late', level: late >= VERY_LATE_MIN ? 'danger' : 'warning', n: late };
  return null;
}

function isUnanswered({ stage, since, channel }: VisitRow, now: number): boolean {
  return stage === 'called' && now - Date.parse(since) > (channel === 'phone' ? UNANSWERED_PHONE_MS : UNANSWERED_MS);
}

function isLongCall({ stage, since }: VisitRow, now: number): boolean {
  return stage === 'in-call' && now - Date.parse(since) > LONG_CALL_MIN * MINUTE;
}

/** An alert that nobody has taken is as bad as it gets; one in good hands is still no peace. */
function levelOf(troubles: readonly Trouble[], alerts: readonly AlertRow[]): Level {
  if (troubles.some(({ level }) => level === 'danger') || alerts.some(({ taken_by }) => !taken_by)) return 'danger';
  return troubles.length + alerts.length > 0 ? 'warning' : 'fine';
}

/** People without anybody at work, then danger, warning, well; among equals whoever has people waiting. */
function weight({ level, troubles, alerts, queue }: Look): number {
  const rank = { danger: 2, warning: 1, fine: 0 }[level];
  const nobody = troubles.some(({ kind }) => kind === 'nobody' || kind === 'closed');
  return (nobody ? 1000 : 0) + rank * 100 + (troubles.length + alerts.length) * 10 + (queue.waiting > 0 ? 1 : 0);
}

/** Open alerts: first those that nobody has taken, then the oldest. */
export function inOrder(alerts: readonly AlertRow[]): AlertRow[] {
  return [...alerts].sort((a, b) => Number(!!a.taken_by) - Number(!!b.taken_by) || Date.parse(a.since) - Date.parse(b.since));
}

const SAID_BY: { [K in AlertRow['kind']]?: string } = { 'no-desk': 'nobody', 'office-late': 'late', 'wait-too-long': 'late' };

/** The alerts of a queue that its troubles do not say already. */
export function notSaidYet({ alerts, troubles }: Look): AlertRow[] {
  return alerts.filter(({ kind }) => !troubles.some((trouble) => trouble.kind === SAID_BY[kind]));
}

/** Keeps who was away and forgets who is back. */
export function awayAfter(before: AwaySince, visits: readonly VisitRow[], now: number): AwaySince {
  return new Map(visits.filter(({ away }) => away).map(({ visit }) => [visit, before.get(visit) ?? now]));
}
