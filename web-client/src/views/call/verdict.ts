/** What a test of the devices says: one verdict for each, and what to do next. Decisions only. */
import type { Heard } from '../../level';
import type { Input } from '../../media';
import type { CheckResult } from '../../wire';

export type Mark = 'fine' | 'unknown' | 'trouble';

export interface Verdict {
  mark: Mark;
  /** A text key. */
  key: string;
}

/** Nobody was heard for so long: then it is not the speaker who is slow. */
export const PATIENCE_MS = 8_000;

export function cameraVerdict(input: Input): Verdict {
  switch (input.kind) {
    case 'on':
      return input.silent ? { mark: 'trouble', key: 'check-camera-silent' } : { mark: 'fine', key: 'check-camera-fine' };
    case 'trouble':
      return { mark: 'trouble', key: `trouble-camera-${input.trouble}` };
    case 'asking':
      return { mark: 'unknown', key: 'check-asking' };
    default:
      return { mark: 'unknown', key: 'check-camera-off' };
  }
}

/** `listenedMs`: since when it has been listened to. */
export function microphoneVerdict(input: Input, heard: Heard, listenedMs: number): Verdict {
  if (input.kind === 'trouble') return { mark: 'trouble', key: `trouble-microphone-${input.trouble}` };
  if (input.kind === 'asking') return { mark: 'unknown', key: 'check-asking' };
  if (input.kind !== 'on') return { mark: 'unknown', key: 'check-microphone-off' };
  if (input.muted) return { mark: 'unknown', key: 'check-microphone-muted' };
  if (input.silent) return { mark: 'trouble', key: 'check-microphone-silent' };
  if (heard === 'well') return { mark: 'fine', key: 'check-microphone-fine' };
  if (heard === 'quiet') return { mark: 'fine', key: 'check-microphone-quiet' };
  return listenedMs < PATIENCE_MS ? { mark: 'unknown', key: 'check-microphone-speak' } : { mark: 'trouble', key: 'check-microphone-nothing' };
}

export function speakerVerdict(result: CheckResult): Verdict {
  if (result === 'fine') return { mark: 'fine', key: 'check-speaker-fine' };
  return result === 'absent' ? { mark: 'trouble', key: 'check-speaker-bad' } : { mark: 'unknown', key: 'check-speaker-try' };
}

/** The one sentence under the three: whether all is well, or what others will and will not get. */
export function nextStep(camera: Mark, microphone: Mark, speaker: Mark): string {
  if (microphone === 'trouble') return 'check-next-microphone';
  if (speaker === 'trouble') return 'check-next-speaker';
  if (microphone === 'unknown') return 'check-next-speak';
  if (speaker === 'unknown') return 'check-next-listen';
  return camera === 'fine' ? 'check-next-fine' : 'check-next-no-camera';
}
