/** Who speaks on this page: the token from the fragment is exchanged once for a cookie. */
import { ask } from './http';
import { asProblem, type Problem } from './problem';
import type { SessionView } from './protocol.gen';
import type { Audience } from './wire';

export type Session =
  | { kind: 'signed-in'; view: SessionView; visit: string | undefined }
  | { kind: 'nobody' }
  | { kind: 'refused'; problem: Problem };

/**
 * Exchanges a token in the fragment, or asks who the cookie is. The token leaves the address before
 * anything else happens; it comes back only if the server could not be reached, so that a reload works.
 */
export async function openSession(as: Audience): Promise<Session> {
  const { token, visit } = readFragment(location.hash);
  if (token) writeFragment('');
  try {
    const view = token
      ? await ask<SessionView>('session', { method: 'POST', as, body: { token } })
      : await ask<SessionView>('session', { as });
    const mine = visit ?? view.visits?.[0];
    if (mine && as === 'citizen') writeFragment(`v=${mine}`);
    return { kind: 'signed-in', view, visit: mine };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (token && problem.retry === 'later') writeFragment(token);
    if (!token && problem.more.status === 401) return { kind: 'nobody' };
    return { kind: 'refused', problem };
  }
}

/** Signs out; the cookie is gone afterwards, whatever the answer. */
export async function closeSession(as: Audience): Promise<void> {
  await ask<void>('session', { method: 'DELETE', as }).catch(() => undefined);
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
