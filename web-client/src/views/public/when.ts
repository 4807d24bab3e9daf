/** Day and time of a slot, as rows of a summary; none without a slot. */
import { clock, day } from '../../format';
import type { SlotView } from '../../protocol.gen';
import { t } from '../../texts';

export function whenRows(slot: Pick<SlotView, 'start'> | null): [string, string][] {
  if (!slot) return [];
  return [
    [t('appointment-day'), day(slot.start)],
    [t('appointment-time'), t('appointment-clock', { time: clock(slot.start) })],
  ];
}
