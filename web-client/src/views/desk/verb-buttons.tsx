/** The verbs of one visit, as buttons with their keys, and as entries of a menu. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { now } from '../../clock';
import { clock } from '../../format';
import type { VisitRow } from '../../protocol.gen';
import { t } from '../../texts';
import type { MenuItem } from '../../ui';
import { ActButton } from './acts';
import type { Doing } from './doing';
import { Key } from './keys';
import { recallFrom, VERBS, type Verb } from './verbs';

/** The word of a verb; one that works only later says from when. */
export function verbWord(verb: Verb, row: Pick<VisitRow, 'recall_at'> = {}): string {
  const from = verb === 'recall' ? recallFrom(row, now().value) : null;
  return from ? t('desk-verb-recall-from', { time: clock(from) }) : t(`desk-verb-${verb}`);
}

interface Props {
  visit: string;
  verbs: readonly Verb[];
  row?: VisitRow;
  doing: Doing;
}

export function VerbButtons({ visit, verbs, row, doing }: Props) {
  const box = useKeptFocus(verbs.join());
  const [first, ...others] = verbs;
  const main = first === 'call' || first === 'recall' ? first : null;
  return (
    <div class="verbs" ref={box} role="group" aria-label={t('desk-verbs')}>
      {main && <VerbButton verb={main} visit={visit} row={row} doing={doing} main />}
      {(main ? others : verbs).map((verb) => (
        <VerbButton key={verb} verb={verb} visit={visit} row={row} doing={doing} />
      ))}
    </div>
  );
}

function VerbButton({ verb, visit, row, doing, main = false }: { verb: Verb; visit: string; row: VisitRow | undefined; doing: Doing; main?: boolean }) {
  const { key, icon } = VERBS[verb];
  // What it does is the same before and after the time in its words: whoever presses just then is heard.
  const soon = verb === 'recall' && row && recallFrom(row, now().value);
  return (
    <ActButton block {...(main ? { icon } : {})} name={key} data-means={verb} looks={main && !soon ? 'primary' : 'secondary'} onAct={() => doing.start(verb, visit)}>
      {verbWord(verb, row)}
    </ActButton>
  );
}

/** A verb that was done may be gone: then the focus stays among its neighbours. */
function useKeptFocus(verbs: string) {
  const box = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  useLayoutEffect(() => {
    const lost = inside.current && (document.activeElement === document.body || document.activeElement === null);
    if (lost) box.current?.querySelector('button')?.focus();
  }, [verbs]);
  // Read before the next change removes the button: afterwards nobody knows where the focus was.
  useLayoutEffect(() => {
    const look = () => void (inside.current = Boolean(box.current?.contains(document.activeElement)));
    addEventListener('focusin', look);
    return () => removeEventListener('focusin', look);
  }, []);
  return box;
}

export function verbItems(verbs: readonly Verb[], row: VisitRow, doing: Doing): MenuItem[] {
  return verbs.map((verb) => ({
    id: verb,
    icon: VERBS[verb].icon,
    shortcut: VERBS[verb].key,
    label: (
      <>
        {verbWord(verb, row)}
        <Key name={VERBS[verb].key} />
      </>
    ),
    onPick: () => doing.attempt(verb, row.visit),
  }));
}
