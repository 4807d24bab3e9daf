/** A queue at a glance. On a wall it is a picture, elsewhere the way to the queue. */
import { choice, t } from '../../texts';
import { Icon, type IconName } from '../../ui';
import { Figures, Sentences } from './figures';
import { notSaidYet, type Level, type Look } from './trouble';
import { alertWord, closedWord, troubleWord } from './words';

const ICONS: { [L in Level]: IconName } = { danger: 'danger', warning: 'warning', fine: 'check' };
/** From three metres nobody reads more. */
const ON_A_WALL = 2;

export function Tile({ look, onOpen }: { look: Look; onOpen?: () => void }) {
  const looks = `queue-tile queue-tile--${look.level}`;
  if (!onOpen) {
    return (
      <div class={looks}>
        <Inside look={look} brief />
      </div>
    );
  }
  return (
    <button type="button" class={looks} onClick={onOpen}>
      <Inside look={look} brief={false} />
    </button>
  );
}

function Inside({ look, brief }: { look: Look; brief: boolean }) {
  const { queue, level, troubles } = look;
  const closed = closedWord(queue);
  const wrong = [...troubles.map(troubleWord), ...(brief ? [] : notSaidYet(look).map((alert) => alertWord(alert, queue)))];
  return (
    <>
      <span class="tile-title">{queue.name}</span>
      <span class="tile-level">
        <Icon name={ICONS[level]} />
        <span>{closed && level === 'fine' ? closed : choice('board-level', level)}</span>
      </span>
      <Figures look={look} />
      {queue.closed_today && level !== 'fine' && <span class="tile-trouble">{closed}</span>}
      {(brief ? wrong.slice(0, ON_A_WALL) : wrong).map((sentence) => (
        <span key={sentence} class="tile-trouble">
          {sentence}
        </span>
      ))}
      <Sentences look={look} brief={brief} />
      {queue.notice && !brief && <span class="tile-sentences">{t('board-notice-shown', { text: queue.notice })}</span>}
    </>
  );
}
