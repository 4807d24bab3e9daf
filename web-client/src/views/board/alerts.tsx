/** Alerts: what is wrong, since when, and who takes care. */
import { clock } from '../../format';
import type { AlertRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Icon } from '../../ui';
import { ActButton } from '../desk/acts';
import type { Acts } from './board';
import { inOrder, type Look } from './trouble';
import { alertWord, takenWord } from './words';

interface Props {
  alerts: readonly AlertRow[];
  /** For the name of each one's queue; without them the queue is known from the page. */
  looks?: readonly Look[];
  /** A wall has none: there is nobody to click. */
  acts?: Acts;
}

export function Alerts({ alerts, looks, acts }: Props) {
  if (alerts.length === 0) return null;
  return (
    <section class="alerts" aria-label={t('board-alerts')}>
      <ul class="plain-list">
        {inOrder(alerts).map((alert) => (
          <AlertLine key={alert.alert} alert={alert} look={looks?.find(({ queue }) => queue.queue === alert.queue)} acts={acts} />
        ))}
      </ul>
    </section>
  );
}

function AlertLine({ alert, look, acts }: { alert: AlertRow; look: Look | undefined; acts: Acts | undefined }) {
  const queue = look?.queue;
  const taken = !!alert.taken_by;
  return (
    <li class={`alert-line${taken ? ' alert-line--taken' : ''}`}>
      <Icon name={taken ? 'person' : 'bell'} />
      <span class="alert-words">
        {queue && <strong class="alert-queue">{queue.name}</strong>}
        <span>{alertWord(alert, look)}</span>
        <span class="alert-since">
          {t('board-alert-since', { time: clock(alert.since) })} {takenWord(alert)}
        </span>
      </span>
      {!taken && acts && (
        <ActButton looks="secondary" icon="hand" onAct={() => acts.takeCare(alert.alert)}>
          {t('board-alert-take')}
          {queue && <span class="kern-sr-only">: {queue.name}</span>}
        </ActButton>
      )}
    </li>
  );
}
