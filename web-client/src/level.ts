/** How loud a microphone is right now, 0 to 1, for a meter that moves while somebody speaks. */
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Level {
  readonly value: ReadonlySignal<number>;
  /** Becomes true once somebody was heard, and stays so. */
  readonly heard: ReadonlySignal<boolean>;
  stop(): void;
}

const HEARD = 0.12;

/** Listens to a track without playing it. The caller stops it; the track stays the caller's. */
export function listenTo(track: MediaStreamTrack): Level {
  const value = signal(0);
  const heard = signal(false);
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  analyser.fftSize = 512;
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    value.value = loudness(samples);
    if (value.value > HEARD) heard.value = true;
  }, 80);
  return {
    value,
    heard,
    stop: () => {
      clearInterval(timer);
      void audio.close();
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
