import { expect, test } from 'vitest';
import { straightened } from './address';
import { readFragment } from './session';
import { routeOf } from './views/public/route';

const TOKEN = `eyJ0eXAi.eyJpc3Mi.${'s'.repeat(86)}`;
const KEY = 'k'.repeat(43);
const MANAGE = `booking=ABCD-1234.${KEY}`;

test.each([
  ['/join', `#${TOKEN}`],
  [`/join%23${TOKEN}`, ''],
  [`/join%2523${TOKEN}`, ''],
  ['/join/', `#${TOKEN}`],
  [`/join/%23${TOKEN}`, ''],
  ['/join', `#%23${TOKEN}`],
])('%s%s is the waiting room with its token', (path, hash) => {
  const found = straightened(path, hash);
  expect(found).toEqual({ path: '/join', hash: `#${TOKEN}` });
});

test.each([`/%23${MANAGE}`, `/%2523${MANAGE}`, `/%23booking%3DABCD-1234.${KEY}`])('%s is the booking', (path) => {
  expect(routeOf(straightened(path, '').hash)).toEqual({ kind: 'booking', reference: 'ABCD-1234', token: KEY });
});

test('a percent sign that is none stays', () => {
  expect(straightened('/', '#100%')).toEqual({ path: '/', hash: '#100%' });
  expect(straightened('/desk', '')).toEqual({ path: '/desk', hash: '' });
});

test.each(['', '.', '>', ')', ',', ';', '&utm_source=x', '?x=y', ' and more', '\u00a0'])('a token with %j behind it is whole', (end) => {
  expect(readFragment(`#${TOKEN}${end}`)).toEqual({ token: TOKEN });
});

test('one that was cut, or grew, is sent as it is: the server says that it is not valid', () => {
  expect(readFragment(`#${TOKEN.slice(0, -5)}`)).toEqual({ token: TOKEN.slice(0, -5) });
  expect(readFragment(`#${TOKEN}x`)).toEqual({ token: `${TOKEN}x` });
});

test.each(['', '.', '>', ')', ',', '&utm_source=x'])('a link to a booking with %j behind it is whole', (end) => {
  expect(routeOf(`#${MANAGE}${end}`)).toEqual({ kind: 'booking', reference: 'ABCD-1234', token: KEY });
});

test.each([MANAGE.toLowerCase(), `booking=ABCD-1234.${'k'.repeat(20)} ${'k'.repeat(23)}`, 'booking=ABCD-1234.', 'booking=', 'booking', `${MANAGE}k`, 'booking=ABCD-12'])(
  'a damaged one, %s, is not taken for the catalogue',
  (fragment) => expect(routeOf(straightened('/', `#${fragment}`).hash)).toEqual({ kind: 'damaged' }),
);
