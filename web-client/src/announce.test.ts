import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, announcement } from './announce';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

/** What stands in the region, looked at ten times a second. */
function heardIn(seconds: number): string[] {
  const heard: string[] = [];
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    vi.advanceTimersByTime(100);
    heard.push(announcement.value.text);
  }
  return heard;
}

test('nothing is overwritten before it has stood for about a second', () => {
  announce('Noch 2 Personen');
  announce('Das Amt schreibt');
  announce('Die Verbindung ist wieder da');
  const heard = heardIn(4);
  for (const text of ['Noch 2 Personen', 'Das Amt schreibt', 'Die Verbindung ist wieder da']) {
    expect(heard.filter((one) => one === text).length).toBeGreaterThanOrEqual(9);
  }
});

test('what is urgent waits for the sentence that stands, and for nothing else', () => {
  announce('eins');
  announce('zwei');
  announce('Sie sind an der Reihe', true);
  const order = [...new Set(heardIn(4).filter(Boolean))];
  expect(order).toEqual(['eins', 'Sie sind an der Reihe', 'zwei']);
});

test('the same sentence again is a change, and old news goes', () => {
  announce('eins');
  heardIn(2);
  announce('eins');
  expect(announcement.value.text).toBe('');
  expect(heardIn(1)).toContain('eins');
  expect(heardIn(9).at(-1)).toBe('');
});
