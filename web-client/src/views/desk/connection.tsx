/** The connection of a staff page, in words, once it matters. */
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { announce } from '../../announce';
import { CLOSED } from '../../backoff';
import type { Wire } from '../../socket';
import { t } from '../../texts';
import { Button, Notice } from '../../ui';

const MATTERS_AFTER_MS = 1_500;

export function StaffConnection({ wire }: { wire: Wire }) {
  const state = wire.state.value;
  if (state.kind === 'open') return null;
  if (state.kind === 'stopped') return state.code === CLOSED.replaced ? <Replaced onTakeOver={() => wire.takeOver()} /> : null;
  return <Interrupted />;
}

export function Replaced({ onTakeOver }: { onTakeOver: () => void }) {
  return (
    <Notice
      mood="warning"
      action={
        <Button looks="primary" onClick={onTakeOver}>
          {t('desk-take-over')}
        </Button>
      }
    >
      {t('desk-replaced')}
    </Notice>
  );
}

function Interrupted() {
  const late = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      late.value = true;
      announce(t('desk-connection-lost'));
    }, MATTERS_AFTER_MS);
    return () => {
      clearTimeout(timer);
      if (late.peek()) announce(t('desk-connection-back'));
    };
  }, []);
  return late.value ? <Notice mood="warning">{t('desk-connection-lost')}</Notice> : null;
}
