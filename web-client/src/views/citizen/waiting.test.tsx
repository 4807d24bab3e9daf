/** The waiting room under somebody's hands: what a press does, and what is heard of it. */
import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { announcement } from '../../announce';
import { Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { at, visit as booked } from '../../testing/examples';
import { CalledScreen } from './called';
import type { Acts } from './journey';
import { WaitingScreen } from './waiting';

const visit: CitizenVisit = {
  ...booked,
  stage: 'waiting',
  has_mail: true,
  slot_start: at(-14),
  arrived_at: at(-20),
  position: { type: 'position', visit: 'v1', ahead: 2, earliest_s: 300, latest_s: 720 },
};

/** Writes down what was done with the office. */
function recorded(): { acts: Acts; done: string[] } {
  const done: string[] = [];
  const note = (name: string) => (...args: unknown[]) => {
    done.push([name, ...args.filter((arg) => arg !== undefined)].join(' '));
    return Promise.resolve();
  };
  const acts: Acts = {
    arrive: note('arrive'),
    join: note('join'),
    leave: note('leave'),
    say: note('say'),
    holdOn: note('hold-on'),
    stepAway: note('step-away'),
    callBack: note('call-back'),
    move: note('move'),
    why: () => Promise.resolve({ before: [{ cause: 'appointment', count: 1 }] }),
  };
  return { acts, done };
}

let root: HTMLElement;
const show = (view: ComponentChild) => act(() => render(view, root));
const button = (words: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(words));
const press = (words: string) => act(async () => button(words)?.click());

beforeEach(() => {
  vi.useFakeTimers();
  root = document.createElement('div');
  document.body.replaceChildren(root);
});
afterEach(async () => {
  await act(() => render(null, root));
  // Everything has been said: the next test begins in silence.
  vi.advanceTimersByTime(20_000);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What a screen reader has been given by now; a sentence stands for a second before the next. */
function heard(): string {
  vi.advanceTimersByTime(2_000);
  return announcement.value.text;
}

describe('the waiting room', () => {
  test('whoever waits on is asked no more, and keeps the other ways below', async () => {
    const { acts } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    expect(root.querySelector('.late-choices')).not.toBeNull();
    await press('Weiter warten');
    expect(heard()).toContain('Ihr Platz ist sicher');
    expect(root.querySelector('.late-choices')).toBeNull();
    expect(button('Termin verschieben')?.closest('.ways')).not.toBeNull();
  });

  test('leaving and being back are one press each', async () => {
    const { acts, done } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    await press('Weggehen und E-Mail');
    await show(<WaitingScreen visit={{ ...visit, reach: 'mail' }} acts={acts} />);
    expect(heard()).toContain('Wir schreiben Ihnen eine E-Mail');
    await press('Ich bin wieder da');
    button('Ich bin wieder da')?.focus();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    expect(heard()).toBe('Gut, Sie sind wieder da. Bitte lassen Sie diese Seite offen.');
    expect(document.activeElement?.textContent).toBe('Warteraum');
    expect(done).toEqual(['step-away mail', 'step-away page']);
  });

  test('a message of the device is told as such, and being back ends it', async () => {
    const { acts, done } = recorded();
    vi.stubGlobal('PushManager', () => undefined);
    vi.stubGlobal('Notification', { permission: 'default' });
    vi.stubGlobal('caches', {});
    vi.stubGlobal('navigator', { ...navigator, serviceWorker: {} });
    await show(<WaitingScreen visit={{ ...visit, push_key: 'B' }} acts={acts} />);
    await press('Nachricht auf dieses Gerät');
    await show(<WaitingScreen visit={{ ...visit, reach: 'push', push_key: 'B' }} acts={acts} />);
    expect(heard()).toContain('Dieses Gerät zeigt Ihnen eine Nachricht');
    expect(button('Nachricht auf dieses Gerät')).toBeUndefined();
    await press('Ich bin wieder da');
    expect(done).toEqual(['step-away push', 'step-away page']);
  });

  test('a refusal is one sentence with what to do instead', async () => {
    const { acts } = recorded();
    vi.stubGlobal('PushManager', () => undefined);
    vi.stubGlobal('Notification', { permission: 'default' });
    vi.stubGlobal('caches', {});
    vi.stubGlobal('navigator', { ...navigator, serviceWorker: {} });
    const refused: Acts = { ...acts, stepAway: () => Promise.reject(new Problem('push-refused')) };
    await show(<WaitingScreen visit={{ ...visit, push_key: 'B' }} acts={refused} />);
    await press('Nachricht auf dieses Gerät');
    vi.stubGlobal('Notification', { permission: 'denied' });
    await show(<WaitingScreen visit={{ ...visit, push_key: 'B' }} acts={refused} />);
    expect(root.querySelector('.ways .kern-alert')?.textContent).toContain('Ihr Browser erlaubt keine Nachrichten von dieser Seite.');
    expect(root.querySelector('.ways .kern-alert')?.textContent).toContain('E-Mail oder Telefon');
  });

  test('the telephone needs a number, and asks for none that is known', async () => {
    const { acts, done } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    await press('Lieber telefonieren');
    await press('Ja, rufen Sie mich an');
    expect(root.querySelector('[aria-invalid]')).not.toBeNull();
    expect(document.activeElement).toBe(root.querySelector('[type=tel]'));
    expect(done).toEqual([]);
    await show(<WaitingScreen visit={{ ...visit, has_phone: true }} acts={acts} />);
    await press('Ja, rufen Sie mich an');
    expect(done).toEqual(['call-back']);
  });

  test('what the office writes is told at the foot of the screen until it is read or answered', async () => {
    const { acts } = recorded();
    const said = (id: number, from: 'citizen' | 'clerk', text: string) => ({ type: 'said' as const, visit: visit.visit, id, at: at(-1), from, text });
    const line = () => root.querySelector('.unread')?.textContent ?? '';
    await show(<WaitingScreen visit={visit} acts={acts} />);
    expect(line()).toBe('');
    await show(<WaitingScreen visit={{ ...visit, messages: [said(1, 'clerk', 'Bitte legen Sie den Ausweis bereit.')] }} acts={acts} />);
    expect(line()).toContain('Bitte legen Sie den Ausweis bereit.');
    await press('Lesen');
    expect(line()).toBe('');
    expect(document.activeElement?.className).toBe('chat-lines');
    await show(<WaitingScreen visit={{ ...visit, messages: [said(1, 'clerk', 'A'), said(2, 'clerk', 'B')] }} acts={acts} />);
    expect(line()).toContain('B');
    await show(<WaitingScreen visit={{ ...visit, messages: [said(2, 'clerk', 'B'), said(3, 'citizen', 'Danke')] }} acts={acts} />);
    expect(line()).toBe('');
  });

  test('a line that was read is not told again when the waiting room comes back', async () => {
    const { acts } = recorded();
    const one = { type: 'said' as const, visit: 'v-back', id: 7, at: at(-1), from: 'clerk' as const, text: 'Bitte warten Sie kurz.' };
    const returned = { ...visit, visit: 'v-back', messages: [one] };
    await show(<WaitingScreen visit={returned} acts={acts} />);
    await press('Lesen');
    await act(() => render(null, root));
    await show(<WaitingScreen visit={returned} acts={acts} />);
    expect(root.querySelector('.unread')).toBeNull();
  });

  test('a known number is named as such, and another one can be given instead', async () => {
    const { acts, done } = recorded();
    await show(<WaitingScreen visit={{ ...visit, has_phone: true }} acts={acts} />);
    await press('Lieber telefonieren');
    expect(root.querySelector('dialog')?.textContent).toContain('Zurück zum Video geht dann nicht mehr.');
    const choice = (words: string) => [...root.querySelectorAll('label')].find(({ textContent }) => textContent === words);
    expect(choice('Die Nummer aus Ihrer Buchung')).toBeDefined();
    expect(root.querySelector('[type=tel]')).toBeNull();
    await act(() => choice('Eine andere Nummer')?.click());
    await press('Ja, rufen Sie mich an');
    expect(done).toEqual([]);
    const field = root.querySelector<HTMLInputElement>('[type=tel]');
    await act(() => {
      if (field) field.value = '0351 4880';
      field?.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await press('Ja, rufen Sie mich an');
    expect(done).toEqual(['call-back 0351 4880']);
  });

  test('the answer to "why" is shown and heard', async () => {
    const { acts } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    await press('Warum war jemand');
    expect(heard()).toContain('1 Person hatte einen früheren Platz als Sie.');
    expect(root.querySelectorAll('.why li')).toHaveLength(2);
  });

  test('who comes without a check is offered it, and only then', async () => {
    const { acts, done } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} onCheck={() => done.push('check')} />);
    await press('Kamera und Ton prüfen');
    expect(done).toEqual(['check']);
    await show(<WaitingScreen visit={{ ...visit, channel: 'phone' }} acts={acts} onCheck={() => undefined} />);
    expect(button('Kamera und Ton prüfen')).toBeUndefined();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    expect(button('Kamera und Ton prüfen')).toBeUndefined();
  });

  test('the office is named, and that the place is kept is said once', async () => {
    const { acts } = recorded();
    const noDesk: CitizenVisit = { ...visit, slot_start: null, slot_end: null, arrived_at: at(0), office: { type: 'office', queue: visit.queue, open: true, desks: 0 }, position: null };
    await show(<WaitingScreen visit={noDesk} acts={acts} />);
    expect(root.querySelector('.kern-preline')?.textContent).toContain(visit.department_name);
    expect(root.querySelector('.place')?.textContent?.match(/Ihr Platz bleibt/g)).toHaveLength(1);
  });

  test('a place that moved is heard once', async () => {
    const { acts } = recorded();
    await show(<WaitingScreen visit={visit} acts={acts} />);
    expect(heard()).toContain('Vor Ihnen sind noch 2 Personen. etwa 5 bis 12 Minuten');
    const next = { ...visit, position: { type: 'position' as const, visit: 'v1', ahead: 0, earliest_s: 0, latest_s: 60 } };
    await show(<WaitingScreen visit={next} acts={acts} />);
    expect(heard()).toContain('Sie sind als Nächstes an der Reihe.');
    vi.advanceTimersByTime(10_000);
    await show(<WaitingScreen visit={{ ...next, position: { ...next.position, latest_s: 30 } }} acts={acts} />);
    expect(heard()).toBe('');
  });
});

describe('the call', () => {
  test('"I am coming" asks for patience, and the new end is heard', async () => {
    const { acts, done } = recorded();
    const called: CitizenVisit = { ...visit, stage: 'called', answer_by: at(1), may_hold_on: true };
    const screen = (more: Partial<CitizenVisit>) => (
      <CalledScreen visit={{ ...called, ...more }} byItself={false} onJoin={acts.join} onHoldOn={acts.holdOn} />
    );
    await show(screen({}));
    await press('Ich komme gleich');
    expect(done).toEqual(['hold-on']);
    await show(screen({ answer_by: at(2), may_hold_on: false }));
    expect(heard()).toBe('Gut. Der Aufruf gilt jetzt bis 14:22 Uhr.');
    expect(button('Ich komme gleich')).toBeUndefined();
  });
});
