import { FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';

const citizen = import.meta.glob<string>('./texts/*.ftl', { query: '?raw', import: 'default', eager: true });
const staff = import.meta.glob<string>('./texts/staff/*.ftl', { query: '?raw', import: 'default', eager: true });
const sources = import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.*', '!./testing/**'], { query: '?raw', import: 'default', eager: true });

const keysOf = (text: string | undefined) => new Set(new FluentResource(text ?? '').body.map(({ id }) => id));
const codeOf = (path: string) => /([\w-]+)\.ftl$/.exec(path)?.[1] ?? path;
const isStaff = (path: string) => /views\/(desk|board)\/|entries\/(desk|board)\./.test(path);

const main = keysOf(citizen['./texts/de.ftl']);
const forStaff = keysOf(staff['./texts/staff/de.ftl']);

describe('texts', () => {
  for (const [path, text] of Object.entries(citizen).filter(([, all]) => !keysOf(all).has('language-extends'))) {
    test(`${codeOf(path)} has every key of German`, () => {
      const known = keysOf(text);
      expect([...main].filter((key) => !known.has(key))).toEqual([]);
    });
  }

  for (const [path, text] of Object.entries(staff)) {
    test(`${codeOf(path)} for staff has every key of German`, () => {
      const known = keysOf(text);
      expect([...forStaff].filter((key) => !known.has(key))).toEqual([]);
    });
  }

  test('a language that extends German says nothing that German does not', () => {
    const strange = Object.values(citizen).flatMap((text) => [...keysOf(text)].filter((key) => !main.has(key) && key !== 'language-extends'));
    expect(strange).toEqual([]);
  });

  test('every key that a view names has a text', () => {
    const missing: string[] = [];
    for (const [path, code] of Object.entries(sources)) {
      for (const [, key] of code.matchAll(/\b(?:t|plain)\(\s*'([\w-]+)'/g)) {
        if (!main.has(key ?? '') && !(isStaff(path) && forStaff.has(key ?? ''))) missing.push(`${path}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('every failure that has a sentence for citizens has one for the staff, but what they cannot meet', () => {
    const citizens = ['no-session', 'push-failed', 'push-refused'];
    const failures = [...main].filter((key) => /^problem-(?!.*-(advice|action)$)/.test(key) && !citizens.includes(key.slice('problem-'.length)));
    expect(failures.filter((key) => !forStaff.has(`desk-${key}`))).toEqual([]);
  });

  test('every family that is chosen by slug has a text for the unknown one', () => {
    const missing: string[] = [];
    for (const code of Object.values(sources)) {
      for (const [, family] of code.matchAll(/\bchoice\(\s*'([\w-]+)'/g)) {
        if (!main.has(`${family}-other`) && !forStaff.has(`${family}-other`)) missing.push(family ?? '');
      }
    }
    expect(missing).toEqual([]);
  });
});
