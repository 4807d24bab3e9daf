/** Every state of a desk. All names are invented. */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import { OwnMedia } from '../../media';
import { Problem } from '../../problem';
import type { CatalogueView, DeskBookings, HistoryView, QueueRow, Record as VisitRecord, Said, SlotsView, VisitRow } from '../../protocol.gen';
import { emptyDesk, type DeskState } from '../../state/desk';
import { at, NOW, place } from '../../testing/examples';
import { paintedMedia, remote, shownCall } from '../../testing/pictures';
import type { CallShown } from '../call/line';
import { AmendDialog } from './amend';
import { Replaced } from './connection';
import { DayDialog } from './day';
import { DevicesDialog } from './devices';
import { Ending } from './ending';
import { KeySheet } from './keys';
import { LinkShown } from './link';
import { NewBookingDialog } from './new-booking';
import { PhoneDialog } from './phone';
import { Notes } from './notes';
import { CloseQueueDialog, TellDialog } from './queue-dialogs';
import { ReasonDialog } from './reason';
import { DeskScreen } from './screen';
import { Who } from './signing-out';
import { SignedOut } from './signed-out';
import { TransferDialog } from './transfer';
import type { Trace } from './undo';
import { TonesDialog } from './tones-dialog';
import type { Papers, Work } from './work';

const nothing = () => undefined;
const promise = () => Promise.resolve();

const queues: QueueRow[] = [
  { queue: 'melden', name: 'Bürgeramt – Meldeangelegenheiten', open: true, waiting: 6, away: 2, longest_wait_s: 1500, desks: 2, in_call: 1 },
  { queue: 'parken', name: 'Parken', open: true, waiting: 1, away: 0, longest_wait_s: 240, desks: 1, in_call: 0, notice: 'Wir sind heute nur zu zweit. Es dauert länger.' },
];

const targets = [
  { queue: 'jugend', name: 'Jugendamt – Beratung' },
  { queue: 'parken', name: 'Parken' },
  { queue: 'kfz-nord', name: 'Kfz-Zulassung (Bürgeramt Nord)', open: false, opens_at: '2999-11-24T13:00:00Z' },
  { queue: 'kfz-sued', name: 'Kfz-Zulassung (Bürgeramt Süd)' },
  { queue: 'wohnen', name: 'Sozialamt – Wohnberechtigungsschein' },
];

/** An order key as the server makes it: rank and arrival in minutes from now. */
function order(rank: number, arrival: number, group = 1): string {
  return [group, Date.parse(at(rank)), Date.parse(at(arrival))].join('-');
}

const row: VisitRow = {
  visit: 'v1',
  version: 2,
  queue: 'melden',
  stage: 'waiting',
  service: 'abmeldung-wohnsitz',
  service_name: 'Abmeldung des Wohnsitzes oder der Nebenwohnung',
  channel: 'video',
  since: at(-18),
  arrived_at: at(-18),
  slot_start: at(-7),
  language: 'de',
  away: false,
  check: 'fine',
  order: order(-7, -18),
  who: 'Erika Mustermann',
};

const visits: VisitRow[] = [
  row,
  { ...row, visit: 'v2', order: order(0, -9), who: 'Jürgen von der Lippe-Hohenstein', service_name: 'Ummeldung von Haupt- und Nebenwohnsitz innerhalb der Stadt', slot_start: at(0), arrived_at: at(-9), away: true },
  { ...row, visit: 'v3', order: order(1, -9), who: 'Nguyễn Thị Hoa', language: 'vi', slot_start: null, arrived_at: at(-9), needs: 'Bitte langsam sprechen.', check: 'denied' },
  { ...row, visit: 'v4', order: order(-20, -26), who: 'Max Beispiel', service_name: 'Meldebescheinigung', stage: 'in-call', slot_start: at(-20), arrived_at: at(-26), clerk: 'other' },
  { ...row, visit: 'v5', order: order(10, -1), who: 'ليلى حداد', language: 'ar', channel: 'phone', slot_start: at(10), arrived_at: at(-1), passed_over: true, missed: 1, recall_at: at(3) },
  { ...row, visit: 'v7', order: order(-2, -12, 1), who: 'Paul Wartmann', service_name: 'Meldebescheinigung', stage: 'parked', park_reason: 'papers', slot_start: at(-2), arrived_at: at(-12), noted: true, case: 'MB-2026/118' },
  { ...row, visit: 'v8', order: order(5, -6), who: 'Ingeborg Kurz', slot_start: at(5), arrived_at: at(-6), away: true, reach: 'mail' },
  { ...row, visit: 'v9', order: order(6, -4), who: 'Tomasz Zieliński', language: 'pl', slot_start: at(15), arrived_at: at(-4), priority: true, stay_close: true, transferred: true },
  { ...row, visit: 'v6', queue: 'parken', order: order(5, -4), who: 'Anna Schmidt', service_name: 'Anwohnerparkausweis', slot_start: at(5), arrived_at: at(-4), check: 'unknown' },
];

const record: VisitRecord = {
  type: 'record',
  visit: 'v1',
  version: 3,
  stage: 'called',
  since: at(-0.4),
  answer_by: at(0.6),
  reference: 'K7PM-3QXA',
  service: 'abmeldung-wohnsitz',
  service_name: row.service_name,
  channel: 'video',
  language: 'de-simple',
  queue: 'melden',
  who: 'Erika Mustermann',
  needs: 'Ich höre schlecht. Bitte schreiben Sie das Wichtigste auf.',
  documents: ['Ausweis', 'Wohnungsgeberbestätigung'],
  checks: { camera: 'fine', microphone: 'fine', speaker: 'unknown' },
  slot_start: at(-5),
  slot_end: at(10),
  arrived_at: at(-18),
  call: 1,
  peers: [{ seat: 'citizen', role: 'citizen', conn: 'c1' }],
  messages: [said(1, 'clerk', 'Bitte legen Sie Ihren Ausweis bereit.'), said(2, 'citizen', 'Danke, er liegt hier.')],
  moves: [
    { version: 1, command: 'arrive', stage: 'waiting', by: 'citizen', at: at(-18) },
    { version: 2, command: 'call', stage: 'called', by: 'queue-clerk', at: at(-12), detail: 'War schon einmal dran' },
    { version: 3, command: 'patience-over', stage: 'waiting', by: 'system', at: at(-11) },
    { version: 4, command: 'transfer', stage: 'waiting', by: 'queue-clerk', at: at(-10), detail: 'parken' },
    { version: 5, command: 'undo', stage: 'waiting', by: 'queue-clerk', at: at(-9.9) },
    { version: 6, command: 'park', stage: 'parked', by: 'queue-clerk', at: at(-6), detail: 'papers' },
    { version: 7, command: 'resume', stage: 'waiting', by: 'queue-clerk', at: at(-4) },
    { version: 8, command: 'pre-call', stage: 'waiting', by: 'queue-clerk', at: at(-2) },
    { version: 9, command: 'call', stage: 'called', by: 'queue-clerk', at: at(-0.4), detail: 'recall' },
  ],
};

function said(id: number, from: Said['from'], text: string): Said {
  return { type: 'said', visit: 'v1', id, from, text, at: at(id - 12) };
}

const state: DeskState = {
  ...emptyDesk,
  desk: { name: 'Frau Beispiel', state: 'open', queues: ['melden', 'parken'], served_today: 12, targets },
  queues,
  visits,
};

const catalogue: CatalogueView = {
  authority: { id: 'musterstadt', name: 'Stadt Musterstadt', time_zone: 'Europe/Berlin', languages: ['de', 'en'] },
  server_time: NOW,
  departments: [
    {
      id: 'melden',
      name: 'Bürgeramt',
      queue: 'melden',
      opening: {},
      services: [{ id: 'abmeldung-wohnsitz', name: row.service_name, type: 'transactional', channels: ['video', 'phone'], minutes: 15 }],
    },
  ],
};

const bookings: DeskBookings = {
  date: '2026-11-24',
  bookings: [
    { reference: 'K7PM-3QXA', visit: 'v1', service: 'a', service_name: row.service_name, channel: 'video', stage: 'waiting', who: 'Erika Mustermann', language: 'de', slot_start: at(-5), join_url: 'https://termin.example.org/join#abc' },
    { reference: 'Q2WE-88RT', visit: 'v9', service: 'a', service_name: 'Meldebescheinigung', channel: 'phone', stage: 'booked', who: 'Paul Später', language: 'de', slot_start: at(60), join_url: 'https://termin.example.org/join#def' },
    { reference: 'Z5UI-00PA', visit: 'v8', service: 'a', service_name: 'Meldebescheinigung', channel: 'video', stage: 'ended', outcome: 'completed', who: 'Lena Fertig', language: 'de' },
  ],
};

const history: HistoryView = {
  visits: [
    { visit: 'v8', reference: 'Z5UI-00PA', service_name: 'Meldebescheinigung', channel: 'video', who: 'Lena Fertig', outcome: 'completed', ended_at: at(-40), waited_s: 420, talked_s: 660, note: 'Bescheinigung kommt mit der Post.' },
    { visit: 'v7', reference: 'L0KJ-77HG', service_name: 'Abmeldung', channel: 'phone', who: 'Karl Fort', outcome: 'no_show_citizen', ended_at: at(-70) },
  ],
};

const slots: SlotsView = {
  service: 'abmeldung-wohnsitz',
  channel: 'video',
  time_zone: 'Europe/Berlin',
  slots: Array.from({ length: 9 }, (_, n) => ({ start: at(60 + n * 15), end: at(75 + n * 15), local: '' })),
};

const papers: Papers = {
  catalogue: () => Promise.resolve(catalogue),
  slots: () => Promise.resolve(slots),
  book: () => Promise.reject(new Problem('slot-taken')),
  bookings: () => Promise.resolve(bookings),
  history: () => Promise.resolve(history),
};

interface Shown {
  state?: Partial<DeskState>;
  media?: OwnMedia;
  call?: CallShown | null;
  chosen?: string;
  online?: boolean;
  replaced?: boolean;
  note?: string;
  trace?: Trace;
  refuse?: Problem;
}

function work({ media = new OwnMedia(), call = null, chosen, online = true, replaced = false, note, trace, refuse, ...more }: Shown): Work {
  const act = refuse ? () => Promise.reject(refuse) : promise;
  const current = more.state?.current ?? null;
  const notes = new Notes(act, 2 ** 30);
  if (note) notes.write('v1', { note, case: 'AB-2026/0417' });
  if (note) notes.saved('v1');
  return {
    state: signal({ ...state, ...more.state, current: current && note ? { ...current, note, case: 'AB-2026/0417' } : current }),
    acts: {
      setDesk: act, callNext: act, call: act, sendBack: act, park: act, resume: act, skip: act, preCall: act, recall: act, prioritise: act,
      transfer: act, undo: act, takeUp: act, closeQueue: act, tellQueue: act, answered: act, end: act, amend: act, switchToPhone: act, cancel: act, say: act,
    },
    papers,
    media,
    call: signal(call),
    online: signal(online),
    replaced: signal(replaced),
    texts: signal(new Map([['v3', [{ ...said(1, 'citizen', 'Ich bin da, aber ohne Kamera.'), visit: 'v3' }]]])),
    unread: signal(new Map(chosen === 'v3' ? [] : [['v3', 1]])),
    documents: signal(new Map([['abmeldung-wohnsitz', ['Ausweis', 'Wohnungsgeberbestätigung']]])),
    chosen: signal(chosen ?? null),
    notes,
    trace: signal(trace ?? null),
    tones: signal({ arrivals: true, knock: false, queues: { parken: 'fall' } }),
    setTones: promise,
    checkDevices: nothing,
    signOut: promise,
  };
}

function framed(screen: ComponentChild, above?: ComponentChild): ComponentChild {
  placeSignal.value = place;
  return (
    <Frame wide bare above={above} tools={<Who name="Frau Beispiel" onSignOut={promise} />}>
      {screen}
    </Frame>
  );
}

const desk = (shown: Shown = {}) => framed(<DeskScreen work={work(shown)} />);
const inHand = (more: Partial<VisitRecord>): Partial<DeskState> => ({
  current: { ...record, ...more },
  visits: visits.map((one) => (one.visit === 'v1' ? { ...one, stage: more.stage ?? record.stage } : one)),
});
/** So many in the lines, by turns; some have long names. */
const crowd = (many: number): VisitRow[] =>
  Array.from({ length: many }, (_, n) => ({ ...row, visit: `w${n}`, queue: n % 2 ? 'melden' : 'parken', order: order(n, n - 40), arrived_at: at(n - 40), slot_start: at(n), who: n % 5 ? `Person ${n}` : `Dr. Maximiliane-Charlotte von und zu Beispielhausen ${n}`, away: n % 7 === 3 }));
const talking = inHand({ stage: 'in-call', since: at(-4), answer_by: null });
const citizen = remote({ seat: 'citizen', role: 'citizen', name: undefined });
const denied = () => new OwnMedia({ camera: { kind: 'trouble', trouble: 'denied' }, microphone: { kind: 'trouble', trouble: 'denied' } });
const done: Trace = { kind: 'done', verb: 'park', op: 'o', visit: 'v7', who: 'Paul Wartmann', until: Date.parse(at(0)) + 8000 };
const alone = (dialog: ComponentChild) => framed(<div class="desk">{dialog}</div>);

const queueDialog = (dialog: (queue: QueueRow) => ComponentChild) => alone(queues[0] && dialog(queues[0]));

export const examples: readonly Example[] = [
  { name: 'desk-idle', show: () => desk() },
  { name: 'desk-full', show: () => desk({ state: { visits: crowd(40), queues: queues.map((queue) => ({ ...queue, waiting: 20 })) } }) },
  { name: 'desk-chosen', show: () => desk({ chosen: 'v3' }) },
  { name: 'desk-chosen-missed', show: () => desk({ chosen: 'v5' }) },
  { name: 'desk-chosen-parked', show: () => desk({ chosen: 'v7' }) },
  { name: 'desk-undo', show: () => desk({ trace: done }) },
  { name: 'desk-undone', show: () => desk({ trace: { kind: 'undone', verb: 'transfer', who: 'Paul Wartmann', until: Date.parse(at(0)) + 8000 } }) },
  { name: 'desk-undo-late', show: () => desk({ trace: { kind: 'refused', who: 'Paul Wartmann', problem: new Problem('not-now'), until: Date.parse(at(0)) + 8000 } }) },
  { name: 'desk-undo-called', show: () => desk({ state: inHand({ when_called: 'connect' }), media: denied(), trace: done }) },
  { name: 'desk-undo-phone', show: () => desk({ state: inHand({ channel: 'phone', phone: '+49 351 123 45 67', stage: 'in-call' }), trace: done }) },
  { name: 'desk-undo-call', show: () => desk({ state: talking, media: denied(), call: shownCall([citizen]), trace: done }) },
  { name: 'desk-queue-closed', show: () => desk({ state: { queues: queues.map((queue) => ({ ...queue, closed_today: true })) } }) },
  { name: 'desk-nobody', show: () => desk({ state: { visits: [], queues: queues.map((queue) => ({ ...queue, waiting: 0 })) } }) },
  { name: 'desk-only-parked', show: () => desk({ state: { visits: visits.filter(({ stage }) => stage === 'parked') } }) },
  { name: 'desk-all-away', show: () => desk({ state: { visits: visits.filter(({ away }) => away) } }) },
  { name: 'desk-closed', show: () => desk({ state: { desk: { ...state.desk, state: 'closed', queues: [] } } }) },
  { name: 'desk-break', show: () => desk({ state: { desk: { ...state.desk, state: 'break' } } }) },
  { name: 'desk-offline', show: () => desk({ online: false }) },
  { name: 'desk-replaced', show: () => framed(<DeskScreen work={work({ online: false, replaced: true })} />, <Replaced onTakeOver={nothing} />) },
  { name: 'desk-called', show: () => desk({ state: inHand({}), media: paintedMedia() }) },
  { name: 'desk-called-denied', show: () => desk({ state: inHand({ when_called: 'connect' }), media: denied() }) },
  { name: 'desk-phone-called', show: () => desk({ state: inHand({ channel: 'phone', phone: '+49 351 123 45 67', answer_by: null }) }) },
  { name: 'desk-phone-talk', show: () => desk({ state: inHand({ channel: 'phone', phone: '+49 351 123 45 67', stage: 'in-call' }), note: 'Will Rückruf am Freitag.' }) },
  { name: 'desk-call', show: () => desk({ state: talking, media: paintedMedia(), call: shownCall([citizen]), note: 'Abmeldung zum 1. Dezember.' }) },
  { name: 'desk-call-alone', show: () => desk({ state: talking, media: paintedMedia(), call: shownCall([{ ...citizen, here: false, state: 'new', picture: false }], { state: 'new' }) }) },
  { name: 'desk-call-denied', show: () => desk({ state: talking, media: denied(), call: shownCall([citizen]) }) },
  { name: 'desk-call-other-chosen', show: () => desk({ state: talking, media: paintedMedia(), call: shownCall([citizen]), chosen: 'v3' }) },
  { name: 'desk-after', show: () => desk({ state: inHand({ stage: 'ended', outcome: 'completed' }), note: 'Abmeldung zum 1. Dezember.' }) },
  { name: 'desk-after-no-answer', show: () => desk({ state: { current: { ...record, stage: 'waiting', moves: record.moves?.slice(0, 3) ?? [] } } }) },
  { name: 'desk-ending', show: () => alone(<div class="stage-sheet"><Ending stage="in-call" onEnd={promise} onBack={nothing} /></div>) },
  { name: 'desk-ending-unmet', show: () => alone(<div class="stage-sheet"><Ending stage="waiting" onEnd={promise} onBack={nothing} /></div>) },
  { name: 'desk-reason', show: () => alone(<ReasonDialog title="Nguyễn Thị Hoa vorziehen?" text="Vor dieser Person warten noch 2 andere." usual={['Dringend', 'So vereinbart', 'War schon einmal dran', 'Ich kenne den Fall'].map((reason) => ({ reason }))} yes="Aufrufen" onReason={promise} onClose={nothing} />) },
  { name: 'desk-park', show: () => alone(<ReasonDialog title="Erika Mustermann zurückstellen?" text="Der Platz bleibt erhalten." usual={[{ reason: 'papers', word: 'Holt noch Unterlagen', told: 'Bitte holen Sie Ihre Unterlagen.' }, { reason: 'clarify', word: 'Ich muss etwas klären', told: 'Das Amt klärt gerade etwas für Sie.' }]} yes="Zurückstellen" without={{ key: '0', word: 'Ohne Grund' }} onReason={promise} onClose={nothing} />) },
  { name: 'desk-transfer', show: () => alone(<TransferDialog who="Erika Mustermann" targets={targets} onTransfer={promise} onClose={nothing} />) },
  { name: 'desk-tell', show: () => queueDialog((queue) => <TellDialog queue={queue} onTell={promise} onClose={nothing} />) },
  { name: 'desk-close', show: () => queueDialog((queue) => <CloseQueueDialog queue={queue} onCloseQueue={promise} onClose={nothing} />) },
  { name: 'desk-reopen', show: () => queueDialog((queue) => <CloseQueueDialog queue={{ ...queue, closed_today: true }} onCloseQueue={promise} onClose={nothing} />) },
  { name: 'desk-to-phone', show: () => alone(<PhoneDialog known={false} onSwitch={promise} onClose={nothing} />) },
  { name: 'desk-to-phone-known', show: () => alone(<PhoneDialog known onSwitch={promise} onClose={nothing} />) },
  { name: 'desk-amend', show: () => alone(<AmendDialog who="Lena Fertig" outcome="no_show_office" note="Stau." onAmend={promise} onClose={nothing} />) },
  { name: 'desk-new', show: () => alone(<NewBookingDialog papers={papers} queues={['melden']} mine={['melden']} onClose={nothing} />) },
  { name: 'desk-link', show: () => alone(<LinkShown url="https://termin.example.org/join#eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJLN1BNLTNRWEEifQ.c2lnbmF0dXJl" />) },
  { name: 'desk-day', show: () => alone(<DayDialog papers={papers} acts={work({}).acts} onClose={nothing} />) },
  { name: 'desk-devices', show: () => alone(<DevicesDialog media={paintedMedia()} onClose={nothing} />) },
  { name: 'desk-tones', show: () => alone(<TonesDialog work={work({})} onClose={nothing} />) },
  { name: 'desk-keys', show: () => alone(<KeySheet onClose={nothing} />) },
  { name: 'desk-signed-out', show: () => framed(<SignedOut problem={null} onAgain={nothing} />) },
  { name: 'desk-no-cookies', show: () => framed(<SignedOut problem={new Problem('cookies')} onAgain={nothing} />) },
  { name: 'desk-link-expired', show: () => framed(<SignedOut problem={new Problem('token-expired')} onAgain={nothing} />) },
];
