/** One person in the line: what a clerk must know at a glance, and a menu with every verb. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { now } from '../../clock';
import { t } from '../../texts';
import { Badge, MenuButton, type MenuItem } from '../../ui';
import { waitedSeconds, type StillRow } from './line';
import type { Mark } from './still';
import { flagsOf, nameOf, slotWord, waitWord } from './words';
import { whyHere } from './why';

interface Props {
  entry: StillRow;
  /** The name of the queue: a service of the same name need not be read on every row. */
  queue: string;
  mark: Mark;
  chosen: boolean;
  /** In the own hand. */
  mine: boolean;
  /** "Call next" would reach this one. */
  next: boolean;
  /** The one row that Tab reaches; arrow keys do the rest. */
  current: boolean;
  /** Lines of text that nobody here has looked at. */
  texts: number;
  items: readonly MenuItem[];
  onChoose: () => void;
  onWalk: (event: KeyboardEvent) => void;
  /** Pointed at or focused: then the reason for the place is shown. */
  onLook: (looks: boolean) => void;
}

export function Row({ entry: { row, gone }, queue, mark, chosen, mine, next, current, texts, items, onChoose, onWalk, onLook }: Props) {
  const open = useSignal(false);
  const why = useId();
  const busy = row.stage === 'called' || row.stage === 'in-call';
  // What needs somebody stands out; what is only good to know is read along.
  const flags = flagsOf(row).filter(({ key }) => !(key === 'stage' && mine));
  const infos = flags.filter(({ mood }) => mood === 'info').map(({ word }) => word);
  const warnings = flags.filter(({ mood }) => mood === 'warning');
  const looks = [mine && 'mine', busy && 'busy', row.stage === 'parked' && 'parked', gone && 'gone', next && 'next', mark].filter(Boolean);
  const menu = !gone && items.length > 0;
  // A key on the chosen row opens its menu; a press of the mouse only ever chooses.
  const act = (event: MouseEvent) => {
    if (gone) return;
    if (chosen && event.detail === 0 && menu) open.value = true;
    else onChoose();
  };
  return (
    <li class={`line-row${menu ? ' line-row--menu' : ''}`} onPointerEnter={() => onLook(true)} onPointerLeave={() => onLook(false)}>
      <button
        type="button"
        class={['row-visit', ...looks.map((look) => `row-visit--${look}`)].join(' ')}
        data-visit={row.visit}
        data-means={row.visit}
        tabIndex={current ? 0 : -1}
        aria-pressed={chosen}
        aria-disabled={gone ? 'true' : undefined}
        aria-describedby={why}
        onClick={act}
        onContextMenu={(event) => menu && (event.preventDefault(), onChoose(), (open.value = true))}
        onKeyDown={onWalk}
      >
        <span class="row-head">
          <span class="row-who" dir="auto" translate={false}>
            {nameOf(row)}
          </span>
          <span class="row-wait">{gone ? t('desk-row-gone') : waitWord(waitedSeconds(row, now().value))}</span>
        </span>
        {row.service_name !== queue && <span class="row-service">{row.service_name}</span>}
        <span class="row-flags">
          <span class="row-slot">{[slotWord(row), ...infos].join(' · ')}</span>
          {mine && <Badge mood="success">{t('desk-flag-mine')}</Badge>}
          {mark && !busy && <Badge mood="success">{t(mark === 'new' ? 'desk-flag-new' : 'desk-flag-changed')}</Badge>}
          {texts > 0 && <Badge mood="warning">{t('desk-flag-texts', { n: texts })}</Badge>}
          {warnings.map(({ key, word }) => (
            <Badge key={key} mood="warning">
              {word}
            </Badge>
          ))}
        </span>
      </button>
      <span id={why} hidden>
        {whyHere(row)}
      </span>
      {menu && <MenuButton label={t('desk-row-menu', { name: nameOf(row) })} items={items} open={open} tabIndex={current ? 0 : -1} />}
    </li>
  );
}
