import { beforeEach, expect, test } from 'vitest';
import { CHOICES, remember, remembered, SILENT, toneFor } from './tones';

const came = [{ queue: 'a' }, { queue: 'b' }];

beforeEach(() => localStorage.clear());

test('a desk is silent until its clerk chooses', () => {
  expect(remembered()).toEqual(SILENT);
  expect(toneFor(SILENT, came)).toBeNull();
});

test('each queue has its tone, and one of them may have none', () => {
  expect(toneFor({ ...SILENT, arrivals: true }, came)).toBe('chime');
  expect(toneFor({ ...SILENT, arrivals: true, queues: { a: 'none', b: 'fall' } }, came)).toBe('fall');
  expect(toneFor({ ...SILENT, arrivals: true, queues: { a: 'none', b: 'none' } }, came)).toBeNull();
  expect(CHOICES).not.toContain('knock');
});

test('the choice stays on this device, also the switch of the version before', () => {
  const tones = { arrivals: true, knock: true, queues: { a: 'bell' as const } };
  remember(tones);
  expect(remembered()).toEqual(tones);
  localStorage.clear();
  localStorage.setItem('vorsprache-desk-arrivals', 'on');
  expect(remembered()).toEqual({ ...SILENT, arrivals: true });
});

test('what cannot be read, or is no tone of this version, is left out', () => {
  localStorage.setItem('vorsprache-desk-tones', '{"arrivals":true,"queues":{"a":"gong","b":"bell"}}');
  expect(remembered()).toEqual({ arrivals: true, knock: false, queues: { b: 'bell' } });
  localStorage.setItem('vorsprache-desk-tones', 'nonsense');
  expect(remembered()).toEqual(SILENT);
});
