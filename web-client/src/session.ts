/** Who speaks on this page: the token from the fragment is exchanged once for a cookie. */
import { ask } from './http';
import { asProblem, Problem } from './problem';
import type { SessionView } from './protocol.gen';
import type { Audience } from './wire';

export type Session =
  | { kind: 'signed-in'; view: SessionView; visit: string | undefined }
  /** Somebody used this browser before, and nothing in the address says that it was this person. */
  | { kind: 'whose'; view: SessionView }
  | { kind: 'nobody' }
  | { kind: 'refused'; problem: Problem };

/**
 * Exchanges a token in the fragment, or asks who the cookie is. The token leaves the address only when
 * the session stands, or when the server will never take it: a reload in between loses nothing.
 */
export async function openSession(as: Audience): Promise<Session> {
  const { token, visit } = readFragment(location.hash);
  try {
    const view = token ? await exchange(token, as) : await ask<SessionView>('session', { as });
    if (as === 'citizen' && !token && !visit) return { kind: 'whose', view };
    const mine = visit ?? view.visits?.[0];
    writeFragment(mine && as === 'citizen' ? `v=${mine}` : '');
    return { kind: 'signed-in', view, visit: mine };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (token && problem.retry === 'no' && problem.kind !== 'cookies') writeFragment('');
    if (!token && problem.more.status === 401) return { kind: 'nobody' };
    return { kind: 'refused', problem };
  }
}

/** A browser may take the answer and not the cookie in it: asked again, nobody would be there. */
async function exchange(token: string, as: Audience): Promise<SessionView> {
  const view = await ask<SessionView>('session', { method: 'POST', as, body: { token } });
  await ask<SessionView>('session', { as }).catch((thrown: unknown) => {
    const problem = asProblem(thrown);
    throw problem.more.status === 401 ? new Problem('cookies', 'the cookie was not kept') : problem;
  });
  return view;
}

/** "Yes, this is mine": the address says it from now on, a reload asks no more. */
export function claim(visit: string): void {
  writeFragment(`v=${visit}`);
}

/** Signs out. Throws a `Problem` where the office was not reached: the cookie is then still good. */
export async function closeSession(as: Audience): Promise<void> {
  await ask<void>('session', { method: 'DELETE', as });
}

/** What this tab keeps only for somebody: typed words, links to bookings. */
export function forgetPerson(): void {
  try {
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/**
 * Ends everything personal on this computer and begins at the front. Throws a `Problem` where the office
 * did not hear of it: then the cookie is still good, and nobody may believe otherwise.
 */
export async function endHere(): Promise<void> {
  await ask<void>('session', { method: 'DELETE', as: 'citizen' });
  forgetPerson();
  location.replace('/#ended');
  // On the front page itself only the fragment changes.
  if (location.pathname === '/') location.reload();
}

/** A page that the browser kept for "Back" was another person's, perhaps: it asks anew who is there. */
export function startOverWhenKept(): void {
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
}

/** Another link pasted into this tab changes only the fragment: the page starts over with it. */
export function startOverOnNewLink(): void {
  addEventListener('hashchange', () => readFragment(location.hash).token && location.reload());
}

export interface Fragment {
  token?: string;
  visit?: string;
}

/**
 * `#<token>` or `#v=<visit>`. A token is a JWT: it begins with `{"` in base64url. One that was cut off
 * or got something behind it on its way is sent as it is: the answer says that the link is not whole.
 */
export function readFragment(hash: string): Fragment {
  // What a mail program or a sentence has put behind a whole token is cut off: `.`, `>`, `&utm_source=x`.
  const text = hash.replace(/^#/, '').replace(/^(eyJ[\w-]*\.[\w-]+\.[\w-]{86})(?![\w-]).*$/s, '$1');
  if (/^v=[A-Za-z0-9_-]{1,40}$/.test(text)) return { visit: text.slice(2) };
  if (text.startsWith('eyJ') || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return { token: text };
  return {};
}

function writeFragment(text: string): void {
  history.replaceState(null, '', location.pathname + location.search + (text ? `#${text}` : ''));
}
