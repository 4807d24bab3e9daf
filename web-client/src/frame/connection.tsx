/** The state of the connection, in words, and only once it matters: a blink is not worth a line. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../announce';
import { CLOSED } from '../backoff';
import type { Wire } from '../socket';
import { t } from '../texts';
import { Button, Notice } from '../ui';

const MATTERS_AFTER_MS = 1_500;

/** How it stands, as far as it matters to whoever looks at the page. */
export type Connected = 'fine' | 'first' | 'blocked' | 'lost';

export function connectedOf(wire: Wire): Connected {
  if (wire.state.value.kind === 'open' || wire.state.value.kind === 'stopped') return 'fine';
  if (wire.met.value) return 'lost';
  return wire.blocked.value ? 'blocked' : 'first';
}

export function ConnectionLine({ wire }: { wire: Wire }) {
  const state = wire.state.value;
  if (wire.outdated.value) return <Outdated wire={wire} words={t('connection-outdated')} reload={t('connection-reload')} />;
  if (state.kind === 'stopped') {
    return state.code === CLOSED.replaced ? <Elsewhere wire={wire} /> : null;
  }
  const connected = connectedOf(wire);
  if (connected === 'fine') return null;
  const words = { first: t('connection-first'), blocked: `${t('problem-blocked')} ${t('problem-blocked-advice')}`, lost: t('connection-retrying') }[connected];
  return <Interrupted key={connected} words={words} back={t('connection-back')} />;
}

/** A blink is not worth a line. */
export function Interrupted({ words, back }: { words: string; back: string }) {
  const late = useLate(MATTERS_AFTER_MS);
  useEffect(() => {
    if (late) announce(words);
    return () => {
      if (late) announce(back);
    };
  }, [late]);
  return late ? <Notice mood="warning">{words}</Notice> : null;
}

/** The server is a newer one: in a call or while something is written the reader says when. */
export function Outdated({ wire, words, reload }: { wire: Wire; words: string; reload: string }) {
  return (
    <Notice
      mood="warning"
      action={
        <Button looks="secondary" onClick={() => wire.reload()}>
          {reload}
        </Button>
      }
    >
      {words}
    </Notice>
  );
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
