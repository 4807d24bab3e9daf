import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to the heading when the screen changes, so that a screen reader reads the new one
 * and the keyboard starts at its top. Not on the first screen: there the browser does the right thing.
 */
export function useHeadingFocus(screen: string) {
  const shown = useRef<string | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (shown.current !== undefined && shown.current !== screen) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0, behavior: 'instant' });
    }
    shown.current = screen;
  }, [screen]);
  return heading;
}
