/**
 * Two seconds of the own microphone, kept in this page and played back: people hear themselves as others
 * will. Nothing leaves the browser, and nothing is kept.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { listenTo, type Heard } from './level';

export type TrialState = 'idle' | 'recording' | 'playing' | 'played' | 'failed';
const TRIAL_MS = 2_000;

export class Trial {
  readonly #state = signal<TrialState>('idle');
  readonly state: ReadonlySignal<TrialState> = this.#state;
  readonly #heard = signal<Heard | null>(null);
  /** What came out of the microphone in these two seconds. */
  readonly heard: ReadonlySignal<Heard | null> = this.#heard;
  readonly #sound = new Audio();
  #recorder: MediaRecorder | undefined;

  get supported(): boolean {
    return typeof MediaRecorder === 'function';
  }

  /** Records the track and plays it through the chosen loudspeaker. The track stays the caller's. */
  async run(track: MediaStreamTrack, sink?: string): Promise<void> {
    if (this.#state.peek() === 'recording' || this.#state.peek() === 'playing') return;
    try {
      this.#state.value = 'recording';
      const recorded = await this.#record(track);
      if (sink && 'setSinkId' in this.#sound) await this.#sound.setSinkId(sink).catch(() => undefined);
      this.#state.value = 'playing';
      await this.#play(recorded);
      this.#state.value = 'played';
    } catch {
      this.#state.value = 'failed';
    }
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    this.#sound.pause();
  }

  async #record(track: MediaStreamTrack): Promise<Blob> {
    const level = listenTo(track);
    try {
      return await this.#recorded(track);
    } finally {
      this.#heard.value = level.heard.peek();
      level.stop();
    }
  }

  async #recorded(track: MediaStreamTrack): Promise<Blob> {
    const recorder = new MediaRecorder(new MediaStream([track]));
    this.#recorder = recorder;
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const over = new Promise<void>((resolve, reject) => {
      recorder.addEventListener('stop', () => resolve());
      recorder.addEventListener('error', () => reject(new Error('recorder')));
    });
    recorder.start();
    setTimeout(() => recorder.state === 'recording' && recorder.stop(), TRIAL_MS);
    await over;
    return new Blob(parts, { type: recorder.mimeType });
  }

  async #play(recorded: Blob): Promise<void> {
    const address = URL.createObjectURL(recorded);
    try {
      this.#sound.src = address;
      const over = new Promise<void>((resolve) => {
        for (const end of ['ended', 'pause', 'error']) this.#sound.addEventListener(end, () => resolve(), { once: true });
      });
      await this.#sound.play();
      await over;
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}
