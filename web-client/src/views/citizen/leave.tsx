import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button, Confirm } from '../../ui';

/** Gives the place up: asked again, because it cannot be taken back. */
export function LeaveButton({ onLeave }: { onLeave: () => Promise<unknown> }) {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="danger" onClick={() => (asking.value = true)}>
        {t('leave-button')}
      </Button>
      {asking.value && (
        <Confirm title={t('leave-title')} yes={t('leave-yes')} no={t('leave-no')} onYes={onLeave} onClose={() => (asking.value = false)}>
          <p class="kern-body">{t('leave-text')}</p>
        </Confirm>
      )}
    </>
  );
}
