import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signal } from '@preact/signals';
import { OwnMedia } from '../../media';
import { Problem } from '../../problem';
import type { QueueRow, Record as VisitRecord, VisitRow } from '../../protocol.gen';
import { emptyDesk, type DeskState } from '../../state/desk';
import { at } from '../../testing/examples';
import { DeskScreen } from './screen';
import type { Work } from './work';

const queue: QueueRow = { queue: 'a', name: 'Bürgeramt', open: true, waiting: 2, away: 0, longest_wait_s: 0, desks: 1, in_call: 0 };

function row(visit: string, order: string, more: Partial<VisitRow> = {}): VisitRow {
  return {
    visit,
    order,
    who: `Person ${visit}`,
    version: 1,
    queue: 'a',
    stage: 'waiting',
    service: 's',
    service_name: 'Abmeldung',
    channel: 'video',
    since: at(-5),
    arrived_at: at(-5),
    language: 'de',
    away: false,
    check: 'fine',
    ...more,
  };
}

function record(more: Partial<VisitRecord>): VisitRecord {
  return { type: 'record', visit: 'v1', version: 2, stage: 'called', since: at(0), reference: 'AAAA-BBBB', service: 's', service_name: 'Abmeldung', channel: 'video', language: 'de', queue: 'a', who: 'Person v1', ...more };
}

function worked(more: Partial<DeskState> = {}) {
  const state = signal<DeskState>({
    ...emptyDesk,
    desk: { name: 'Frau Beispiel', state: 'open', queues: ['a'] },
    queues: [queue],
    visits: [row('v1', '1-1'), row('v2', '1-2')],
    ...more,
  });
  const done = () => vi.fn((..._told: unknown[]) => Promise.resolve<unknown>(undefined));
  const acts = { setDesk: done(), callNext: done(), call: done(), sendBack: done(), answered: done(), end: done(), amend: done(), switchToPhone: done(), cancel: done(), say: done() };
  const never = () => Promise.reject(new Problem('offline'));
  const work: Work = {
    state,
    acts,
    papers: { catalogue: never, slots: never, book: never, bookings: never, history: never },
    media: new OwnMedia(),
    call: signal(null),
    online: signal(true),
    replaced: signal(false),
    texts: signal(new Map()),
    unread: signal(new Map()),
    chosen: signal(null),
    note: signal(''),
    arrivals: signal(false),
    switchArrivals: () => Promise.resolve(),
    checkDevices: () => undefined,
    signOut: () => Promise.resolve(),
  };
  return { state, acts, work };
}

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
  document.body.replaceChildren(root);
});
afterEach(() => act(() => render(null, root)));

const show = (work: Work) => act(() => render(<DeskScreen work={work} />, root));
const press = (key: string, target: EventTarget = document.body) => act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve));
  });
const rows = () => [...root.querySelectorAll<HTMLButtonElement>('.row-visit')];
const names = () => rows().map((one) => one.querySelector('.row-who')?.textContent);

describe('the desk by keyboard', () => {
  test('N calls the first who is here', async () => {
    const { work, acts } = worked({ visits: [row('v1', '1-1', { away: true }), row('v2', '1-2')] });
    await show(work);
    expect(root.querySelector('.idle-who')?.textContent).toContain('Person v2');
    await press('n');
    expect(acts.callNext).toHaveBeenCalledWith('a', 'video');
  });

  test('a key does nothing while somebody writes, and nothing that is not on the screen', async () => {
    const { work, acts } = worked({ current: record({ stage: 'in-call' }) });
    await show(work);
    const field = root.querySelector('textarea');
    await press('b', field ?? document);
    expect(acts.sendBack).not.toHaveBeenCalled();
    await press('n');
    expect(acts.callNext).not.toHaveBeenCalled();
  });

  test('E and a digit end the call with that outcome', async () => {
    const { work, acts } = worked({ current: record({ stage: 'in-call' }) });
    await show(work);
    await press('1');
    expect(acts.end).not.toHaveBeenCalled();
    await press('e');
    await press('2');
    expect(acts.end).toHaveBeenCalledWith('v1', 'come_in_person');
  });

  test('B withdraws a call, X says that nobody came', async () => {
    const { work, acts } = worked({ current: record({}) });
    await show(work);
    await press('b');
    await press('x');
    expect(acts.sendBack).toHaveBeenCalledWith('v1');
    expect(acts.end).toHaveBeenCalledWith('v1', 'no_show_citizen');
  });

  test('J says that the telephone was answered; the number is there only now', async () => {
    const { work, acts } = worked({ current: record({ channel: 'phone', phone: '0351 1234' }) });
    await show(work);
    expect(root.querySelector('a[href="tel:03511234"]')).not.toBeNull();
    await press('j');
    expect(acts.answered).toHaveBeenCalledWith('v1');
  });

  test('a desk that was taken over hears no key', async () => {
    const { work, acts } = worked();
    (work.replaced as unknown as { value: boolean }).value = true;
    await show(work);
    await press('n');
    expect(acts.callNext).not.toHaveBeenCalled();
  });
});

describe('calling one of the line', () => {
  test('the first needs no reason', async () => {
    const { work, acts } = worked();
    await show(work);
    await act(() => rows()[0]?.click());
    await press('c');
    expect(acts.call).toHaveBeenCalledWith('v1', 'video');
  });

  test('anyone else does, and one digit is enough', async () => {
    const { work, acts } = worked();
    await show(work);
    await act(() => rows()[1]?.click());
    await press('c');
    expect(acts.call).not.toHaveBeenCalled();
    await press('1');
    expect(acts.call).toHaveBeenCalledWith('v2', 'video', 'Dringend');
  });

  test('the server may know better: then it asks for the reason', async () => {
    const { work, acts } = worked();
    acts.call.mockRejectedValueOnce(new Problem('reason-needed'));
    await show(work);
    await act(() => rows()[0]?.click());
    await press('c');
    expect(root.querySelector('dialog')?.textContent).toContain('vorziehen');
  });
});

test('a refusal stands beside the button as a sentence', async () => {
  const { work, acts } = worked();
  acts.callNext.mockRejectedValueOnce(new Problem('line-empty'));
  await show(work);
  await press('n');
  expect(root.querySelector('.idle-call .act-problem')?.textContent).toBe('Gerade ist niemand da, den Sie aufrufen können.');
});

test('the list does not move while somebody is in it, and catches up afterwards', async () => {
  const { work, state } = worked();
  await show(work);
  const list = root.querySelector('.desk-lines');
  await act(() => void list?.dispatchEvent(new FocusEvent('focusin', { bubbles: true })));
  await act(() => void (state.value = { ...state.value, visits: [row('v0', '1-0'), row('v2', '1-2')] }));
  expect(names()).toEqual(['Person v1', 'Person v2']);
  expect(rows()[0]?.getAttribute('aria-disabled')).toBe('true');
  expect(root.querySelector('.lines-changed')?.textContent).toBe('1 neue Person anzeigen');
  await act(() => void list?.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  expect(names()).toEqual(['Person v0', 'Person v2']);
});

test('after a visit the note that was not saved yet can be saved', async () => {
  const { work, acts } = worked({ current: record({ stage: 'ended', outcome: 'completed', moves: [] }) });
  work.note.value = 'Ruft wieder an.';
  await show(work);
  const save = [...root.querySelectorAll('button')].find(({ textContent }) => textContent === 'Notiz speichern');
  await act(async () => save?.click());
  expect(acts.amend).toHaveBeenCalledWith('v1', { note: 'Ruft wieder an.' });
});
