/** The heading of a line: its name, how many wait, what all who wait were told, and its menu. */
import { useSignal } from '@preact/signals';
import { now } from '../../clock';
import type { QueueRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Icon, MenuButton, type MenuItem } from '../../ui';
import { asProblem } from '../../problem';
import type { Doing } from './doing';
import { isReady, type Line } from './line';
import { CloseQueueDialog, TellDialog } from './queue-dialogs';
import type { Work } from './work';

interface Props {
  line: Line;
  work: Work;
  doing: Doing;
  /** Nobody in hand and available: may call. */
  free: boolean;
  /** The key for queues opens this menu. */
  keyed: boolean;
}

export function LineHead({ line: { queue, rows }, work, doing, free, keyed }: Props) {
  const menu = useSignal(false);
  const asked = useSignal<'tell' | 'close' | null>(null);
  const stop = () => void (asked.value = null);
  const head = rows.find((row) => isReady(row, now().value));
  const call = () => {
    if (head) work.acts.callNext(queue.queue, head.channel).catch((thrown: unknown) => void (doing.refused.value = asProblem(thrown)));
  };
  const items: MenuItem[] = [
    ...(free && head ? [{ id: 'call', icon: 'bell' as const, label: t('desk-queue-call'), onPick: call }] : []),
    { id: 'tell', icon: 'megaphone', label: t(queue.notice ? 'desk-queue-tell-other' : 'desk-queue-tell'), onPick: () => void (asked.value = 'tell') },
    { id: 'close', icon: 'close', danger: !queue.closed_today, label: t(queue.closed_today ? 'desk-queue-reopen' : 'desk-queue-close'), onPick: () => void (asked.value = 'close') },
  ];
  return (
    <div class="line-head">
      <div class="line-head-words">
        <h3 class="line-title" id={`line-${queue.queue}`}>
          {queue.name}
        </h3>
        <span class="line-count">{countWord(rows.filter(({ stage }) => stage === 'waiting').length, rows.filter(({ stage }) => stage === 'parked').length)}</span>
      </div>
      <MenuButton label={t('desk-queue-menu', { queue: queue.name })} items={items} open={menu} shortcut={keyed ? '#' : undefined} />
      <Said queue={queue} />
      {asked.value === 'tell' && <TellDialog queue={queue} onTell={(text) => work.acts.tellQueue(queue.queue, text)} onClose={stop} />}
      {asked.value === 'close' && <CloseQueueDialog queue={queue} onCloseQueue={(closed) => work.acts.closeQueue(queue.queue, closed)} onClose={stop} />}
    </div>
  );
}

function countWord(waiting: number, parked: number): string {
  const words = t('desk-line-count', { n: waiting });
  return parked ? `${words} · ${t('desk-line-parked', { n: parked })}` : words;
}

/** What everybody who waits here can read. */
function Said({ queue }: { queue: QueueRow }) {
  return (
    <>
      {queue.closed_today && (
        <p class="line-said line-said--closed">
          <Icon name="warning" size={20} />
          <span>{t('desk-line-closed-today')}</span>
        </p>
      )}
      {queue.notice && (
        <p class="line-said">
          <Icon name="megaphone" size={20} />
          <span>
            <span class="kern-sr-only">{t('desk-line-notice')} </span>
            <span dir="auto">{queue.notice}</span>
          </span>
        </p>
      )}
    </>
  );
}
