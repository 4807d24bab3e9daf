/**
 * Texts by key, in the language of the reader. One file a language in `texts/`; German is complete and
 * stands in for what another language lacks. A test fails when one does, unless its file says that it
 * extends German (`language-extends`), as easy German does.
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { signal, type ReadonlySignal } from '@preact/signals';
import LANGUAGES from 'virtual:languages';

const FALLBACK = 'de';
const REMEMBERED = 'vorsprache-language';
const sources = import.meta.glob<string>('./texts/*.ftl', { query: '?raw', import: 'default' });
const staffSources = import.meta.glob<string>('./texts/staff/*.ftl', { query: '?raw', import: 'default' });
let staff = false;

export type Arguments = Record<string, FluentVariable>;
export type LanguageEntry = (typeof LANGUAGES)[number];
export { LANGUAGES };

const bundles = signal<readonly FluentBundle[]>([]);
const current = signal<LanguageEntry>(entry(FALLBACK));

/** The language the page speaks now. */
export const language: ReadonlySignal<LanguageEntry> = current;

/** The languages of this page: a desk has only those that its own texts are in, and the one it speaks. */
export function offered(): readonly LanguageEntry[] {
  return staff ? LANGUAGES.filter(({ code }) => code === current.value.code || `./texts/staff/${code}.ftl` in staffSources) : LANGUAGES;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The text of a key. Reading it in a view makes the view follow the language. */
export function t(key: string, args: Arguments = {}): string {
  for (const bundle of bundles.value) {
    const message = bundle.getMessage(key);
    if (message?.value) return bundle.formatPattern(message.value, apart(args), []);
  }
  return key;
}

/** A name in Arabic or Hebrew within a sentence that runs the other way: without marks it turns the sentence
 * round. The languages that run from right to left mark every placeable themselves. */
function apart(args: Arguments): Arguments {
  if (current.value.direction === 'rtl') return args;
  const marked = Object.entries(args).map(([name, value]) => [name, typeof value === 'string' && RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value]);
  return Object.fromEntries(marked) as Arguments;
}

/** For `document.title` and other plain places: without the marks that keep directions apart. */
export function plain(key: string, args: Arguments = {}): string {
  return t(key, args).replace(/[\u2066-\u2069]/g, '');
}

/** Whether there is a text: for keys made of a slug the server may add to. */
export function has(key: string): boolean {
  return bundles.value.some((bundle) => bundle.hasMessage(key));
}

/** The text of `family-slug`, or of `family-other` for a slug this client does not know. */
export function choice(family: string, slug: string, args: Arguments = {}): string {
  const key = `${family}-${slug}`;
  return has(key) ? t(key, args) : t(`${family}-other`, args);
}

/** Desk and board say so before they speak: their texts are in `texts/staff/`. */
export function withStaffTexts(): void {
  staff = true;
}

/** Loads and shows a language; remembers it when the reader chose it. */
export async function speak(code: string, chosen = false): Promise<void> {
  const wanted = entry(code);
  const codes = wanted.code === FALLBACK ? [FALLBACK] : [wanted.code, FALLBACK];
  bundles.value = await Promise.all(codes.map(bundleOf));
  current.value = wanted;
  document.documentElement.lang = wanted.tag;
  document.documentElement.dir = wanted.direction;
  if (chosen) remember(wanted.code);
}

/** What the reader chose before, what the browser asks for, or German. */
export function preferred(): string {
  const wishes = [new URLSearchParams(location.search).get('lang'), remembered(), ...navigator.languages];
  for (const wish of wishes) {
    const found = offered().find(({ code }) => code === wish) ?? offered().find(({ code }) => code === wish?.slice(0, 2));
    if (found) return found.code;
  }
  return FALLBACK;
}

async function bundleOf(code: string): Promise<FluentBundle> {
  const { tag, direction } = entry(code);
  const loads = [sources[`./texts/${code}.ftl`], ...(staff ? [staffSources[`./texts/staff/${code}.ftl`]] : [])];
  // The marks around placeables matter where directions mix; elsewhere they only get into copies.
  const bundle = new FluentBundle(tag, { useIsolating: direction === 'rtl' });
  for (const text of await Promise.all(loads.map((load) => load?.() ?? ''))) {
    const errors = bundle.addResource(new FluentResource(text));
    if (errors.length) console.error(code, errors);
  }
  return bundle;
}

function entry(code: string): LanguageEntry {
  const found = LANGUAGES.find((known) => known.code === code) ?? LANGUAGES.find((known) => known.code === FALLBACK);
  if (!found) throw new Error('the texts have no German');
  return found;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(code: string): void {
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
