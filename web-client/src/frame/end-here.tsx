/** A shared computer: whoever goes ends everything personal here, on every page of a citizen. */
import { useSignal } from '@preact/signals';
import { asProblem, type Problem } from '../problem';
import { endHere } from '../session';
import { choice, t } from '../texts';
import { Button, Dialog } from '../ui';

export function EndHere() {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="tertiary" onClick={() => (asking.value = true)}>
        {t('end-here')}
      </Button>
      {asking.value && <EndDialog onClose={() => (asking.value = false)} />}
    </>
  );
}

function EndDialog({ onClose }: { onClose: () => void }) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const end = async () => {
    busy.value = true;
    problem.value = null;
    await endHere().catch((thrown: unknown) => {
      problem.value = asProblem(thrown);
      busy.value = false;
    });
  };
  return (
    <Dialog
      title={t('end-here-title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('end-here-no')}</Button>
          <Button looks="primary" busy={busy.value} onClick={() => void end()}>
            {t('end-here-yes')}
          </Button>
        </>
      }
    >
      <p class="kern-body">{t('end-here-text')}</p>
      {problem.value && <p class="kern-body mistake">{choice('problem', problem.value.kind)}</p>}
    </Dialog>
  );
}
