import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The screen that was shown last on this page: screens are different components. */
let shown: string | undefined;

/**
 * Moves the focus to the heading when the screen changes, so that a screen reader reads the new one
 * and the keyboard starts at its top. Not on the first screen: there the browser does the right thing.
 */
export function useHeadingFocus(screen: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (shown !== undefined && shown !== screen) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0, behavior: 'instant' });
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
