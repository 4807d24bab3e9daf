/**
 * A press never acts on what has just appeared, never twice for a double click, and never again because
 * a key is held down. One guard for pages and keys alike; pointers are turned away by press.css, too.
 *
 * Whoever is quick and means it does not wait: a control that was there acts at once, and another key
 * than the last one (E, then 1) reaches what that last one brought about.
 */
import { cameAfter, controlAt, freshSince, meantElse, MOMENT_MS, watchFresh } from './fresh';

interface Press {
  key: string;
  at: number;
}

/** What was pressed last. The second tap of a finger, or of a key, is no double click to the browser. */
let pressed: { control: Element | null; at: number } = { control: null, at: -Infinity };

/** When the pointer went down for the click that is to come; a click without that (speech, a reader) began with itself. */
let down = Infinity;

/** What follows a press so soon is its answer. */
const ANSWER_MS = 150;
const NO_PRESS: Press = { key: '', at: -Infinity };

let last = NO_PRESS;
let before = NO_PRESS;
/** Where the focus came by itself, and when. */
let focused = { at: -Infinity, byHand: true };
let walking = false;
/** A space bar that was swallowed when it went down must not press when it comes up. */
let swallowedKey = '';
/** Whether the first half of a double click was on a control: the second marks no words of what came instead. */
let onControl = false;

/** When a hand did it. A page that is busy hears of it later: on a slow phone both halves of a double tap then come
 * long after the first, and close to each other. */
const timeOf = (event: Event): number => Math.min(event.timeStamp, performance.now());

/** From now on, for the whole page. Returns what ends it again. */
export function guardPresses(): () => void {
  const end = watchFresh();
  const until = new AbortController();
  const options = { capture: true, signal: until.signal };
  addEventListener('mousedown', hearDown, options);
  addEventListener('click', hearClick, options);
  addEventListener('keydown', hearKey, options);
  addEventListener('keyup', hearKeyUp, options);
  addEventListener('pointerdown', hearPointer, options);
  addEventListener('focusin', () => void (focused = { at: performance.now(), byHand: walking }), options);
  return () => (end(), until.abort());
}

/** Whether the shortcut that is being pressed may reach this control: not twice, and not by surprise. */
export function mayReach(control: Element, event: KeyboardEvent): boolean {
  const at = timeOf(event);
  if (event.repeat || meantElse(event.key.toLowerCase(), control) || isSecond(control, at)) return false;
  const reaches = freshSince(control) === null || before.key !== event.key || at - before.at > MOMENT_MS;
  if (reaches) pressed = { control, at };
  return reaches;
}

function hearPointer(event: Event): void {
  down = timeOf(event);
  note('pointer', down);
  walk();
}

function hearDown(event: MouseEvent): void {
  if (event.detail <= 1) onControl = controlAt(event.target) !== null;
  else if (onControl && !(event.target instanceof Element && event.target.matches('input, textarea, select'))) event.preventDefault();
}

function hearClick(event: MouseEvent): void {
  const control = controlAt(event.target);
  const began = down;
  if (event.detail > 0) down = Infinity;
  if (!control) return;
  const again = event.detail > 1 ? !isRepeatable(control) : event.detail === 1 && isSecond(control, timeOf(event));
  // The hand went down while this meant something else, or was not there: also if it then rested there for long.
  const late = event.detail > 0 && (freshSince(control) !== null || cameAfter(control, began));
  if (again || late) return swallow(event);
  if (event.detail > 0) pressed = { control, at: timeOf(event) };
}

/** The second half of a double press, where the browser does not count: as soon again on the same control, by the
 * same key or by the pointer again, and nothing between them. Space and then Enter are two. */
function isSecond(control: Element, at: number): boolean {
  const soon = pressed.control === control && at - pressed.at < MOMENT_MS;
  return soon && before.key === last.key && !isRepeatable(control);
}

function hearKey(event: KeyboardEvent): void {
  if (event.repeat) return void (presses(event) && !isRepeatable(event.target) && swallow(event));
  const at = timeOf(event);
  note(event.key, at);
  if (!presses(event)) return walk();
  const control = controlAt(event.target);
  if (surprises(event.key, at, event.target as Element) || (control && isSecond(control, at))) {
    swallowedKey = event.key;
    return swallow(event);
  }
  if (control) pressed = { control, at };
}

function hearKeyUp(event: KeyboardEvent): void {
  if (event.key !== swallowedKey) return;
  swallowedKey = '';
  swallow(event);
}

/** Enter and space press what has the focus; in a text they write. */
function presses({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || target.matches('textarea')) return false;
  return key === 'Enter' ? target.matches('input, select') || controlAt(target) !== null : key === ' ' && controlAt(target) !== null;
}

const isRepeatable = (target: EventTarget | null) => target instanceof Element && target.closest('[data-repeats]') !== null;

/** The same key again, on what it brought or gave the focus to; or on what changed under the focus. */
function surprises(key: string, now: number, target: Element): boolean {
  const since = freshSince(target);
  if (before.key === key && now - before.at < MOMENT_MS) return since !== null || (!focused.byHand && now - focused.at < MOMENT_MS);
  return since !== null && since > focused.at && before.at < since - ANSWER_MS;
}

function note(key: string, at: number): void {
  before = last;
  last = { key, at };
}

/** What gets the focus in answer to this very event got it by the reader's hand. */
function walk(): void {
  walking = true;
  setTimeout(() => (walking = false));
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
