import './slots.css';
import { useSignal } from '@preact/signals';
import { clock, day, isoDate } from '../../format';
import type { SlotView } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, WhoseClock } from '../../ui';

const DAYS_SHOWN = 3;

/** Free times by day; a day has a heading, a time is one button. */
export function DaySlots({ slots, onPick, onMore }: { slots: readonly SlotView[]; onPick: (slot: SlotView) => void; onMore: () => Promise<void> }) {
  const shown = useSignal(DAYS_SHOWN);
  const busy = useSignal(false);
  const days = byDay(slots);
  const more = async () => {
    if (shown.value >= days.length) {
      busy.value = true;
      await onMore();
      busy.value = false;
    }
    shown.value += DAYS_SHOWN;
  };
  return (
    <div class="slots">
      {days.length === 0 && <p class="kern-body">{t('slots-none')}</p>}
      <WhoseClock at={slots[0]?.start} />
      {days.slice(0, shown.value).map(([date, free]) => (
        <section key={date} aria-labelledby={`day-${date}`}>
          <h2 class="kern-heading-small" id={`day-${date}`}>
            {day(free[0]?.start ?? date)}
          </h2>
          <ul class="times">
            {free.map((slot) => (
              <li key={slot.start}>
                <button type="button" class="time" onClick={() => onPick(slot)}>
                  <time dateTime={slot.start}>{clock(slot.start)}</time>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div>
        <Button busy={busy.value} onClick={() => void more()}>
          {t('slots-more')}
        </Button>
      </div>
    </div>
  );
}

export function byDay(slots: readonly SlotView[]): [string, SlotView[]][] {
  const days = new Map<string, SlotView[]>();
  for (const slot of slots) {
    const date = isoDate(slot.start);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days];
}
