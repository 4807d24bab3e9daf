/** Outcome and note put right, on the day of the visit. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Dialog, Select, TextArea } from '../../ui';
import type { Outcome } from '../../wire';
import { Mistake, useAct } from './acts';
import { OUTCOMES } from './outcomes';
import { outcomeWord } from './words';

interface Props {
  who: string;
  outcome: Outcome;
  note: string;
  onAmend: (change: { outcome?: Outcome; note?: string }) => Promise<unknown>;
  onClose: () => void;
}

export function AmendDialog({ who, outcome, note, onAmend, onClose }: Props) {
  const wanted = useSignal(outcome);
  const text = useSignal(note);
  const { busy, problem, run } = useAct();
  const choices = OUTCOMES.includes(outcome) ? OUTCOMES : [outcome, ...OUTCOMES];
  const save = async () => {
    const change = { ...(wanted.value === outcome ? {} : { outcome: wanted.value }), note: text.value.trim() };
    if (await run(() => onAmend(change))) onClose();
  };
  return (
    <Dialog
      title={t('desk-amend-title', { name: who })}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          <Button looks="primary" busy={busy.value} onClick={() => void save()}>
            {t('desk-save')}
          </Button>
        </>
      }
    >
      <Select
        label={t('desk-outcome')}
        options={choices.map((value) => ({ value, label: outcomeWord(value) }))}
        value={wanted.value}
        onPick={(value) => (wanted.value = value as Outcome)}
      />
      <TextArea label={t('desk-note')} value={text.value} maxLength={2000} optional onText={(value) => (text.value = value)} />
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
