/** In the call: the other large, oneself small, the bar with a key for each button. On the telephone: the number. */
import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { now } from '../../clock';
import { stopwatch } from '../../format';
import type { Record as VisitRecord } from '../../protocol.gen';
import { has, t } from '../../texts';
import { BarButton, CallBar, CameraButton, MicrophoneButton } from '../call/bar';
import { TroubleLine, type CallShown } from '../call/line';
import { Pictures } from '../call/pictures';
import { ActButton, Mistake, useAct } from './acts';
import { DevicesDialog } from './devices';
import { Ending } from './ending';
import { EndButton } from './end-button';
import type { useFocusedHeading } from './focus';
import { Key, type KeyName } from './keys';
import { PhoneDialog, PhoneNumber } from './phone';
import { PictureTools } from './picture-tools';
import type { Work } from './work';
import { nameOf } from './words';

interface Props {
  visit: VisitRecord;
  work: Work;
  heading: ReturnType<typeof useFocusedHeading>;
}

export function Talk(props: Props) {
  return props.visit.channel === 'phone' ? <PhoneTalk {...props} /> : <VideoTalk {...props} />;
}

function PhoneTalk({ visit, work, heading }: Props) {
  const ending = useSignal(false);
  const { acts } = work;
  return (
    <div class="stage-sheet phone-talk">
      <h2 class="kern-heading-medium" tabIndex={-1} ref={heading}>
        {t('desk-phone-talk', { name: nameOf(visit) })}
      </h2>
      <p class="kern-body">
        {visit.service_name} · <time>{stopwatch(now().value - Date.parse(visit.since))}</time>
      </p>
      <PhoneNumber visit={visit} />
      {ending.value ? (
        <Ending stage="in-call" onEnd={(outcome) => acts.end(visit.visit, outcome)} onBack={() => (ending.value = false)} />
      ) : (
        <div class="stage-actions">
          <EndButton onClick={() => (ending.value = true)} />
          <ActButton name="b" icon="undo" onAct={() => acts.sendBack(visit.visit)}>
            {t('desk-send-back')}
          </ActButton>
        </div>
      )}
    </div>
  );
}

function VideoTalk({ visit, work, heading }: Props) {
  const open = useSignal<'ending' | 'devices' | 'phone' | null>(null);
  const close = () => void (open.value = null);
  const back = useAct();
  const { acts, media, call } = work;
  return (
    <div class="call desk-call">
      <header class="call-head">
        <h2 class="call-who" tabIndex={-1} ref={heading}>
          {t('call-with', { names: nameOf(visit) })}
        </h2>
        <time class="call-time">{stopwatch(now().value - Date.parse(visit.since))}</time>
        <PictureTools />
      </header>
      <div class="call-stage">{call.value && <Others call={call.value} visit={visit} work={work} />}</div>
      {call.value && <TroubleLine call={call.value} media={media} word={troubleWord} />}
      {back.problem.value && (
        <div class="notice notice--danger">
          <Mistake problem={back.problem.value} />
        </div>
      )}
      {open.value === 'ending' ? (
        <div class="call-ending">
          <Ending stage="in-call" onEnd={(outcome) => acts.end(visit.visit, outcome)} onBack={close} />
        </div>
      ) : (
        <CallBar>
          <Keyed name="m">
            <MicrophoneButton media={media} />
          </Keyed>
          <Keyed name="v">
            <CameraButton media={media} />
          </Keyed>
          <Keyed name="g">
            <BarButton icon="devices" word={t('bar-devices')} onClick={() => (open.value = 'devices')} />
          </Keyed>
          <Keyed name="f">
            <BarButton icon="phone" word={t('desk-to-phone')} onClick={() => (open.value = 'phone')} />
          </Keyed>
          <Keyed name="b">
            <BarButton icon="undo" word={t('desk-send-back')} onClick={() => void back.run(() => acts.sendBack(visit.visit))} />
          </Keyed>
          <Keyed name="e">
            <BarButton icon="hang-up" word={t('desk-end')} looks="leave" onClick={() => (open.value = 'ending')} />
          </Keyed>
        </CallBar>
      )}
      {open.value === 'devices' && <DevicesDialog media={media} call={call.value} onClose={close} />}
      {open.value === 'phone' && <PhoneDialog known={visit.has_phone === true} onSwitch={(phone) => acts.switchToPhone(visit.visit, phone)} onClose={close} />}
    </div>
  );
}

/** The letters name only offices; who the citizen is stands in the record. */
function Others({ call, visit, work }: { call: CallShown; visit: VisitRecord; work: Work }) {
  const remotes = useComputed(() => call.remotes.value.map((one) => (one.seat === 'citizen' ? { ...one, name: nameOf(visit) } : one)));
  return <Pictures remotes={remotes.value} media={work.media} audioOnly={call.audioOnly.value} />;
}

/** A button of the call bar, and its key. */
function Keyed({ name, children }: { name: KeyName; children: ComponentChildren }) {
  return (
    <span class="keyed" data-key={name}>
      {children}
      <Key name={name} />
    </span>
  );
}

function troubleWord(key: string, more: { name: string; label: string }): string {
  return t(has(`desk-${key}`) ? `desk-${key}` : key, more);
}
