/** Times and lengths in words. The wall clock is the office's, wherever the reader is. */
import { signal } from '@preact/signals';
import { language, t } from './texts';

/** The time zone of the authority, as the catalogue says it. */
export const timeZone = signal('Europe/Berlin');

/** The city's zone by name, where the clock of this device shows another time at that moment; else nothing. */
export function otherZone(at: Moment): string | null {
  const shown = (zone?: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));
  if (shown(timeZone.value) === shown()) return null;
  const parts = new Intl.DateTimeFormat(language.value.tag, { timeZone: timeZone.value, timeZoneName: 'long' }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone.value;
}

type Moment = string | number | Date;

function show(at: Moment, options: Intl.DateTimeFormatOptions): string {
  // A German office counts the hours to 24 in every language: "at 2" would be a time of the night.
  return new Intl.DateTimeFormat(language.value.tag, { timeZone: timeZone.value, hourCycle: 'h23', ...options }).format(new Date(at));
}

/** 14:30 */
export const clock = (at: Moment): string => show(at, { hour: '2-digit', minute: '2-digit' });
/** Dienstag, 24. November 2026 */
export const day = (at: Moment): string => show(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
/** Di., 24. Nov. */
export const shortDay = (at: Moment): string => show(at, { weekday: 'short', day: 'numeric', month: 'short' });
/** 24.11.2026, 14:30 */
export const dayAndMonth = (at: Moment): string => show(at, { day: 'numeric', month: 'short' });

export const dateAndClock = (at: Moment): string =>
  show(at, { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' });
/** November 2026 */
export const month = (at: Moment): string => show(at, { month: 'long', year: 'numeric' });
/** 2026-11-24, the office's date */
export const isoDate = (at: Moment): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone.value, dateStyle: 'short' }).format(new Date(at));

/** The date so many days after another: dates are counted, because a day has 23 or 25 hours at times. */
export function addDays(date: string, days: number): string {
  const noon = new Date(`${date}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}

export const sameDay = (a: Moment, b: Moment): boolean => isoDate(a) === isoDate(b);

/** "5 Minuten", "1 Stunde 10 Minuten"; never seconds, which would only make people watch them. */
export function minutes(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds / 60));
  if (whole < 60) return t('length-minutes', { n: whole });
  return whole % 60
    ? t('length-hours-minutes', { h: Math.floor(whole / 60), n: whole % 60 })
    : t('length-hours', { h: whole / 60 });
}

/**
 * A range in seconds as whole minutes. From an hour on in steps of five: single minutes would promise
 * what nobody knows.
 */
export function wholeMinutes(earliest_s: number, latest_s: number): { from: number; to: number } {
  const step = latest_s > 3600 ? 5 : 1;
  const from = Math.floor(earliest_s / 60 / step) * step;
  const to = Math.max(1, Math.ceil(latest_s / 60 / step) * step);
  return { from: Math.min(from, to), to };
}

/** 4:05 - for a running call or a short countdown. */
export function stopwatch(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const rest = String(seconds % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const middle = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${String(middle).padStart(2, '0')}:${rest}` : `${middle}:${rest}`;
}

export const number = (value: number): string => new Intl.NumberFormat(language.value.tag).format(value);
export const percent = (share: number): string =>
  new Intl.NumberFormat(language.value.tag, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** A telephone number that does not break at its spaces. */
export const unbroken = (phone: string): string => phone.replaceAll(' ', '\u00a0');
