import { expect, test } from 'vitest';
import { addressOf, placeOf } from './place';

test('an address and what it shows lead to each other, and the language stays in it', () => {
  for (const place of [
    { queue: null, wall: false, dark: false },
    { queue: 'melden', wall: false, dark: false },
    { queue: null, wall: true, dark: true },
  ]) {
    const address = addressOf(place, { pathname: '/board', search: '?lang=en&queue=alt&wall=1' });
    const { search } = new URL(address, 'http://localhost');
    expect(placeOf(search)).toEqual(place);
    expect(new URLSearchParams(search).get('lang')).toBe('en');
  }
});
