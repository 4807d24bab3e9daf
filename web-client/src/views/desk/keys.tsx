/**
 * The keyboard of a desk. A key does what the button on the screen does that carries it (`data-key`):
 * so a key can only do what can be seen, and never in a field where somebody writes.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../texts';
import { Button, Checkbox, Dialog } from '../../ui';

export const KEYS = ['n', 'c', 'j', 'x', 'b', 'e', 'm', 'v', 't', 'i', 'g', 'f', 'a', 'l', 'w', 'd', 'o', 'p', '?'] as const;
export type KeyName = (typeof KEYS)[number] | `${number}`;

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
      {name.toUpperCase()}
    </kbd>
  ) : null;
}

/** Listens while the desk is shown. */
export function useKeys(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && isWriting(event.target) && !openDialog()) (event.target as HTMLElement).blur();
      if (!keysOn.peek() || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
      const target = targetOf(event.key.toLowerCase());
      if (!target) return;
      event.preventDefault();
      reach(target);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
}

/** The innermost thing that is open has the keys: a dialog, else the desk. */
function targetOf(key: string): HTMLElement | null {
  const all = (openDialog() ?? document).querySelectorAll<HTMLElement>('[data-key]');
  const target = [...all].find((one) => one.dataset['key'] === key);
  return target && !target.closest('[inert]') ? target : null;
}

function openDialog(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);
}

function reach(target: HTMLElement): void {
  const found = target.matches('button, input, textarea') ? target : target.querySelector<HTMLElement>('button, input, textarea');
  if (target.dataset['keyFocus'] === undefined && found instanceof HTMLButtonElement) return found.click();
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
      <dl class="key-list">
        {KEYS.map((name) => (
          <div key={name}>
            <dt>
              <kbd class="key">{name.toUpperCase()}</kbd>
            </dt>
            <dd>{t(`desk-key-${name === '?' ? 'sheet' : name}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd class="key">1</kbd>–<kbd class="key">9</kbd>
          </dt>
          <dd>{t('desk-key-digit')}</dd>
        </div>
        <div>
          <dt>
            <kbd class="key">↑</kbd> <kbd class="key">↓</kbd>
          </dt>
          <dd>{t('desk-key-arrows')}</dd>
        </div>
        <div>
          <dt>
            <kbd class="key">Esc</kbd>
          </dt>
          <dd>{t('desk-key-escape')}</dd>
        </div>
      </dl>
      <Checkbox label={t('desk-keys-switch')} checked={keysOn.value} onToggle={setKeysOn} />
    </Dialog>
  );
}
