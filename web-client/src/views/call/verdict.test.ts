import { describe, expect, test } from 'vitest';
import { heardOf } from '../../level';
import type { Input } from '../../media';
import { has } from '../../texts';
import { cameraVerdict, microphoneVerdict, nextStep, PATIENCE_MS, speakerVerdict, type Mark } from './verdict';

const track = {} as MediaStreamTrack;
const on: Input = { kind: 'on', track, muted: false };
const MARKS: readonly Mark[] = ['fine', 'unknown', 'trouble'];

describe('the test of the devices', () => {
  test('a voice is told from a whisper, and both from the noise of a room', () => {
    expect([0.05, 0.2, 0.6].map(heardOf)).toEqual(['nothing', 'quiet', 'well']);
  });

  test('who is not heard is asked to speak, and after a while told what to do', () => {
    expect(microphoneVerdict(on, 'nothing', 0)).toEqual({ mark: 'unknown', key: 'check-microphone-speak' });
    expect(microphoneVerdict(on, 'nothing', PATIENCE_MS)).toEqual({ mark: 'trouble', key: 'check-microphone-nothing' });
    expect(microphoneVerdict(on, 'well', 0).mark).toBe('fine');
  });

  test('what gives nothing is never fine: muted by oneself, or silenced by the device', () => {
    expect(microphoneVerdict({ ...on, muted: true }, 'well', 0).mark).toBe('unknown');
    expect(microphoneVerdict({ ...on, silent: true }, 'well', 0).mark).toBe('trouble');
    expect(cameraVerdict({ ...on, silent: true }).mark).toBe('trouble');
  });

  test('every combination has one next step, and it is a sentence', () => {
    const steps = MARKS.flatMap((camera) => MARKS.flatMap((microphone) => MARKS.map((speaker) => nextStep(camera, microphone, speaker))));
    expect(steps.filter((key) => !has(key))).toEqual([]);
    expect(nextStep('fine', 'fine', 'fine')).toBe('check-next-fine');
    expect(nextStep('trouble', 'fine', 'fine')).toBe('check-next-no-camera');
    expect(nextStep('fine', 'trouble', 'trouble')).toBe('check-next-microphone');
  });

  test('every verdict has words', () => {
    const inputs: Input[] = [on, { ...on, muted: true }, { ...on, silent: true }, { kind: 'off' }, { kind: 'asking' }, { kind: 'untried' }];
    const verdicts = inputs.flatMap((input) => [cameraVerdict(input), microphoneVerdict(input, 'quiet', 0), microphoneVerdict(input, 'nothing', PATIENCE_MS)]);
    const heard = (['fine', 'absent', 'unknown'] as const).map(speakerVerdict);
    expect([...verdicts, ...heard].map(({ key }) => key).filter((key) => !has(key))).toEqual([]);
  });
});
