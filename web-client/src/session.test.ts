import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endHere, openSession, startOverOnNewLink, startOverWhenKept } from './session';
import { NOW } from './testing/examples';

const view = { as: 'citizen', role: 'citizen', server_time: NOW, visits: ['v1', 'v2'] };
let asked: { path: string; method: string; as: string | null; body: unknown; address: string }[];
let answer: () => Promise<Response>;

beforeEach(() => {
  asked = [];
  answer = async () => Response.json(view);
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const headers = init.headers as Headers;
    asked.push({
      path,
      method: init.method ?? '',
      as: headers.get('Vorsprache-As'),
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      address: location.hash,
    });
    return answer();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, '', location.pathname);
});

const problem = (slug: string, status: number, more = {}) => async () =>
  new Response(JSON.stringify({ type: `/problems/${slug}`, title: '', status, ...more }), { status });

describe('the session of a page', () => {
  test('a token leaves the address when the session stands, and the visit takes its place', async () => {
    location.hash = '#aa.bb.cc';
    const session = await openSession('citizen');
    expect(asked).toEqual([
      { path: '/api/v1/session', method: 'POST', as: 'citizen', body: { token: 'aa.bb.cc' }, address: '#aa.bb.cc' },
      { path: '/api/v1/session', method: 'GET', as: 'citizen', body: undefined, address: '#aa.bb.cc' },
    ]);
    expect(location.hash).toBe('#v=v1');
    expect(session).toMatchObject({ kind: 'signed-in', visit: 'v1' });
  });

  test('a browser that keeps no cookie is named, and the link stays', async () => {
    location.hash = '#aa.bb.cc';
    answer = async () => (asked.length > 1 ? problem('not-signed-in', 401)() : Response.json(view));
    expect(await openSession('citizen')).toMatchObject({ kind: 'refused', problem: { kind: 'cookies' } });
    expect(location.hash).toBe('#aa.bb.cc');
  });

  test('without a link nobody is taken for the one before', async () => {
    expect(await openSession('citizen')).toMatchObject({ kind: 'whose' });
    expect(location.hash).toBe('');
  });

  test('after a reload the cookie speaks, for the visit in the address', async () => {
    location.hash = '#v=v2';
    expect(await openSession('citizen')).toMatchObject({ kind: 'signed-in', visit: 'v2' });
    expect(asked[0]).toMatchObject({ method: 'GET', as: 'citizen' });
  });

  test('a token that could not be sent stays in the address, so that a reload works', async () => {
    location.hash = '#aa.bb.cc';
    answer = async () => {
      throw new TypeError('no network');
    };
    expect(await openSession('citizen')).toMatchObject({ kind: 'refused', problem: { kind: 'offline', retry: 'later' } });
    expect(location.hash).toBe('#aa.bb.cc');
  });

  test('a refused token does not', async () => {
    location.hash = '#aa.bb.cc';
    answer = problem('token-expired', 401);
    expect(await openSession('citizen')).toMatchObject({ kind: 'refused', problem: { kind: 'token-expired' } });
    expect(location.hash).toBe('');
  });

  test('a visit that is over says how it ended', async () => {
    location.hash = '#aa.bb.cc';
    answer = problem('visit-over', 410, { outcome: 'completed' });
    expect(await openSession('citizen')).toMatchObject({ kind: 'refused', problem: { more: { outcome: 'completed' } } });
  });

  test('without token and cookie there is nobody', async () => {
    answer = problem('not-signed-in', 401);
    expect(await openSession('desk')).toEqual({ kind: 'nobody' });
  });

  test('a desk keeps nothing in its address', async () => {
    location.hash = '#aa.bb.cc';
    await openSession('desk');
    expect(location.hash).toBe('');
  });
});

describe('a computer that many use', () => {
  test('forgets nobody before the office has heard of it: the cookie would still be good', async () => {
    sessionStorage.setItem('words', 'typed');
    answer = problem('store-down', 503);
    await expect(endHere()).rejects.toMatchObject({ kind: 'store-down' });
    expect(sessionStorage.getItem('words')).toBe('typed');
    sessionStorage.clear();
  });

  test('begins anew with what the browser kept for "Back", and with another link', () => {
    const reload = vi.fn();
    vi.stubGlobal('location', { hash: '', reload });
    startOverWhenKept();
    startOverOnNewLink();
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    window.dispatchEvent(new Event('hashchange'));
    expect(reload).not.toHaveBeenCalled();
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(reload).toHaveBeenCalledTimes(1);
    location.hash = '#aa.bb.cc';
    window.dispatchEvent(new Event('hashchange'));
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
