import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../problem';
import type { AlertRow, QueueRow, VisitRow } from '../../protocol.gen';
import { emptyBoard } from '../../state/board';
import { at } from '../../testing/examples';
import type { Watch } from './board';
import type { Place } from './place';
import { BoardScreen } from './screen';

const queue: QueueRow = { queue: 'a', name: 'Bürgeramt', open: true, waiting: 2, away: 0, longest_wait_s: 0, desks: 1, in_call: 0 };
const alert: AlertRow = { alert: 7, queue: 'a', kind: 'too-many-waiting', since: at(-2), value: 12, limit: 10 };

const parked: VisitRow = { visit: 'v', version: 1, queue: 'a', stage: 'parked', service: 's', service_name: 'S', channel: 'video', since: at(0), arrived_at: at(-60), slot_start: at(-20), language: 'de', away: false, check: 'fine' };

function watched(place: Partial<Place> = {}, alerts: AlertRow[] = [alert]) {
  const done = () => vi.fn((..._told: unknown[]) => Promise.resolve<unknown>(undefined));
  const acts = { sendBack: done(), abort: done(), takeCare: done(), close: done(), tell: done(), lend: done() };
  const never = () => Promise.reject(new Problem('offline'));
  const setLimits = vi.fn((_: string, limits) => Promise.resolve(limits));
  const limits = () => Promise.resolve({ wait_s: 1800, waiting: 10, late_s: 600, no_desk_s: 120, no_shows: 3 });
  const shown = signal<Place>({ queue: null, wall: false, dark: false, ...place });
  const watch: Watch = {
    state: signal({ ...emptyBoard, queues: [queue], alerts }),
    away: signal(new Map()),
    place: shown,
    show: (more) => (shown.value = { ...shown.peek(), ...more }),
    acts,
    papers: { curves: never, limits, setLimits, timeline: never, report: never, others: never },
  };
  return { watch, acts, setLimits, shown };
}

const root = document.createElement('div');
const show = (watch: Watch) => act(() => render(<BoardScreen watch={watch} />, root));
const button = (text: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(text));
const click = (text: string) => act(async () => button(text)?.click());

beforeEach(() => document.body.replaceChildren(root));
afterEach(() => act(() => render(null, root)));

describe('a board', () => {
  test('an alert is taken with one click, and says who takes care afterwards', async () => {
    const { watch, acts } = watched();
    await show(watch);
    await click('Ich kümmere mich');
    expect(acts.takeCare).toHaveBeenCalledWith(7);
    await show(watched({}, [{ ...alert, taken_by: 'Robin', taken_at: at(0) }]).watch);
    expect(button('Ich kümmere mich')).toBeUndefined();
    expect(root.textContent).toContain('Robin kümmert sich');
  });

  test('a tile says how many are set aside, since when, and whose time has come', async () => {
    const { watch } = watched();
    const visits = [{ ...parked, visit: 'v1', since: at(-12) }, { ...parked, visit: 'v2', since: at(-3), slot_start: at(40) }];
    await show({ ...watch, state: signal({ ...watch.state.peek(), visits }) });
    expect(root.querySelector('.queue-tile')?.textContent).toContain('2 Personen sind zurückgestellt, am längsten seit 12 Min. · bei 1 ist');
  });

  test('closing for the day is asked again, and says how many it concerns', async () => {
    const { watch, acts } = watched({ queue: 'a' });
    await show(watch);
    await click('Für heute schließen');
    expect(acts.close).not.toHaveBeenCalled();
    expect(root.querySelector('dialog')?.textContent).toContain('2 Personen warten');
    const yes = [...root.querySelectorAll<HTMLElement>('dialog button')].find(({ textContent }) => textContent === 'Schließen');
    await act(async () => yes?.click());
    expect(acts.close).toHaveBeenCalledWith('a', true);
  });

  test('a notice that is not there is not taken back', async () => {
    const { watch, acts } = watched({ queue: 'a' });
    await show(watch);
    await click('Hinweis an die Wartenden');
    expect(button('Hinweis zurücknehmen')).toBeUndefined();
    await click('Hinweis zeigen');
    expect(acts.tell).not.toHaveBeenCalled();
  });

  test('limits are saved as seconds and people; a wrong one is not sent', async () => {
    const { watch, setLimits } = watched({ queue: 'a' });
    await show(watch);
    await act(async () => undefined);
    const type = (nth: number, text: string) =>
      act(() => {
        const field = root.querySelectorAll<HTMLInputElement>('.plain-field input')[nth];
        if (!field) throw new Error('no such field');
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    const save = () =>
      act(async () => {
        root.querySelector('form.board-form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      });
    await type(0, '9999');
    await save();
    expect(setLimits).not.toHaveBeenCalled();
    await type(0, '45');
    await type(1, '');
    await save();
    expect(setLimits).toHaveBeenCalledWith('a', { wait_s: 2700, waiting: null, late_s: 600, no_desk_s: 120, no_shows: 3 });
  });

  test('a wall has nothing to click but the way out and the light', async () => {
    const { watch, shown } = watched({ wall: true });
    await show(watch);
    expect([...root.querySelectorAll('button')].map(({ textContent }) => textContent)).toEqual(['Dunkel', 'Wandansicht beenden']);
    await click('Dunkel');
    expect(document.documentElement.dataset['kernTheme']).toBe('dark');
    await click('Wandansicht beenden');
    expect(shown.value).toEqual({ queue: null, wall: false, dark: false });
    expect(document.documentElement.dataset['kernTheme']).toBeUndefined();
  });
});
