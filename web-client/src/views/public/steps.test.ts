/** Back, Forward and reload on the way to a booking: each step has an address, and nothing typed is lost. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookingMade, DepartmentView, ServiceView, SlotView } from '../../protocol.gen';
import { Booking } from './booking';
import { routeOf, type Step } from './route';

const service = { id: 'pass', name: 'Pass', channels: ['video'] } as unknown as ServiceView;
const slot = { start: '2026-11-24T09:00:00Z', end: '2026-11-24T09:30:00Z' } as unknown as SlotView;
const made = { reference: 'K7PM-3QXA', manage_token: 'm', join_url: '/join#x' } as unknown as BookingMade;
let booking: Booking;

/** The page as it is after a load: what the address says is what it shows. */
function load(): Booking {
  const route = routeOf(location.hash);
  const opened = new Booking(service, {} as DepartmentView, ['de']);
  opened.arrive(route.kind === 'service' ? route.step : 'time');
  return opened;
}

const step = (): Step => booking.step.value;

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal('fetch', async (_path: string, { method }: RequestInit) => Response.json(method === 'POST' ? made : { slots: [slot] }));
  history.replaceState(null, '', '#service=pass');
  booking = load();
});

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
  history.replaceState(null, '', location.pathname);
});

test('a reload shows the same step with what was typed', () => {
  booking.pickSlot(slot);
  expect(location.hash).toBe('#service=pass&step=person');
  booking.write({ name: 'Kim Muster', needs: 'Gebärden' });
  booking = load();
  expect([step(), booking.form.value.name, booking.form.value.needs, booking.slot.value]).toEqual(['person', 'Kim Muster', 'Gebärden', slot]);
  booking.toSummary();
  booking = load();
  expect(step()).toBe('summary');
});

test('Back keeps what was typed, and Forward finds it', () => {
  booking.pickSlot(slot);
  booking.write({ name: 'Kim Muster' });
  booking.arrive('time');
  expect(step()).toBe('time');
  booking.arrive('person');
  expect([step(), booking.form.value.name]).toEqual(['person', 'Kim Muster']);
});

test('a step that cannot be shown is the first', () => {
  booking.arrive('summary');
  expect([step(), location.hash]).toEqual(['time', '#service=pass']);
});

test('the confirmation survives a reload, what was typed is forgotten, and Back begins anew', async () => {
  booking.pickSlot(slot);
  booking.write({ name: 'Kim Muster', email: 'kim@example.org', consent: true });
  booking.toSummary();
  await booking.book();
  expect([step(), location.hash]).toEqual(['done', '#service=pass&step=done']);
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('Kim');
  booking = load();
  expect([step(), booking.made.value, booking.slot.value, booking.mailed.value]).toEqual(['done', made, slot, true]);
  booking.arrive('person');
  expect([step(), booking.made.value, booking.form.value.name]).toEqual(['time', null, '']);
});
