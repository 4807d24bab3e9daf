import { useSignal } from '@preact/signals';
import { choice, t } from '../../texts';
import { Button, Dialog } from '../../ui';
import { asProblem, type Problem } from '../../problem';

/** Gives the place up: asked again, because it cannot be taken back. */
export function LeaveButton({ onLeave }: { onLeave: () => Promise<unknown> }) {
  const asking = useSignal(false);
  return (
    <>
      <Button looks="danger" onClick={() => (asking.value = true)}>
        {t('leave-button')}
      </Button>
      {asking.value && (
        <LeaveDialog title={t('leave-title')} text={t('leave-text')} yes={t('leave-yes')} no={t('leave-no')} onLeave={onLeave} onClose={() => (asking.value = false)} />
      )}
    </>
  );
}

interface DialogProps {
  title: string;
  text: string;
  yes: string;
  no: string;
  onLeave: () => Promise<unknown>;
  onClose: () => void;
}

export function LeaveDialog({ title, text, yes, no, onLeave, onClose }: DialogProps) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const leave = async () => {
    busy.value = true;
    try {
      await onLeave();
      onClose();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button looks="secondary" onClick={onClose}>
            {no}
          </Button>
          <Button looks="primary" busy={busy.value} onClick={() => void leave()}>
            {yes}
          </Button>
        </>
      }
    >
      <p class="kern-body">{text}</p>
      {problem.value && <p class="kern-body mistake">{choice('problem', problem.value.kind)}</p>}
    </Dialog>
  );
}
