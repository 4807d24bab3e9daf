/**
 * The service worker: shows what the office has to say while no page is open, and finds the way back.
 *
 * It answers no request of any page. A message tells its kind and a language and nothing else; which
 * visit to open, and in which language this reader reads, a page has left in the store. A subscription
 * that the browser changes by itself is not renewed here: the office then writes a mail.
 */
/// <reference lib="webworker" />
import NOTICES from 'virtual:notices';
import type { Left } from './push';

const worker = self as unknown as ServiceWorkerGlobalScope;
const STORE = 'vorsprache-left';
const PAGE = '/join';

interface Said {
  kind?: string;
  language?: string;
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('push', (event) => event.waitUntil(show(event.data)));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open());
});

/** Whatever comes is shown: a browser takes a silent message for a broken promise. */
async function show(data: PushMessageData | null): Promise<void> {
  const { kind, language } = said(data);
  const [left] = await allLeft();
  const words = NOTICES[left?.language ?? ''] ?? NOTICES[language ?? ''] ?? NOTICES['de'];
  if (!words) return;
  const { title, body } = kind === 'place-ends' ? words['place-ends'] : words.near;
  const options = { body, lang: words.lang, dir: words.dir, tag: 'vorsprache', renotify: true, requireInteraction: true };
  await worker.registration.showNotification(title, options);
}

/** To the waiting room that is open, else to a new one; its session is in the cookie. */
async function open(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === PAGE);
  if (page) return void (await page.focus());
  const left = await allLeft();
  // A message does not say for which of several visits it is: the page then shows the first.
  const only = left.length === 1 ? left[0] : undefined;
  await worker.clients.openWindow(only ? `${PAGE}#v=${only.visit}` : PAGE);
}

function said(data: PushMessageData | null): Said {
  try {
    return (data?.json() as Said | null) ?? {};
  } catch {
    return {};
  }
}

async function allLeft(): Promise<Left[]> {
  const store = await caches.open(STORE);
  const found = await Promise.all((await store.keys()).map((request) => store.match(request)));
  return Promise.all(found.flatMap((answer) => (answer ? [answer.json() as Promise<Left>] : [])));
}
