/** The state of the connection, in words, and only once it matters: a blink is not worth a line. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../announce';
import { CLOSED } from '../backoff';
import type { Wire } from '../socket';
import { t } from '../texts';
import { Button, Notice } from '../ui';

const MATTERS_AFTER_MS = 1_500;

export function ConnectionLine({ wire }: { wire: Wire }) {
  const state = wire.state.value;
  if (state.kind === 'stopped') {
    return state.code === CLOSED.replaced ? <Elsewhere wire={wire} /> : null;
  }
  return state.kind === 'open' ? null : <Interrupted key={state.kind} />;
}

function Interrupted() {
  const late = useLate(MATTERS_AFTER_MS);
  useEffect(() => {
    if (late) announce(t('connection-retrying'));
    return () => {
      if (late) announce(t('connection-back'));
    };
  }, [late]);
  return late ? <Notice mood="warning">{t('connection-retrying')}</Notice> : null;
}

function Elsewhere({ wire }: { wire: Wire }) {
  return (
    <Notice
      mood="warning"
      action={
        <Button looks="primary" onClick={() => wire.takeOver()}>
          {t('connection-take-over')}
        </Button>
      }
    >
      {t('connection-elsewhere')}
    </Notice>
  );
}

function useLate(milliseconds: number): boolean {
  const late = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      late.value = true;
    }, milliseconds);
    return () => clearTimeout(timer);
  }, []);
  return late.value;
}
