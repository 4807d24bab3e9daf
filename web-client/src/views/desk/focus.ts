import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to the heading when the stage changes, so that it is read and keys start there;
 * but never away from a field or a dialog in which the clerk is writing.
 */
export function useFocusedHeading(screen: string) {
  const shown = useRef<string | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const changed = shown.current !== undefined && shown.current !== screen;
    shown.current = screen;
    if (!changed) return undefined;
    const dialog = document.activeElement?.closest('dialog');
    if (!dialog) return void reach(heading.current);
    // The answer to the question brought the stage about: the focus follows once it is closed.
    const after = () => reach(heading.current);
    dialog.addEventListener('close', after, { once: true });
    return () => dialog.removeEventListener('close', after);
  }, [screen]);
  return heading;
}

function reach(heading: HTMLElement | null): void {
  if (!document.activeElement?.matches('input, textarea, select, dialog, dialog *')) heading?.focus({ preventScroll: true });
}
