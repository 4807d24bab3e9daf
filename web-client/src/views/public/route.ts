/** Where we are on `/`: the fragment says it, so that back and forward work and nothing reaches a log. */
import { keep, kept } from '../../kept';
import { signal, type ReadonlySignal } from '@preact/signals';

export const STEPS = ['time', 'person', 'summary', 'done'] as const;
export type Step = (typeof STEPS)[number];

export type Route =
  | { kind: 'catalogue' }
  | { kind: 'service'; service: string; step: Step }
  /** A link to a booking that lost something on its way. */
  | { kind: 'damaged' }
  | { kind: 'booking'; reference: string; token: string };

const KEPT = 'vorsprache-manage-';
const current = signal<Route>({ kind: 'catalogue' });
export const route: ReadonlySignal<Route> = current;

/** Follows the fragment from now on. A manage token leaves the address at once and stays in this tab. */
export function followRoute(): void {
  const take = () => {
    current.value = routeOf(location.hash);
  };
  addEventListener('hashchange', take);
  take();
}

/** The fragment of a step of a booking. */
export function addressOf(service: string, step: Step): string {
  return step === 'time' ? `#service=${service}` : `#service=${service}&step=${step}`;
}

export function routeOf(hash: string): Route {
  const [, service, step = 'time'] = /^#service=([a-z0-9][a-z0-9-]{0,59})(?:&step=([a-z]+))?$/.exec(hash) ?? [];
  if (service) return { kind: 'service', service, step: STEPS.find((one) => one === step) ?? 'time' };
  if (!/^#booking\b/i.test(hash)) return { kind: 'catalogue' };
  // What a mail program or a sentence has put behind the link is cut off; a manage token has 43 characters.
  const [, reference, token] = /^#booking=([A-Z0-9]{4}-[A-Z0-9]{4})(?:$|\.([\w-]{43})(?![\w-]))/.exec(hash) ?? [];
  if (!reference) return { kind: 'damaged' };
  if (token) standOn(reference, token);
  return { kind: 'booking', reference, token: token ?? kept(KEPT + reference) ?? '' };
}

/** From now on a reload, or coming back to this entry, shows this booking; what is on the screen stays. */
export function standOn(reference: string, token: string): void {
  keep(KEPT + reference, token);
  history.replaceState(null, '', `${location.pathname}#booking=${reference}`);
}
