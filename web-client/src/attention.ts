/** To reach a person who looks away: sound, title, vibration, notice; and a screen that stays on. */
import { callByTitle } from './frame/title';

let context: AudioContext | undefined;
let ringing: ReturnType<typeof setInterval> | undefined;
let blinking: ReturnType<typeof setInterval> | undefined;
let lock: WakeLockSentinel | undefined;
let wantsLock = false;

/** Call it inside a gesture: browsers let a page make sound only afterwards. */
export async function unlockSound(): Promise<boolean> {
  try {
    context ??= new AudioContext();
    await context.resume();
    return context.state === 'running';
  } catch {
    return false;
  }
}

/** Whether a ring would be heard now. */
export function soundUnlocked(): boolean {
  return context?.state === 'running';
}

/** Two friendly tones. With `sink` it comes out of the chosen loudspeaker, where the browser can. */
export async function chime(sink?: string): Promise<boolean> {
  if (!(await unlockSound()) || !context) return false;
  if (sink && 'setSinkId' in context) await (context as SinkContext).setSinkId(sink).catch(() => undefined);
  const start = context.currentTime + 0.02;
  tone(context, 660, start, 0.28);
  tone(context, 880, start + 0.24, 0.5);
  return true;
}

type SinkContext = AudioContext & { setSinkId: (id: string) => Promise<void> };

function tone(audio: AudioContext, frequency: number, at: number, length: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = frequency;
  oscillator.type = 'sine';
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.35, at + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
}

/** Calls until `calmDown`: sound, vibration, a title that changes, and a notice if allowed. */
export function callOut(title: string, notice: string): void {
  calmDown();
  const ring = () => {
    if (soundUnlocked()) void chime();
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
  if (soundUnlocked()) void chime();
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
  lock = await navigator.wakeLock.request('screen').catch(() => undefined);
}
