/** What a clerk can do with a visit, when, and by which key. Pure; the server has the last word. */
import type { VisitRow } from '../../protocol.gen';
import type { IconName } from '../../ui';
import type { Stage } from '../../wire';
import type { KeyName } from './keys';

export type Verb = 'call' | 'recall' | 'pre-call' | 'resume' | 'park' | 'skip' | 'prioritise' | 'transfer' | 'end';

export const VERBS: { readonly [V in Verb]: { readonly key: KeyName; readonly icon: IconName } } = {
  'call': { key: 'c', icon: 'bell' },
  'recall': { key: 'r', icon: 'bell' },
  'pre-call': { key: 'h', icon: 'clock' },
  'resume': { key: 'k', icon: 'list' },
  'park': { key: 'k', icon: 'pause' },
  'skip': { key: 's', icon: 'skip' },
  'prioritise': { key: 'q', icon: 'star' },
  'transfer': { key: 'u', icon: 'transfer' },
  'end': { key: 'e', icon: 'check' },
};

/** How many calls may be missed before the visit ends; the office's default. */
export const MISSED_CALLS = 3;

type Subject = Pick<VisitRow, 'stage' | 'missed' | 'recall_at' | 'stay_close' | 'priority'>;

/** With somebody in the line: `free` is a desk with nobody in hand, `targets` counts other queues. */
export function verbsOf(row: Subject, { free, targets }: { free: boolean; targets: number }): Verb[] {
  const waits = row.stage === 'waiting';
  const here = waits || row.stage === 'parked';
  // Who came back by themselves has no time before which not to be called, and is called as anybody.
  const missed = waits && Boolean(row.missed && row.recall_at);
  const can: readonly (readonly [Verb, boolean])[] = [
    ['call', here && free && !missed],
    ['recall', missed && free],
    ['pre-call', waits && !row.stay_close],
    ['resume', row.stage === 'parked'],
    ['park', waits],
    ['skip', waits],
    ['prioritise', waits && !row.priority],
    ['transfer', here && targets > 0],
    ['end', here],
  ];
  return can.flatMap(([verb, may]) => (may ? [verb] : []));
}

/** With the visit in the own hand, beside what the stage offers. */
export function handVerbs(stage: Stage, targets: number): Verb[] {
  if (stage !== 'called' && stage !== 'in-call') return [];
  return targets > 0 ? ['park', 'transfer'] : ['park'];
}

/** From when a missed call may be repeated, in milliseconds; null when that is now. */
export function recallFrom(row: Pick<VisitRow, 'recall_at'>, now: number): number | null {
  const at = row.recall_at ? Date.parse(row.recall_at) : 0;
  return at > now ? at : null;
}
