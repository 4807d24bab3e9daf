/** The number to call, only now, large enough to be typed from the screen. */
import { useSignal } from '@preact/signals';
import { unbroken } from '../../format';
import type { Record as VisitRecord } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Dialog, Input } from '../../ui';
import { Mistake, useAct } from './acts';

export function PhoneNumber({ visit }: { visit: VisitRecord }) {
  if (!visit.phone) return <p class="kern-body">{t('desk-phone-unknown')}</p>;
  return (
    <p class="phone-number">
      <span class="kern-body">{t('desk-phone-call')}</span>
      <a class="kern-link" href={`tel:${visit.phone.replace(/[^+\d]/g, '')}`}>
        <bdi>{unbroken(visit.phone)}</bdi>
      </a>
    </p>
  );
}

/** From video to telephone: the number as the person says it, or the one of the booking. */
export function PhoneDialog({ onSwitch, onClose }: { onSwitch: (phone: string) => Promise<unknown>; onClose: () => void }) {
  const phone = useSignal('');
  const { busy, problem, run } = useAct();
  const wrong = phone.value !== '' && !/^\+?[0-9 ()/.-]{3,31}$/.test(phone.value.trim());
  const go = async () => {
    if (!wrong && (await run(() => onSwitch(phone.value.trim())))) onClose();
  };
  return (
    <Dialog
      title={t('desk-to-phone-title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action-back')}</Button>
          <Button looks="primary" type="submit" form="to-phone" busy={busy.value}>
            {t('desk-to-phone-yes')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('desk-to-phone-text')}</p>
      <form id="to-phone" noValidate onSubmit={(event) => (event.preventDefault(), void go())}>
        <Input
          label={t('desk-phone-number')}
          hint={t('desk-to-phone-hint')}
          type="tel"
          autocomplete="off"
          optional
          value={phone.value}
          mistake={wrong ? t('desk-mistake-phone') : undefined}
          onText={(text) => (phone.value = text)}
        />
      </form>
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
