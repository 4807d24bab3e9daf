/** What is done to a whole queue: a notice to all who wait, closing it for the day. */
import { useSignal } from '@preact/signals';
import type { QueueRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Dialog, TextArea } from '../../ui';
import { Mistake, useAct } from './acts';

interface TellProps {
  queue: QueueRow;
  onTell: (text: string | null) => Promise<unknown>;
  onClose: () => void;
}

export function TellDialog({ queue, onTell, onClose }: TellProps) {
  const text = useSignal(queue.notice ?? '');
  const { busy, problem, run } = useAct();
  const tell = async (words: string | null) => {
    if (words !== '' && (await run(() => onTell(words)))) onClose();
  };
  return (
    <Dialog
      title={t('desk-tell-title', { queue: queue.name })}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          {queue.notice && <Button onClick={() => void tell(null)}>{t('desk-tell-remove')}</Button>}
          <Button looks="primary" icon="megaphone" busy={busy.value} {...(text.value.trim() ? {} : { 'aria-disabled': 'true' })} onClick={() => void tell(text.value.trim())}>
            {t('desk-tell-yes', { n: queue.waiting })}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('desk-tell-text', { n: queue.waiting })}</p>
      <TextArea label={t('desk-tell-label')} hint={t('desk-tell-hint')} value={text.value} maxLength={200} onText={(words) => (text.value = words)} />
      <Mistake problem={problem.value} />
    </Dialog>
  );
}

interface CloseProps {
  queue: QueueRow;
  onCloseQueue: (closed: boolean) => Promise<unknown>;
  onClose: () => void;
}

export function CloseQueueDialog({ queue, onCloseQueue, onClose }: CloseProps) {
  const { busy, problem, run } = useAct();
  const closed = Boolean(queue.closed_today);
  const go = async () => {
    if (await run(() => onCloseQueue(!closed))) onClose();
  };
  return (
    <Dialog
      title={t(closed ? 'desk-reopen-title' : 'desk-close-title', { queue: queue.name })}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          <Button looks={closed ? 'primary' : 'danger'} busy={busy.value} onClick={() => void go()}>
            {t(closed ? 'desk-reopen-yes' : 'desk-close-yes')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{closed ? t('desk-reopen-text') : t('desk-close-text', { n: queue.waiting })}</p>
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
