/** The free times of a service, a fortnight at a time. */
import { signal } from '@preact/signals';
import { serverNow } from '../../clock';
import { addDays, isoDate } from '../../format';
import { ask } from '../../http';
import type { SlotsView, SlotView } from '../../protocol.gen';
import type { Channel } from '../../wire';

const DAYS_AT_ONCE = 14;

export class FreeTimes {
  /** Null until the first answer. */
  readonly slots = signal<readonly SlotView[] | null>(null);
  /** The first date that was not asked for yet. */
  #next = '';

  /**
   * From today at first, then the days after those already known. Of who moves a booking the `own` time is
   * left out: it is no other one. Rejects with a `Problem`.
   */
  async more(service: string, channel: Channel, own?: string | null): Promise<void> {
    const from = this.slots.value ? this.#next : isoDate(serverNow());
    const query = new URLSearchParams({ from, to: addDays(from, DAYS_AT_ONCE - 1), channel });
    const { slots } = await ask<SlotsView>(`services/${service}/slots?${query}`);
    this.#next = addDays(from, DAYS_AT_ONCE);
    const others = slots.filter(({ start }) => Date.parse(start) !== Date.parse(own ?? ''));
    this.slots.value = [...(this.slots.value ?? []), ...others];
  }
}
