/** By telephone instead: what it changes, which number will ring, and a field where none is known or another is wanted. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Trouble } from '../../frame/trouble';
import { mistakeInPhone, mistakeOf } from '../../person';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Choices, Dialog, Input } from '../../ui';
import type { Acts } from './journey';

/** The text key of what is wrong with a number, or null. */
export function mistakeIn(number: string): string | null {
  if (!number.trim()) return 'mistake-phone-needed';
  return mistakeInPhone(number);
}

export function CallBackDialog({ visit, acts, onClose }: { visit: CitizenVisit; acts: Acts; onClose: () => void }) {
  const number = useSignal('');
  const mistake = useSignal<string | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const other = useSignal(false);
  const asks = !visit.has_phone || other.value;
  const form = useRef<HTMLDivElement>(null);
  // The field that is to be put right is the next thing to be heard and seen.
  useEffect(() => {
    if (mistake.value) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [mistake.value]);
  const send = async () => {
    mistake.value = asks ? mistakeIn(number.value) : null;
    if (mistake.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await acts.callBack(asks ? number.value.trim() : undefined);
      onClose();
    } catch (thrown) {
      problem.value = asProblem(thrown);
      // The server knows numbers that nobody can dial: what is wrong with this one stands at the field.
      const wrong = asks ? mistakeOf(problem.value) : null;
      if (wrong) {
        mistake.value = wrong.key;
        problem.value = null;
      }
    }
    busy.value = false;
  };
  return (
    <Dialog
      title={t('call-back-title')}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button looks="secondary" busy={busy.value} onClick={onClose}>
            {t('call-back-no')}
          </Button>
          <Button looks="primary" busy={busy.value} onClick={() => void send()}>
            {t('call-back-yes')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('call-back-text')}</p>
      <p class="kern-body">{t('call-back-no-way-back')}</p>
      {visit.has_phone && (
        <Choices
          legend={t('call-back-number')}
          value={other.value ? 'other' : 'known'}
          choices={[
            { value: 'known', label: t('call-back-known') },
            { value: 'other', label: t('call-back-other') },
          ]}
          onPick={(picked) => (other.value = picked === 'other')}
        />
      )}
      <div ref={form}>
        {asks && (
          <Input
            label={t('booking-phone')}
            hint={t('booking-phone-needed')}
            mistake={mistake.value ? t(mistake.value) : undefined}
            type="tel"
            autocomplete="tel"
            maxLength={64}
            value={number.value}
            onText={(text) => {
              number.value = text;
              mistake.value = null;
            }}
          />
        )}
      </div>
      {problem.value && <Trouble problem={problem.value} />}
    </Dialog>
  );
}
