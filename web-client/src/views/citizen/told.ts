/** What is new on the screen, said once to those who do not see it. */
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { clock, minutes } from '../../format';
import { untilItOpens } from '../../opening';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, has, t } from '../../texts';
import { hasLeft, lateReasonOf, latenessOf, standingOf, type Standing } from './standing';
import { timeOf } from './times';

/** Something true now. It is said when its key was not there before; the text alone may change. */
export interface Fact {
  key: string;
  text: string;
  urgent?: boolean;
  /** Said on the first screen, too: nobody should have to look for it. */
  atOnce?: boolean;
}

/** Says what became true since the last rendering, together: one region can hold only one sentence. */
export function useTold(facts: readonly Fact[]): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const keys = facts.map(({ key }) => key).join(' ');
  useEffect(() => {
    const before = known.current;
    known.current = new Set(facts.map(({ key }) => key));
    // The rest of the first screen is read from its heading on.
    tell(before ? freshOf(before, facts) : facts.filter(({ atOnce }) => atOnce));
  }, [keys]);
}

export function freshOf(before: ReadonlySet<string>, facts: readonly Fact[]): Fact[] {
  return facts.filter(({ key }) => !before.has(key));
}

function tell(fresh: readonly Fact[]): void {
  if (fresh.length === 0) return;
  announce(fresh.map(({ text }) => text).join(' '), fresh.some(({ urgent }) => urgent));
}

/** All that the waiting room says, most important first. `at` is the server's time. */
export function waitingFacts(visit: CitizenVisit, returned: string | undefined, at: number): Fact[] {
  const facts: (Fact | null)[] = [
    stayCloseFact(visit),
    returned ? returnedFact(visit, returned) : null,
    ...lateFacts(visit, returned, at),
    ...officeFacts(visit),
    placeFact(visit),
    reasonFact(visit),
    visit.channel === 'phone' ? { key: 'phone', text: t('waiting-phone-close') } : null,
    reachFact(visit),
  ];
  return facts.filter((fact) => fact !== null);
}

/** Why somebody who had been called or passed on is waiting here: a sentence, and perhaps a second. */
export function returnedText(visit: CitizenVisit, returned: string): { title: string; more: string | null } {
  const more = `returned-${returned}-more`;
  return { title: choice('returned', returned, { office: visit.department_name }), more: has(more) ? t(more) : null };
}

function returnedFact(visit: CitizenVisit, returned: string): Fact {
  const { title, more } = returnedText(visit, returned);
  return { key: `returned-${returned}-${visit.queue}`, text: [title, more].filter(Boolean).join(' '), atOnce: true };
}

function stayCloseFact(visit: CitizenVisit): Fact | null {
  if (standingOf(visit).kind !== 'stay-close') return null;
  return { key: 'stay-close', text: `${t('stay-close-title')} ${stayCloseText(visit)}`, urgent: true, atOnce: true };
}

export function stayCloseText({ channel }: CitizenVisit): string {
  return channel === 'phone' ? t('stay-close-phone') : t('stay-close-text');
}

/** Going and coming back are presses of a button: both are answered. */
function reachFact(visit: CitizenVisit): Fact | null {
  if (visit.stay_close || visit.channel === 'phone') return null;
  if (!hasLeft(visit)) return { key: 'reach-page', text: t('away-over') };
  return { key: `reach-${visit.reach}`, text: `${t('away-title')} ${awayText(visit)}` };
}

/** How somebody who has left will be told. */
export function awayText({ reach }: CitizenVisit): string {
  return reach === 'push' ? t('away-push-text') : t('away-text');
}

function lateFacts(visit: CitizenVisit, returned: string | undefined, at: number): Fact[] {
  const late = latenessOf(visit, returned, at);
  if (!late) return [];
  const title = lateTitle(late.minutes);
  if (!late.choices) return [{ key: 'late', text: title, atOnce: true }];
  const reason = lateReasonOf(visit);
  const text = [title, reason && choice('reason', reason), t('late-choices-announced')].filter(Boolean).join(' ');
  return [{ key: 'late-choices', text, atOnce: true }];
}

export function lateTitle(late: number): string {
  return t('late-title', { length: minutes(late * 60) });
}

function officeFacts({ office }: CitizenVisit): (Fact | null)[] {
  return [
    office?.notice ? { key: `notice-${office.notice_at ?? office.notice}`, text: `${noticeTitle(office.notice_at)} ${office.notice}` } : null,
    office?.closed_today ? { key: 'closed-today', text: `${t('closed-today-title')} ${t('closed-today-text')}` } : null,
  ];
}

export function noticeTitle(at: string | null | undefined): string {
  return at ? t('notice-title-at', { time: clock(at) }) : t('notice-title');
}

/** The place when it changes, not the minutes: that would never end. Closer than "stay close" is nothing. */
function placeFact(visit: CitizenVisit): Fact | null {
  const standing = standingOf(visit);
  const time = visit.position ? timeOf(visit.position) : undefined;
  if (standing.kind === 'stay-close' || standing.kind === 'unknown') return null;
  const key = standing.kind === 'line' ? `line-${standing.ahead}` : standing.kind === 'parked' ? `parked-${standing.hold}` : standing.kind;
  const inLine = standing.kind === 'line' || standing.kind === 'next';
  return { key, text: [placeText(standing), inLine && time].filter(Boolean).join(' '), atOnce: true };
}

/** Why the time grew, with the new time. */
function reasonFact({ position, stage }: CitizenVisit): Fact | null {
  if (!position?.reason || stage !== 'waiting') return null;
  return { key: `reason-${position.reason}`, text: [choice('reason', position.reason), timeOf(position)].filter(Boolean).join(' ') };
}

/** What somebody who is set aside is waiting for. */
export function parkedText({ hold }: { hold: string | null }): string {
  return choice('waiting-parked', hold ?? 'other');
}

/** The place in one or two sentences. */
export function placeText(standing: Exclude<Standing, { kind: 'stay-close' | 'unknown' }>): string {
  switch (standing.kind) {
    case 'parked':
      return `${parkedText(standing)} ${t('waiting-parked-hint', { time: clock(standing.since) })}`;
    case 'closed':
      return standing.opensAt ? untilItOpens('office-closed-until', standing.opensAt) : t('office-closed');
    case 'no-desk':
      return t('waiting-no-desk');
    case 'next':
      return t('waiting-next');
    case 'line':
      return t('waiting-ahead-sentence', { n: standing.ahead });
  }
}
