/** Facts of a board in words. Reads the language, so views follow it. */
import { clock, percent, wholeMinutes } from '../../format';
import { untilItOpens } from '../../opening';
import type { AlertRow, QueueRow, TimelineMove } from '../../protocol.gen';
import { choice, has, t } from '../../texts';
import type { Outcome } from '../../wire';
import { shortLength } from '../desk/words';
import type { Look, Parked, Trouble } from './trouble';

export function troubleWord({ kind, n }: Trouble): string {
  return choice('board-trouble', kind, { n, length: shortLength(n) });
}

export function stuckWord({ kind, n }: Trouble): string {
  return choice('board-stuck', kind, { n, length: shortLength(n) });
}

export function waitWord(seconds: number, waiting: number): string {
  return waiting === 0 ? t('board-none') : minutesWord(seconds);
}

export function minutesWord(seconds: number): string {
  return seconds < 60 ? t('board-under-a-minute') : shortLength(Math.floor(seconds / 60));
}

/** How many are set aside, since when, and whether their time has come; empty without any. */
export function parkedWord({ count, due, longest_s }: Parked): string {
  if (count === 0) return '';
  const sentence = t('board-parked-now', { n: count, length: minutesWord(longest_s) });
  return due > 0 ? `${sentence} · ${t('board-parked-due', { n: due })}` : sentence;
}

/** Empty for an open queue. */
export function closedWord({ open, opens_at, closed_today }: QueueRow): string {
  if (closed_today) return t('board-closed-today');
  if (open) return '';
  return opens_at ? untilItOpens('board-closed-until', opens_at) : t('board-closed');
}

/** What somebody who comes now is promised; empty if nothing can be promised. */
export function promiseWord({ earliest_s, latest_s }: QueueRow): string {
  if (earliest_s == null || latest_s == null) return '';
  const { from, to } = wholeMinutes(earliest_s, latest_s);
  if (from === to) return t('board-promise-one', { length: shortLength(to) });
  if (from === 0) return t('board-promise-most', { length: shortLength(to) });
  return to < 60 ? t('board-promise', { from, to }) : t('board-promise-long', { from: shortLength(from), to: shortLength(to) });
}

/** How far today's promises held. */
/** A share of a handful says nothing: then the handful itself. */
const FEW = 10;

export function keptWord({ kept, promises = 0 }: QueueRow): string {
  if (kept == null) return '';
  return promises < FEW ? t('board-kept-few', { n: Math.round(kept * promises), of: promises }) : t('board-kept', { share: percent(kept) });
}

export function missedWord({ no_show_citizen_today = 0, no_show_office_today = 0 }: QueueRow): string {
  return t('board-missed', { citizens: no_show_citizen_today, office: no_show_office_today });
}

const IN_PEOPLE: readonly AlertRow['kind'][] = ['too-many-waiting', 'nobody-comes'];

/** What is wrong, with its figure and the limit. The figure is that of now, as the tile has it. */
export function alertWord({ kind, value: raised, limit }: AlertRow, look?: Pick<Look, 'queue' | 'longest_s'>): string {
  const many = IN_PEOPLE.includes(kind);
  const value = (look && { 'too-many-waiting': look.queue.waiting, 'wait-too-long': look.longest_s }[kind as string]) ?? raised;
  if (many) return choice('board-alert', kind, { n: value, limit });
  return choice('board-alert', kind, { length: shortLength(Math.floor(value / 60)), allowed: shortLength(Math.floor(limit / 60)) });
}

export function takenWord({ taken_by, taken_at }: AlertRow): string {
  if (!taken_by) return t('board-alert-nobody');
  return t('board-alert-taken', { name: taken_by, time: taken_at ? clock(taken_at) : '' });
}

/** One move as a sentence, without anybody's name. */
export function moveSentence({ command, by, outcome, queue_name, ahead = 0, reason_given }: TimelineMove): string {
  const detail = outcome ? choice('desk-outcome', (outcome satisfies Outcome).replaceAll('_', '-')) : (queue_name ?? '');
  const own = by === 'supervisor' && has(`board-move-${command}-supervisor`) ? `${command}-supervisor` : command;
  const sentence = choice('board-move', own, { detail });
  const more = [ahead > 0 && t('board-move-ahead', { n: ahead }), reason_given && t('board-move-reason')];
  return [sentence, ...more.filter(Boolean)].join(' ');
}

export function byWord(by: string): string {
  return choice('board-by', by);
}
