import './board.css';
/** The board: queues as tiles, the one in trouble first; a click opens its line. */
import { useRef, useEffect } from 'preact/hooks';
import { announce } from '../../announce';
import { now } from '../../clock';
import { clock } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { place } from '../../frame/place';
import { choice, t } from '../../texts';
import { Button, Icon, type IconName } from '../../ui';
import type { Watch } from './board';
import { Figures } from './figures';
import { QueueView } from './queue';
import { looksOf, type Level, type Look } from './trouble';
import { closedWord, troubleWord } from './words';

/** More tiles than fit on a wall at full size. */
const MANY = 6;
const ICONS: { [L in Level]: IconName } = { danger: 'danger', warning: 'warning', fine: 'check' };

export function BoardScreen({ watch }: { watch: Watch }) {
  const { queues, visits } = watch.state.value;
  const at = now().value;
  const looks = looksOf(queues, visits, at);
  const opened = looks.find(({ queue }) => queue.queue === watch.queue.value);
  const wall = watch.wall.value;
  const heading = useHeadingFocus(opened?.queue.queue ?? 'all');
  useNews(looks);
  if (opened && !wall) return <QueueView look={opened} watch={watch} heading={heading} />;
  const troubled = looks.filter(({ level }) => level !== 'fine').length;
  return (
    <div class={['board', wall && 'board--wall', looks.length > MANY && 'board--many'].filter(Boolean).join(' ')}>
      <header class="board-head">
        <h1 class={wall ? 'board-title' : 'kern-heading-large'} tabIndex={-1} ref={heading}>
          {t('board-title')}
          {wall && place.value && <span class="board-place"> {place.value.authority_name}</span>}
        </h1>
        <p class="board-sum">
          <Icon name={troubled ? 'warning' : 'check'} />
          <span>{troubled ? t('board-troubles', { n: troubled }) : t('board-all-well')}</span>
        </p>
        <p class="muted">{t('board-as-of', { time: clock(at) })}</p>
        <Button looks={wall ? 'tertiary' : 'secondary'} onClick={() => watch.show({ wall: !wall, queue: null })}>
          {t(wall ? 'board-wall-off' : 'board-wall')}
        </Button>
      </header>
      {looks.length === 0 && <p class="kern-body">{t('board-empty')}</p>}
      <ul class="plain-list tiles">
        {looks.map((look) => (
          <li key={look.queue.queue}>
            <Tile look={look} onOpen={() => watch.show({ queue: look.queue.queue, wall: false })} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Tile({ look, onOpen }: { look: Look; onOpen: () => void }) {
  const { queue, level, troubles } = look;
  const closed = closedWord(queue);
  return (
    <button type="button" class={`queue-tile queue-tile--${level}`} onClick={onOpen}>
      <span class="tile-title">{queue.name}</span>
      <span class="tile-level">
        <Icon name={ICONS[level]} />
        <span>{closed && level === 'fine' ? closed : choice('board-level', level)}</span>
      </span>
      {troubles.map((trouble) => (
        <span key={trouble.kind} class="tile-trouble">
          {troubleWord(trouble)}
        </span>
      ))}
      <Figures look={look} />
    </button>
  );
}

/** Only a queue that has just come into danger is said aloud. */
function useNews(looks: readonly Look[]): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const danger = looks.filter(({ level }) => level === 'danger');
  const key = danger.map(({ queue }) => queue.queue).join(' ');
  useEffect(() => {
    const fresh = known.current ? danger.find(({ queue }) => !known.current?.has(queue.queue)) : undefined;
    known.current = new Set(danger.map(({ queue }) => queue.queue));
    const [trouble] = fresh?.troubles ?? [];
    if (fresh && trouble) announce(t('board-announce-trouble', { queue: fresh.queue.name, trouble: troubleWord(trouble) }));
  }, [key]);
}
