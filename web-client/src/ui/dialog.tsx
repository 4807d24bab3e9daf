import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts';

/** Without an answer for so long it is said why the question still stands there. */
const SLOW_MS = 2_000;

interface Props {
  title: string;
  children: ComponentChildren;
  footer: ComponentChildren;
  onClose: () => void;
  /** It was answered, and what follows is on its way: until it is there, a "no" would be a false promise. */
  busy?: boolean;
}

/** A question that must be answered first. Escape and the second button mean no; the focus goes back. */
export function Dialog({ title, children, footer, onClose, busy = false }: Props) {
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
      onCancel={(event) => (event.preventDefault(), !busy && onClose())}
      // A second Escape closes it without asking: what the page knows must follow. The event of our
      // own closing comes late, when another question may be open already.
      onClose={() => !ours.current && (busy ? ref.current?.showModal() : onClose())}
    >
      <header class="kern-dialog__header">
        <h2 class="kern-title kern-title--large" id={id}>
          {title}
        </h2>
      </header>
      <section class="kern-dialog__body">
        {children}
        <Slow busy={busy} />
      </section>
      <footer class="kern-dialog__footer">{footer}</footer>
    </dialog>
  );
}

/** What is on its way takes long: most often the connection is gone. */
function Slow({ busy }: { busy: boolean }) {
  const slow = useSignal(false);
  useEffect(() => {
    slow.value = false;
    if (!busy) return;
    const timer = setTimeout(() => (slow.value = true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  return <div role="status">{slow.value && <p class="kern-body">{t('action-slow')}</p>}</div>;
}
