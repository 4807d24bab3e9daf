/** Somebody was called: who, how long, and how to take it back. */
import { useSignal } from '@preact/signals';
import { now } from '../../clock';
import { stopwatch } from '../../format';
import type { Record as VisitRecord } from '../../protocol.gen';
import { t } from '../../texts';
import { Icon } from '../../ui';
import { OwnPicture } from '../call/own';
import { ActButton } from './acts';
import { Ending } from './ending';
import { EndButton } from './end-button';
import type { useFocusedHeading } from './focus';
import { DeviceWords } from './devices';
import { PhoneNumber } from './phone';
import type { Work } from './work';
import { nameOf, queueNames } from './words';

interface Props {
  visit: VisitRecord;
  work: Work;
  heading: ReturnType<typeof useFocusedHeading>;
}

export function Called({ visit, work, heading }: Props) {
  const ending = useSignal(false);
  const { acts } = work;
  const phone = visit.channel === 'phone';
  return (
    <div class="stage-sheet called-stage">
      <div class="called-head">
        <Icon name={phone ? 'phone' : 'bell'} size={40} />
        <div>
          <h2 class="kern-heading-medium" tabIndex={-1} ref={heading}>
            {t(phone ? 'desk-phone-title' : 'desk-called-title', { name: nameOf(visit) })}
          </h2>
          <p class="kern-body">
            {visit.service_name}
            {work.state.value.desk.queues.length > 1 && <span class="muted"> · {queueNames(work.state.value)(visit.queue)}</span>}
          </p>
        </div>
      </div>
      {phone ? <PhoneNumber visit={visit} /> : <Countdown visit={visit} />}
      {ending.value ? (
        <Ending stage="called" onEnd={(outcome) => acts.end(visit.visit, outcome)} onBack={() => (ending.value = false)} />
      ) : (
        <div class="stage-actions">
          {phone && (
            <ActButton looks="primary" name="j" icon="phone" onAct={() => acts.answered(visit.visit)}>
              {t('desk-answered')}
            </ActButton>
          )}
          <ActButton name="b" icon="undo" onAct={() => acts.sendBack(visit.visit)}>
            {t(phone ? 'desk-send-back' : 'desk-withdraw')}
          </ActButton>
          <ActButton name="x" onAct={() => acts.end(visit.visit, 'no_show_citizen')}>
            {t(phone ? 'desk-not-reached' : 'desk-no-show')}
          </ActButton>
          <EndButton onClick={() => (ending.value = true)} />
        </div>
      )}
      {!phone && (
        <div class="called-own">
          <div class="own-small">
            <OwnPicture media={work.media} />
          </div>
          <DeviceWords media={work.media} />
        </div>
      )}
    </div>
  );
}

/** How long ago, and how long the call still stands. */
function Countdown({ visit }: { visit: VisitRecord }) {
  const at = now().value;
  // The tick may be a moment older than the call: it never has more time than it was given.
  const left = visit.answer_by ? Math.ceil((Date.parse(visit.answer_by) - Math.max(at, Date.parse(visit.since))) / 1000) : null;
  return (
    <div class="countdown">
      <p class="kern-body">{t(visit.when_called === 'connect' ? 'desk-called-connects' : 'desk-called-asked')}</p>
      <p class="kern-body">
        {t('desk-called-since', { time: stopwatch(at - Date.parse(visit.since)) })}
        {left !== null && <> {left > 0 ? t('desk-called-left', { n: left }) : t('desk-called-over')}</>}
      </p>
    </div>
  );
}
