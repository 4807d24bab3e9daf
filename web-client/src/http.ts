/** Typed fetch against the API: an answer of the contract, or a `Problem`. */
import { Problem, type ProblemMore } from './problem';
import type { Audience, Retry } from './wire';

const ROOT = '/api/v1/';
const PATIENCE_MS = 15_000;

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Which of the browser's sessions speaks. */
  as?: Audience;
  /** A manage token of a booking. */
  bearer?: string;
  /** The same key again never books twice. */
  idempotencyKey?: string;
  body?: unknown;
}

export async function ask<Answer>(path: string, how: Ask = {}): Promise<Answer> {
  const response = await answered(path, how);
  return response.status === 204 ? (undefined as Answer) : ((await response.json()) as Answer);
}

/** A file, e.g. a calendar entry that only a token may fetch. */
export async function askFile(path: string, how: Ask = {}): Promise<Blob> {
  return (await answered(path, how)).blob();
}

async function answered(path: string, { method = 'GET', body, ...rest }: Ask): Promise<Response> {
  const response = await fetch(ROOT + path, {
    method,
    headers: headers(rest, body !== undefined),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    signal: after(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((reason: unknown) => {
    throw new Problem('offline', String(reason), 'later');
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** `AbortSignal.timeout`, which Safari 15 does not know: there every page failed with it. */
function after(ms: number): AbortSignal {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), ms);
  return patience.signal;
}

function headers(how: Omit<Ask, 'method' | 'body'>, hasBody: boolean): Headers {
  const made = new Headers({ Accept: 'application/json, text/calendar' });
  if (hasBody) made.set('Content-Type', 'application/json');
  if (how.as) made.set('Vorsprache-As', how.as);
  if (how.bearer) made.set('Authorization', `Bearer ${how.bearer}`);
  if (how.idempotencyKey) made.set('Idempotency-Key', how.idempotencyKey);
  return made;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemMore & { type?: string; detail?: string };
  const slug = /\/problems\/([a-z-]+)$/.exec(body.type ?? '')?.[1];
  const retry: Retry = response.status >= 500 || response.status === 429 ? 'later' : 'no';
  return new Problem(slug ?? 'internal', body.detail ?? '', retry, { ...body, status: response.status });
}
