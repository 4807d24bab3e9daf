import './public.css';
import type { ComponentChild } from 'preact';
import type { Example } from '../../example';
import { Frame } from '../../frame/frame';
import { place as placeSignal } from '../../frame/place';
import { Problem } from '../../problem';
import type { BookingView, CatalogueView, DepartmentView, ServiceView } from '../../protocol.gen';
import { at, place } from '../../testing/examples';
import { Booking } from './booking';
import { CatalogueScreen } from './catalogue';
import { Manage, ManageScreen } from './manage';
import { BookingSteps } from './steps';

const service: ServiceView = {
  id: 'abmeldung-wohnsitz',
  name: 'Abmeldung des Wohnsitzes oder der Nebenwohnung',
  type: 'transactional',
  channels: ['video', 'phone'],
  minutes: 15,
  documents: ['Ausweis'],
  next_free: at(1500),
};

const department: DepartmentView = {
  id: 'buergeramt-melden',
  name: 'Bürgeramt – Meldeangelegenheiten',
  queue: 'melden',
  opening: {},
  phone: '0351 488 6070',
  services: [
    service,
    { ...service, id: 'ummeldung', name: 'Ummeldung innerhalb der Stadt', legal_gate: 'appearance-in-person', documents: ['Ausweis', 'Wohnungsgeberbestätigung'], next_free: at(200) },
    { ...service, id: 'pass', name: 'Reisepass', channels: [], documents: [], note: 'Fingerabdrücke gehen nur vor Ort.', next_free: null },
    { ...service, id: 'fuehrungszeugnis', name: 'Führungszeugnis', status: 'planned', channels: ['phone'], documents: [] },
  ],
};

const catalogue: CatalogueView = {
  authority: { id: 'musterstadt', name: 'Stadt Musterstadt', time_zone: 'Europe/Berlin', languages: ['de', 'de-simple', 'en'], phone: '0351 488 0' },
  departments: [department, { ...department, id: 'jugendamt', name: 'Jugendamt', phone: null, services: [{ ...service, id: 'beratung', name: 'Beratung für Eltern', channels: ['phone'], sensitive: true, interpreter: true }] }],
  server_time: at(0),
};

const slots = [1500, 1515, 1530, 1560, 1605, 1620, 2940, 2955, 2985, 4380, 4395, 5820].map((minutes) => ({
  start: at(minutes),
  end: at(minutes + 15),
  local: '',
}));

const view: BookingView = {
  reference: 'K7PM-3QXA',
  service: service.id,
  service_name: service.name,
  department_name: department.name,
  channel: 'video',
  status: 'booked',
  visit: { stage: 'booked' },
  opens_at: at(1485),
  slot_start: at(1500),
  slot_end: at(1515),
  documents: ['Ausweis'],
  join_url: '/join#token',
};

function framed(screen: ComponentChild): ComponentChild {
  placeSignal.value = place;
  return (
    <Frame>
      <div class="public">{screen}</div>
    </Frame>
  );
}

function booking(prepare: (booking: Booking) => void): ComponentChild {
  const made = new Booking(service, department, catalogue.authority.languages);
  made.slots.value = slots;
  made.form.value = { ...made.form.value, name: 'Kim Muster', email: 'kim@example.org', phone: '0151 23456789' };
  made.slot.value = slots[0] ?? null;
  prepare(made);
  return framed(<BookingSteps booking={made} languages={catalogue.authority.languages} />);
}

function manage(prepare: (manage: Manage) => void): ComponentChild {
  const made = new Manage('K7PM-3QXA', 'token');
  prepare(made);
  return framed(<ManageScreen manage={made} />);
}

export const examples: readonly Example[] = [
  { name: 'catalogue', show: () => framed(<CatalogueScreen catalogue={catalogue} />) },
  { name: 'booking-time', show: () => booking(() => undefined) },
  { name: 'booking-none-free', show: () => booking((made) => (made.slots.value = [])) },
  { name: 'booking-person', show: () => booking((made) => (made.step.value = 'person')) },
  {
    name: 'booking-mistakes',
    show: () =>
      booking((made) => {
        made.step.value = 'person';
        made.write({ name: '', email: 'kim@', phone: 'x' });
        made.toSummary();
      }),
  },
  { name: 'booking-summary', show: () => booking((made) => (made.step.value = 'summary')) },
  {
    name: 'booking-taken',
    show: () =>
      booking((made) => {
        made.step.value = 'summary';
        made.problem.value = new Problem('slot-taken');
      }),
  },
  {
    name: 'booking-already',
    show: () =>
      booking((made) => {
        made.step.value = 'summary';
        made.already.value = {
          reference: 'K7PM-3QXA',
          manage_token: 'm',
          join_url: '',
          calendar_url: '',
          manage_url: '/#booking=K7PM-3QXA',
          visit: 'v1',
          opens_at: at(1485),
          slot_start: at(1500),
        };
      }),
  },
  {
    name: 'booking-done',
    show: () =>
      booking((made) => {
        made.step.value = 'done';
        made.made.value = {
          reference: 'K7PM-3QXA',
          manage_token: 'm',
          join_url: 'https://termine.example/join#eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl',
          calendar_url: '',
          manage_url: '/#booking=K7PM-3QXA',
          visit: 'v1',
          opens_at: at(1485),
        };
      }),
  },
  { name: 'manage', show: () => manage((made) => (made.booking.value = view)) },
  {
    name: 'manage-move',
    show: () =>
      manage((made) => {
        made.booking.value = view;
        made.free.value = slots;
      }),
  },
  {
    name: 'manage-cancelled',
    show: () => manage((made) => (made.booking.value = { ...view, status: 'cancelled', visit: { stage: 'ended', outcome: 'cancelled' } })),
  },
  { name: 'manage-wrong-token', show: () => manage((made) => (made.problem.value = new Problem('token-invalid'))) },
];
