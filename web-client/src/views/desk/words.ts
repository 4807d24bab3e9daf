/** Facts of a visit in words. Reads the language, so views follow it. */
import { now } from '../../clock';
import { clock, minutes } from '../../format';
import type { MoveRow, Record as VisitRecord, VisitRow } from '../../protocol.gen';
import type { DeskState } from '../../state/desk';
import { rules } from '../../rules';
import { choice, has, language, t } from '../../texts';
import type { Outcome, Stage } from '../../wire';
import { lateMinutes, reasonWord } from './why';

export function nameOf(visit: { who?: string | null }): string {
  return visit.who ?? t('desk-nameless');
}

export function languageName(code: string): string {
  if (has(`desk-language-${code}`)) return t(`desk-language-${code}`);
  try {
    return new Intl.DisplayNames(language.value.tag, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function outcomeWord(outcome: Outcome): string {
  return choice('desk-outcome', outcome.replaceAll('_', '-'));
}

/** "Termin 14:30" or "ohne Termin". */
export function slotWord({ slot_start }: { slot_start?: string | null }): string {
  return slot_start ? t('desk-slot', { time: clock(slot_start) }) : t('desk-walk-in');
}

/** Waiting for less than a minute is a word, too. */
export function waitWord(seconds: number): string {
  return seconds < 60 ? t('desk-wait-just-now') : shortLength(Math.floor(seconds / 60));
}

/** "12 Min.", "2 Std. 5 Min.": a length in whole minutes where there is little room. */
export function shortLength(whole: number): string {
  if (whole < 60) return t('desk-length-minutes', { n: whole });
  const [h, n] = [Math.floor(whole / 60), whole % 60];
  return n ? t('desk-length-hours-minutes', { h, n }) : t('desk-length-hours', { h });
}

export interface Flag {
  key: string;
  mood: 'info' | 'warning';
  word: string;
}

/** Whoever closed the page, to be told in time, is not merely away. */
function hasLeft({ reach }: VisitRow): boolean {
  return reach === 'mail' || reach === 'push';
}

/** What a clerk should know before calling; what is as usual is not said. `at` in milliseconds. */
export function flagsOf(row: VisitRow, at = now().value): Flag[] {
  const flags: Flag[] = [];
  const add = (when: unknown, key: string, mood: Flag['mood'], word: () => string) => when && flags.push({ key, mood, word: word() });
  const late = lateMinutes(row, at);
  add(late !== null, 'late', 'warning', () => t('desk-flag-late', { length: shortLength(late ?? 0) }));
  add(row.stage !== 'waiting', 'stage', 'info', () => stageOf(row));
  add(row.reach === 'mail', 'mail', 'info', () => t('desk-flag-mail'));
  add(row.reach === 'push', 'push', 'info', () => t('desk-flag-push'));
  add(row.away && !hasLeft(row), 'away', 'warning', () => t('desk-flag-away'));
  add(row.missed, 'missed', 'warning', () => t('desk-flag-missed', { n: row.missed ?? 0, of: rules.value.missed_calls }));
  add(row.stay_close && row.stage === 'waiting', 'close', 'info', () => t('desk-flag-close'));
  add(row.priority, 'priority', 'info', () => t('desk-flag-priority'));
  add(row.transferred, 'transferred', 'info', () => t('desk-flag-transferred'));
  add(row.channel === 'phone', 'phone', 'info', () => t('desk-flag-phone'));
  add(row.language !== 'de', 'language', 'info', () => languageName(row.language));
  add(row.needs, 'needs', 'info', () => t('desk-flag-needs'));
  add(row.noted, 'noted', 'info', () => t('desk-flag-noted'));
  add(row.channel === 'video' && row.check !== 'fine', 'check', row.check === 'unknown' ? 'info' : 'warning', () => choice('desk-check', row.check));
  return flags;
}

/** Since when and why somebody was set aside is for every colleague who might take them back. */
function stageOf({ stage, since, park_reason }: VisitRow): string {
  if (stage !== 'parked') return stageWord(stage);
  return park_reason ? t('desk-flag-parked-for', { time: clock(since), reason: reasonWord(park_reason) }) : parkedWord(since);
}

export function parkedWord(since: string): string {
  return t('desk-flag-parked', { time: clock(since) });
}

export function stageWord(stage: Stage): string {
  return choice('desk-stage', stage);
}

/** What stands behind a move: an outcome, a reason, or the queue it went to. */
function detailOf({ command, detail }: MoveRow, queueName: (queue: string) => string): string {
  if (!detail) return '';
  if (command === 'end' || command === 'amend') return outcomeWord(detail as Outcome);
  if (command === 'park') return reasonWord(detail);
  return command === 'transfer' ? queueName(detail) : detail;
}

const REASONED = ['arrive', 'call', 'park', 'skip', 'prioritise'];

/** One move as a sentence; the outcome, the queue or the reason belongs to it. */
export function moveSentence(move: MoveRow, queueName: (queue: string) => string = (queue) => queue): string {
  const detail = detailOf(move, queueName);
  if (move.command === 'call' && detail === 'recall') return t('desk-move-recall');
  const special = [move.by === 'supervisor' && `${move.command}-supervisor`, detail && `${move.command}-reasoned`, !detail && `${move.command}-bare`];
  const command = special.find((one) => one && has(`desk-move-${one}`)) || move.command;
  const sentence = choice('desk-move', command, { detail });
  return detail && REASONED.includes(move.command) ? t('desk-move-reason', { sentence, detail }) : sentence;
}

/** The check of a record in one line. */
export function checksWord({ checks }: VisitRecord): string {
  return t('desk-checks', {
    camera: choice('desk-device', checks?.camera ?? 'unknown'),
    microphone: choice('desk-device', checks?.microphone ?? 'unknown'),
    speaker: choice('desk-device', checks?.speaker ?? 'unknown'),
  });
}

export function lengthWord(seconds: number | null | undefined): string {
  return seconds == null ? '–' : minutes(seconds);
}

/** The names of all queues that this desk knows of, by id; the id where there is none. */
export function queueNames({ queues, desk }: Pick<DeskState, 'queues' | 'desk'>): (queue: string) => string {
  const names = new Map([...(desk.targets ?? []), ...queues].map(({ queue, name }) => [queue, name]));
  return (queue) => names.get(queue) ?? queue;
}
