/** A desk that is closed or on a break: choose the queues, look at the devices, begin. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Checkbox } from '../../ui';
import { ActButton } from './acts';
import { DeviceWords } from './devices';
import type { useFocusedHeading } from './focus';
import { Last } from './last';
import type { Work } from './work';

type Heading = ReturnType<typeof useFocusedHeading>;

export function ClosedDesk({ work, heading }: { work: Work; heading: Heading }) {
  const { desk, queues } = work.state.value;
  const all = queues.map(({ queue }) => queue);
  const mine = useSignal<readonly string[]>(desk.queues.length ? desk.queues.filter((queue) => all.includes(queue)) : all);
  return (
    <div class="stage-sheet">
      <Last work={work} />
      <h2 class="kern-heading-medium" tabIndex={-1} ref={heading}>
        {t('desk-closed-title')}
      </h2>
      <p class="kern-body">{t('desk-closed-hint')}</p>
      <QueueChoice work={work} mine={mine.value} onChange={(wanted) => (mine.value = wanted)} />
      <div class="stage-actions">
        <ActButton looks="primary" name="o" onAct={() => work.acts.setDesk('open', mine.value)}>
          {t('desk-open')}
        </ActButton>
        <CheckButton work={work} />
      </div>
      <DeviceWords media={work.media} />
    </div>
  );
}

export function QueueChoice({ work, mine, onChange }: { work: Work; mine: readonly string[]; onChange: (queues: readonly string[]) => void }) {
  const { queues } = work.state.value;
  return (
    <fieldset class="kern-fieldset queue-choice">
      <legend class="kern-label">{t('desk-queues')}</legend>
      <div class="kern-fieldset__body">
        {queues.map(({ queue, name, waiting, closed_today }) => (
          <Checkbox
            key={queue}
            label={t(closed_today ? 'desk-queue-option-closed' : 'desk-queue-option', { name, n: waiting })}
            checked={mine.includes(queue)}
            onToggle={(on) => onChange(queues.map((one) => one.queue).filter((one) => (one === queue ? on : mine.includes(one))))}
          />
        ))}
      </div>
    </fieldset>
  );
}

export function OnBreak({ work, heading }: { work: Work; heading: Heading }) {
  const { desk } = work.state.value;
  return (
    <div class="stage-sheet">
      <Last work={work} />
      <h2 class="kern-heading-medium" tabIndex={-1} ref={heading}>
        {t('desk-break-title')}
      </h2>
      <p class="kern-body">{t('desk-break-hint')}</p>
      <div class="stage-actions">
        <ActButton looks="primary" name="o" onAct={() => work.acts.setDesk('open', desk.queues)}>
          {t('desk-break-over')}
        </ActButton>
      </div>
    </div>
  );
}

export function CheckButton({ work }: { work: Work }) {
  return (
    <div class="act">
      <Button icon="camera" onClick={() => work.checkDevices(true)}>
        {t('desk-check-devices')}
      </Button>
    </div>
  );
}
