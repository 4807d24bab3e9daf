/** Calling somebody who is not the first: why, in a word that stays in the record. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Dialog, Input } from '../../ui';
import { Mistake, useAct } from './acts';
import type { KeyName } from './keys';

const USUAL = ['urgent', 'agreed', 'callback', 'colleague'] as const;

interface Props {
  who: string;
  ahead: number;
  onCall: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

export function ReasonDialog({ who, ahead, onCall, onClose }: Props) {
  const own = useSignal('');
  const { busy, problem, run } = useAct();
  const call = async (reason: string) => {
    if (reason && (await run(() => onCall(reason)))) onClose();
  };
  return (
    <Dialog
      title={t('desk-reason-title', { name: who })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action-back')}</Button>
          <Button looks="primary" type="submit" form="own-reason" busy={busy.value}>
            {t('desk-reason-call')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('desk-reason-text', { n: ahead })}</p>
      <div class="ending-choices">
        {USUAL.map((name, index) => (
          <button key={name} type="button" class="ending-choice" data-key={`${index + 1}` satisfies KeyName} onClick={() => void call(t(`desk-reason-${name}`))}>
            <kbd class="key" aria-hidden="true">
              {index + 1}
            </kbd>
            <span>{t(`desk-reason-${name}`)}</span>
          </button>
        ))}
      </div>
      <form id="own-reason" onSubmit={(event) => (event.preventDefault(), void call(own.value.trim()))}>
        <Input label={t('desk-reason-own')} value={own.value} maxLength={200} autocomplete="off" onText={(text) => (own.value = text)} />
      </form>
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
