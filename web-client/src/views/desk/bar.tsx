/** Top: my own state, the count of the day, the connection in words, and the tools. */
import { useSignal } from '@preact/signals';
import { number } from '../../format';
import { choice, t } from '../../texts';
import { Button, Dialog, Icon, type IconName } from '../../ui';
import { Mistake, useAct } from './acts';
import { inHand } from '../../state/desk';
import { Key, type KeyName } from './keys';
import { CheckButton, QueueChoice } from './opening';
import type { DeskWord, Work } from './work';

interface Props {
  work: Work;
  onOpen: (dialog: 'new' | 'day' | 'keys' | 'tones') => void;
}

export function DeskBar({ work, onOpen }: Props) {
  const { desk } = work.state.value;
  const choosing = useSignal(false);
  const sounds = work.tones.value.arrivals || work.tones.value.knock;
  return (
    <div class="desk-bar">
      <StateChoice work={work} />
      {desk.queues.length > 0 && (
        <button type="button" class="bar-tool" onClick={() => (choosing.value = true)}>
          <Icon name="list" size={20} />
          <span>{t('desk-queues-of', { n: desk.queues.length })}</span>
        </button>
      )}
      <p class="bar-fact">{t('desk-served', { n: number(desk.served_today ?? 0) })}</p>
      <p class={`bar-fact bar-connection${work.online.value ? '' : ' bar-connection--lost'}`}>
        <Icon name={work.online.value ? 'check' : 'warning'} size={20} />
        <span>{t(work.online.value ? 'desk-online' : 'desk-offline')}</span>
      </p>
      <div class="bar-tools">
        <button type="button" class="bar-tool" onClick={() => onOpen('tones')}>
          <Icon name={sounds ? 'bell' : 'bell-off'} size={20} />
          <span>{t(sounds ? 'desk-tones-on' : 'desk-tones-off')}</span>
        </button>
        <Tool icon="person" name="w" word={t('desk-new')} onClick={() => onOpen('new')} />
        <Tool icon="calendar" name="d" word={t('desk-day')} onClick={() => onOpen('day')} />
        <Tool icon="keyboard" name="?" word={t('desk-keys')} onClick={() => onOpen('keys')} />
      </div>
      {choosing.value && <QueuesDialog work={work} onClose={() => (choosing.value = false)} />}
    </div>
  );
}

function Tool({ icon, name, word, onClick }: { icon: IconName; name: KeyName; word: string; onClick: () => void }) {
  return (
    <button type="button" class="bar-tool" data-key={name} aria-keyshortcuts={name} onClick={onClick}>
      <Icon name={icon} size={20} />
      <span>{word}</span>
      <Key name={name} />
    </button>
  );
}

const STATES: readonly (readonly [DeskWord, KeyName | null])[] = [
  ['open', 'o'],
  ['break', 'p'],
  ['closed', null],
];

function StateChoice({ work }: { work: Work }) {
  const { desk, current } = work.state.value;
  const { problem, run } = useAct();
  const change = (state: DeskWord) => state !== desk.state && void run(() => work.acts.setDesk(state, desk.queues));
  return (
    <div class="state-choice">
      <div class="segments" role="group" aria-label={t('desk-state')}>
        {STATES.map(([state, key]) => (
          <button
            key={state}
            type="button"
            class="segment"
            aria-pressed={desk.state === state}
            {...(key && desk.state !== 'closed' ? { 'data-key': key, 'aria-keyshortcuts': key } : {})}
            onClick={() => change(state)}
          >
            {choice('desk-state', state)}
          </button>
        ))}
      </div>
      {desk.state !== 'open' && inHand(current) && <span class="muted">{t('desk-state-after')}</span>}
      <Mistake problem={problem.value} />
    </div>
  );
}

function QueuesDialog({ work, onClose }: { work: Work; onClose: () => void }) {
  const { desk } = work.state.value;
  const mine = useSignal<readonly string[]>(desk.queues);
  const { busy, problem, run } = useAct();
  const save = async () => {
    if (await run(() => work.acts.setDesk(desk.state, mine.value))) onClose();
  };
  return (
    <Dialog
      title={t('desk-queues')}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          <Button looks="primary" busy={busy.value} onClick={() => void save()}>
            {t('desk-save')}
          </Button>
        </>
      }
    >
      <QueueChoice work={work} mine={mine.value} onChange={(queues) => (mine.value = queues)} />
      <Mistake problem={problem.value} />
      <div class="stage-actions">
        <CheckButton work={work} />
      </div>
    </Dialog>
  );
}
