/** At the name, on every staff page: the way out. Asked once, because the way back needs a link. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Confirm } from '../../ui';
import { sentence } from './problems';

interface Props {
  /** Somebody is in hand: they go back into the line. */
  busy?: boolean;
  onSignOut: () => Promise<unknown>;
}

/** In the header of a desk: who works here. */
export function Who({ name, ...way }: Props & { name: string }) {
  return (
    <>
      <span class="desk-name">{name}</span>
      <SigningOut {...way} />
    </>
  );
}

export function SigningOut({ busy = false, onSignOut }: Props) {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="tertiary" onClick={() => (asking.value = true)}>
        {t('desk-sign-out')}
      </Button>
      {asking.value && (
        <Confirm title={t('desk-sign-out-title')} yes={t('desk-sign-out')} no={t('action-back')} words={sentence} onYes={onSignOut} onClose={() => (asking.value = false)}>
          <p class="kern-body">{t('desk-sign-out-text')}</p>
          {busy && <p class="kern-body">{t('desk-sign-out-busy')}</p>}
        </Confirm>
      )}
    </>
  );
}
