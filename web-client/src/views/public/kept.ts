/** A booking that is being made survives Back, Forward and reload of this tab, and nothing else. */
import type { BookingMade, SlotView } from '../../protocol.gen';
import type { Channel } from '../../wire';
import type { Form } from './booking';

export interface Kept {
  service: string;
  channel: Channel;
  slot: SlotView | null;
  /** Forgotten once it is booked. */
  form: Form | null;
  /** The same wish sent twice books once, over a reload too. */
  key: string;
  made: BookingMade | null;
  mailed: boolean;
}

const NAME = 'vorsprache-booking';

/** What this tab had for a service, or null. */
export function keptOf(service: string): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Kept | null;
    return kept?.service === service ? kept : null;
  } catch {
    return null;
  }
}

export function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing begins anew after a reload.
  }
}
