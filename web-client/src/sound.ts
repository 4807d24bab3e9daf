/** Sounds that a page makes itself, as short tunes; nothing is loaded. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { levelOf, type Level } from './level';

interface Note {
  /** In hertz. */
  pitch: number;
  /** In seconds, from the beginning of the tune. */
  at: number;
  length: number;
}

/** Far enough apart in pitch, number and rhythm to be told without looking. */
export const TUNES = {
  chime: [{ pitch: 660, at: 0, length: 0.28 }, { pitch: 880, at: 0.24, length: 0.5 }],
  bell: [{ pitch: 1047, at: 0, length: 1.1 }],
  steps: [{ pitch: 392, at: 0, length: 0.22 }, { pitch: 494, at: 0.18, length: 0.22 }, { pitch: 587, at: 0.36, length: 0.5 }],
  fall: [{ pitch: 784, at: 0, length: 0.25 }, { pitch: 523, at: 0.22, length: 0.6 }],
  drop: [{ pitch: 1319, at: 0, length: 0.12 }, { pitch: 1319, at: 0.3, length: 0.12 }],
  knock: [{ pitch: 165, at: 0, length: 0.09 }, { pitch: 165, at: 0.17, length: 0.09 }, { pitch: 147, at: 0.34, length: 0.11 }],
} as const satisfies Record<string, readonly Note[]>;
export type Tune = keyof typeof TUNES;

interface Output {
  context: AudioContext;
  /** All sounds go through it, so that a meter can show them. */
  meter: AnalyserNode;
}
let output: Output | undefined;

/** What browsers take for an act of the reader. */
const ACTS = ['pointerup', 'touchend', 'keydown', 'click'] as const;
/** A browser that holds sound back does not refuse: it keeps whoever asks waiting until the next act. */
const ANSWERS_MS = 300;
const held = signal(false);
/** Whether sound was wanted and waits for an act of the reader: after a reload, or a telephone call. */
export const soundHeld: ReadonlySignal<boolean> = held;

/** Browsers let a page make sound only after an act: inside one, else from the next one on. */
export async function unlockSound(): Promise<boolean> {
  try {
    output ??= opened();
    if (!soundUnlocked()) await Promise.race([output.context.resume(), new Promise((resolve) => setTimeout(resolve, ANSWERS_MS))]);
  } catch {
    // It stays held.
  }
  held.value = !soundUnlocked();
  return soundUnlocked();
}

function opened(): Output {
  const context = new AudioContext();
  context.addEventListener('statechange', () => (held.value = context.state !== 'running'));
  for (const act of ACTS) addEventListener(act, () => void unlockSound(), { capture: true, passive: true });
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  meter.connect(context.destination);
  return { context, meter };
}

/** Whether a ring would be heard now. */
export function soundUnlocked(): boolean {
  return output?.context.state === 'running';
}

/** True when it sounds. With `sink` it comes out of the chosen loudspeaker, where the browser can. */
export async function play(tune: Tune = 'chime', sink?: string): Promise<boolean> {
  if (!(await unlockSound()) || !output) return false;
  const { context } = output;
  if (sink && 'setSinkId' in context) await (context as SinkContext).setSinkId(sink).catch(() => undefined);
  const start = context.currentTime + 0.02;
  for (const { pitch, at, length } of TUNES[tune]) sound(output, pitch, start + at, length);
  return true;
}

type SinkContext = AudioContext & { setSinkId: (id: string) => Promise<void> };

/** How loud the page sounds, while somebody looks; nothing before the first sound. */
export function listenToOutput(): Level | undefined {
  return output && levelOf(output.meter, () => undefined);
}

/** How long a tune sounds, in milliseconds. */
export function lengthOf(tune: Tune): number {
  return 1_000 * Math.max(...TUNES[tune].map(({ at, length }) => at + length));
}

function sound({ context, meter }: Output, pitch: number, at: number, length: number): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = pitch;
  // Small loudspeakers hear a low tone only by its overtones.
  oscillator.type = pitch < 300 ? 'triangle' : 'sine';
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(pitch < 300 ? 0.7 : 0.35, at + Math.min(0.03, length / 8));
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  oscillator.connect(volume).connect(meter);
  oscillator.start(at);
  oscillator.stop(at + length);
}
