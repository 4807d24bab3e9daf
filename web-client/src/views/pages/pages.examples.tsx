import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { addDays } from '../../format';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import type { StatisticsRow, StatisticsWeek } from '../../protocol.gen';
import { at, NOW, place } from '../../testing/examples';
import { DemoScreen } from '../demo/page';
import { MailboxScreen } from '../mailbox/page';
import { StatisticsScreen } from '../statistics/page';
import { TextScreen } from './page';

function framed(screen: ComponentChild, wide = false): ComponentChild {
  placeSignal.value = place;
  return <Frame wide={wide}>{screen}</Frame>;
}

const row: StatisticsRow = {
  department: 'buergeramt',
  department_name: 'Bürgeramt',
  service: 'abmeldung',
  service_name: 'Abmeldung des Wohnsitzes',
  channel: 'video',
  month: '2026-11',
  booked: 96,
  held: 71,
  no_show_citizen: 12,
  no_show_office: 3,
  cancelled: 9,
  other: 1,
  median_wait_s: 260,
};
const rows = [
  row,
  { ...row, channel: 'phone' as const, held: 40, booked: 52 },
  { ...row, month: '2026-10', held: 60 },
  { ...row, department: 'jugendamt', department_name: 'Jugendamt', service: 'beratung', service_name: 'Beratung für Eltern', held: 23 },
];

const counted = { generated_at: NOW, this_week: '2026-11-23' };

/** So many weeks with their counts, up to the running one. */
const weeks = (count: number): StatisticsWeek[] =>
  Array.from({ length: count }, (_, ago) => ({
    week: addDays('2026-11-23', -7 * ago),
    department: 'buergeramt',
    department_name: 'Bürgeramt',
    channel: ago % 3 ? ('video' as const) : ('phone' as const),
    booked: 20 - ago,
    held: Math.max(0, 16 - ago),
    no_show_citizen: 2,
  }));

export const examples: readonly Example[] = [
  { name: 'imprint', show: () => framed(<TextScreen which="imprint" text={place.imprint} />) },
  { name: 'privacy', show: () => framed(<TextScreen which="privacy" text={place.privacy} />) },
  { name: 'accessibility', show: () => framed(<TextScreen which="accessibility" text={place.accessibility} />) },
  { name: 'statistics', show: () => framed(<StatisticsScreen statistics={{ ...counted, rows, weeks: weeks(10) }} />, true) },
  { name: 'statistics-little', show: () => framed(<StatisticsScreen statistics={{ ...counted, rows: [{ ...row, booked: 9, held: 6, no_show_citizen: 2, no_show_office: 0, cancelled: 1 }], weeks: weeks(2) }} />, true) },
  { name: 'statistics-empty', show: () => framed(<StatisticsScreen statistics={{ ...counted, rows: [], weeks: [] }} />, true) },
  {
    name: 'mailbox',
    show: () =>
      framed(
        <MailboxScreen
          mails={[{ id: 1, to: 'kim@example.org', subject: 'Ihr Termin am 24. November', at: at(-5), text: 'Guten Tag,\n\nIhr Link: http://127.0.0.1:8080/join#abc\n\nBis bald!', attachments: ['termin.ics'] }]}
        />,
      ),
  },
  {
    name: 'demo',
    show: () =>
      framed(<DemoScreen demo={{ citizen: '/join#a', clerk: '/desk#b', supervisor: '/board#c', api: '/api/v1' }} simulation={{ citizens: true }} onFresh={() => undefined} onPlay={() => undefined} />),
  },
];
