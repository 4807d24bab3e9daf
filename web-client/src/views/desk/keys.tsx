/**
 * The keyboard of a desk. A key does what the button on the screen does that carries it (`data-key`):
 * so a key can only do what can be seen, and never in a field where somebody writes.
 */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { t } from '../../texts';
import { Button, Checkbox, Dialog } from '../../ui';
import { mayReach } from '../../ui/press';

/** Every letter once; in groups, as the sheet shows them. */
export const KEYS = {
  line: ['n', 'l', 'c', 'r', 'h', 'k', 's', 'q', 'u', '#', 'z'],
  call: ['j', 'x', 'b', 'm', 'v', 'g', 'f', 'e', '-', '+', ','],
  record: ['t', 'i', 'y', 'a'],
  desk: ['o', 'p', 'w', 'd', '?'],
} as const;
export type KeyName = (typeof KEYS)[keyof typeof KEYS][number] | `${number}` | 'escape';

const REMEMBERED = 'vorsprache-desk-keys';
const keysOn = signal(recalled());

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  try {
    localStorage.setItem(REMEMBERED, on ? 'on' : 'off');
  } catch {
    // It then lasts until the page is closed.
  }
}

function recalled(): boolean {
  try {
    return localStorage.getItem(REMEMBERED) !== 'off';
  } catch {
    return true;
  }
}

/** The letter beside the word on a button. */
export function Key({ name }: { name: KeyName }) {
  return keysOn.value ? (
    <kbd class="key" aria-hidden="true">
      {signOf(name)}
    </kbd>
  ) : null;
}

function signOf(name: KeyName): string {
  return name === 'escape' ? 'Esc' : name.toUpperCase();
}

/** Listens while the desk is shown: from the first moment, a hand may be faster than a frame. */
export function useKeys(): void {
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && isWriting(event.target) && !openDialog()) (event.target as HTMLElement).blur();
      if (startsWalking(event)) return;
      if (!keysOn.peek() || event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
      const target = targetOf(keyOf(event));
      if (!target) return;
      event.preventDefault();
      reach(target, event);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
}

/** A keyboard that writes Cyrillic, Greek or Arabic: there the key counts that has the letter's place. */
function keyOf({ key, code }: KeyboardEvent): string {
  const [, latin] = /^Key([A-Z])$/.exec(code) ?? [];
  return (latin && /^[^\p{Script=Latin}]$/u.test(key) && /\p{L}/u.test(key) ? latin : key).toLowerCase();
}

/** With the focus nowhere, or on words that are only read, an arrow key begins where the list was left. */
function startsWalking(event: KeyboardEvent): boolean {
  const nowhere = document.activeElement === null || document.activeElement.matches('body, h1, h2, h3, p');
  const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
  const row = document.querySelector<HTMLElement>(FIRST_ROW);
  if (!nowhere || !arrow || openDialog() || !row || row.closest('[inert]')) return false;
  event.preventDefault();
  row.focus();
  row.click();
  return true;
}

/** The row of the list that Tab reaches. */
const FIRST_ROW = '.row-visit[tabindex="0"]';

/** The innermost thing that is open has the keys: a menu, a dialog, else the desk. */
function targetOf(key: string): HTMLElement | null {
  const all = (openMenu() ?? openDialog() ?? document).querySelectorAll<HTMLElement>('[data-key]');
  const target = [...all].find((one) => one.dataset['key'] === key);
  return target && !target.closest('[inert]') ? target : null;
}

function openMenu(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=menu]');
}

function openDialog(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);
}

function reach(target: HTMLElement, event: KeyboardEvent): void {
  const found = target.matches('button, input, textarea') ? target : (target.querySelector<HTMLElement>(FIRST_ROW) ?? target.querySelector<HTMLElement>('button, input, textarea'));
  if (target.dataset['keyFocus'] === undefined && found instanceof HTMLButtonElement) return void (mayReach(found, event) && found.click());
  const field = target.dataset['keyFocus'] === 'field' ? target.querySelector<HTMLElement>('input, textarea') : found;
  field?.focus();
}

export function isWriting(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Every key, and the switch: single letters get into the way of speech input. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('desk-keys-title')} onClose={onClose} footer={<Button onClick={onClose}>{t('action-close')}</Button>}>
      <p class="kern-body">{t('desk-keys-hint')}</p>
      {/* First, because it takes the focus: the sheet is read from its top. */}
      <Checkbox label={t('desk-keys-switch')} checked={keysOn.value} onToggle={setKeysOn} />
      {Object.entries(KEYS).map(([group, names]) => (
        <section key={group} aria-labelledby={`keys-${group}`}>
          <h3 class="kern-heading-small" id={`keys-${group}`}>
            {t(`desk-keys-${group}`)}
          </h3>
          <dl class="key-list">
            {names.map((name) => (
              <Entry key={name} signs={[name.toUpperCase()]} word={t(`desk-key-${WORDS[name] ?? name}`)} />
            ))}
            {group === 'line' && <Entry signs={['↑', '↓']} word={t('desk-key-arrows')} />}
            {group === 'line' && <Entry signs={[t('desk-sign-page-up'), t('desk-sign-page-down')]} word={t('desk-key-pages')} />}
            {group === 'line' && <Entry signs={['↵']} word={t('desk-key-enter')} />}
            {group === 'call' && <Entry signs={['1', '–', '8']} word={t('desk-key-digit')} />}
            {group === 'desk' && <Entry signs={['Esc']} word={t('desk-key-escape')} />}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

/** Signs that a text key cannot hold. */
const WORDS: { readonly [name: string]: string } = { '?': 'sheet', '#': 'queue', '-': 'wide', '+': 'full', ',': 'drawer' };

function Entry({ signs, word }: { signs: readonly string[]; word: string }) {
  return (
    <div>
      <dt>{signs.map((sign) => (sign === '–' ? sign : <kbd class="key" key={sign}>{sign}</kbd>))}</dt>
      <dd>{word}</dd>
    </div>
  );
}
