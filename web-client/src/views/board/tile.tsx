/** A queue at a glance: one figure, the day as a curve, what is wrong. On a wall it is a picture, elsewhere the way to the rest. */
import { choice, t } from '../../texts';
import { Icon, type IconName } from '../../ui';
import type { Watch } from './board';
import { DayCurve } from './day-curve';
import { Headline, Promised } from './figures';
import { notSaidYet, type Level, type Look } from './trouble';
import { alertWord, closedWord, parkedWord, troubleWord } from './words';

const ICONS: { [L in Level]: IconName } = { danger: 'danger', warning: 'warning', fine: 'check' };
/** At a glance, and from three metres, nobody reads more. */
const MOST_TROUBLES = 2;

export function Tile({ look, watch, onOpen }: { look: Look; watch: Watch; onOpen?: () => void }) {
  const looks = `queue-tile queue-tile--${look.level}`;
  if (!onOpen) {
    return (
      <div class={looks}>
        <Inside look={look} watch={watch} />
      </div>
    );
  }
  return (
    <button type="button" class={looks} data-means={look.queue.queue} onClick={onOpen}>
      <Inside look={look} watch={watch} />
    </button>
  );
}

function Inside({ look, watch }: { look: Look; watch: Watch }) {
  const { queue, level, troubles } = look;
  const closed = closedWord(queue);
  const wrong = [...troubles.map(troubleWord), ...notSaidYet(look).map((alert) => alertWord(alert, look))];
  const more = wrong.length - MOST_TROUBLES;
  return (
    <>
      <span class="tile-title">{queue.name}</span>
      <span class="tile-level">
        <Icon name={ICONS[level]} />
        <span>{closed && level === 'fine' ? closed : choice('board-level', level)}</span>
      </span>
      <Headline look={look} />
      {wrong.slice(0, MOST_TROUBLES).map((sentence) => (
        <span key={sentence} class="tile-trouble">
          {sentence}
        </span>
      ))}
      {more > 0 && <span class="tile-more">{t('board-more-troubles', { n: more })}</span>}
      {queue.closed_today && level !== 'fine' && <span class="tile-trouble">{closed}</span>}
      <DayCurve queue={queue} watch={watch} />
      {look.parked.count > 0 && <span class="tile-promise">{parkedWord(look.parked)}</span>}
      <Promised queue={queue} />
    </>
  );
}
