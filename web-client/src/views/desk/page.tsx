/** Which screen a clerk sees: signed out, not known yet, or the desk. */
import { useEffect, useMemo } from 'preact/hooks';
import { CLOSED } from '../../backoff';
import { Frame } from '../../frame/frame';
import { Problem } from '../../problem';
import { startOverOnNewLink } from '../../session';
import { inHand } from '../../state/desk';
import { t } from '../../texts';
import { StaffConnection } from './connection';
import { Desk } from './desk';
import { DeskScreen } from './screen';
import { SignedOut } from './signed-out';
import { Who } from './signing-out';

export function DeskPage() {
  const desk = useMemo(() => new Desk(), []);
  useEffect(() => {
    startOverOnNewLink();
    void desk.open();
  }, []);
  const live = desk.live.value;
  const { desk: { name }, current } = desk.state.value;
  return (
    <Frame wide bare above={live && <StaffConnection wire={live.wire} />} tools={name && <Who name={name} busy={Boolean(inHand(current))} onSignOut={() => desk.signOut()} />}>
      <Screen desk={desk} />
    </Frame>
  );
}

function Screen({ desk }: { desk: Desk }) {
  const session = desk.session.value;
  const wire = desk.live.value?.wire.state.value;
  const again = () => void desk.open();
  if (!session) return <p class="sheet kern-body">{t('loading')}</p>;
  if (session.kind === 'nobody') return <SignedOut problem={null} onAgain={again} />;
  if (session.kind === 'refused') return <SignedOut problem={session.problem} onAgain={again} />;
  if (wire?.kind === 'stopped' && wire.code !== CLOSED.replaced) return <SignedOut problem={new Problem('signed-out')} onAgain={() => location.reload()} />;
  if (!desk.known.value) return <p class="sheet kern-body">{t('loading')}</p>;
  return <DeskScreen work={desk} checking={desk.checking.value} />;
}
