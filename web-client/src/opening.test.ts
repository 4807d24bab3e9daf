import { beforeAll, expect, test } from 'vitest';
import { freeze } from './clock';
import { untilItOpens } from './opening';
import { speak, t } from './texts';

beforeAll(() => speak('de'));

test('an office that opens on another day says on which', () => {
  freeze('2026-11-28T17:09:00Z');
  expect(untilItOpens('office-closed-until', '2026-11-30T08:00:00Z')).toBe(
    'Das Amt hat gerade geschlossen. Es öffnet am Montag, 30. November 2026 um 09:00 Uhr.',
  );
  expect(untilItOpens('office-closed-until', '2026-11-28T18:00:00Z')).toBe('Das Amt hat gerade geschlossen. Es öffnet um 19:00 Uhr.');
});

test('a name that runs from right to left does not turn a German sentence round', () => {
  expect(t('appointment-late', { time: 'نور' })).toContain('\u2068نور\u2069');
  expect(t('appointment-late', { time: '9:00' })).not.toContain('\u2068');
});
