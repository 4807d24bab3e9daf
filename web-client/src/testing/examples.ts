/** Parts that the examples of several views share. All names are invented. */
import type { CitizenVisit, PagesView, Said } from '../protocol.gen';

export const NOW = '2026-11-24T13:20:00Z';

/** An instant so many minutes after `NOW`. */
export function at(minutes: number): string {
  return new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
}

export const place: PagesView = {
  authority_name: 'Stadt Musterstadt',
  imprint: 'Stadt Musterstadt\nRathausplatz 1\n\nVertreten durch die Oberbürgermeisterin.',
  privacy: 'Wir verarbeiten nur, was für Ihren Termin nötig ist.\n\nEs wird nichts aufgezeichnet.',
  accessibility: 'Diese Seiten sollen für alle benutzbar sein.',
  phone: '0351 488 0',
};

export const visit: CitizenVisit = {
  visit: 'v1',
  version: 1,
  stage: 'booked',
  since: at(-60),
  service: 'abmeldung-wohnsitz',
  service_name: 'Abmeldung des Wohnsitzes',
  department_name: 'Bürgeramt – Meldeangelegenheiten',
  queue: 'melden',
  channel: 'video',
  reference: 'K7PM-3QXA',
  opens_at: at(-5),
  closes_at: at(55),
  slot_start: at(10),
  slot_end: at(25),
  documents: ['Ausweis', 'Wohnungsgeberbestätigung'],
  office_phone: '0351 488 6070',
  office: { type: 'office', queue: 'melden', open: true, desks: 2 },
};

export function said(id: number, from: Said['from'], text: string): Said {
  return { type: 'said', visit: 'v1', id, from, text, at: at(id - 10) };
}
