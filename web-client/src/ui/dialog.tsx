import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

/** A question that must be answered first. Escape and the second button mean no; the focus goes back. */
export function Dialog({ title, children, footer, onClose }: { title: string; children: ComponentChildren; footer: ComponentChildren; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const ours = useRef(false);
  const id = useId();
  // Closed while it is still in the document: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    // Below the baseline it is no dialog for the keyboard, but it can be read and answered.
    if (dialog && !dialog.showModal) dialog.setAttribute('open', '');
    else if (dialog && !dialog.open) dialog.showModal();
    // A browser may take what scrolls for the first thing to use.
    if (document.activeElement?.matches('.kern-dialog__body')) dialog?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    return () => {
      ours.current = true;
      dialog?.close?.();
    };
  }, []);
  return (
    <dialog
      class="kern-dialog dialog"
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => (event.preventDefault(), onClose())}
      // A second Escape closes it without asking: what the page knows must follow. The event of our
      // own closing comes late, when another question may be open already.
      onClose={() => !ours.current && onClose()}
    >
      <header class="kern-dialog__header">
        <h2 class="kern-title kern-title--large" id={id}>
          {title}
        </h2>
      </header>
      <section class="kern-dialog__body">{children}</section>
      <footer class="kern-dialog__footer">{footer}</footer>
    </dialog>
  );
}
