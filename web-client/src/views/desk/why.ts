/** Why somebody stands where they stand: facts from the order key and the row, and their sentences. */
import { now } from '../../clock';
import { clock } from '../../format';
import type { VisitRow } from '../../protocol.gen';
import { rules } from '../../rules';
import { has, t } from '../../texts';

/** An order key of the server: `<class>-<rank ms>-<arrival ms>`; class 0 is the front. */
export interface Order {
  front: boolean;
  /** The time that counts, in milliseconds. */
  rank: number;
}

export function orderOf(key: string | undefined): Order | null {
  const [group, rank] = (key ?? '').split('-');
  return group && rank ? { front: group === '0', rank: Number(rank) } : null;
}


/** Minutes since an appointment should have begun, from 5 on; else null. Whoever is set aside is not due. */
export function lateMinutes(row: Pick<VisitRow, 'slot_start' | 'stage'>, at: number): number | null {
  const due = row.slot_start ? at - Date.parse(row.slot_start) : 0;
  const waits = row.stage === 'waiting' || row.stage === 'called';
  return waits && due >= rules.value.late_s * 1_000 ? Math.floor(due / 60_000) : null;
}

/** One or more sentences: first the time that counts, then everything that moved the person. */
export function whyHere(row: VisitRow, at = now().value): string {
  const sentences = [baseOf(row), ...changesOf(row), presenceOf(row, at)];
  return sentences.filter(Boolean).join(' ');
}

function baseOf(row: VisitRow): string {
  const from = row.arrived_at ? clock(row.arrived_at) : '';
  if (orderOf(row.order)?.front) return t('desk-why-front', { from });
  if (!row.slot_start) return t('desk-why-walk-in', { from });
  const late = row.arrived_at && Date.parse(row.arrived_at) > Date.parse(row.slot_start);
  return t(late ? 'desk-why-late' : 'desk-why-slot', { slot: clock(row.slot_start), from });
}

function changesOf(row: VisitRow): string[] {
  return [
    row.priority ? t('desk-why-priority') : '',
    row.skipped ? t('desk-why-skipped', { n: row.skipped }) : '',
    row.transferred ? t('desk-why-transferred') : '',
  ];
}

function presenceOf(row: VisitRow, at: number): string {
  if (row.stage === 'parked') return row.park_reason ? t('desk-why-parked-for', { reason: reasonWord(row.park_reason) }) : t('desk-why-parked');
  if (row.recall_at && Date.parse(row.recall_at) > at) return t('desk-why-recall', { n: row.missed ?? 1, of: rules.value.missed_calls, time: clock(row.recall_at) });
  if (row.passed_over && !row.recall_at) return t('desk-why-passed', { n: row.missed ?? 1, of: rules.value.missed_calls });
  if (row.reach === 'mail') return t('desk-why-mail');
  if (row.reach === 'push') return t('desk-why-push');
  return row.away ? t('desk-why-away') : '';
}

/** A reason from the list has a name that is told in every language; others are somebody's own words. */
export function reasonWord(reason: string): string {
  return has(`desk-reason-${reason}`) ? t(`desk-reason-${reason}`) : reason;
}
