/** How much of the screen a call has: between the columns, without them, or all of it. It lasts while the page does. */
import { signal } from '@preact/signals';

/** The columns are folded away; the record comes as a drawer. */
export const wide = signal(false);
export const drawer = signal(false);
export const full = signal(false);

export const canFill = Boolean(globalThis.document?.documentElement.requestFullscreen);

globalThis.document?.addEventListener('fullscreenchange', () => (full.value = document.fullscreenElement !== null));

/** Dialogs and the record stay reachable: it is the page that fills the screen, not the picture alone. */
export async function toggleFull(): Promise<void> {
  if (document.fullscreenElement) return document.exitFullscreen();
  wide.value = true;
  await document.documentElement.requestFullscreen().catch(() => undefined);
}
