/** The number to call, only now, large enough to be typed from the screen. */
import { useSignal } from '@preact/signals';
import { unbroken } from '../../format';
import { dialled, mistakeInPhone } from '../../person';
import type { Record as VisitRecord } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Dialog, Input } from '../../ui';
import { Mistake, useAct } from './acts';

export function PhoneNumber({ visit }: { visit: VisitRecord }) {
  if (!visit.phone) return <p class="kern-body">{t('desk-phone-unknown')}</p>;
  return (
    <p class="phone-number">
      <span class="kern-body">{t('desk-phone-call')}</span>
      <a class="kern-link" href={dialled(visit.phone)}>
        <bdi translate={false}>{unbroken(visit.phone)}</bdi>
      </a>
    </p>
  );
}

/** From video to telephone: the number as the person says it, or the one of the booking where it is `known`. */
export function PhoneDialog({ known, onSwitch, onClose }: { known: boolean; onSwitch: (phone: string) => Promise<unknown>; onClose: () => void }) {
  const phone = useSignal('');
  const missing = useSignal(false);
  const { busy, problem, run } = useAct();
  const wrong = phone.value === '' ? null : mistakeInPhone(phone.value);
  const go = async () => {
    missing.value = !known && phone.value.trim() === '';
    if (!wrong && !missing.value && (await run(() => onSwitch(phone.value.trim())))) onClose();
  };
  return (
    <Dialog
      title={t('desk-to-phone-title')}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          <Button looks="primary" type="submit" form="to-phone" busy={busy.value}>
            {t('desk-to-phone-yes')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('desk-to-phone-text')}</p>
      <p class="kern-body kern-body--bold">{t(known ? 'desk-to-phone-known' : 'desk-to-phone-unknown')}</p>
      <form id="to-phone" noValidate onSubmit={(event) => (event.preventDefault(), void go())}>
        <Input
          label={t(known ? 'desk-to-phone-other' : 'desk-phone-number')}
          type="tel"
          autocomplete="off"
          optional={known}
          value={phone.value}
          mistake={wrong ? t(wrong) : missing.value ? t('desk-mistake-phone-needed') : undefined}
          onText={(text) => {
            phone.value = text;
            missing.value = false;
          }}
        />
      </form>
      <Mistake problem={problem.value} />
    </Dialog>
  );
}
