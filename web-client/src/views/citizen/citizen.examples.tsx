import './citizen.css';
/** Every state a citizen can see. */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import { OwnMedia } from '../../media';
import { Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { at, place, said, visit } from '../../testing/examples';
import { paintedMedia, remote, shownCall } from '../../testing/pictures';
import type { CheckResult, WhyAnswer } from '../../wire';
import { FreeTimes } from '../public/free';
import { AppointmentScreen } from './appointment';
import { CallScreen } from './call';
import { CallBackDialog } from './call-back';
import { CalledScreen } from './called';
import { CheckScreen } from './check';
import { ConnectingScreen } from './connecting';
import { ElsewhereScreen } from './elsewhere';
import { GoodbyeScreen } from './goodbye';
import type { Acts } from './journey';
import { MoveScreen } from './move';
import { NoSessionScreen } from './no-session';
import { PassedOverScreen } from './passed-over';
import { PhoneCallScreen, PhoneRingsScreen } from './telephone';
import { WaitingScreen } from './waiting';
import { WhoseScreen } from './whose';
import { Reasons } from './why';

const nothing = () => undefined;
const promise = () => Promise.resolve();

function framed(screen: ComponentChild, bare = false, city = place): ComponentChild {
  placeSignal.value = city;
  return (
    <Frame phone={visit.office_phone} bare={bare}>
      {screen}
    </Frame>
  );
}

const acts: Acts = {
  arrive: promise,
  join: promise,
  leave: promise,
  say: promise,
  holdOn: promise,
  stepAway: promise,
  callBack: promise,
  move: promise,
  why: () => Promise.resolve({ before: [{ cause: 'appointment', count: 2 }] }),
};

const appointment = (more: Partial<CitizenVisit>, moved = false) =>
  framed(<AppointmentScreen visit={{ ...visit, ...more }} moved={moved} onContinue={nothing} onMove={promise} />);
const check = (media: () => OwnMedia, result: CheckResult = 'unknown') =>
  framed(<CheckScreen visit={visit} media={media()} speaker={signal(result)} onArrive={promise} onBack={nothing} />);
const waiting = (more: Partial<CitizenVisit>, returned?: string) =>
  framed(<WaitingScreen visit={{ ...visit, stage: 'waiting', has_mail: true, ...more }} returned={returned} acts={acts} />);
const called = (more: Partial<CitizenVisit>, byItself = false) =>
  framed(
    <CalledScreen visit={{ ...visit, stage: 'called', answer_by: at(0.75), ...more }} byItself={byItself} onJoin={promise} onHoldOn={promise} />,
    true,
  );
const inCall = (call: Parameters<typeof shownCall>, media: () => OwnMedia = paintedMedia, city = place) =>
  framed(
    <CallScreen
      visit={{ ...visit, stage: 'in-call', since: at(-4), messages: [said(1, 'clerk', 'Guten Tag!')] }}
      call={shownCall(...call)}
      media={media()}
      onSay={promise}
      onLeave={promise}
    />,
    true,
    city,
  );

const position = { type: 'position' as const, visit: 'v1', ahead: 2, earliest_s: 300, latest_s: 720 };
const office = { type: 'office' as const, queue: 'melden', open: true, desks: 2 };
const lateBy = (n: number) => ({ slot_start: at(-n), slot_end: at(15 - n), arrived_at: at(-n - 5) });
const freeTimes = () => {
  const times = new FreeTimes();
  times.slots.value = [1440, 1455, 1500, 1545, 2880, 2910].map((n) => ({ start: at(n), end: at(n + 15), local: '' }));
  return times;
};
const why: WhyAnswer['before'] = [
  { cause: 'appointment', count: 3 },
  { cause: 'called-out-of-turn', count: 1 },
  { cause: 'you-were-away', count: 1 },
];
/** An invented shield. */
const withEmblem = { ...place, emblem: `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 24"><path d="M1 1h18v12c0 6-4 8-9 10-5-2-9-4-9-10z" fill="#fc0" stroke="#222"/><path d="M10 1v22M1 11h18" stroke="#222"/></svg>')}` };
const clerk = { seat: 'clerk' as const, role: 'clerk', name: 'Frau Beispiel', conn: 'c1' };

export const examples: readonly Example[] = [
  { name: 'appointment-open', show: () => appointment({}) },
  { name: 'appointment-early', show: () => appointment({ opens_at: at(125), slot_start: at(140), slot_end: at(155) }) },
  { name: 'appointment-other-day', show: () => appointment({ opens_at: at(3000), slot_start: at(3015), slot_end: at(3030) }) },
  { name: 'appointment-late', show: () => appointment({ slot_start: at(-12), slot_end: at(3), closes_at: at(33) }) },
  { name: 'appointment-phone', show: () => appointment({ channel: 'phone' }) },
  {
    name: 'appointment-closed',
    show: () => appointment({ office: { ...office, open: false, desks: 0, opens_at: at(10) } }),
  },
  { name: 'appointment-closed-today', show: () => appointment({ office: { ...office, closed_today: true } }) },
  { name: 'appointment-moved', show: () => appointment({ opens_at: at(1425), slot_start: at(1440), slot_end: at(1455) }, true) },
  { name: 'check-before', show: () => check(() => new OwnMedia()) },
  { name: 'check-fine', show: () => check(paintedMedia, 'fine') },
  {
    name: 'check-denied',
    show: () =>
      check(
        () =>
          new OwnMedia({ camera: { kind: 'trouble', trouble: 'denied' }, microphone: { kind: 'trouble', trouble: 'denied' } }),
      ),
  },
  {
    name: 'check-no-camera',
    show: () =>
      check(() => new OwnMedia({ camera: { kind: 'trouble', trouble: 'absent' }, microphone: { kind: 'asking' } }), 'absent'),
  },
  { name: 'waiting', show: () => waiting({ position, messages: [said(1, 'clerk', 'Bitte legen Sie Ihren Ausweis bereit.'), said(2, 'citizen', 'Danke, er liegt hier.')] }) },
  { name: 'waiting-next', show: () => waiting({ position: { ...position, ahead: 0, earliest_s: 0, latest_s: 180 }, when_called: 'connect' }) },
  { name: 'waiting-reason', show: () => waiting({ position: { ...position, earliest_s: 600, latest_s: 1200, reason: 'takes-longer' } }) },
  { name: 'waiting-stay-close', show: () => waiting({ position: { ...position, ahead: 0, earliest_s: 0, latest_s: 120 }, stay_close: true }) },
  { name: 'waiting-late', show: () => waiting({ position, ...lateBy(6) }) },
  { name: 'waiting-very-late', show: () => waiting({ position: { ...position, reason: 'fewer-desks' }, ...lateBy(14) }) },
  { name: 'waiting-very-late-no-desk', show: () => waiting({ position: { type: 'position', visit: 'v1', ahead: 1 }, office: { ...office, desks: 0 }, ...lateBy(72) }) },
  { name: 'waiting-returned', show: () => waiting({ position: { ...position, ahead: 0 } }, 'clerk-gone') },
  { name: 'waiting-passed-on', show: () => waiting({ position, department_name: 'Standesamt', documents: ['Geburtsurkunde'] }, 'transfer') },
  { name: 'waiting-no-desk', show: () => waiting({ position: { type: 'position', visit: 'v1', ahead: 1 }, office: { ...office, desks: 0 } }) },
  { name: 'waiting-closed', show: () => waiting({ position, office: { ...office, open: false, desks: 0, opens_at: at(20) } }) },
  {
    name: 'waiting-notice',
    show: () =>
      waiting({ position, office: { ...office, closed_today: true, notice: 'Wegen eines Feueralarms machen wir bis 14:30 Uhr Pause.', notice_at: at(-4) } }),
  },
  { name: 'waiting-parked', show: () => waiting({ stage: 'parked', since: at(-4) }) },
  { name: 'waiting-parked-papers', show: () => waiting({ stage: 'parked', since: at(-4), hold: 'papers' }) },
  { name: 'waiting-away', show: () => waiting({ position, reach: 'mail' }) },
  { name: 'waiting-away-push', show: () => waiting({ position, reach: 'push' }) },
  { name: 'waiting-away-close', show: () => waiting({ position: { ...position, ahead: 0 }, reach: 'mail', stay_close: true }) },
  { name: 'waiting-phone', show: () => waiting({ channel: 'phone', position }) },
  { name: 'waiting-phone-stay-close', show: () => waiting({ channel: 'phone', position, stay_close: true }) },
  {
    name: 'waiting-call-back',
    show: () => framed(<CallBackDialog visit={{ ...visit, stage: 'waiting' }} acts={acts} onClose={nothing} />),
  },
  {
    name: 'waiting-call-back-known',
    show: () => framed(<CallBackDialog visit={{ ...visit, stage: 'waiting', has_phone: true }} acts={acts} onClose={nothing} />),
  },
  { name: 'waiting-move', show: () => framed(<MoveScreen visit={{ ...visit, stage: 'waiting' }} times={freeTimes()} move={promise} onClose={nothing} />) },
  { name: 'waiting-why', show: () => framed(<article class="sheet"><h1 class="kern-heading-medium">Warteraum</h1><Reasons before={why} /></article>) },
  { name: 'passed-over', show: () => framed(<PassedOverScreen visit={visit} onBack={promise} onLeave={promise} />) },
  { name: 'passed-over-phone', show: () => framed(<PassedOverScreen visit={{ ...visit, channel: 'phone' }} onBack={promise} onLeave={promise} />) },
  { name: 'called', show: () => called({ peers: [clerk] }) },
  { name: 'called-emblem', show: () => framed(<CalledScreen visit={{ ...visit, stage: 'called', answer_by: at(0.75), peers: [clerk] }} byItself={false} onJoin={promise} onHoldOn={promise} />, true, withEmblem) },
  { name: 'called-soon', show: () => called({ peers: [clerk], answer_by: at(0.25) }) },
  { name: 'called-by-itself', show: () => called({ peers: [clerk] }, true) },
  { name: 'called-hold-on', show: () => called({ peers: [clerk], may_hold_on: true }) },
  { name: 'called-phone', show: () => framed(<PhoneRingsScreen visit={{ ...visit, stage: 'called', channel: 'phone' }} />, true) },
  { name: 'call-phone', show: () => framed(<PhoneCallScreen visit={{ ...visit, stage: 'in-call', channel: 'phone' }} onSay={promise} />) },
  { name: 'call', show: () => inCall([[remote()]]) },
  { name: 'call-connecting', show: () => inCall([[remote({ state: 'connecting', picture: false })], { state: 'connecting' }], paintedMedia, withEmblem) },
  { name: 'call-three', show: () => inCall([[remote(), remote({ seat: 'interpreter', name: 'Herr Muster', picture: false })]]) },
  { name: 'call-interrupted', show: () => inCall([[remote({ state: 'disconnected', picture: false })], { state: 'disconnected' }]) },
  { name: 'call-poor', show: () => inCall([[remote()], { poor: true }]) },
  { name: 'call-alone', show: () => inCall([[remote({ here: false, state: 'new', picture: false })], { state: 'new' }]) },
  { name: 'call-silent', show: () => inCall([[remote()]], () => new OwnMedia()) },
  { name: 'goodbye-completed', show: () => framed(<GoodbyeScreen outcome="completed" service={visit.service_name} phone={visit.office_phone} />) },
  { name: 'goodbye-come-in-person', show: () => framed(<GoodbyeScreen outcome="come_in_person" service={visit.service_name} phone={visit.office_phone} />) },
  { name: 'goodbye-no-show-office', show: () => framed(<GoodbyeScreen outcome="no_show_office" />) },
  { name: 'elsewhere', show: () => framed(<ElsewhereScreen onTakeOver={nothing} />) },
  { name: 'whose', show: () => framed(<WhoseScreen visits={[visit]} onMine={() => undefined} />) },
  { name: 'blocked', show: () => framed(<ConnectingScreen blocked visit={visit} />) },
  { name: 'no-session', show: () => framed(<NoSessionScreen problem={null} onAgain={nothing} />) },
  { name: 'token-invalid', show: () => framed(<NoSessionScreen problem={new Problem('token-invalid')} onAgain={nothing} />) },
  { name: 'offline', show: () => framed(<NoSessionScreen problem={new Problem('offline', '', 'later')} onAgain={nothing} />) },
];
