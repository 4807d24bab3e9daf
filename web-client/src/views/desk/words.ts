/** Facts of a visit in words. Reads the language, so views follow it. */
import { clock, minutes } from '../../format';
import type { MoveRow, Record as VisitRecord, VisitRow } from '../../protocol.gen';
import { choice, has, language, t } from '../../texts';
import type { Outcome, Stage } from '../../wire';

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
  return seconds < 60 ? t('desk-wait-just-now') : t('desk-wait', { n: Math.floor(seconds / 60) });
}

export interface Flag {
  key: string;
  mood: 'info' | 'warning';
  word: string;
}

/** What a clerk should know before calling; what is as usual is not said. */
export function flagsOf(row: VisitRow): Flag[] {
  const flags: Flag[] = [];
  const add = (when: unknown, key: string, mood: Flag['mood'], word: () => string) => when && flags.push({ key, mood, word: word() });
  add(row.stage !== 'waiting', 'stage', 'info', () => stageWord(row.stage));
  add(row.away, 'away', 'warning', () => t('desk-flag-away'));
  add(row.passed_over, 'passed', 'warning', () => t('desk-flag-passed', { n: row.missed ?? 1 }));
  add(row.channel === 'phone', 'phone', 'info', () => t('desk-flag-phone'));
  add(row.language !== 'de', 'language', 'info', () => languageName(row.language));
  add(row.needs, 'needs', 'info', () => t('desk-flag-needs'));
  add(row.channel === 'video' && row.check !== 'fine', 'check', row.check === 'unknown' ? 'info' : 'warning', () => choice('desk-check', row.check));
  return flags;
}

export function stageWord(stage: Stage): string {
  return choice('desk-stage', stage);
}

/** Why somebody stands where they stand. */
export function whyHere(row: VisitRow): string {
  const from = row.arrived_at ? clock(row.arrived_at) : '';
  if (row.order?.startsWith('0')) return t('desk-why-front', { from });
  return row.slot_start ? t('desk-why-slot', { slot: clock(row.slot_start), from }) : t('desk-why-walk-in', { from });
}

/** One move as a sentence; the outcome or the reason belongs to it. */
export function moveSentence(move: MoveRow): string {
  const detail = move.detail ? (move.command === 'end' || move.command === 'amend' ? outcomeWord(move.detail as Outcome) : move.detail) : '';
  const command = move.by === 'supervisor' && has(`desk-move-${move.command}-supervisor`) ? `${move.command}-supervisor` : move.command;
  const sentence = choice('desk-move', command, { detail });
  return detail && move.command === 'call' ? t('desk-move-reason', { sentence, detail }) : sentence;
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
