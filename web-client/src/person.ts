/**
 * What a person is reached by: name, mail address, telephone number. The server has the last word (its
 * `why` is the end of a key here); this much is said before anything is sent.
 */
import type { Problem } from './problem';

export type Field = 'name' | 'email' | 'phone';

const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const NAME_OF_ADDRESS = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const LEAST_DIGITS = 3;

/** The text key of what is wrong with a name, or null. */
export function mistakeInName(name: string): string | null {
  if (!name.trim()) return 'mistake-name';
  return /[\p{L}\p{N}]/u.test(name.replace(UNSEEN, '')) ? null : 'mistake-name-unseen';
}

/** The text key of what is wrong with a mail address, and with which part of it, or null. */
export function mistakeInEmail(email: string): string | null {
  const at = email.trim().lastIndexOf('@');
  const name = email.trim().slice(0, at);
  const host = email.trim().slice(at + 1);
  if (at < 1 || !host || name.includes('@')) return 'mistake-email';
  if (!NAME_OF_ADDRESS.test(name)) return 'mistake-email-name';
  return /^[^\s.,;<>()]+(?:\.[^\s.,;<>()]+)+$/.test(host) ? null : 'mistake-email-host';
}

/** The text key of what is wrong with a telephone number, or null. Digits of any script are digits. */
export function mistakeInPhone(phone: string): string | null {
  const seen = phone.replace(/\p{Cf}/gu, '').trim();
  if (!/^[\s(]*[+\uff0b]?[\p{Nd}\s()/.\p{Pd}\u2212\uff08\uff09\uff0f\u2044\uff0e]+$/u.test(seen)) return 'mistake-phone';
  return (seen.match(/\p{Nd}/gu)?.length ?? 0) < LEAST_DIGITS ? 'mistake-phone-short' : null;
}

/** The field that the server found wrong, and the key of its sentence; null for any other problem. */
export function mistakeOf({ kind, more }: Problem): { field: Field; key: string } | null {
  const field = /^person\.(name|email|phone)$/.exec(more.field ?? '')?.[1] as Field | undefined;
  if (kind !== 'bad-request' || !field) return null;
  const why = more.why && more.why !== 'form' ? `-${more.why}` : '';
  return { field, key: `mistake-${field}${why}` };
}

/** The address that a telephone dials. A zero in brackets is not dialled behind a country's code. */
export function dialled(phone: string): string {
  const number = /^\s*(?:\+|00)/.test(phone) ? phone.replace(/\(\s*0\s*\)/, '') : phone;
  return `tel:${number.replace(/[^+\d]/g, '')}`;
}
