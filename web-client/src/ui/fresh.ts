/**
 * What has just appeared, or means something else than a moment ago. Such a control carries `data-fresh`
 * for a moment, and fresh controls take no pointer (press.css): so the second half of a double click, or
 * a press aimed at what was there before, never acts on what came instead. It is seen from outside, in
 * the document: no view has to think of it.
 */
import './press.css';

/** Longer than two clicks of a double click, shorter than it takes to read a button and aim at it. */
export const MOMENT_MS = 400;

export const CONTROLS = 'button, a[href], summary, label, input[type=checkbox], input[type=radio], [role=menuitem]';
const HEADINGS = 'h1, h2';
const READ = `${CONTROLS}, ${HEADINGS}`;
/** What gets a new meaning when its heading is rewritten in place, as one step follows another. */
const AROUND = 'dialog, section, article, main, body';
/** Attributes that let something appear without adding it, and whether they do so by being there. */
const REVEALS: { readonly [attribute: string]: boolean } = { open: true, hidden: false, inert: false, disabled: false };
const WATCHED = [...Object.keys(REVEALS), 'aria-label', 'aria-pressed', 'href', 'data-means', 'class', 'style'];
const FRESH = 'data-fresh';

interface Mark {
  since: number;
}
const marks = new Map<Element, Mark>();
/** The last mark of each, also when its moment is over. */
const lastMarks = new WeakMap<Element, Mark>();
/** Marked, but not painted yet: the moment begins when it can be seen. */
let unseen = new Map<Element, Mark>();
const meanings = new WeakMap<Element, string>();
/** What a key meant until a moment ago. */
const lately = new Map<string, { meaning: string; at: number }>();
/** Where a mouse stands, or where a finger has just been: one that left is nowhere a moment later. */
let pointer: { x: number; y: number } | null = null;
let leaves: ReturnType<typeof setTimeout> | undefined;
let under: Element | null = null;
let frame = 0;
/** When the reader last moved the page: by hand, or a scroll that has gone on since without a rest. */
let moved = -Infinity;
/** What moves things on a page without a change of the document: seen at once, or they would pass for having just come later. */
const SHIFTS = ['resize', 'load', 'transitionend', 'animationend', 'loadedmetadata'] as const;

export const controlAt = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>(CONTROLS) : null);

/** When this appeared or changed, if that is less than a moment ago. */
export function freshSince(control: Element): number | null {
  const times: number[] = [];
  for (let at = control.closest(`[${FRESH}]`); at; at = at.parentElement?.closest(`[${FRESH}]`) ?? null) times.push(marks.get(at)?.since ?? 0);
  return times.length > 0 ? Math.max(...times) : null;
}

/** Whether this appeared or changed after that time, however long ago. */
export function cameAfter(control: Element, time: number): boolean {
  for (let at: Element | null = control; at; at = at.parentElement) if ((lastMarks.get(at)?.since ?? -Infinity) > time) return true;
  return false;
}

/** Whether a key did something else until a moment ago. */
export function meantElse(key: string, control: Element): boolean {
  const before = lately.get(key);
  return before !== undefined && performance.now() - before.at < MOMENT_MS && before.meaning !== meaningOf(control);
}

/** Watches the document from now on. What is there already is fresh, too: the page has just opened. */
export function watchFresh(): () => void {
  const until = new AbortController();
  const options = { capture: true, passive: true, signal: until.signal };
  const observer = new MutationObserver((records) => {
    for (const region of regionsOf(records)) refresh(region);
    // At once: the next press may come before the next picture.
    findSlid();
  });
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: WATCHED });
  refresh(document.body);
  for (const type of ['pointermove', 'pointerdown', 'pointerup', 'pointercancel'] as const) addEventListener(type, follow, options);
  for (const type of ['wheel', 'touchmove', 'keydown'] as const) addEventListener(type, () => void (moved = performance.now()), options);
  // What the reader scrolls is not what moved by itself.
  addEventListener('scroll', followScroll, options);
  for (const type of SHIFTS) addEventListener(type, findSlid, options);
  return () => {
    observer.disconnect();
    until.abort();
    cancelAnimationFrame(frame);
    frame = 0;
    leave();
    endMoment(marks);
  };
}

function follow({ type, pointerType, clientX: x, clientY: y, target }: PointerEvent): void {
  // A finger that moves the page was no press.
  if (type === 'pointercancel') return leave();
  clearTimeout(leaves);
  pointer = { x, y };
  under = controlAt(target);
  if (type === 'pointerup' && pointerType === 'touch') leaves = setTimeout(leave, MOMENT_MS);
}

/** A page glides on, for seconds on a phone, and says so with every picture. */
function followScroll(): void {
  const now = performance.now();
  if (now - moved >= MOMENT_MS) return findSlid();
  moved = now;
  under = whatIsUnder();
}

function leave(): void {
  clearTimeout(leaves);
  pointer = under = null;
}

function regionsOf(records: readonly MutationRecord[]): Set<Element> {
  const regions = new Set<Element>();
  for (const record of records) {
    const at = record.target instanceof Element ? record.target : record.target.parentElement;
    for (const node of record.addedNodes) if (node instanceof Element) regions.add(node);
    for (const node of record.removedNodes) if (node instanceof Element) rememberKeys(node, at);
    if (at && record.attributeName && REVEALS[record.attributeName] === at.hasAttribute(record.attributeName)) regions.add(at);
    const control = at?.closest(READ);
    if (control && reads(control)) regions.add(control.matches(HEADINGS) ? (control.closest(AROUND) ?? control) : control);
  }
  return regions;
}

/** Reads a control anew. True when it said something else before. */
function reads(control: Element): boolean {
  const before = meanings.get(control);
  const meaning = meaningOf(control);
  meanings.set(control, meaning);
  if (before === undefined || before === meaning) return false;
  remember(control, before);
  return true;
}

/** What a press would do, as far as one can see; numbers and times may go on. */
function meaningOf(control: Element): string {
  const { means } = (control as HTMLElement).dataset;
  const said = [wordsOf(control), control.getAttribute('aria-label')].map((text) => text?.replace(/[\p{Nd}\s]+/gu, ''));
  return means ?? [...said, control.getAttribute('href'), control.getAttribute('aria-pressed')].join('|');
}

/** Without what is drawn only for the eye: a button means the same with and without the sign of its key. */
function wordsOf(node: Node): string {
  if (node instanceof Element && node.getAttribute('aria-hidden') === 'true') return '';
  return node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '') : [...node.childNodes].map(wordsOf).join('');
}

function rememberKeys(gone: Element, from: Element | null): void {
  for (const control of within(gone)) remember(control, meanings.get(control) ?? meaningOf(control), from);
}

function remember(control: Element, meaning: string, from: Element | null = null): void {
  const keyed = control.closest<HTMLElement>('[data-key]') ?? from?.closest<HTMLElement>('[data-key]');
  if (keyed?.dataset['key']) lately.set(keyed.dataset['key'], { meaning, at: performance.now() });
}

/** What can be read in a part of the page. */
const within = (region: Element): Element[] => [...(region.matches(READ) ? [region] : []), ...region.querySelectorAll(READ)];

function refresh(region: Element): void {
  for (const control of within(region)) meanings.set(control, meaningOf(control));
  const mark = { since: performance.now() };
  marks.set(region, mark);
  lastMarks.set(region, mark);
  unseen.set(region, mark);
  region.setAttribute(FRESH, '');
  frame ||= requestAnimationFrame(beginMoment);
}

/** The pointer stood still, and something else has slid under it. */
function findSlid(): void {
  const now = whatIsUnder();
  if (now && now !== under) refresh(now);
  under = now;
}

function beginMoment(): void {
  frame = 0;
  const begun = unseen;
  unseen = new Map();
  if (begun.size > 0) setTimeout(() => endMoment(begun), MOMENT_MS);
}

function endMoment(begun: ReadonlyMap<Element, Mark>): void {
  for (const [region, mark] of begun) {
    // Marked again meanwhile: that one has its own end.
    if (marks.get(region) !== mark) continue;
    marks.delete(region);
    region.removeAttribute(FRESH);
  }
  under = whatIsUnder();
}

function whatIsUnder(): Element | null {
  return pointer ? controlAt(document.elementFromPoint?.(pointer.x, pointer.y) ?? null) : null;
}
