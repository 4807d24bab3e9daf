/** Screen 2: camera, microphone and sound before the waiting room. Nothing opens before a gesture. */
import { useSignal, type Signal } from '@preact/signals';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import type { OwnMedia } from '../../media';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { unlockSound } from '../../sound';
import { t } from '../../texts';
import { Alert, Button, Choices, Dial, Icon } from '../../ui';
import type { CheckResult, WhenCalled } from '../../wire';
import { DeviceTest } from '../call/device-test';
import { DeviceChoice } from '../call/devices';
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
  return (
    <div class="check">
      <div class="check-picture">
        <OwnPicture media={media} />
      </div>
      <DeviceTest media={media} speaker={speaker} />
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
