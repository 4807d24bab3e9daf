/** What the city says about itself: name, telephone, whether this is the demo. */
import { signal } from '@preact/signals';
import { ask } from '../http';
import type { PagesView } from '../protocol.gen';

export const place = signal<PagesView | null>(null);

/** The page goes on without it: name and number then come with the visit or not at all. */
export async function loadPlace(): Promise<void> {
  place.value = await ask<PagesView>('pages').catch(() => null);
}
