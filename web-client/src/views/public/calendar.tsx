import { useSignal } from '@preact/signals';
import { askFile } from '../../http';
import { asProblem, type Problem } from '../../problem';
import { choice, t } from '../../texts';
import { Button } from '../../ui';

/** The calendar file needs the manage token in a header, so a plain link cannot fetch it. */
export function CalendarButton({ reference, token }: { reference: string; token: string }) {
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const save = async () => {
    busy.value = true;
    problem.value = null;
    try {
      download(await askFile(`bookings/${reference}/calendar.ics`, { bearer: token }), `${reference}.ics`);
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <>
      <Button icon="calendar" block busy={busy.value} onClick={() => void save()}>
        {t('booking-calendar')}
      </Button>
      {problem.value && <p class="kern-body mistake">{choice('problem', problem.value.kind)}</p>}
    </>
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
