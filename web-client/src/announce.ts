/** The one live region of a view: what changed, said once to those who do not see it. */
import { signal, type ReadonlySignal } from '@preact/signals';

const spoken = signal({ text: '', urgent: false });
export const announcement: ReadonlySignal<{ text: string; urgent: boolean }> = spoken;

/** After so long it is old news for whoever comes across it. */
const OLD_MS = 8_000;
let fading: ReturnType<typeof setTimeout> | undefined;

/** The same sentence twice in a row is a change, too: it is cleared in between. */
export function announce(text: string, urgent = false): void {
  spoken.value = { text: '', urgent };
  setTimeout(() => {
    spoken.value = { text, urgent };
  }, 60);
  clearTimeout(fading);
  fading = setTimeout(() => {
    spoken.value = { text: '', urgent: false };
  }, OLD_MS);
}
