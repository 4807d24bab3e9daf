/** Which sounds a clerk wants to hear, and when; kept on this device, and silent until somebody chooses. */
import { TUNES, type Tune } from '../../sound';

export interface Tones {
  /** When somebody comes into a line of one's own. */
  arrivals: boolean;
  /** When somebody who waits writes: a knock at the door. */
  knock: boolean;
  /** A tone of its own for a queue; without one it is the usual. */
  queues: { readonly [queue: string]: Tune | 'none' };
}

export const SILENT: Tones = { arrivals: false, knock: false, queues: {} };
/** A knock is no tone of a queue. */
export const CHOICES: readonly Tune[] = (Object.keys(TUNES) as Tune[]).filter((tune) => tune !== 'knock');
const USUAL: Tune = 'chime';
const REMEMBERED = 'vorsprache-desk-tones';
/** Until a version ago there was only one switch. */
const SWITCH = 'vorsprache-desk-arrivals';

export function toneOf({ queues }: Tones, queue: string): Tune | 'none' {
  return queues[queue] ?? USUAL;
}

/** What sounds for those who came together: one tone, of the first queue that has one. */
export function toneFor(tones: Tones, came: readonly { queue: string }[]): Tune | null {
  if (!tones.arrivals) return null;
  const chosen = came.map(({ queue }) => toneOf(tones, queue));
  return chosen.find((tone): tone is Tune => tone !== 'none') ?? null;
}

export function remembered(): Tones {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null');
    return kept ? read(kept) : { ...SILENT, arrivals: localStorage.getItem(SWITCH) === 'on' };
  } catch {
    return SILENT;
  }
}

export function remember(tones: Tones): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(tones));
  } catch {
    // It then lasts until the page is closed.
  }
}

/** What another version may have written. */
function read(kept: unknown): Tones {
  const { arrivals, knock, queues } = kept as Partial<Tones>;
  const known = Object.entries(queues ?? {}).filter(([, tune]) => tune === 'none' || CHOICES.includes(tune));
  return { arrivals: arrivals === true, knock: knock === true, queues: Object.fromEntries(known) };
}
