import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signal } from '@preact/signals';
import { OwnMedia } from '../../media';
import { Problem } from '../../problem';
import type { QueueRow, Record as VisitRecord, VisitRow } from '../../protocol.gen';
import { emptyDesk, type DeskState } from '../../state/desk';
import { at } from '../../testing/examples';
import { Notes } from './notes';
import { DeskScreen } from './screen';
import { SILENT } from './tones';
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
  const acts = {
    setDesk: done(), callNext: done(), call: done(), sendBack: done(), park: done(), resume: done(), skip: done(), preCall: done(), recall: done(), prioritise: done(),
    transfer: done(), undo: done(), takeUp: done(), closeQueue: done(), tellQueue: done(), answered: done(), end: done(), amend: done(), switchToPhone: done(), cancel: done(), say: done(),
  };
  const save = done();
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
    documents: signal(new Map([['s', ['Ausweis']]])),
    chosen: signal(null),
    notes: new Notes(save, 5),
    trace: signal(null),
    tones: signal(SILENT),
    setTones: () => Promise.resolve(),
    checkDevices: () => undefined,
    signOut: () => Promise.resolve(),
  };
  return { state, acts, work, save };
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

  test('the stage that an answer brought about has the focus once the question is closed', async () => {
    const { work } = worked();
    await show(work);
    const dialog = document.createElement('dialog');
    dialog.innerHTML = '<button>Dringend</button>';
    document.body.append(dialog);
    dialog.setAttribute('open', '');
    dialog.querySelector('button')?.focus();
    await act(() => void ((work.state as unknown as { value: DeskState }).value = { ...work.state.value, current: record({}) }));
    expect(document.activeElement?.closest('dialog')).toBe(dialog);
    dialog.remove();
    await act(() => void dialog.dispatchEvent(new Event('close')));
    expect(document.activeElement?.matches('.called-stage h2')).toBe(true);
  });

  test('F says whether there is a number, and asks for one where there is none', async () => {
    const { work, acts } = worked({ current: record({ stage: 'in-call' }) });
    await show(work);
    await press('f');
    expect(root.querySelector('dialog')?.textContent).toContain('Im Termin steht keine Nummer.');
    await act(async () => button('Am Telefon weiter')?.click());
    expect(root.querySelector('dialog [aria-invalid]')).not.toBeNull();
    expect(acts.switchToPhone).not.toHaveBeenCalled();
  });

  test('F needs no number where the appointment has one', async () => {
    const { work, acts } = worked({ current: record({ stage: 'in-call', has_phone: true }) });
    await show(work);
    await press('f');
    expect(root.querySelector('dialog')?.textContent).toContain('Die Nummer steht im Termin.');
    await act(async () => button('Am Telefon weiter')?.click());
    expect(acts.switchToPhone).toHaveBeenCalledWith('v1', '');
  });

  test('what is being written is said to be unsaved in whole words', async () => {
    const { work } = worked({ current: record({}) });
    await show(work);
    await act(() => work.notes.write('v1', { note: 'Ruft' }));
    expect(root.querySelector('.notepad-saved')?.textContent).toBe('Noch nicht gespeichert');
  });

  test('Bild ab and Bild auf walk from queue to queue', async () => {
    const queues = ['a', 'b'].map((name) => ({ ...queue, queue: name }));
    const visits = [row('v1', '1-1'), row('v2', '1-2'), { ...row('v3', '1-1'), queue: 'b' }];
    const { work } = worked({ queues, visits, desk: { name: 'Frau Beispiel', state: 'open', queues: ['a', 'b'] } });
    await show(work);
    const lines = [...root.querySelectorAll('.line')].filter((line) => line.querySelector('.row-visit'));
    const firsts = lines.map((line) => line.querySelector<HTMLElement>('.row-visit'));
    expect(firsts.length).toBeGreaterThan(1);
    const go = (key: string) => act(() => void document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));
    await act(() => firsts[0]?.focus());
    await go('PageDown');
    expect(document.activeElement).toBe(firsts[1]);
    await go('PageUp');
    expect(document.activeElement).toBe(firsts[0]);
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
  expect(root.querySelector('.lines-changed')?.textContent).toContain('1 neue Person anzeigen');
  await act(() => void list?.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  expect(names()).toEqual(['Person v0', 'Person v2']);
});

test('after a visit the note that could not be saved can be saved', async () => {
  const { work, save } = worked({ current: record({ stage: 'ended', outcome: 'completed', moves: [] }) });
  save.mockRejectedValueOnce(new Problem('offline'));
  work.notes.write('v1', { note: 'Ruft wieder an.' });
  await work.notes.flush('v1');
  await show(work);
  await act(async () => button('Notiz speichern')?.click());
  expect(save).toHaveBeenLastCalledWith('v1', { note: 'Ruft wieder an.' });
  expect(work.notes.of('v1')?.saving).toBe('saved');
});

const targets = [
  { queue: 'a', name: 'Bürgeramt' },
  { queue: 'kn', name: 'Kfz (Nord)' },
  { queue: 'ks', name: 'Kfz (Süd)' },
];
const atWork = { name: 'Frau Beispiel', state: 'open' as const, queues: ['a'], targets };
const dialog = () => root.querySelector('dialog');
const button = (word: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent?.startsWith(word));
const focusFirst = () => act(() => rows().find(({ tabIndex }) => tabIndex === 0)?.focus());
/** A key as the browser gives it to whatever has the focus. */
const type = (key: string) => press(key, document.activeElement ?? document.body);
/** Waits for what the press sets off. */
const click = (target: HTMLElement | undefined | null) =>
  act(async () => {
    target?.click();
    await new Promise((resolve) => setTimeout(resolve));
  });
const write = (field: HTMLInputElement | HTMLTextAreaElement | null | undefined, text: string) =>
  act(() => {
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

describe('the list by keyboard', () => {
  test('Tab reaches one row only; arrows, Home and End walk and choose', async () => {
    const { work } = worked({ visits: [row('v1', '1-1'), row('v2', '1-2'), row('v3', '1-3')] });
    await show(work);
    expect(rows().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    await focusFirst();
    await type('ArrowDown');
    expect(work.chosen.value).toBe('v2');
    expect(document.activeElement).toBe(rows()[1]);
    expect(rows().map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1]);
    await type('End');
    expect(work.chosen.value).toBe('v3');
    await type('Home');
    expect(work.chosen.value).toBe('v1');
  });

  test('with the focus nowhere an arrow begins in the list, and L goes there', async () => {
    const { work } = worked();
    await show(work);
    await press('ArrowDown');
    expect(document.activeElement).toBe(rows()[0]);
    expect(work.chosen.value).toBe('v1');
    await act(() => (document.activeElement as HTMLElement).blur());
    await press('l');
    expect(document.activeElement).toBe(rows()[0]);
  });

  test('each verb has its key for the chosen row', async () => {
    const { work, acts } = worked({ desk: atWork });
    await show(work);
    await focusFirst();
    await type('ArrowDown');
    await type('h');
    expect(acts.preCall).toHaveBeenCalledWith('v2');
    await type('s');
    expect(acts.skip).not.toHaveBeenCalled();
    await type('1');
    expect(acts.skip).toHaveBeenCalledWith('v2', 'Ist noch nicht so weit');
    await type('q');
    await type('3');
    expect(acts.prioritise).toHaveBeenCalledWith('v2', 'Frist läuft heute ab');
    await type('k');
    await type('0');
    expect(acts.park).toHaveBeenCalledWith('v2', '');
    await type('e');
    await type('6');
    expect(acts.end).toHaveBeenCalledWith('v2', 'no_show_office');
  });

  test('who would come next can be read before calling, with the papers; a chosen one comes before that', async () => {
    const { work } = worked({ visits: [row('v1', '1-1', { away: true }), row('v2', '1-2', { needs: 'Spricht leise' }), row('v3', '1-3')] });
    await show(work);
    const words = () => document.querySelector('.desk-record')?.textContent ?? '';
    expect(words()).toMatch(/Kommt als Nächstes.*Person v2.*Spricht leise.*Ausweis.*Danach.*Person v3/);
    expect(words()).not.toContain('Person v1');
    work.chosen.value = 'v3';
    await act(() => undefined);
    expect(words()).toContain('Aus der Liste');
  });

  test('a parked one is taken back into the line with the key that set it aside', async () => {
    const { work, acts } = worked({ visits: [row('v1', '1-1', { stage: 'parked' })] });
    work.chosen.value = 'v1';
    await show(work);
    await press('k');
    expect(acts.resume).toHaveBeenCalledWith('v1');
  });

  test('a missed call is repeated with R; the button says from when, the refusal too', async () => {
    const { work, acts } = worked({ visits: [row('v1', '1-1', { passed_over: true, missed: 1, recall_at: at(5) })] });
    acts.recall.mockRejectedValueOnce(new Problem('too-early', '', 'later', { opens_at: at(5) }));
    work.chosen.value = 'v1';
    await show(work);
    expect(button('Noch einmal aufrufen, ab 14:25')).toBeDefined();
    await press('r');
    expect(acts.recall).toHaveBeenCalledWith('v1', 'video');
    expect(root.querySelector('.verbs .act-problem')?.textContent).toContain('14:25');
    expect(root.querySelector('.row-flags')?.textContent).toContain('1 von 3 Aufrufen verpasst');
  });

  test('why somebody stands there is part of what is read with the row', async () => {
    const { work } = worked({ visits: [row('v1', '1-1', { skipped: 1, priority: true })] });
    await show(work);
    const id = rows()[0]?.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(id)?.textContent).toContain('Vorrang');
    expect(document.getElementById(id)?.textContent).toContain('einen Platz nach hinten');
  });
});

describe('the menu of a row', () => {
  test('opens with Enter on the chosen row, walks with arrows, acts with a key, closes with Escape', async () => {
    const { work, acts } = worked({ desk: atWork });
    work.chosen.value = 'v1';
    await show(work);
    await focusFirst();
    await act(() => void rows()[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 })));
    const items = () => [...root.querySelectorAll<HTMLElement>('[role=menuitem]')];
    expect(document.activeElement).toBe(items()[0]);
    await type('ArrowUp');
    expect(document.activeElement).toBe(items().at(-1));
    await type('Escape');
    expect(items()).toEqual([]);
    expect(document.activeElement).toBe(rows()[0]);
    await act(() => root.querySelector<HTMLElement>('.line-row .menu-button')?.click());
    await type('h');
    expect(acts.preCall).toHaveBeenCalledWith('v1');
    expect(items()).toEqual([]);
  });

  test('says what was refused in the bar, where no button stands', async () => {
    const { work, acts } = worked();
    acts.preCall.mockRejectedValueOnce(new Problem('not-now'));
    await show(work);
    await act(() => root.querySelector<HTMLElement>('.line-row .menu-button')?.click());
    await type('h');
    expect(root.querySelector('.aftermath')?.textContent).toContain('gerade nicht mehr');
  });

  test('a press of the mouse chooses and never calls', async () => {
    const { work, acts } = worked();
    work.chosen.value = 'v1';
    await show(work);
    await act(() => void rows()[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 })));
    expect(acts.call).not.toHaveBeenCalled();
    expect(root.querySelector('[role=menu]')).toBeNull();
  });
});

describe('handing over', () => {
  test('never to its own queue; the whole name is asked for once more', async () => {
    const { work, acts } = worked({ desk: atWork, current: record({ stage: 'in-call' }) });
    await show(work);
    await press('u');
    expect([...(dialog()?.querySelectorAll('.target') ?? [])].map(({ textContent }) => textContent)).toEqual(['Kfz (Nord)', 'Kfz (Süd)']);
    await write(dialog()?.querySelector('input[type=search]'), 'süd');
    await write(dialog()?.querySelector('textarea'), 'Kennzeichen liegt vor.');
    await act(() => dialog()?.querySelector('form')?.requestSubmit());
    expect(acts.transfer).not.toHaveBeenCalled();
    expect(dialog()?.textContent).toContain('Person v1 kommt in die Warteschlange: Kfz (Süd)');
    await click(button('Ja, übergeben'));
    expect(acts.transfer).toHaveBeenCalledWith('v1', 'ks', 'Kennzeichen liegt vor.');
    expect(dialog()).toBeNull();
  });

  test('without a choice nothing goes on', async () => {
    const { work } = worked({ desk: atWork, current: record({}) });
    await show(work);
    await press('u');
    await act(() => dialog()?.querySelector('form')?.requestSubmit());
    expect(button('Ja, übergeben')).toBeUndefined();
  });
});

describe('taking back', () => {
  test('Z undoes what was just done; the bar says what and how long', async () => {
    const { work, acts } = worked();
    work.trace.value = { kind: 'done', verb: 'park', op: 'o1', visit: 'v1', who: 'Person v1', until: Date.parse(at(0)) + 7_000 };
    await show(work);
    expect(root.querySelector('.aftermath')?.textContent).toContain('Person v1 ist zurückgestellt.');
    expect(root.querySelector('.aftermath-left')?.textContent).toBe('noch 7 s');
    await press('z');
    expect(acts.undo).toHaveBeenCalledOnce();
    await act(() => void (work.trace.value = { kind: 'undone', verb: 'park', who: 'Person v1', until: Date.parse(at(0)) + 7_000 }));
    expect(root.querySelector('.aftermath')?.textContent).toContain('nicht mehr zurückgestellt');
  });

  test('after ten seconds there is no bar and the key does nothing', async () => {
    const { work, acts } = worked();
    work.trace.value = { kind: 'done', verb: 'park', op: 'o1', visit: 'v1', who: 'Person v1', until: Date.parse(at(0)) };
    await show(work);
    await press('z');
    expect(acts.undo).not.toHaveBeenCalled();
  });
});

describe('a whole queue', () => {
  const busy = { ...queue, waiting: 4 };

  test('# opens its menu; closing names it and how many wait', async () => {
    const { work, acts } = worked({ queues: [busy] });
    await show(work);
    await press('#');
    await act(() => root.querySelector<HTMLElement>('[role=menuitem]:last-child')?.click());
    expect(dialog()?.textContent).toContain('Bürgeramt: für heute schließen?');
    expect(dialog()?.textContent).toContain('4 Personen warten noch');
    expect(acts.closeQueue).not.toHaveBeenCalled();
    await act(async () => dialog()?.querySelector<HTMLElement>('.button-danger')?.click());
    expect(acts.closeQueue).toHaveBeenCalledWith('a', true);
  });

  test('a notice stands at its heading and can be taken back', async () => {
    const { work, acts } = worked({ queues: [{ ...busy, notice: 'Es dauert länger.', closed_today: true }] });
    await show(work);
    expect(root.querySelector('.line-head')?.textContent).toContain('Es dauert länger.');
    expect(root.querySelector('.line-head')?.textContent).toContain('Für heute geschlossen');
    await press('#');
    await act(() => [...root.querySelectorAll<HTMLElement>('[role=menuitem]')].find(({ textContent }) => textContent?.includes('Hinweis'))?.click());
    await act(async () => button('Zurücknehmen')?.click());
    expect(acts.tellQueue).toHaveBeenCalledWith('a', null);
  });

  test('N says from which queue; another queue alone is one button away', async () => {
    const visits = [row('v1', '1-2'), row('v2', '1-1', { queue: 'b' })];
    const { work, acts } = worked({ desk: { ...atWork, queues: ['a', 'b'] }, queues: [queue, { ...queue, queue: 'b', name: 'Parken' }], visits });
    await show(work);
    expect(root.querySelector('.idle-who')?.textContent).toContain('Parken');
    await press('n');
    expect(acts.callNext).toHaveBeenCalledWith('b', 'video');
    await act(async () => root.querySelector<HTMLElement>('.one-queue button')?.click());
    expect(acts.callNext).toHaveBeenLastCalledWith('a', 'video');
  });
});

describe('note and case reference', () => {
  test('save themselves and say so', async () => {
    const { work, save } = worked({ current: record({ stage: 'in-call', note: 'Alt.' }) });
    await show(work);
    await press('i');
    const field = root.querySelector<HTMLTextAreaElement>('.notepad textarea');
    expect(document.activeElement).toBe(field);
    expect(field?.value).toBe('Alt.');
    await write(field, 'Neu.');
    await act(() => work.notes.flush('v1'));
    expect(save).toHaveBeenCalledWith('v1', { note: 'Neu.' });
    expect(root.querySelector('.notepad-saved')?.textContent).toBe('Gespeichert');
  });

  test('a note of others that is not known here is never overwritten unseen', async () => {
    const { work } = worked({ visits: [row('v1', '1-1', { noted: true, case: 'A 1' })] });
    work.chosen.value = 'v1';
    await show(work);
    expect(root.querySelector('.notepad textarea')).toBeNull();
    expect(root.querySelector<HTMLInputElement>('.notepad input')?.value).toBe('A 1');
  });
});

test('in a call a key for the chosen other is that of the other, and Escape leads back', async () => {
  const { work, acts } = worked({ desk: atWork, current: record({ stage: 'in-call' }), visits: [row('v1', '1-1', { stage: 'in-call' }), row('v2', '1-2')] });
  await show(work);
  work.chosen.value = 'v2';
  await act(() => undefined);
  await press('h');
  expect(acts.preCall).toHaveBeenCalledWith('v2');
  await press('Escape');
  expect(work.chosen.value).toBeNull();
  await press('k');
  await press('1');
  expect(acts.park).toHaveBeenCalledWith('v1', 'papers');
});

test('a dialog that the browser closed by itself is closed for the page, too', async () => {
  const { work } = worked();
  await show(work);
  await press('?');
  expect(dialog()).not.toBeNull();
  await act(() => void dialog()?.dispatchEvent(new Event('close')));
  expect(dialog()).toBeNull();
});

test('a row that changed is marked, one that only fell silent is not', async () => {
  const { work, state } = worked();
  await show(work);
  const changed = () => rows().map((one) => one.classList.contains('row-visit--changed'));
  await act(() => void (state.value = { ...state.value, visits: [row('v1', '1-1', { away: true }), row('v2', '1-2', { priority: true })] }));
  expect(changed()).toEqual([false, true]);
});

test('what was done last stands in the middle, where it lies over no warning', async () => {
  const { work } = worked({ desk: atWork, current: record({ stage: 'called' }) });
  work.trace.value = { kind: 'done', verb: 'park', op: 'o', visit: 'v2', who: 'Person v2', until: Date.parse(at(60)) };
  await show(work);
  expect(root.querySelector('.desk-stage > .aftermath')?.textContent).toContain('Person v2');
});
