/**
 * A button with a menu: what can be done with one thing, e.g. a row. Arrow keys, Home and End walk,
 * Escape and Tab close; the focus goes back to where it was. Source: WAI-ARIA APG, menu button.
 */
import './menu.css';
import type { Signal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  id: string;
  icon: IconName;
  label: ComponentChildren;
  /** A single key that picks it while the menu is open; the page listens for it. */
  shortcut?: string | undefined;
  danger?: boolean;
  onPick: () => void;
}

interface Props {
  /** What the menu belongs to, e.g. "Erika Mustermann: was tun?". */
  label: string;
  items: readonly MenuItem[];
  open: Signal<boolean>;
  tabIndex?: number;
  /** The key that opens it from elsewhere; the page listens for it. */
  shortcut?: string | undefined;
}

export function MenuButton({ label, items, open, tabIndex, shortcut }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        type="button"
        class="menu-button"
        ref={button}
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-label={label}
        title={label}
        {...(shortcut ? { 'data-key': shortcut, 'aria-keyshortcuts': shortcut } : {})}
        onClick={() => (open.value = !open.peek())}
      >
        <Icon name="more" size={20} />
      </button>
      {open.value && <Menu label={label} items={items} anchor={button} onClose={() => (open.value = false)} />}
    </>
  );
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

function Menu({ label, items, anchor, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const from = useRef(document.activeElement as HTMLElement | null);
  useLayoutEffect(() => {
    menu.current?.showPopover?.();
    if (menu.current && anchor.current) place(menu.current, anchor.current);
    itemsIn(menu.current)[0]?.focus();
  }, []);
  useOutside(menu, anchor, onClose);
  const leave = () => {
    const back = from.current?.isConnected && from.current !== document.body ? from.current : anchor.current;
    onClose();
    back?.focus();
  };
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      if (event.key === 'Escape') event.preventDefault();
      return leave();
    }
    const all = itemsIn(menu.current);
    const wanted = all[nextIndex(event.key, all.indexOf(document.activeElement as HTMLElement), all.length)];
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation();
    wanted.focus();
  };
  return (
    <div class="menu" role="menu" tabIndex={-1} aria-label={label} ref={menu} popover="manual" onKeyDown={hear}>
      {items.map(({ id, icon, label: word, shortcut, danger, onPick }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          class={`menu-item${danger ? ' menu-item--danger' : ''}`}
          tabIndex={-1}
          {...(shortcut ? { 'data-key': shortcut, 'aria-keyshortcuts': shortcut } : {})}
          onClick={() => (leave(), onPick())}
        >
          <Icon name={icon} size={20} />
          <span class="menu-word">{word}</span>
        </button>
      ))}
    </div>
  );
}

function itemsIn(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function nextIndex(key: string, at: number, count: number): number {
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}

/** Below the button where there is room, else above it, and never past the edge of the window. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + height + 4 <= innerHeight || at.top < height;
  const start = document.documentElement.dir === 'rtl' ? at.left : at.right - width;
  menu.style.top = `${Math.max(4, below ? Math.min(at.bottom + 2, innerHeight - height - 4) : at.top - height - 2)}px`;
  menu.style.left = `${Math.min(Math.max(4, start), Math.max(4, innerWidth - width - 4))}px`;
}

/** A press elsewhere, a scroll of what it hangs on, another window: it is gone. */
function useOutside(menu: RefObject<HTMLElement | null>, anchor: RefObject<HTMLElement | null>, onClose: () => void): void {
  useEffect(() => {
    const until = new AbortController();
    const { signal } = until;
    const inside = (target: EventTarget | null) => target instanceof Node && (menu.current?.contains(target) || anchor.current?.contains(target));
    addEventListener('pointerdown', (event) => !inside(event.target) && onClose(), { signal, capture: true });
    addEventListener('focusin', (event) => !inside(event.target) && onClose(), { signal });
    addEventListener('scroll', (event) => event.target instanceof Node && event.target.contains(anchor.current) && onClose(), { signal, capture: true });
    addEventListener('resize', onClose, { signal });
    return () => until.abort();
  }, []);
}
