/** What a waiting citizen is told first: decisions only, no words and no clock of their own. */
import type { CitizenVisit } from '../../protocol.gen';
import { rules } from '../../rules';
import type { Cause } from '../../wire';

/** The one thing people want to know, as a closed set; exactly one of them is shown big. */
export type Standing =
  | { kind: 'parked'; hold: string | null; since: string }
  | { kind: 'stay-close' }
  | { kind: 'closed'; opensAt: string | null; ahead: number | null }
  | { kind: 'no-desk'; ahead: number | null }
  | { kind: 'next' }
  | { kind: 'line'; ahead: number }
  | { kind: 'unknown' };

export function standingOf({ stage, stay_close, office, position, hold = null, since }: CitizenVisit): Standing {
  const ahead = position?.ahead ?? null;
  if (stage === 'parked') return { kind: 'parked', hold, since };
  if (stay_close) return { kind: 'stay-close' };
  // Closed for today lets nobody new in, but those who wait are served: their line goes on.
  if (office && !office.open && !office.closed_today) return { kind: 'closed', opensAt: office.opens_at ?? null, ahead };
  if (office?.desks === 0) return { kind: 'no-desk', ahead };
  if (ahead === null) return { kind: 'unknown' };
  return ahead === 0 ? { kind: 'next' } : { kind: 'line', ahead };
}

export interface Lateness {
  minutes: number;
  /** Late enough to offer other ways than waiting on. */
  choices: boolean;
}

/**
 * How late the office is, or null. Who came after the time of the appointment is waited for, not kept
 * waiting; who was passed on waits in the new office only since then. `at` is the server's time.
 */
export function latenessOf(visit: CitizenVisit, returned: string | undefined, at: number): Lateness | null {
  if (visit.stage !== 'waiting' || !visit.slot_start) return null;
  const begins = [visit.slot_start, visit.arrived_at, returned === 'transfer' ? visit.since : null];
  const late = at - Math.max(...begins.map((moment) => (moment ? Date.parse(moment) : 0)));
  if (late < rules.value.late_s * 1_000) return null;
  return { minutes: Math.floor(late / 60_000), choices: late >= rules.value.late_choices_s * 1_000 };
}

/** Why it takes longer: a slug of the `reason` texts, or null where the place itself already says it. */
export function lateReasonOf(visit: CitizenVisit): string | null {
  const { kind } = standingOf(visit);
  if (kind === 'closed' || kind === 'no-desk') return null;
  return visit.position?.reason ?? 'today';
}

/** Other ways than keeping this page open. */
export interface Ways {
  mail: boolean;
  push: boolean;
  phone: boolean;
  move: boolean;
}

/** Who asked to be told may close the page, and is not at it until they say so. */
export function hasLeft({ reach }: CitizenVisit): boolean {
  return reach === 'mail' || reach === 'push';
}

/** `canPush`: whether this browser can be sent a message. */
export function waysOf(visit: CitizenVisit, late: Lateness | null, canPush: boolean): Ways {
  // Who was just told to stay close is not sent away in the same breath.
  const mayGo = !hasLeft(visit) && !visit.stay_close;
  const video = visit.channel === 'video';
  return {
    mail: mayGo && video && visit.has_mail === true,
    push: mayGo && video && canPush && !!visit.push_key,
    phone: video && visit.stage === 'waiting',
    move: visit.stage === 'waiting' && late?.choices === true && visit.slot_start !== null,
  };
}

/** Nobody who was called had a later place: everybody before was before by the order of the line. */
export function inOrder(causes: readonly Cause[]): boolean {
  return causes.every((cause) => cause === 'appointment');
}

/** From when to when the telephone will ring, in milliseconds; null when nothing honest can be said. */
export function callWindow({ position }: CitizenVisit, at: number): { from: number; to: number } | null {
  const { earliest_s, latest_s } = position ?? {};
  if (latest_s === null || latest_s === undefined) return null;
  return { from: at + (earliest_s ?? 0) * 1_000, to: at + Math.max(60, latest_s) * 1_000 };
}
