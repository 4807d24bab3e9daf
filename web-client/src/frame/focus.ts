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
