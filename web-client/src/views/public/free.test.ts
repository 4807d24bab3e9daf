import { afterEach, expect, test, vi } from 'vitest';
import { setServerTime } from '../../clock';
import { addDays, timeZone } from '../../format';
import { FreeTimes } from './free';

afterEach(() => {
  vi.unstubAllGlobals();
  timeZone.value = 'Europe/Berlin';
  setServerTime(new Date().toISOString());
});

/** The dates that are asked for, fortnight by fortnight, while the server's clock says `now`. */
async function asked(now: string, zone: string): Promise<[string, string][]> {
  const ranges: [string, string][] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    const query = new URL(path, 'https://termine.example').searchParams;
    ranges.push([query.get('from') ?? '', query.get('to') ?? '']);
    return new Response('{"slots": []}');
  });
  timeZone.value = zone;
  setServerTime(now);
  const times = new FreeTimes();
  for (let page = 0; page < 3; page += 1) await times.more('meldung', 'video');
  return ranges;
}

// The clock changes in the night between two fortnights; it is late in the evening.
for (const [zone, now, today] of [
  ['Europe/Berlin', '2027-03-14T22:30:00Z', '2027-03-14'],
  ['Europe/Berlin', '2026-10-11T21:30:00Z', '2026-10-11'],
  ['America/Sao_Paulo', '2018-10-21T01:30:00Z', '2018-10-20'],
  ['Asia/Tehran', '2022-03-07T20:15:00Z', '2022-03-07'],
] as const) {
  test(`${zone}, ${now}: from the office's today, and every day once`, async () => {
    const ranges = await asked(now, zone);
    expect(ranges[0]?.[0]).toBe(today);
    for (const [at, [from, to]] of ranges.entries()) {
      expect(to).toBe(addDays(from, 13));
      if (at) expect(from).toBe(addDays(ranges[at - 1]?.[1] ?? '', 1));
    }
  });
}

test('a booking is not moved to its own time, however that is written', async () => {
  const slots = ['2026-11-24T14:00:00+01:00', '2026-11-24T14:15:00+01:00'].map((start) => ({ start, end: start }));
  vi.stubGlobal('fetch', async () => Response.json({ slots }));
  const times = new FreeTimes();
  await times.more('meldung', 'video', '2026-11-24T13:00:00Z');
  expect(times.slots.value).toEqual(slots.slice(1));
});
