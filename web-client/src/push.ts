/** Messages of the device: this browser takes them for a visit, or takes them no more. */
import { Problem } from './problem';
import type { PushAddress } from './protocol.gen';

/** What the service worker finds when it is woken: which page to open, in which language to speak. */
export interface Left {
  visit: string;
  language: string;
}

/** Beside the service worker's own copy in `sw.ts`, which can import nothing. */
const STORE = 'vorsprache-left';
const SCRIPT = '/sw.js';
/** A push service that cannot be reached may keep the browser waiting for ever. */
const PATIENCE_MS = 20_000;

/** Whether messages can be had here at all, and nobody has refused them before. */
export function takesMessages(): boolean {
  const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && 'caches' in window;
  return able && Notification.permission !== 'denied';
}

/**
 * Asks the reader - call it inside a gesture - and subscribes with the office's `key`. Rejects with
 * `push-refused` or `push-failed`; then nothing is left on the device.
 */
export async function takeMessages(key: string, left: Left): Promise<PushAddress> {
  if ((await Notification.requestPermission()) !== 'granted') throw new Problem('push-refused');
  try {
    const address = addressOf(await within(PATIENCE_MS, subscribed(octetsOf(key))));
    await (await caches.open(STORE)).put(nameOf(left.visit), Response.json(left));
    return address;
  } catch {
    throw new Problem('push-failed', '', 'later');
  }
}

/** No more for this visit; without another one that waits, the subscription ends. Never fails. */
export async function takeNoMessages(visit: string): Promise<void> {
  try {
    if (!('caches' in window) || !(await caches.has(STORE))) return;
    const store = await caches.open(STORE);
    const left = await store.delete(nameOf(visit));
    if (!left || (await store.keys()).length > 0) return;
    const registration = await navigator.serviceWorker.getRegistration(SCRIPT);
    const subscription = await registration?.pushManager.getSubscription();
    await subscription?.unsubscribe();
    for (const notice of (await registration?.getNotifications()) ?? []) notice.close();
  } catch {
    // The office has forgotten the address: nothing comes any more.
  }
}

async function subscribed(applicationServerKey: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  await navigator.serviceWorker.register(trusted(SCRIPT) as string);
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // One that was made with another key of the office cannot be written to any more.
  if (before && !sameOctets(before.options.applicationServerKey, applicationServerKey)) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

function addressOf(subscription: PushSubscription): PushAddress {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' };
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL: (url: string) => unknown };
}

/** Our policy lets no string become a script; this one address is known here, word for word. */
function trusted(url: typeof SCRIPT): unknown {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  return types?.createPolicy('vorsprache-worker', { createScriptURL: () => SCRIPT }).createScriptURL(url) ?? url;
}

function nameOf(visit: string): string {
  return `/left/${visit}`;
}

function sameOctets(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const octets = new Uint8Array(one ?? new ArrayBuffer(0));
  return octets.length === other.length && octets.every((octet, at) => octet === other[at]);
}

/** Base64url without padding. */
function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('too late')), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
