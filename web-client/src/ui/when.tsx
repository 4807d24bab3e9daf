/** Day and time of an appointment as one large sentence; nothing without a time. */
import { clock, day } from '../format';
import { t } from '../texts';

export function When({ start }: { start: string | null | undefined }) {
  return start ? <p class="when">{t('when', { day: day(start), time: clock(start) })}</p> : null;
}
