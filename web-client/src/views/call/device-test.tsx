/** Camera, microphone and loudspeaker at once: a level that moves, one verdict each, and what to do next. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { now } from '../../clock';
import type { Heard, Level } from '../../level';
import type { OwnMedia } from '../../media';
import { lengthOf, listenToOutput, play } from '../../sound';
import { has, t } from '../../texts';
import { Trial } from '../../trial';
import { Button, Icon } from '../../ui';
import type { CheckResult } from '../../wire';
import { Meter, useLevel } from './meter';
import { TrialButton } from './trial';
import { cameraVerdict, microphoneVerdict, nextStep, speakerVerdict, type Verdict } from './verdict';

export function DeviceTest({ media, speaker }: { media: OwnMedia; speaker: Signal<CheckResult> }) {
  const trial = useMemo(() => new Trial(), []);
  useEffect(() => () => trial.stop(), []);
  const level = useLevel(media.microphoneTrack.value);
  const camera = cameraVerdict(media.camera.value);
  const microphone = useMicrophoneVerdict(media, level);
  return (
    <div class="device-test">
      <ul class="check-list">
        <Line title={t('check-camera')} verdict={camera}>
          {['untried', 'off', 'trouble'].includes(media.camera.value.kind) && <Again media={media} kind="camera" />}
        </Line>
        <Line title={t('check-microphone')} verdict={microphone} meter={level && <Meter value={level.value.value} label={t('check-meter')} />}>
          {['untried', 'off', 'trouble'].includes(media.microphone.value.kind) && <Again media={media} kind="microphone" />}
          <TrialButton media={media} trial={trial} />
        </Line>
        <SpeakerLine media={media} speaker={speaker} trial={trial} />
      </ul>
      <p class="device-next" role="status">
        {t(nextStep(camera.mark, microphone.mark, speakerVerdict(speaker.value).mark))}
      </p>
    </div>
  );
}

function useMicrophoneVerdict(media: OwnMedia, level: Level | undefined): Verdict {
  const since = useMemo(() => now().peek(), [level]);
  const heard: Heard = level?.heard.value ?? 'nothing';
  return microphoneVerdict(media.microphone.value, heard, level ? now().value - since : 0);
}

function Again({ media, kind }: { media: OwnMedia; kind: 'camera' | 'microphone' }) {
  const trouble = media[kind].value.kind === 'trouble';
  return <Button onClick={() => void media.turn(kind, true)}>{t(trouble ? 'action-again' : `check-${kind}-on`)}</Button>;
}

/** A loudspeaker cannot be measured from here: whoever hears it says so, after a tone or the own voice. */
function SpeakerLine({ media, speaker, trial }: { media: OwnMedia; speaker: Signal<CheckResult>; trial: Trial }) {
  const asked = useSignal<'tone' | 'voice' | null>(null);
  const level = useSignal<Level | undefined>(undefined);
  useEffect(() => {
    if (trial.state.value === 'played' && trial.heard.peek() !== 'nothing' && speaker.peek() !== 'fine') asked.value = 'voice';
  }, [trial.state.value]);
  useEffect(() => () => level.peek()?.stop(), []);
  const sounds = async () => {
    if (await play('chime', media.speaker.value)) {
      level.peek()?.stop();
      level.value = listenToOutput();
      setTimeout(() => (level.peek()?.stop(), (level.value = undefined)), lengthOf('chime') + 200);
    }
    asked.value = 'tone';
  };
  const answer = (result: CheckResult) => {
    speaker.value = result;
    asked.value = null;
  };
  const verdict = speakerVerdict(speaker.value);
  return (
    <Line
      title={t('check-speaker')}
      verdict={asked.value ? { mark: 'unknown', key: `check-speaker-asked-${asked.value}` } : verdict}
      meter={<Meter value={level.value?.value.value ?? 0} label={t('check-speaker-meter')} />}
    >
      {asked.value ? (
        <div class="row">
          <Button onClick={() => answer('fine')}>{t('answer-yes')}</Button>
          <Button onClick={() => answer('absent')}>{t('answer-no')}</Button>
        </div>
      ) : (
        <Button icon="sound" onClick={() => void sounds()}>
          {t('check-speaker-play')}
        </Button>
      )}
    </Line>
  );
}

interface LineProps {
  title: string;
  verdict: Verdict;
  meter?: ComponentChildren;
  children?: ComponentChildren;
}

function Line({ title, verdict: { mark, key }, meter, children }: LineProps) {
  return (
    <li class={`check-line check-line--${mark}`}>
      <span class="check-mark">
        <Icon name={mark === 'fine' ? 'check' : mark === 'trouble' ? 'warning' : 'info'} />
      </span>
      <div class="check-words">
        <strong>{title}</strong>
        {meter}
        <span>{has(key) ? t(key) : t('trouble-other')}</span>
      </div>
      <div class="check-action">{children}</div>
    </li>
  );
}
