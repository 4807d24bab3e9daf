/** The one live region of a view: what changed, said once to those who do not see it. */
import { signal, type ReadonlySignal } from '@preact/signals';

interface Said {
  text: string;
  urgent: boolean;
}

const NOTHING: Said = { text: '', urgent: false };
const spoken = signal<Said>(NOTHING);
export const announcement: ReadonlySignal<Said> = spoken;

/** So long a sentence stands at least: a screen reader takes what it finds, and not at once. */
const STANDS_MS = 1_000;
/** The same sentence twice in a row is a change, too: the region is empty in between. */
const EMPTY_MS = 60;
/** After so long it is old news for whoever comes across it. */
const OLD_MS = 8_000;

let waiting: readonly Said[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
/** A sentence has just been put there, or is about to be. */
let speaking = false;

/** Says it when what was said before has stood long enough; what is urgent goes before the rest. */
export function announce(text: string, urgent = false): void {
  if (waiting.some((one) => one.text === text)) return;
  const said = { text, urgent };
  const first = waiting.filter((one) => one.urgent);
  const rest = waiting.filter((one) => !one.urgent);
  waiting = urgent ? [...first, said, ...rest] : [...first, ...rest, said];
  if (!speaking) next();
}

function next(): void {
  clearTimeout(timer);
  const [said, ...others] = waiting;
  speaking = said !== undefined;
  if (!said) {
    timer = setTimeout(() => (spoken.value = NOTHING), OLD_MS - STANDS_MS);
    return;
  }
  waiting = others;
  spoken.value = { text: '', urgent: said.urgent };
  timer = setTimeout(() => {
    spoken.value = said;
    timer = setTimeout(next, STANDS_MS);
  }, EMPTY_MS);
}
