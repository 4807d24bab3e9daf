/** Every state of a board. */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import type { QueueRow, VisitRow } from '../../protocol.gen';
import { emptyBoard } from '../../state/board';
import { at, place } from '../../testing/examples';
import { BoardScreen } from './screen';

const promise = () => Promise.resolve();
const nothing = () => undefined;

const well: QueueRow = { queue: 'wohnen', name: 'Wohnen und Wohnberechtigung', open: true, waiting: 0, away: 0, longest_wait_s: 0, desks: 2, in_call: 1 };
const queues: QueueRow[] = [
  well,
  { ...well, queue: 'melden', name: 'Bürgeramt – Meldeangelegenheiten', waiting: 4, desks: 1, away: 2 },
  { ...well, queue: 'parken', name: 'Parken', waiting: 3, desks: 0, in_call: 0 },
  { ...well, queue: 'jugend', name: 'Jugendamt', open: false, opens_at: at(900), desks: 0, in_call: 0 },
  { ...well, queue: 'pass', name: 'Ausweise', in_call: 1, desks: 3 },
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
  { ...row, visit: 'v6', queue: 'parken', arrived_at: at(-8), slot_start: at(-7), order: '1-6' },
  { ...row, visit: 'v7', queue: 'parken', arrived_at: at(-4), slot_start: at(6), order: '1-7' },
  { ...row, visit: 'v8', queue: 'parken', arrived_at: at(-2), slot_start: at(6), order: '1-8' },
  { ...row, visit: 'v9', queue: 'pass', stage: 'called', since: at(-1.2), order: '1-8' },
];

interface Shown {
  queues?: QueueRow[];
  visits?: VisitRow[];
  queue?: string;
  wall?: boolean;
}

function board({ queue, wall = false, ...rows }: Shown = {}): ComponentChild {
  placeSignal.value = place;
  const watch = {
    state: signal({ ...emptyBoard, queues, visits, ...rows }),
    away: signal(new Map([['v4', Date.parse(at(-8))]])),
    queue: signal(queue ?? null),
    wall: signal(wall),
    show: nothing,
    sendBack: promise,
    abort: promise,
  };
  return (
    <Frame wide bare={wall}>
      <BoardScreen watch={watch} />
    </Frame>
  );
}

export const examples: readonly Example[] = [
  { name: 'board', show: () => board() },
  { name: 'board-well', show: () => board({ queues: [well, { ...well, queue: 'pass', name: 'Ausweise' }], visits: [] }) },
  { name: 'board-empty', show: () => board({ queues: [], visits: [] }) },
  { name: 'board-queue', show: () => board({ queue: 'melden' }) },
  { name: 'board-queue-empty', show: () => board({ queue: 'wohnen' }) },
  { name: 'board-queue-nobody', show: () => board({ queue: 'parken' }) },
  { name: 'board-wall', show: () => board({ wall: true }) },
  { name: 'board-wall-many', show: () => board({ wall: true, queues: many }) },
];
