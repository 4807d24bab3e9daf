/** Every state of a board. */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import type { AlertRow, CurvePoint, QueueRow, Timeline, VisitRow } from '../../protocol.gen';
import { emptyBoard } from '../../state/board';
import { at, place } from '../../testing/examples';
import type { Watch } from './board';
import type { Papers } from './papers';
import { BoardScreen } from './screen';
import { TimelineView } from './timeline';

const promise = () => Promise.resolve();

const well: QueueRow = {
  queue: 'wohnen',
  name: 'Wohnen und Wohnberechtigung',
  open: true,
  waiting: 0,
  away: 0,
  longest_wait_s: 0,
  desks: 2,
  in_call: 1,
  served_today: 17,
  no_show_citizen_today: 1,
  typical_wait_s: 320,
  earliest_s: 0,
  latest_s: 180,
  kept: 0.94,
  promises: 31,
};
const queues: QueueRow[] = [
  well,
  { ...well, queue: 'melden', name: 'Bürgeramt – Meldeangelegenheiten', waiting: 4, desks: 1, away: 2, late: 2, parked: 1, earliest_s: 1300, latest_s: 2500, kept: 0.7, promises: 10, typical_wait_s: 900, no_show_citizen_today: 3, lent_to: ['ausweise'], notice: 'Heute dauert es länger. Sie müssen nicht vor dem Gerät bleiben.' },
  { ...well, queue: 'parken', name: 'Parken', waiting: 3, desks: 0, in_call: 0, typical_wait_s: null, earliest_s: null, latest_s: null, kept: null, no_show_office_today: 1 },
  { ...well, queue: 'jugend', name: 'Jugendamt', open: false, opens_at: at(900), desks: 0, in_call: 0, served_today: 0, no_show_citizen_today: 0, typical_wait_s: null, earliest_s: null, latest_s: null, kept: null },
  { ...well, queue: 'pass', name: 'Ausweise', in_call: 1, desks: 3, closed_today: true },
];

const many: QueueRow[] = [...queues, ...['Sozialamt', 'Gesundheit', 'Bauaufsicht', 'Senioren', 'Standesamt', 'Gewerbe'].map((name) => ({ ...well, queue: name, name }))];

const row: VisitRow = {
  visit: 'v1',
  version: 2,
  queue: 'melden',
  stage: 'waiting',
  service: 'abmeldung-wohnsitz',
  service_name: 'Abmeldung des Wohnsitzes oder der Nebenwohnung',
  channel: 'video',
  since: at(-26),
  arrived_at: at(-26),
  slot_start: at(-14),
  language: 'de',
  away: false,
  check: 'fine',
  order: '1-3',
};

const visits: VisitRow[] = [
  row,
  { ...row, visit: 'v2', order: '1-1', stage: 'in-call', since: at(-50), slot_start: at(-60) },
  { ...row, visit: 'v3', order: '1-2', stage: 'called', since: at(-1), service_name: 'Meldebescheinigung' },
  { ...row, visit: 'v4', order: '1-4', away: true, arrived_at: at(-9), slot_start: at(5), language: 'vi' },
  { ...row, visit: 'v5', order: '1-5', away: true, arrived_at: at(-3), slot_start: null, channel: 'phone' },
  { ...row, visit: 'v10', order: '1-0', stage: 'parked', since: at(-18), slot_start: at(-40) },
  { ...row, visit: 'v6', queue: 'parken', arrived_at: at(-8), slot_start: at(-7), order: '1-6' },
  { ...row, visit: 'v7', queue: 'parken', arrived_at: at(-4), slot_start: at(6), order: '1-7' },
  { ...row, visit: 'v8', queue: 'parken', arrived_at: at(-2), slot_start: at(6), order: '1-8' },
  { ...row, visit: 'v9', queue: 'pass', stage: 'called', since: at(-1.2), order: '1-8' },
];

const alerts: AlertRow[] = [
  { alert: 1, queue: 'melden', kind: 'wait-too-long', since: at(-1), value: 1560, limit: 1500, taken_by: 'Robin Muster', taken_at: at(0) },
  { alert: 2, queue: 'parken', kind: 'no-desk', since: at(-3), value: 300, limit: 120 },
];

const everyAlert: AlertRow[] = (['wait-too-long', 'too-many-waiting', 'office-late', 'no-desk', 'nobody-comes'] as const).map((kind, n) => ({
  alert: n + 1,
  queue: 'melden',
  kind,
  since: at(-n),
  value: kind === 'too-many-waiting' || kind === 'nobody-comes' ? 12 : 1980,
  limit: kind === 'too-many-waiting' || kind === 'nobody-comes' ? 10 : 1800,
}));

/** A day that is busy in the morning, from eight to the moment shown. */
const day: CurvePoint[] = Array.from({ length: 30 }, (_, n) => {
  const busy = n < 5 || n > 28 ? 0 : Math.round(5 + 4 * Math.sin(n / 3));
  return { at: at((n - 29) * 15), waiting: busy, desks: busy ? 2 + Number(n > 10) : 0, calls: busy ? 2 : 0, ended: busy ? n % 3 : 0, wait_s: busy ? busy * 150 : null };
});

const week: CurvePoint[] = Array.from({ length: 7 * 24 }, (_, n) => {
  const begins = at((n - 7 * 24 + 1) * 60 - 20);
  const hour = new Date(begins).getUTCHours();
  const busy = hour > 7 && hour < 16 ? Math.round(4 + 3 * Math.sin(n / 2)) : 0;
  return { at: begins, waiting: busy, desks: busy ? 2 : 0, calls: busy ? 1 : 0, ended: busy, wait_s: busy ? busy * 120 : null };
});

const timeline: Timeline = {
  visit: 'v1',
  queue: 'melden',
  queue_name: 'Bürgeramt – Meldeangelegenheiten',
  service_name: 'Abmeldung des Wohnsitzes',
  channel: 'video',
  stage: 'ended',
  slot_start: at(-30),
  outcome: 'completed',
  waited_s: 900,
  talked_s: 720,
  moves: [
    { version: 1, command: 'arrive', stage: 'waiting', by: 'citizen', at: at(-40) },
    { version: 2, command: 'transfer', stage: 'waiting', by: 'queue-clerk', at: at(-35), queue_name: 'Ausweise' },
    { version: 3, command: 'call', stage: 'called', by: 'queue-clerk', at: at(-25), ahead: 2, reason_given: true },
    { version: 4, command: 'patience-over', stage: 'waiting', by: 'system', at: at(-24) },
    { version: 5, command: 'recall', stage: 'called', by: 'queue-clerk', at: at(-18) },
    { version: 6, command: 'join', stage: 'in-call', by: 'citizen', at: at(-17) },
    { version: 7, command: 'end', stage: 'ended', by: 'queue-clerk', at: at(-5), outcome: 'completed' },
  ],
};

const papers: Papers = {
  curves: (queue, days) => Promise.resolve({ queue, days, points: queue === 'wohnen' ? [] : days === 7 ? week : day }),
  limits: () => Promise.resolve({ wait_s: 1800, waiting: 10, late_s: 600, no_desk_s: 120, no_shows: null }),
  setLimits: (_, limits) => Promise.resolve(limits),
  timeline: () => Promise.resolve(timeline),
  report: () => Promise.resolve(new Blob()),
  others: () => Promise.resolve(['Jugendamt', 'Ausweise', 'Parken'].map((name) => ({ id: name.toLowerCase(), name }))),
};

interface Shown {
  queues?: QueueRow[];
  visits?: VisitRow[];
  alerts?: AlertRow[];
  queue?: string;
  wall?: boolean;
  dark?: boolean;
}

function board({ queue, wall = false, dark = false, ...rows }: Shown = {}): ComponentChild {
  placeSignal.value = place;
  const shown = signal({ queue: queue ?? null, wall, dark });
  const watch: Watch = {
    state: signal({ ...emptyBoard, queues, visits, alerts, ...rows }),
    away: signal(new Map([['v4', Date.parse(at(-8))]])),
    place: shown,
    show: (more) => (shown.value = { ...shown.peek(), ...more }),
    acts: { sendBack: promise, abort: promise, takeCare: promise, close: promise, tell: promise, lend: promise },
    papers,
  };
  return (
    <Frame wide bare={wall}>
      <BoardScreen watch={watch} />
    </Frame>
  );
}

export const examples: readonly Example[] = [
  { name: 'board', show: () => board() },
  { name: 'board-alerts', show: () => board({ alerts: everyAlert }) },
  { name: 'board-well', show: () => board({ queues: [well, { ...well, queue: 'pass', name: 'Ausweise' }], visits: [], alerts: [] }) },
  { name: 'board-empty', show: () => board({ queues: [], visits: [], alerts: [] }) },
  { name: 'board-queue', show: () => board({ queue: 'melden' }) },
  { name: 'board-queue-empty', show: () => board({ queue: 'wohnen' }) },
  { name: 'board-queue-nobody', show: () => board({ queue: 'parken' }) },
  { name: 'board-queue-closed', show: () => board({ queue: 'pass' }) },
  {
    name: 'board-timeline',
    show: () => (
      <Frame wide>
        <div class="board">
          <TimelineView timeline={timeline} />
        </div>
      </Frame>
    ),
  },
  { name: 'board-wall', show: () => board({ wall: true }) },
  { name: 'board-wall-dark', show: () => board({ wall: true, dark: true }) },
  { name: 'board-wall-many', show: () => board({ wall: true, queues: many }) },
];
