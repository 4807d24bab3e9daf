/** How loud a sound is right now, 0 to 1, for a meter that moves while somebody speaks. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';

/** What came out of a microphone: a voice as it should be, one that others strain to hear, or none. */
export type Heard = 'well' | 'quiet' | 'nothing';

export interface Level {
  readonly value: ReadonlySignal<number>;
  /** By the loudest moment so far: whoever was heard once has been heard. */
  readonly heard: ReadonlySignal<Heard>;
  stop(): void;
}

/** Above the noise of a room: -54 dB; and a voice at a table: -44 dB. */
const QUIET = 0.12;
const WELL = 0.32;
const EVERY_MS = 80;

export function heardOf(loudest: number): Heard {
  if (loudest > WELL) return 'well';
  return loudest > QUIET ? 'quiet' : 'nothing';
}

/** Listens to a track without playing it. The caller stops it; the track stays the caller's. */
export function listenTo(track: MediaStreamTrack): Level {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  analyser.fftSize = 512;
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  return levelOf(analyser, () => void audio.close());
}

/** Of whatever goes through a node of the caller; `onStop` lets go of it. */
export function levelOf(analyser: AnalyserNode, onStop: () => void): Level {
  const value = signal(0);
  const loudest = signal(0);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    value.value = loudness(samples);
    loudest.value = Math.max(loudest.peek(), value.peek());
  }, EVERY_MS);
  return {
    value,
    heard: computed(() => heardOf(loudest.value)),
    stop: () => {
      clearInterval(timer);
      onStop();
    },
  };
}

/** From -60 dB (0) to -10 dB (1): what a voice covers in front of a laptop. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
