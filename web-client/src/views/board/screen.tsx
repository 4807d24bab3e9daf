import './board.css';
/** The board: alerts, then queues as tiles, the one in trouble first; a click opens its line. */
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { now } from '../../clock';
import { clock } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { place } from '../../frame/place';
import type { AlertRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Icon } from '../../ui';
import { Alerts } from './alerts';
import type { Watch } from './board';
import { QueueView } from './queue';
import { Report } from './report';
import { Tile } from './tile';
import { looksOf, type Look } from './trouble';
import { alertWord, troubleWord } from './words';

/** More tiles than fit on a wall at full size. */
const MANY = 6;
/** So few fill a wall, two beside two. */
const FEW = 4;

export function BoardScreen({ watch }: { watch: Watch }) {
  const { queues, visits, alerts } = watch.state.value;
  const { queue, wall, dark } = watch.place.value;
  const looks = looksOf(queues, visits, now().value, alerts);
  const opened = looks.find((look) => look.queue.queue === queue);
  const heading = useHeadingFocus(opened?.queue.queue ?? 'all');
  useNews(looks, alerts);
  useDark(dark);
  if (opened && !wall) return <QueueView key={opened.queue.queue} look={opened} watch={watch} heading={heading} />;
  return (
    <div
      class={['board', wall && 'board--wall', looks.length > MANY && 'board--many', looks.length <= FEW && 'board--few'].filter(Boolean).join(' ')}
      style={{ '--columns': looks.length === FEW ? 2 : Math.max(1, looks.length) }}
    >
      <Head looks={looks} watch={watch} heading={heading} />
      <Alerts alerts={alerts} looks={looks} {...(wall ? {} : { acts: watch.acts })} />
      {looks.length === 0 && <p class="kern-body">{t('board-empty')}</p>}
      <ul class="plain-list tiles">
        {looks.map((look) => (
          <li key={look.queue.queue}>
            <Tile look={look} watch={watch} {...(wall ? {} : { onOpen: () => watch.show({ queue: look.queue.queue }) })} />
          </li>
        ))}
      </ul>
      {!wall && looks.length > 0 && <Report watch={watch} queue={null} />}
    </div>
  );
}

function Head({ looks, watch, heading }: { looks: readonly Look[]; watch: Watch; heading: ReturnType<typeof useHeadingFocus> }) {
  const { wall, dark } = watch.place.value;
  const troubled = looks.filter(({ level }) => level !== 'fine').length;
  return (
    <header class="board-head">
      <h1 class={wall ? 'board-title' : 'kern-heading-large'} tabIndex={-1} ref={heading}>
        {t('board-title')}
        {wall && place.value && <span class="board-place"> {place.value.authority_name}</span>}
      </h1>
      <p class="board-sum">
        <Icon name={troubled ? 'warning' : 'check'} />
        <span>{troubled ? t('board-troubles', { n: troubled }) : t('board-all-well')}</span>
      </p>
      <p class="muted">{t('board-as-of', { time: clock(now().value) })}</p>
      <span class="board-tools">
        {wall && (
          <Button looks="tertiary" aria-pressed={dark} onClick={() => watch.show({ dark: !dark })}>
            {t(dark ? 'board-dark-off' : 'board-dark')}
          </Button>
        )}
        <Button looks={wall ? 'tertiary' : 'secondary'} onClick={() => watch.show({ wall: !wall, queue: null, dark: false })}>
          {t(wall ? 'board-wall-off' : 'board-wall')}
        </Button>
      </span>
    </header>
  );
}

/** A dark room has a dark wall, whatever the device says. */
function useDark(dark: boolean): void {
  useEffect(() => {
    const root = document.documentElement;
    if (!dark) return undefined;
    root.dataset['kernTheme'] = 'dark';
    return () => {
      delete root.dataset['kernTheme'];
    };
  }, [dark]);
}

/** Only a new alert, or a queue that has just come into danger, is said aloud. */
function useNews(looks: readonly Look[], alerts: readonly AlertRow[]): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const news = [
    ...alerts.map((alert) => [`alert ${alert.alert}`, alert.queue, alertWord(alert)] as const),
    ...looks.flatMap(({ queue, level, troubles: [first] }) => (level === 'danger' && first ? [[queue.queue, queue.queue, troubleWord(first)] as const] : [])),
  ];
  const key = news.map(([id]) => id).join(' ');
  useEffect(() => {
    const fresh = known.current ? news.find(([id]) => !known.current?.has(id)) : undefined;
    known.current = new Set(news.map(([id]) => id));
    if (!fresh) return;
    const [, queue, trouble] = fresh;
    announce(t('board-announce-trouble', { queue: looks.find((look) => look.queue.queue === queue)?.queue.name ?? queue, trouble }));
  }, [key]);
}
