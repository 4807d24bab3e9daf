import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MOMENT_MS } from './fresh';
import { guardPresses, mayReach } from './press';

let end: () => void;
const acted = vi.fn();

/** Lets the observer see what was changed. */
const seen = () => vi.advanceTimersByTimeAsync(0);
const frame = () => vi.advanceTimersByTimeAsync(20);
/** Until everything there is has been there for long. */
const settled = () => vi.advanceTimersByTimeAsync(2 * MOMENT_MS);

beforeEach(async () => {
  vi.useFakeTimers();
  // Of the same clock as the timers.
  vi.spyOn(Event.prototype, 'timeStamp', 'get').mockImplementation(() => performance.now());
  acted.mockReset();
  document.body.innerHTML = '';
  end = guardPresses();
  await settled();
});

afterEach(() => {
  end();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function button(words: string, where: Element = document.body): HTMLButtonElement {
  const one = document.createElement('button');
  one.append(words);
  one.addEventListener('click', () => acted(one.textContent));
  where.append(one);
  return one;
}

const isFresh = (one: Element) => one.closest('[data-fresh]') !== null;
const click = (one: Element, detail: number) => one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));

/** As a browser does it: what is not swallowed presses the button. */
function press(one: HTMLElement, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  one.dispatchEvent(event);
  if (!event.defaultPrevented && key === 'Enter') one.click();
  return event;
}

describe('what takes no pointer for a moment', () => {
  test('appeared just now, until the moment after its first picture is over', async () => {
    const one = button('No-show');
    await seen();
    expect(isFresh(one)).toBe(true);
    await vi.advanceTimersByTimeAsync(MOMENT_MS - 1);
    expect(isFresh(one)).toBe(true);
    await frame();
    expect(isFresh(one)).toBe(false);
  });

  test.each([
    ['other words in the same button', (one: HTMLElement) => (one.textContent = 'Withdraw'), true],
    ['another name for those who hear it', (one: HTMLElement) => one.setAttribute('aria-label', 'Withdraw'), true],
    ['a switch that is on now', (one: HTMLElement) => one.setAttribute('aria-pressed', 'true'), true],
    ['a number that goes on', (one: HTMLElement) => (one.textContent = 'Call at 10:13'), false],
    ['looks alone', (one: HTMLElement) => (one.className = 'busy'), false],
  ])('%s', async (_, change, fresh) => {
    const one = button('Call at 10:12');
    await settled();
    change(one);
    await seen();
    expect(isFresh(one)).toBe(fresh);
  });

  test('the next step under the same words: its heading says that they mean something else', async () => {
    document.body.innerHTML = '<article><h1>Your time</h1></article><button id="away">Help</button>';
    const next = button('Continue', document.querySelector('article') as Element);
    await settled();
    (document.querySelector('h1') as Element).textContent = 'Your name';
    await seen();
    expect(isFresh(next)).toBe(true);
    expect(isFresh(document.querySelector('#away') as Element)).toBe(false);
  });

  test('what was hidden and is shown', async () => {
    document.body.innerHTML = '<div hidden></div>';
    const one = button('Yes', document.querySelector('div') as Element);
    await settled();
    document.querySelector('div')?.removeAttribute('hidden');
    await seen();
    expect(isFresh(one)).toBe(true);
  });

  test('a neighbour that was there all along acts at once', async () => {
    const old = button('Call');
    await settled();
    button('New');
    await seen();
    expect(isFresh(old)).toBe(false);
  });
});

describe('what has slid under the pointer', () => {
  const pointer = (type: string, pointerType: string, one: Element) =>
    one.dispatchEvent(Object.assign(new MouseEvent(type, { bubbles: true, clientX: 5, clientY: 5 }), { pointerType }));
  const lies = (one: Element) => void (document.elementFromPoint = () => one);
  const tap = (one: Element) => (lies(one), pointer('pointerdown', 'touch', one), pointer('pointerup', 'touch', one));
  let first: HTMLButtonElement;
  let other: HTMLButtonElement;

  beforeEach(async () => {
    first = button('Continue');
    other = button('Privacy');
    await settled();
  });

  test('takes no second tap', () => {
    tap(first);
    lies(other);
    dispatchEvent(new Event('scroll'));
    expect(isFresh(other)).toBe(true);
  });

  test('takes a tap when the finger has long left, or only moved the page', async () => {
    tap(first);
    await settled();
    lies(other);
    dispatchEvent(new Event('scroll'));
    expect(isFresh(other)).toBe(false);
    pointer('pointerdown', 'touch', first);
    pointer('pointercancel', 'touch', first);
    dispatchEvent(new Event('scroll'));
    expect(isFresh(other)).toBe(false);
  });

  test('by the reader\'s own scrolling is not new, however long the page glides; by a later one of the page itself it is', async () => {
    lies(first);
    pointer('pointermove', 'mouse', first);
    dispatchEvent(new Event('wheel'));
    for (let ms = 0; ms < 3_000; ms += 100) {
      lies(ms % 200 ? first : other);
      dispatchEvent(new Event('scroll'));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(document.querySelector('[data-fresh]')).toBeNull();
    await settled();
    lies(other);
    dispatchEvent(new Event('scroll'));
    expect(isFresh(other)).toBe(true);
  });

  test('is new when it came, and not when something else on the page changes later', async () => {
    lies(first);
    pointer('pointermove', 'mouse', first);
    lies(other);
    document.body.dispatchEvent(new Event('transitionend', { bubbles: true }));
    expect(isFresh(other)).toBe(true);
    await settled();
    document.body.append('A line of text');
    await seen();
    expect(isFresh(other)).toBe(false);
  });
});

describe('a double click', () => {
  test('its second half never acts', async () => {
    const one = button('Call');
    await settled();
    click(one, 1);
    click(one, 2);
    expect(acted).toHaveBeenCalledOnce();
  });

  test('nor a second one that the browser takes for a new click', async () => {
    const one = button('Call');
    await settled();
    click(one, 1);
    click(one, 1);
    expect(acted).toHaveBeenCalledOnce();
  });

  test('nor when the page was busy meanwhile and hears of it late', async () => {
    const one = button('Call');
    await settled();
    click(one, 1);
    const second = new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 });
    Object.defineProperty(second, 'timeStamp', { value: performance.now() + 150 });
    await settled();
    one.dispatchEvent(second);
    expect(acted).toHaveBeenCalledOnce();
  });

  test('but turns pages where that is what a control is for', async () => {
    const one = button('Next week');
    one.dataset['repeats'] = '';
    await settled();
    click(one, 1);
    click(one, 2);
    expect(acted).toHaveBeenCalledTimes(2);
  });
});

describe('a press that began before what it hits', () => {
  const down = (one: Element) => one.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true }));

  test('does nothing, just after that came', async () => {
    down(document.body);
    const one = button('Cancel the appointment');
    await seen();
    click(one, 1);
    expect(acted).not.toHaveBeenCalled();
  });

  test('nor when the finger rested there for long meanwhile; the next press counts', async () => {
    const one = button('Call');
    await settled();
    down(one);
    await frame();
    one.textContent = 'End';
    await settled();
    click(one, 1);
    expect(acted).not.toHaveBeenCalled();
    down(one);
    click(one, 1);
    expect(acted).toHaveBeenCalledOnce();
  });

  test('but a long press on what stays acts, and so does a click that no pointer began', async () => {
    const one = button('Call');
    await settled();
    down(one);
    await settled();
    click(one, 1);
    one.textContent = 'End';
    await settled();
    click(one, 1);
    expect(acted).toHaveBeenCalledTimes(2);
  });
});

describe('Enter and space', () => {
  test('held down, act once', async () => {
    const one = button('Call');
    one.focus();
    await settled();
    press(one, 'Enter');
    press(one, 'Enter', { repeat: true });
    expect(acted).toHaveBeenCalledOnce();
  });

  test('twice: one press, and again a moment later', async () => {
    const one = button('Pause');
    one.focus();
    await settled();
    press(one, 'Enter');
    press(one, 'Enter');
    expect(acted).toHaveBeenCalledOnce();
    await settled();
    press(one, 'Enter');
    expect(acted).toHaveBeenCalledTimes(2);
  });

  test('one after the other on one switch are two presses', async () => {
    const one = button('Pause');
    one.focus();
    await settled();
    press(one, ' ');
    one.click();
    one.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', bubbles: true }));
    press(one, 'Enter');
    expect(acted).toHaveBeenCalledTimes(2);
  });

  test('twice: the second does not answer the question that the first one opened', async () => {
    const one = button('Leave');
    one.focus();
    await settled();
    press(one, 'Enter');
    const yes = button('Yes, leave');
    yes.focus();
    await seen();
    press(yes, 'Enter');
    expect(acted.mock.calls).toEqual([['Leave']]);
    await settled();
    press(yes, 'Enter');
    expect(acted).toHaveBeenLastCalledWith('Yes, leave');
  });

  test('not on what changed by itself under the focus', async () => {
    const one = button('Withdraw');
    one.focus();
    await settled();
    one.textContent = 'Send back';
    await seen();
    press(one, 'Enter');
    expect(acted).not.toHaveBeenCalled();
  });

  test('at once on what the reader went to since it appeared', async () => {
    const first = button('Call');
    const one = button('Yes');
    await seen();
    press(first, 'Tab');
    one.focus();
    press(one, 'Enter');
    expect(acted).toHaveBeenCalledOnce();
  });

  test('a space bar that was swallowed does not press when it comes up', async () => {
    const first = button('Leave');
    await settled();
    press(first, ' ');
    const one = button('Yes');
    one.focus();
    await seen();
    press(one, ' ');
    const up = new KeyboardEvent('keyup', { key: ' ', bubbles: true, cancelable: true });
    one.dispatchEvent(up);
    expect(up.defaultPrevented).toBe(true);
  });
});

describe('a shortcut', () => {
  const key = (name: string, more: KeyboardEventInit = {}) => press(document.body, name, more);

  test('pressed twice does not reach what the first press brought about', async () => {
    await settled();
    key('n');
    const one = button('Next');
    await seen();
    expect(mayReach(one, key('n'))).toBe(false);
    await settled();
    expect(mayReach(one, key('n'))).toBe(true);
  });

  test('reaches at once what another key brought about', async () => {
    await settled();
    key('e');
    const one = button('Completed');
    await seen();
    expect(mayReach(one, key('1'))).toBe(true);
  });

  test('does nothing while it means something else than a moment ago', async () => {
    const wrap = document.createElement('span');
    wrap.dataset['key'] = 'k';
    document.body.append(wrap);
    const one = button('Set aside', wrap);
    await settled();
    one.remove();
    const other = button('Take up again', wrap);
    await seen();
    expect(mayReach(other, key('k'))).toBe(false);
  });

  test('reaches at once what means the same, though it is drawn otherwise and its key stands elsewhere', async () => {
    const wrap = document.createElement('span');
    wrap.dataset['key'] = 'e';
    document.body.append(wrap);
    const one = button('End', wrap);
    one.insertAdjacentHTML('beforeend', '<kbd aria-hidden="true">E</kbd>');
    await settled();
    one.remove();
    const other = button('End', wrap);
    await seen();
    expect(mayReach(other, key('e'))).toBe(true);
  });

  test('pressed twice reaches one that stays as it is once', async () => {
    const one = button('Next');
    await settled();
    expect([mayReach(one, key('n')), mayReach(one, key('n'))]).toEqual([true, false]);
    await settled();
    expect(mayReach(one, key('n'))).toBe(true);
  });

  test('held down, acts once', async () => {
    const one = button('Mute');
    await settled();
    expect(mayReach(one, key('m', { repeat: true }))).toBe(false);
  });
});

describe('the words that a double click marks', () => {
  const down = (on: Element, detail: number) => {
    const event = new MouseEvent('mousedown', { bubbles: true, cancelable: true, detail });
    on.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const words = () => document.body.appendChild(document.createElement('h2'));

  test('none after a press, whatever came under the pointer', () => {
    const one = button('Park');
    expect([down(one, 1), down(words(), 2)]).toEqual([false, true]);
  });

  test('a word of a text, and one in a field that came', () => {
    expect([down(words(), 1), down(words(), 2)]).toEqual([false, false]);
    down(button('Park'), 1);
    expect(down(document.body.appendChild(document.createElement('input')), 2)).toBe(false);
  });
});
