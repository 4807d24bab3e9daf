/** What a clerk's page knows: the own desk, the visit in hand, the lines. Pure. */
import type { BoardDelta, DeskSnapshot, DeskView, QueueRow, Record as VisitRecord, ServerMessage, StageChanged, VisitRow } from '../protocol.gen';
import { withSaid } from './citizen';
import { outdated, withNames } from './shared';

export interface Rows {
  queues: readonly QueueRow[];
  visits: readonly VisitRow[];
  seq: number;
  /** A numbered letter is missing: ask for a fresh snapshot. */
  gap: boolean;
}

export interface DeskState extends Rows {
  for: 'desk';
  desk: DeskView;
  /** The visit in hand; it stays after its end until the next one, for outcome and note. */
  current: VisitRecord | null;
}

export const emptyDesk: DeskState = {
  for: 'desk',
  desk: { name: '', queues: [], state: 'closed' },
  current: null,
  queues: [],
  visits: [],
  seq: 0,
  gap: false,
};

export function deskFrom(snapshot: DeskSnapshot): DeskState {
  return {
    for: 'desk',
    desk: snapshot.desk,
    current: snapshot.current ?? null,
    queues: snapshot.queues,
    visits: snapshot.visits,
    seq: snapshot.seq ?? 0,
    gap: false,
  };
}

export function deskAfter(state: DeskState, message: ServerMessage): DeskState {
  const { current } = state;
  switch (message.type) {
    case 'welcome':
      return message.snapshot.for === 'desk' ? { ...deskFrom(message.snapshot), current: currentAfter(current, message.snapshot) } : state;
    case 'desk':
      return { ...state, desk: message.desk };
    case 'record':
      return isNews(current, message) ? { ...state, current: message } : state;
    case 'stage':
      return current?.visit === message.visit ? { ...state, current: recordAfter(current, message) } : state;
    case 'peers':
      return current?.visit === message.visit && current.call === message.call
        ? { ...state, current: { ...current, peers: withNames(message.peers, current.peers) } }
        : state;
    case 'said':
      return current?.visit === message.visit
        ? { ...state, current: { ...current, messages: withSaid(current.messages, message) } }
        : state;
    case 'board-delta':
      return { ...state, ...rowsAfter(state, message) };
    default:
      return state;
  }
}

/** After a lost connection the last visit is still known, and one that left the hand meanwhile is where it is now. */
function currentAfter(before: VisitRecord | null, { current, visits }: DeskSnapshot): VisitRecord | null {
  if (current || !inHand(before)) return current ?? before;
  const row = visits.find(({ visit }) => visit === before?.visit);
  const left = before && row && (row.stage === 'waiting' || row.stage === 'parked');
  return left ? { ...before, stage: row.stage, version: row.version, since: row.since } : null;
}

/**
 * A record of another visit takes the place of the one in hand only if it was called after it, and
 * that of the last one only if it is in hand itself: a late letter about an earlier visit is no news.
 */
function isNews(current: VisitRecord | null, letter: VisitRecord): boolean {
  if (current?.visit === letter.visit) return !outdated(current, letter);
  if (!inHand(letter)) return false;
  return !inHand(current) || Date.parse(letter.since) > Date.parse(current?.since ?? '');
}

/** The visit in the own hand, or null: a record stays known after its visit was sent back or ended. */
export function inHand(current: VisitRecord | null): VisitRecord | null {
  return current && (current.stage === 'called' || current.stage === 'in-call') ? current : null;
}

function recordAfter(record: VisitRecord, letter: StageChanged): VisitRecord {
  if (outdated(record, letter)) return record;
  return {
    ...record,
    version: letter.version,
    stage: letter.stage,
    queue: letter.queue ?? record.queue,
    since: letter.since,
    call: letter.call ?? null,
    peers: letter.peers ?? [],
    outcome: letter.outcome ?? null,
    channel: letter.channel ?? record.channel,
    answer_by: letter.answer_by ?? null,
  };
}

/** Whole changed rows, numbered without gaps; a number already seen changes nothing. */
export function rowsAfter(rows: Rows, delta: BoardDelta): Rows {
  if (delta.seq <= rows.seq) return rows;
  const gone = new Set(delta.gone ?? []);
  return {
    queues: merged(rows.queues, delta.queues ?? [], ({ queue }) => queue),
    visits: merged(rows.visits, delta.visits ?? [], ({ visit }) => visit).filter(({ visit }) => !gone.has(visit)),
    seq: delta.seq,
    gap: rows.gap || delta.seq !== rows.seq + 1,
  };
}

function merged<Row>(known: readonly Row[], changed: readonly Row[], key: (row: Row) => string): Row[] {
  const news = new Map(changed.map((row) => [key(row), row]));
  const kept = known.map((row) => {
    const newer = news.get(key(row));
    news.delete(key(row));
    return newer ?? row;
  });
  return [...kept, ...news.values()];
}
