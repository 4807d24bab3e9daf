import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import type { CatalogueView } from '../../protocol.gen';
import { NewBookingDialog } from './new-booking';
import type { Papers } from './work';

const catalogue: CatalogueView = {
  authority: { name: 'Stadt', short_name: 'Stadt', languages: ['de'], timezone: 'Europe/Berlin' },
  departments: [],
} as unknown as CatalogueView;
const never = () => new Promise<never>(() => undefined);
const papers: Papers = { catalogue: () => Promise.resolve(catalogue), slots: never, book: never, bookings: never, history: never };

afterEach(() => render(null, document.body));

/** Whoever has the focus when the form is in the document for the first time. */
function focusOfTheFirstMoment(): Promise<Element | null> {
  return new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('#new-booking')) return;
      watch.disconnect();
      resolve(document.activeElement);
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

test('the first letter goes into the name: no frame passes between the form and the focus', async () => {
  const first = focusOfTheFirstMoment();
  render(<NewBookingDialog papers={papers} queues={[]} mine={[]} onClose={() => undefined} />, document.body);
  expect(await first).toBe(document.querySelector('#new-booking input'));
});
