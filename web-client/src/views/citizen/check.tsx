/** Screen 2: camera, microphone and sound before the waiting room. Nothing opens before a gesture. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { chime, unlockSound } from '../../attention';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import type { Input, OwnMedia } from '../../media';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, Choices, Dial, Icon } from '../../ui';
import type { CheckResult, WhenCalled } from '../../wire';
import { DeviceChoice } from '../call/devices';
import { Meter, useLevel } from '../call/meter';
import { OwnPicture } from '../call/own';

interface Props {
  visit: CitizenVisit;
  media: OwnMedia;
  speaker: Signal<CheckResult>;
  onArrive: (whenCalled: WhenCalled) => Promise<unknown>;
  onBack: () => void;
}

export function CheckScreen({ visit, media, speaker, onArrive, onBack }: Props) {
  const heading = useHeadingFocus('check');
  const phone = visit.channel === 'phone';
  const tried = media.camera.value.kind !== 'untried' || media.microphone.value.kind !== 'untried';
  const skipped = useSignal(phone);
  const start = (camera: boolean) => {
    void unlockSound();
    void media.start({ camera, microphone: true });
  };
  return (
    <article class="sheet">
      <button type="button" class="kern-link back" onClick={onBack}>
        <Icon name="back" size={20} />
        {t('action-back')}
      </button>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {phone ? t('check-title-phone') : t('check-title')}
      </h1>
      {!tried && !skipped.value && (
        <Before supported={media.supported} onStart={start} onSkip={() => (skipped.value = true)} phone={visit.office_phone} />
      )}
      {tried && <Checks media={media} speaker={speaker} />}
      {skipped.value && !tried && !phone && <Alert mood="info" title={t('check-text-only')} />}
      {(tried || skipped.value) && <IntoTheLine visit={visit} onArrive={onArrive} />}
    </article>
  );
}

interface BeforeProps {
  supported: boolean;
  onStart: (camera: boolean) => void;
  onSkip: () => void;
  phone: string | null | undefined;
}

function Before({ supported, onStart, onSkip, phone }: BeforeProps) {
  if (!supported) {
    return (
      <>
        <Alert mood="warning" title={t('trouble-unsupported')}>
          <p class="kern-body">{t('trouble-unsupported-advice')}</p>
        </Alert>
        <WaysOut onSkip={onSkip} phone={phone} />
      </>
    );
  }
  return (
    <>
      <p class="kern-body">{t('check-before')}</p>
      <div class="actions">
        <Button looks="primary" icon="camera" block onClick={() => onStart(true)}>
          {t('check-start')}
        </Button>
        <Button looks="secondary" icon="microphone" block onClick={() => onStart(false)}>
          {t('check-start-audio')}
        </Button>
      </div>
      <WaysOut onSkip={onSkip} phone={phone} />
    </>
  );
}

function WaysOut({ onSkip, phone }: Pick<BeforeProps, 'onSkip' | 'phone'>) {
  return (
    <div class="ways-out">
      <button type="button" class="kern-link" onClick={onSkip}>
        {t('check-skip')}
      </button>
      {phone && <p class="kern-body muted"><Dial sentence="check-phone" phone={phone} /></p>}
    </div>
  );
}

function Checks({ media, speaker }: { media: OwnMedia; speaker: Signal<CheckResult> }) {
  const camera = media.camera.value;
  return (
    <div class="check">
      <div class="check-picture">
        <OwnPicture media={media} />
      </div>
      <ul class="check-list">
        <CameraCheck input={camera} media={media} />
        <MicrophoneCheck media={media} />
        <SpeakerCheck media={media} speaker={speaker} />
      </ul>
      <details class="kern-accordion devices-accordion">
        <summary class="kern-accordion__header">
          <span class="kern-title kern-title--small">{t('devices-title')}</span>
        </summary>
        <section class="kern-accordion__body">
          <DeviceChoice media={media} />
        </section>
      </details>
    </div>
  );
}

function CameraCheck({ input, media }: { input: Input; media: OwnMedia }) {
  if (input.kind === 'untried' || input.kind === 'off') {
    return (
      <CheckLine state="unknown" title={t('check-camera')} words={t('check-camera-off')}>
        <Button onClick={() => void media.turn('camera', true)}>{t('check-camera-on')}</Button>
      </CheckLine>
    );
  }
  return <DeviceLine kind="camera" input={input} fine={t('check-camera-fine')} onAgain={() => void media.turn('camera', true)} />;
}

function MicrophoneCheck({ media }: { media: OwnMedia }) {
  const input = media.microphone.value;
  const level = useLevel(media.microphoneTrack.value);
  const heard = level?.heard.value ?? false;
  return (
    <DeviceLine
      kind="microphone"
      input={input}
      fine={heard ? t('check-microphone-fine') : t('check-microphone-speak')}
      state={heard ? 'fine' : 'unknown'}
      onAgain={() => void media.turn('microphone', true)}
    >
      {level && <Meter value={level.value.value} label={t('check-meter')} />}
    </DeviceLine>
  );
}

function SpeakerCheck({ media, speaker }: { media: OwnMedia; speaker: Signal<CheckResult> }) {
  const asked = useSignal(false);
  const play = async () => {
    await chime(media.speaker.value);
    asked.value = true;
  };
  const answer = (result: CheckResult) => {
    speaker.value = result;
    asked.value = false;
  };
  const words = { fine: t('check-speaker-fine'), absent: t('check-speaker-bad') }[speaker.value as string] ?? t('check-speaker-try');
  return (
    <CheckLine state={speaker.value === 'absent' ? 'trouble' : speaker.value === 'fine' ? 'fine' : 'unknown'} title={t('check-speaker')} words={asked.value ? t('check-speaker-asked') : words}>
      {asked.value ? (
        <div class="row">
          <Button onClick={() => answer('fine')}>{t('answer-yes')}</Button>
          <Button onClick={() => answer('absent')}>{t('answer-no')}</Button>
        </div>
      ) : (
        speaker.value !== 'fine' && (
          <Button icon="sound" onClick={() => void play()}>
            {t('check-speaker-play')}
          </Button>
        )
      )}
    </CheckLine>
  );
}

type LineState = 'fine' | 'unknown' | 'trouble';

interface DeviceLineProps {
  kind: 'camera' | 'microphone';
  input: Input;
  fine: string;
  state?: LineState;
  onAgain: () => void;
  children?: ComponentChildren;
}

function DeviceLine({ kind, input, fine, state = 'fine', onAgain, children }: DeviceLineProps) {
  const title = t(kind === 'camera' ? 'check-camera' : 'check-microphone');
  if (input.kind === 'trouble') {
    return (
      <CheckLine state="trouble" title={title} words={choice('trouble', `${kind}-${input.trouble}`)}>
        <Button onClick={onAgain}>{t('action-again')}</Button>
      </CheckLine>
    );
  }
  if (input.kind === 'on') {
    return (
      <CheckLine state={state} title={title} words={fine}>
        {children}
      </CheckLine>
    );
  }
  return <CheckLine state="unknown" title={title} words={t('check-asking')} />;
}

function CheckLine({ state, title, words, children }: { state: LineState; title: string; words: string; children?: ComponentChildren }) {
  return (
    <li class={`check-line check-line--${state}`}>
      <span class="check-mark">
        <Icon name={state === 'fine' ? 'check' : state === 'trouble' ? 'warning' : 'info'} />
      </span>
      <div class="check-words">
        <strong>{title}</strong>
        <span>{words}</span>
      </div>
      {children && <div class="check-action">{children}</div>}
    </li>
  );
}

function IntoTheLine({ visit, onArrive }: Pick<Props, 'visit' | 'onArrive'>) {
  const whenCalled = useSignal<WhenCalled>(visit.when_called ?? 'ask');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const go = async () => {
    void unlockSound();
    busy.value = true;
    problem.value = null;
    try {
      await onArrive(whenCalled.value);
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <>
      {visit.channel === 'video' && (
        <Choices
          legend={t('when-called-title')}
          value={whenCalled.value}
          onPick={(value) => (whenCalled.value = value)}
          choices={[
            { value: 'ask', label: t('when-called-ask'), hint: t('when-called-ask-hint') },
            { value: 'connect', label: t('when-called-connect'), hint: t('when-called-connect-hint') },
          ]}
        />
      )}
      {problem.value && <Trouble problem={problem.value} />}
      <p class="kern-body consent">{visit.channel === 'video' ? t('consent-video') : t('consent-phone')}</p>
      <div class="actions next-step">
        <Button looks="primary" block busy={busy.value} onClick={() => void go()}>
          {t('check-into-line')}
        </Button>
      </div>
    </>
  );
}
