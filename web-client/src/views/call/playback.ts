/**
 * Browsers hold sound back until the reader has done something. Then the picture plays without it, a view
 * says so, and any act starts the rest: a press, a key, a finger, the click of a screen reader.
 */
import { computed, signal } from '@preact/signals';

const ACTS = ['pointerdown', 'pointerup', 'touchend', 'keydown', 'click'] as const;
const waiting = signal<ReadonlySet<HTMLVideoElement>>(new Set());

/** Whether something that should be seen or heard waits for an act of the reader. */
export const heldBack = computed(() => waiting.value.size > 0);

/** Plays with sound, else without it until the next act. Returns what lets go of the element. */
export function playWhenAllowed(video: HTMLVideoElement): () => void {
  const silent = video.muted;
  // A telephone call or the lock of a phone stops what plays, and nothing starts it again but we.
  const again = () => void (video.isConnected && video.srcObject && start(video, silent));
  video.addEventListener('pause', again);
  void start(video, silent);
  return () => {
    video.removeEventListener('pause', again);
    forget(video);
    video.muted = silent;
  };
}

async function start(video: HTMLVideoElement, silent: boolean): Promise<void> {
  const refused = await video.play().then(
    () => null,
    (reason: unknown) => reason,
  );
  // Another stream came meanwhile, or the element went: that has its own start.
  if (!(refused instanceof DOMException) || refused.name !== 'NotAllowedError') return;
  if (!silent) video.muted = true;
  keep(video);
  await video.play().catch(() => undefined);
}

/** What is called inside an act, and by the button that says so. */
export function playNow(): void {
  for (const video of waiting.peek()) void letOut(video);
}

async function letOut(video: HTMLVideoElement): Promise<void> {
  const { muted } = video;
  video.muted = false;
  try {
    await video.play();
    forget(video);
  } catch {
    // Not every key counts for the browser, Escape for one: the picture goes on, the next act tries again.
    video.muted = muted;
    await video.play().catch(() => undefined);
  }
}

function keep(video: HTMLVideoElement): void {
  if (waiting.peek().size === 0) for (const act of ACTS) addEventListener(act, playNow, { capture: true });
  waiting.value = new Set([...waiting.peek(), video]);
}

function forget(video: HTMLVideoElement): void {
  if (!waiting.peek().has(video)) return;
  waiting.value = new Set([...waiting.peek()].filter((one) => one !== video));
  if (waiting.peek().size === 0) for (const act of ACTS) removeEventListener(act, playNow, { capture: true });
}
