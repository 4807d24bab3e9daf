/** At the name, on every staff page: the way out. Asked once, because the way back needs a link. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Dialog } from '../../ui';

interface Props {
  /** Somebody is in hand: they go back into the line. */
  busy?: boolean;
  onSignOut: () => Promise<void>;
}

export function SigningOut({ busy = false, onSignOut }: Props) {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="tertiary" onClick={() => (asking.value = true)}>
        {t('desk-sign-out')}
      </Button>
      {asking.value && <SignOutDialog busy={busy} onSignOut={onSignOut} onClose={() => (asking.value = false)} />}
    </>
  );
}

function SignOutDialog({ busy, onSignOut, onClose }: Props & { onClose: () => void }) {
  const leaving = useSignal(false);
  const leave = async () => {
    leaving.value = true;
    await onSignOut();
  };
  return (
    <Dialog
      title={t('desk-sign-out-title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action-back')}</Button>
          <Button looks="primary" busy={leaving.value} onClick={() => void leave()}>
            {t('desk-sign-out')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('desk-sign-out-text')}</p>
      {busy && <p class="kern-body">{t('desk-sign-out-busy')}</p>}
    </Dialog>
  );
}
