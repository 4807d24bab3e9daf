/** Whose clock it is, said only to readers whose own clock shows another time. */
export function WhoseClock({ at }: { at: string | number | null | undefined }) {
  const zone = at ? otherZone(at) : null;
  return zone ? <p class="kern-body whose-clock">{t('when-zone', { zone })}</p> : null;
}

/** Day and time of an appointment as one large sentence; nothing without a time. */
import { clock, day, otherZone } from '../format';
import { t } from '../texts';

export function When({ start }: { start: string | null | undefined }) {
  if (!start) return null;
  return (
    <>
      <p class="when">{t('when', { day: day(start), time: clock(start) })}</p>
      <WhoseClock at={start} />
    </>
  );
}
