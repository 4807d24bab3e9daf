/** The free times of a service, a fortnight at a time. */
import { signal } from '@preact/signals';
import { isoDate } from '../../format';
import { ask } from '../../http';
import type { SlotsView, SlotView } from '../../protocol.gen';
import type { Channel } from '../../wire';

const DAY_MS = 86_400_000;
const DAYS_AT_ONCE = 14;

export class FreeTimes {
  /** Null until the first answer. */
  readonly slots = signal<readonly SlotView[] | null>(null);
  #until = 0;

  /** From today at first, then the days after those already known. Rejects with a `Problem`. */
  async more(service: string, channel: Channel): Promise<void> {
    const from = this.slots.value ? this.#until : Date.now();
    const until = from + DAYS_AT_ONCE * DAY_MS;
    const query = new URLSearchParams({ from: isoDate(from), to: isoDate(until - DAY_MS), channel });
    const { slots } = await ask<SlotsView>(`services/${service}/slots?${query}`);
    this.#until = until;
    this.slots.value = [...(this.slots.value ?? []), ...slots];
  }
}
