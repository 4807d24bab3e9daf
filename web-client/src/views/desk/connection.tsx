/** The connection of a staff page, in words, once it matters. */
import { CLOSED } from '../../backoff';
import { connectedOf, Interrupted, Outdated } from '../../frame/connection';
import type { Wire } from '../../socket';
import { t } from '../../texts';
import { Button, Notice } from '../../ui';

export function StaffConnection({ wire }: { wire: Wire }) {
  const state = wire.state.value;
  if (wire.outdated.value) return <Outdated wire={wire} words={t('desk-outdated')} reload={t('desk-reload')} />;
  if (state.kind === 'open') return null;
  if (state.kind === 'stopped') return state.code === CLOSED.replaced ? <Replaced onTakeOver={() => wire.takeOver()} /> : null;
  const connected = connectedOf(wire);
  if (connected === 'fine') return null;
  const words = { first: t('desk-connection-first'), blocked: t('desk-connection-blocked'), lost: t('desk-connection-lost') }[connected];
  return <Interrupted key={connected} words={words} back={t('desk-connection-back')} />;
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
