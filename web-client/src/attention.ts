/** To reach a person who looks away: sound, title, vibration, notice; and a screen that stays on. */
import { callByTitle } from './frame/title';
import { play, soundUnlocked } from './sound';

let ringing: ReturnType<typeof setInterval> | undefined;
let blinking: ReturnType<typeof setInterval> | undefined;
let lock: WakeLockSentinel | undefined;
let wantsLock = false;

/** Calls until `calmDown`: sound, vibration, a title that changes, and a notice if allowed. */
export function callOut(title: string, notice: string): void {
  calmDown();
  const ring = () => {
    if (soundUnlocked()) void play();
    vibrate([400, 200, 400]);
  };
  ring();
  ringing = setInterval(ring, 3_000);
  let shown = false;
  const blink = () => {
    shown = !shown;
    callByTitle(shown ? title : null);
  };
  blink();
  blinking = setInterval(blink, 1_000);
  notify(title, notice);
}

/** Once and softly, e.g. "you are next": who looks away looks here. */
export function nudge(title: string, notice: string): void {
  if (soundUnlocked()) void play();
  vibrate(150);
  notify(title, notice);
}

export function calmDown(): void {
  clearInterval(ringing);
  clearInterval(blinking);
  if (ringing) vibrate(0);
  ringing = blinking = undefined;
  callByTitle(null);
}

/** Browsers let a page shake the phone only after somebody touched it. */
function vibrate(pattern: number | number[]): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}

function notify(title: string, body: string): void {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const notice = new Notification(title, { body, tag: 'vorsprache-called', requireInteraction: true });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // Phones know notices only from a service worker; sound and vibration are there.
  }
}

/** Keeps the screen on, again after the page was hidden; a refusal (low battery) is no failure. */
export async function keepAwake(): Promise<void> {
  if (!wantsLock) document.addEventListener('visibilitychange', lockAgain);
  wantsLock = true;
  await lockAgain();
}

export async function letSleep(): Promise<void> {
  wantsLock = false;
  document.removeEventListener('visibilitychange', lockAgain);
  await lock?.release().catch(() => undefined);
  lock = undefined;
}

async function lockAgain(): Promise<void> {
  if (!wantsLock || document.hidden || !('wakeLock' in navigator)) return;
  const got = await navigator.wakeLock.request('screen').catch(() => undefined);
  // Nobody wanted it any more when it came.
  if (wantsLock) lock = got;
  else await got?.release().catch(() => undefined);
}
