import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { nameScreen } from './title';

/** The screen that was shown last on this page: screens are different components. */
let shown: string | undefined;

/**
 * Moves the focus to the heading when the screen changes, so that a screen reader reads the new one
 * and the keyboard starts at its top. Not on the first screen: there the browser does the right thing.
 * The document is called as the heading; by another `title` where that would name somebody's matter in
 * the history of a shared computer.
 */
export function useHeadingFocus(screen: string, title?: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  // At each rendering: the heading follows the language.
  useLayoutEffect(() => {
    // A screen inside this one may have the heading.
    if (heading.current) nameScreen(title ?? heading.current.textContent ?? '');
  });
  useLayoutEffect(() => () => nameScreen(''), []);
  useLayoutEffect(() => {
    if (shown !== undefined && shown !== screen) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    shown = screen;
  }, [screen]);
  return heading;
}

/**
 * What opened a panel gets the focus back when it closes: else the keyboard would start at the top of
 * the page again. Not when the focus has gone somewhere else meanwhile.
 */
export function useOpener(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const here = panel.current;
    return () => {
      const at = document.activeElement;
      const lost = !at || at === document.body || here?.contains(at);
      if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
}
