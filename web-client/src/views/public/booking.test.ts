import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookingMade, DepartmentView, ServiceView } from '../../protocol.gen';
import { Booking } from './booking';

const service = { id: 'ausweis', channels: ['video'] } as unknown as ServiceView;
const slot = (start: string) => ({ start, end: start, local: '10:15' });
const made = { reference: 'K7PM-3QXA', manage_token: 'm', slot_start: '2026-11-24T09:15:00Z' } as BookingMade;

let keys: (string | null)[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  sessionStorage.clear();
  [keys, answers] = [[], []];
  history.replaceState(null, '', '#service=ausweis');
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Headers }) => {
    keys.push(headers.get('Idempotency-Key'));
    const answer = answers.shift();
    if (!answer) throw new TypeError('the network is gone');
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

function filledIn(): Booking {
  const booking = new Booking(service, {} as DepartmentView, ['de']);
  booking.pickSlot(slot('2026-11-24T09:15:00Z'));
  booking.write({ name: 'Kim', consent: true });
  return booking;
}

test('a reload after the booking shows the booking, without a secret in the address', async () => {
  const booking = filledIn();
  answers = [() => new Response(JSON.stringify(made), { status: 201 })];
  await booking.book();
  expect(location.hash).toBe('#service=ausweis&step=done');
  const reloaded = new Booking(service, {} as DepartmentView, ['de']);
  reloaded.arrive('done');
  expect([reloaded.step.value, reloaded.made.value]).toEqual(['done', made]);
});

const reused = (booking?: BookingMade) => () => new Response(JSON.stringify({ type: '/problems/op-reused', ...(booking ? { booking } : {}) }), { status: 409 });

test('the answer is lost and another time is picked: the same secret key, and what is booked is shown', async () => {
  const booking = filledIn();
  await booking.book();
  expect(booking.problem.value?.kind).toBe('offline');
  booking.pickSlot(slot('2026-11-24T09:30:00Z'));
  answers = [reused(made)];
  await booking.book();
  expect(keys[1]).toBe(keys[0]);
  expect(keys[0]?.length).toBeGreaterThanOrEqual(32);
  expect(booking.already.value).toEqual(made);
});

test('what was booked is over: the next press is a new attempt', async () => {
  const booking = filledIn();
  answers = [reused(), () => new Response(JSON.stringify(made), { status: 201 })];
  await booking.book();
  expect([booking.already.value, booking.problem.value?.kind]).toEqual([null, 'op-reused']);
  await booking.book();
  expect(keys[1]).not.toBe(keys[0]);
  expect(booking.step.value).toBe('done');
});

test('a browser without randomUUID has a key all the same', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const booking = filledIn();
  await booking.book();
  expect(keys[0]?.length).toBeGreaterThanOrEqual(32);
});
