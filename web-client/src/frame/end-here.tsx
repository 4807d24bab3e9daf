/** A shared computer: whoever goes ends everything personal here, on every page of a citizen. */
import { useSignal } from '@preact/signals';
import { endHere } from '../session';
import { t } from '../texts';
import { Button, Confirm } from '../ui';

export function EndHere() {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="tertiary" onClick={() => (asking.value = true)}>
        {t('end-here')}
      </Button>
      {asking.value && (
        <Confirm title={t('end-here-title')} yes={t('end-here-yes')} no={t('end-here-no')} onYes={endHere} onClose={() => (asking.value = false)}>
          <p class="kern-body">{t('end-here-text')}</p>
        </Confirm>
      )}
    </>
  );
}
