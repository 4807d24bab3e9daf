/** What a supervisor does to a whole queue for today; each asked again before it happens. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { asProblem, type Problem } from '../../problem';
import type { QueueRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Checkbox, Dialog, TextArea } from '../../ui';
import { Mistake, useAct } from '../desk/acts';
import type { Watch } from './board';
import type { OtherDepartment } from './papers';

type Verb = 'close' | 'open' | 'notice' | 'lend';

export function QueueDay({ queue, watch }: { queue: QueueRow; watch: Watch }) {
  const asking = useSignal<Verb | null>(null);
  const close = () => (asking.value = null);
  const verb = queue.closed_today ? 'open' : 'close';
  return (
    <section aria-label={t('board-day')}>
      <h2 class="kern-heading-small">{t('board-day')}</h2>
      <p class="kern-body">{queue.notice ? t('board-notice-shown', { text: queue.notice }) : t('board-notice-none')}</p>
      <p class="row">
        <Button icon="pause" onClick={() => (asking.value = verb)}>
          {t(`board-day-${verb}`)}
        </Button>
        <Button icon="chat" onClick={() => (asking.value = 'notice')}>
          {t('board-day-notice')}
        </Button>
        <Button icon="transfer" onClick={() => (asking.value = 'lend')}>
          {t('board-day-lend')}
        </Button>
      </p>
      {(asking.value === 'close' || asking.value === 'open') && <CloseDialog queue={queue} watch={watch} onClose={close} />}
      {asking.value === 'notice' && <NoticeDialog queue={queue} watch={watch} onClose={close} />}
      {asking.value === 'lend' && <LendDialog queue={queue} watch={watch} onClose={close} />}
    </section>
  );
}

interface Props {
  queue: QueueRow;
  watch: Watch;
  onClose: () => void;
}

function CloseDialog({ queue, watch, onClose }: Props) {
  const verb = queue.closed_today ? 'open' : 'close';
  return (
    <Confirm title={t(`board-day-${verb}-title`)} yes={t(`board-day-${verb}-yes`)} onYes={() => watch.acts.close(queue.queue, !queue.closed_today)} onClose={onClose}>
      <p class="kern-body">{t(`board-day-${verb}-text`, { n: queue.waiting })}</p>
    </Confirm>
  );
}

function NoticeDialog({ queue, watch, onClose }: Props) {
  const text = useSignal(queue.notice ?? '');
  const words = text.value.trim();
  const wanted = () => watch.acts.tell(queue.queue, words || null);
  // Where none stands there is none to take back.
  const removes = !words && Boolean(queue.notice);
  return (
    <Confirm title={t('board-day-notice-title')} yes={t(removes ? 'board-day-notice-remove' : 'board-day-notice-yes')} ready={removes || words !== ''} onYes={wanted} onClose={onClose}>
      <p class="kern-body">{t('board-day-notice-text', { n: queue.waiting })}</p>
      <TextArea label={t('board-day-notice-label')} hint={t('board-day-notice-hint')} value={text.value} maxLength={200} onText={(said) => (text.value = said)} />
    </Confirm>
  );
}

function LendDialog({ queue, watch, onClose }: Props) {
  const others = useSignal<readonly OtherDepartment[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const chosen = useSignal<readonly string[]>(queue.lent_to ?? []);
  useEffect(() => {
    watch.papers.others(queue.queue).then(
      (found) => (others.value = found),
      (thrown: unknown) => (problem.value = asProblem(thrown)),
    );
  }, []);
  const toggle = (id: string, on: boolean) => (chosen.value = on ? [...chosen.value, id] : chosen.value.filter((other) => other !== id));
  return (
    <Confirm title={t('board-day-lend-title')} yes={t('board-day-lend-yes')} onYes={() => watch.acts.lend(queue.queue, [...chosen.value])} onClose={onClose}>
      <p class="kern-body">{t('board-day-lend-text')}</p>
      <Mistake problem={problem.value} />
      {!others.value && !problem.value && <p class="kern-body">{t('loading')}</p>}
      <div class="lend-list">
        {others.value?.map(({ id, name }) => (
          <Checkbox key={id} label={name} checked={chosen.value.includes(id)} onToggle={(on) => toggle(id, on)} />
        ))}
      </div>
    </Confirm>
  );
}

interface ConfirmProps {
  title: string;
  yes: string;
  /** Whether there is something to say yes to. */
  ready?: boolean;
  onYes: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}

/** Asked again: it concerns everybody who waits. */
export function Confirm({ title, yes, ready = true, onYes, onClose, children }: ConfirmProps) {
  const { busy, problem, run } = useAct();
  const go = async () => {
    if (ready && (await run(onYes))) onClose();
  };
  return (
    <Dialog
      title={title}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('board-no')}
          </Button>
          <Button looks="primary" busy={busy.value} {...(ready ? {} : { 'aria-disabled': 'true' })} onClick={() => void go()}>
            {yes}
          </Button>
        </>
      }
    >
      {children}
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
