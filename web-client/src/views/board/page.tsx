/** Which screen a supervisor sees: signed out, not known yet, or the board. */
import { useEffect, useMemo } from 'preact/hooks';
import { Frame } from '../../frame/frame';
import { Problem } from '../../problem';
import { startOverOnNewLink } from '../../session';
import { t } from '../../texts';
import { StaffConnection } from '../desk/connection';
import { SignedOut } from '../desk/signed-out';
import { SigningOut } from '../desk/signing-out';
import { Board } from './board';
import { BoardScreen } from './screen';

export function BoardPage() {
  const board = useMemo(() => new Board(), []);
  useEffect(() => {
    startOverOnNewLink();
    void board.open();
  }, []);
  const live = board.live.value;
  return (
    <Frame wide bare={board.place.value.wall} above={live && <StaffConnection wire={live.wire} />} tools={live && <SigningOut onSignOut={() => board.signOut()} />}>
      <Screen board={board} />
    </Frame>
  );
}

function Screen({ board }: { board: Board }) {
  const session = board.session.value;
  const again = () => void board.open();
  if (!session) return <p class="sheet kern-body">{t('loading')}</p>;
  if (session.kind === 'nobody') return <SignedOut problem={null} onAgain={again} />;
  if (session.kind === 'refused') return <SignedOut problem={session.problem} onAgain={again} />;
  if (board.live.value?.wire.state.value.kind === 'stopped') return <SignedOut problem={new Problem('signed-out')} onAgain={() => location.reload()} />;
  if (!board.known.value) return <p class="sheet kern-body">{t('loading')}</p>;
  return <BoardScreen watch={board} />;
}
