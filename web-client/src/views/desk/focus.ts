import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to the heading when the stage changes, so that it is read and keys start there;
 * but never away from a field or a dialog in which the clerk is writing.
 */
export function useFocusedHeading(screen: string) {
  const shown = useRef<string | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const busy = document.activeElement?.matches('input, textarea, select, dialog, dialog *');
    if (shown.current !== undefined && shown.current !== screen && !busy) heading.current?.focus({ preventScroll: true });
    shown.current = screen;
  }, [screen]);
  return heading;
}
