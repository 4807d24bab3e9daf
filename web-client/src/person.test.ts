import { describe, expect, test } from 'vitest';
import { dialled, mistakeInEmail, mistakeInName, mistakeInPhone, mistakeOf } from './person';
import { Problem } from './problem';

describe('a name', () => {
  test.each(['Kim', '李', '4711', '❤️ Anna'])('%s is one', (name) => expect(mistakeInName(name)).toBeNull());
  test.each([' ', ''])('nothing is asked for', (name) => expect(mistakeInName(name)).toBe('mistake-name'));
  test.each(['\u3164', '\u115f\u1160', '\u2800', '\u200d', '...', '👩'])('what nobody can see or say is none', (name) =>
    expect(mistakeInName(name)).toBe('mistake-name-unseen'),
  );
});

describe('a mail address', () => {
  test.each(['a@x.example', ' a@x.example ', 'a+b@straße.example', 'A.B@例え.テスト'])('%s is one', (email) => expect(mistakeInEmail(email)).toBeNull());
  test.each([
    ['müller@x.example', 'mistake-email-name'],
    ['a..b@x.example', 'mistake-email-name'],
    ['a b@x.example', 'mistake-email-name'],
    ['a@x.example.', 'mistake-email-host'],
    ['a@x.example,', 'mistake-email-host'],
    ['a@x..example', 'mistake-email-host'],
    ['a@x', 'mistake-email-host'],
    ['a', 'mistake-email'],
    ['@x.example', 'mistake-email'],
    ['a@', 'mistake-email'],
  ])('%s: the part that is wrong is named', (email, key) => expect(mistakeInEmail(email)).toBe(key));
});

describe('a telephone number', () => {
  test.each(['+49 (0)351 1234567', '(0351) 1234567', '٠٣٥١١٢٣٤٥٦٧', '０３５１１２３', '0351–1234567', '0351\u00a0123\u202f45', '\u202a03511234567\u202c', '115'])('%s is one', (phone) =>
    expect(mistakeInPhone(phone)).toBeNull(),
  );
  test.each([
    ['...', 'mistake-phone-short'],
    ['+---', 'mistake-phone-short'],
    ['12', 'mistake-phone-short'],
    ['0351 12 App. 3', 'mistake-phone'],
    ['0351+12', 'mistake-phone'],
    ['heute', 'mistake-phone'],
  ])('%s is none', (phone, key) => expect(mistakeInPhone(phone)).toBe(key));
  test('is dialled without the zero in brackets, abroad only', () => {
    expect(dialled('+49 (0)351 12-0')).toBe('tel:+49351120');
    expect(dialled('0049 (0) 351 12')).toBe('tel:004935112');
    expect(dialled('(0351) 12')).toBe('tel:035112');
  });
});

test('what the server finds wrong stands at its field', () => {
  const refused = (field: string, why?: string) => mistakeOf(new Problem('bad-request', '', 'no', { field, why }));
  expect(refused('person.email', 'host')).toEqual({ field: 'email', key: 'mistake-email-host' });
  expect(refused('person.phone', 'form')).toEqual({ field: 'phone', key: 'mistake-phone' });
  expect(refused('slot')).toBeNull();
  expect(mistakeOf(new Problem('slot-taken'))).toBeNull();
});
