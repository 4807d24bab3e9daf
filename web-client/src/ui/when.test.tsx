/** Times are the office's; whoever lives by another clock is told so. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { timeZone } from '../format';
import { language as spoken, speak } from '../texts';
import { When } from './when';

const START = '2026-11-24T13:30:00Z';
let root: HTMLElement;

beforeEach(() => {
  root = document.createElement('div');
});

afterEach(async () => {
  timeZone.value = 'Europe/Berlin';
  await speak('de');
});

for (const language of ['de', 'de-simple', 'en', 'ar'] as const) {
  test(`${language}: the zone is named where the device shows another time`, async () => {
    await speak(language);
    // Fourteen hours before Greenwich: nobody who runs this shares its clock, but there.
    timeZone.value = 'Pacific/Kiritimati';
    await act(() => render(<When start={START} />, root));
    const said = root.querySelector('.whose-clock')?.textContent ?? '';
    const name = new Intl.DateTimeFormat(spoken.value.tag, { timeZone: 'Pacific/Kiritimati', timeZoneName: 'long' })
      .formatToParts(new Date(START))
      .find(({ type }) => type === 'timeZoneName')?.value;
    expect(said.replace(/[\u2068\u2069]/g, '')).toContain(name);
  });
}

test('and nothing is said where both clocks agree', async () => {
  timeZone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await act(() => render(<When start={START} />, root));
  expect(root.querySelector('.when')).not.toBeNull();
  expect(root.querySelector('.whose-clock')).toBeNull();
});
