/** The pure decisions behind the views. */
import { describe, expect, test } from 'vitest';
import { bestOf } from '../call';
import { figuresOf, isPoor, NO_FIGURES } from '../figures';
import { loudness } from '../level';
import { troubleOf } from '../media';
import { originOf } from '../peer';
import { readFragment } from '../session';
import { clock } from '../format';
import { at } from '../testing/examples';
import { remote } from '../testing/pictures';
import { LANGUAGES, speak } from '../texts';
import { callTrouble, type CallFacts } from './call/trouble';
import { timeOf } from './citizen/times';
import { mistakesIn, requestOf, talkIn, type Form } from './public/booking';
import { folded } from './public/search';
import { routeOf } from './public/route';
import { byDay } from './public/slots';
import { heldShare, officeShare, total } from './statistics/figures';

describe('waiting time', () => {
  const position = { type: 'position' as const, visit: 'v', ahead: 1 };
  test('is a range in whole minutes that never promises less than it knows', () => {
    expect(timeOf({ ...position, earliest_s: 299, latest_s: 701 })).toBe('etwa 4 bis 12 Minuten');
    expect(timeOf({ ...position, earliest_s: 0, latest_s: 120 })).toBe('jeden Moment');
    expect(timeOf({ ...position, earliest_s: 0, latest_s: 170 })).toBe('höchstens 3 Minuten');
    expect(timeOf({ ...position, earliest_s: 300, latest_s: 300 })).toBe('etwa 5 Minuten');
    expect(timeOf({ ...position, earliest_s: 4860, latest_s: 14_880 })).toBe('etwa 1 Stunde 20 Minuten bis 4 Stunden 10 Minuten');
    expect(timeOf({ ...position, earliest_s: 0, latest_s: 7100 })).toBe('höchstens 2 Stunden');
    expect(timeOf({ ...position, earliest_s: 1500, latest_s: 3580 })).toBe('etwa 25 Minuten bis 1 Stunde');
  });
  test('is not made up', () => expect(timeOf(position)).toBeUndefined());
});

test('hours count to 24 in every language', async () => {
  for (const { code } of LANGUAGES) {
    await speak(code);
    expect(clock('2026-11-24T13:05:00Z'), code).toBe('14:05');
    expect(clock('2026-11-23T23:05:00Z'), code).toBe('00:05');
  }
  await speak('de');
});

describe('trouble in a call', () => {
  const fine: CallFacts = {
    state: 'connected',
    remotes: [remote()],
    poor: false,
    audioOnly: false,
    microphone: { kind: 'off' },
    camera: { kind: 'off' },
    replaced: null,
    heldBack: false,
    tryingMs: 0,
  };
  test('nothing is said when nothing is wrong', () => expect(callTrouble(fine)).toBeNull());
  test('what weighs most comes first', () => {
    const bad: CallFacts = { ...fine, poor: true, microphone: { kind: 'trouble', trouble: 'denied' }, state: 'failed' };
    expect(callTrouble(bad)?.action).toBe('repair');
    expect(callTrouble({ ...bad, state: 'connected' })?.action).toBe('microphone');
    expect(callTrouble({ ...bad, state: 'connected', microphone: fine.microphone })?.action).toBe('audio-only');
  });
  test('a call that never connects is named after a while', () => {
    expect(callTrouble({ ...fine, state: 'connecting', tryingMs: 3_000 })).toBeNull();
    expect(callTrouble({ ...fine, state: 'connecting', tryingMs: 13_000 })?.key).toBe('call-trouble-slow');
  });
  test('who hears nothing is told that the microphone of the other side is gone', () => {
    expect(callTrouble({ ...fine, remotes: [remote({ microphone: 'lost' })] })?.key).toBe('call-other-microphone');
    expect(callTrouble({ ...fine, remotes: [remote({ camera: 'lost' })] })?.key).toBe('call-other-camera');
    expect(callTrouble({ ...fine, remotes: [remote({ microphone: 'off', camera: 'off' })] })).toBeNull();
  });
  test('what the browser holds back is said before everything that can wait', () => {
    expect(callTrouble({ ...fine, poor: true, heldBack: true })).toEqual({ key: 'call-held', action: 'play' });
  });
  test('after a reload one press opens the own devices and lets out what is held back', () => {
    expect(callTrouble({ ...fine, microphone: { kind: 'untried' }, heldBack: true })).toEqual({ key: 'call-held-silent', action: 'start' });
    expect(callTrouble({ ...fine, microphone: { kind: 'untried' } })).toEqual({ key: 'call-trouble-silent', action: 'start' });
  });
  test('an office that is away is no fault of the line', () => {
    expect(callTrouble({ ...fine, state: 'failed', remotes: [remote({ here: false })] })?.key).toBe('call-trouble-alone');
  });
});

describe('devices', () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  test('each failure of the browser is one of ours', () => {
    expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'Else'].map((name) => troubleOf(named(name)))).toEqual(['denied', 'absent', 'in-use', 'failed']);
  });
  test('silence is nothing and a voice is something', () => {
    expect(loudness(new Float32Array(512))).toBe(0);
    expect(loudness(new Float32Array(512).fill(0.1))).toBeGreaterThan(0.5);
  });
});

describe('a path', () => {
  test('the best of several is what counts', () => expect(bestOf(['failed', 'connected', 'new'])).toBe('connected'));
  test('the origin line tells connections apart', () => {
    expect(originOf({ type: 'offer', sdp: 'v=0\r\no=- 42 2 IN IP4 127.0.0.1\r\n' })).toBe('42');
  });
  test('loss is that of the last moment, and heavy loss is poor', () => {
    const stats = (received: number, lost: number): [string, unknown][] => [['a', { type: 'inbound-rtp', kind: 'audio', packetsReceived: received, packetsLost: lost }]];
    const before = figuresOf(stats(1000, 100), NO_FIGURES);
    const now = figuresOf(stats(1090, 110), before);
    expect(now.loss).toBeCloseTo(0.1);
    expect(isPoor(now)).toBe(true);
  });
});

describe('addresses', () => {
  test('a token is a token, a visit is a visit, anything else is nothing', () => {
    expect(readFragment('#aa.bb.cc')).toEqual({ token: 'aa.bb.cc' });
    expect(readFragment('#v=abc-1')).toEqual({ visit: 'abc-1' });
    expect(readFragment('#eyJhbGciOiJF')).toEqual({ token: 'eyJhbGciOiJF' });
    expect(readFragment('#eyJh.bb.cc>')).toEqual({ token: 'eyJh.bb.cc>' });
    expect(readFragment('#main')).toEqual({});
  });
  test('a manage token leaves the address and stays in the tab', () => {
    const route = routeOf(`#booking=ABCD-1234.${'k'.repeat(43)}`);
    expect(route).toEqual({ kind: 'booking', reference: 'ABCD-1234', token: 'k'.repeat(43) });
    expect(location.hash).toBe('#booking=ABCD-1234');
    expect(routeOf(location.hash)).toEqual(route);
    expect(routeOf('#service=pass')).toEqual({ kind: 'service', service: 'pass', step: 'time' });
    expect(routeOf('#service=pass&step=summary')).toMatchObject({ service: 'pass', step: 'summary' });
    expect(routeOf('#service=pass&step=nonsense')).toMatchObject({ step: 'time' });
    expect(routeOf('#all')).toEqual({ kind: 'catalogue' });
  });
});

describe('booking', () => {
  const form: Form = { name: ' Kim ', email: '', phone: '', language: 'de', needs: ' ', consent: true };
  test('a telephone appointment needs a number, a video appointment only a name', () => {
    expect(mistakesIn(form, 'video')).toEqual({});
    expect(mistakesIn(form, 'phone')).toEqual({ phone: 'mistake-phone-needed' });
    expect(mistakesIn({ ...form, name: ' ', email: 'x', phone: 'y' }, 'video')).toEqual({ name: 'mistake-name', email: 'mistake-email', phone: 'mistake-phone' });
  });
  test('what is empty is not sent', () => {
    expect(requestOf('s', at(0), 'video', form).person).toEqual({ name: 'Kim' });
    expect(requestOf('s', at(0), 'video', form)).not.toHaveProperty('needs');
  });
  test('a language that the office does not speak is not promised', () => {
    expect(talkIn('en', ['de', 'en'])).toBe('en');
    expect(talkIn('ar', ['de', 'en'])).toBe('de');
  });
  test('umlauts are found however they are typed', () => {
    expect(folded('Führungszeugnis')).toBe(folded('Fuehrungszeugnis'));
  });
  test('times are sorted under the office’s day, not the reader’s', () => {
    const slots = ['2026-11-24T22:30:00Z', '2026-11-24T23:30:00Z'].map((start) => ({ start, end: start, local: '' }));
    expect(byDay(slots).map(([date]) => date)).toEqual(['2026-11-24', '2026-11-25']);
  });
});

describe('figures', () => {
  const row = { department: 'd', department_name: 'D', service: 's', service_name: 'S', channel: 'video' as const, month: '2026-11' };
  test('the shares follow the formulas under the pictures', () => {
    const all = total([{ ...row, held: 6, no_show_citizen: 2 }, { ...row, channel: 'phone', held: 2, no_show_office: 2 }]);
    expect(heldShare(all)).toEqual({ part: 8, of: 12 });
    expect(officeShare(all)).toEqual({ part: 8, of: 10 });
    expect(heldShare(total([])).of).toBe(0);
  });
});
