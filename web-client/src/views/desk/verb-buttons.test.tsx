import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import type { VisitRow } from '../../protocol.gen';
import type { Doing } from './doing';
import { VerbButtons } from './verb-buttons';

afterEach(() => render(null, document.body));

/** The button that repeats a missed call, which may be repeated `minutes` from now. */
function recallIn(minutes: number): HTMLElement | null {
  const row = { visit: 'v1', missed: 1, recall_at: new Date(Date.now() + minutes * 60_000).toISOString() } as VisitRow;
  render(<VerbButtons visit="v1" verbs={['recall']} row={row} doing={{} as Doing} />, document.body);
  return document.querySelector('[data-key=r]');
}

test('a call that may be repeated from now on is the same deed as before: R is heard in that very moment', () => {
  const before = recallIn(5);
  const words = before?.textContent;
  const after = recallIn(-5);
  expect(after?.textContent).not.toBe(words);
  expect([after, after?.dataset['means']]).toEqual([before, 'recall']);
});
