/** Somebody came: a sound and a notice for a clerk who looks elsewhere. No names in a notice. */
import type { VisitRow } from '../../protocol.gen';
import { play, unlockSound, type Tune } from '../../sound';
import { plain } from '../../texts';

const QUIET_MS = 5_000;

/** Who waits now and did not before. Pure. */
export function newcomers(before: ReadonlySet<string>, rows: readonly VisitRow[], queues: readonly string[]): VisitRow[] {
  return rows.filter(({ visit, stage, queue }) => stage === 'waiting' && queues.includes(queue) && !before.has(visit));
}

/** Inside the gesture that switched it on: what browsers ask a gesture for. */
export async function allowNotices(): Promise<void> {
  void unlockSound();
  if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission().catch(() => undefined);
}

let last = -Infinity;

/** True once in a while: a crowd that comes together sounds once. */
function isQuiet(): boolean {
  if (Date.now() - last < QUIET_MS) return false;
  last = Date.now();
  return true;
}

/** Somebody who waits has written. */
export function knock(): void {
  if (isQuiet()) void play('knock');
}

export function ring(waiting: number, tune: Tune): void {
  if (!isQuiet()) return;
  void play(tune);
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const notice = new Notification(plain('desk-arrival-notice'), { body: plain('desk-arrival-waiting', { n: waiting }), tag: 'vorsprache-arrival' });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // Some browsers know notices only from a service worker; the sound is there.
  }
}
