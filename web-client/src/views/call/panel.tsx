import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../texts';
import { useOpener } from '../../frame/focus';
import { Icon } from '../../ui';

/** Text line or devices, beside the pictures or over them on a phone. Escape closes it; the focus goes back. */
export function Panel({ title, children, onClose }: { title: string; children: ComponentChildren; onClose: () => void }) {
  const id = useId();
  const ref = useRef<HTMLElement>(null);
  useOpener(ref);
  useEffect(() => {
    ref.current?.focus();
    const close = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
  return (
    <section class="panel" aria-labelledby={id} tabIndex={-1} ref={ref}>
      <header class="panel-head">
        <h2 class="kern-heading-small" id={id}>
          {title}
        </h2>
        <button type="button" class="panel-close" onClick={onClose}>
          <Icon name="close" />
          <span class="kern-sr-only">{t('action-close')}</span>
        </button>
      </header>
      {children}
    </section>
  );
}
