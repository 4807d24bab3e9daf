/** Left: the lines. Nothing moves while somebody points at them; what changes is marked. */
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { now } from '../../clock';
import type { VisitRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Badge, Button } from '../../ui';
import { standStill, waitedSeconds, type Line, type StillRow } from './line';
import { flagsOf, nameOf, slotWord, waitWord, whyHere } from './words';

const MARKED_MS = 45_000;

interface Props {
  lines: readonly Line[];
  chosen: string | null;
  /** The visit in the own hand. */
  mine: string | null;
  /** Who "call next" would reach. */
  next: string | null;
  unread: ReadonlyMap<string, number>;
  onChoose: (visit: string) => void;
  onCall: (visit: string) => void;
}

export function Lines(props: Props) {
  const { lines } = props;
  const { still, hold, show } = useStill(lines.flatMap(({ rows }) => rows));
  const isNew = useNew(lines);
  const shownOf = (queue: string) => still.rows.filter(({ row }) => row.queue === queue);
  return (
    <section class="desk-lines" aria-labelledby="lines-title" data-key="l" data-key-focus {...hold}>
      <h2 class="kern-heading-small desk-area-title" id="lines-title">
        {t('desk-lines-title')}
      </h2>
      {(still.fresh > 0 || still.moved) && (
        <div class="lines-changed">
          <Button looks="tertiary" onClick={show}>
            {still.fresh > 0 ? t('desk-lines-fresh', { n: still.fresh }) : t('desk-lines-moved')}
          </Button>
        </div>
      )}
      {lines.map(({ queue, rows }) => (
        <section key={queue.queue} aria-labelledby={`line-${queue.queue}`} class="line">
          <h3 class="line-title" id={`line-${queue.queue}`}>
            {queue.name}
            <span class="line-count">{t('desk-line-count', { n: rows.filter(({ stage }) => stage === 'waiting').length })}</span>
          </h3>
          {shownOf(queue.queue).length === 0 ? (
            <p class="line-empty muted">{t(queue.open ? 'desk-line-empty' : 'desk-line-closed')}</p>
          ) : (
            <ol class="plain-list">
              {shownOf(queue.queue).map((entry) => (
                <Row key={entry.row.visit} entry={entry} fresh={isNew(entry.row.visit)} {...props} />
              ))}
            </ol>
          )}
        </section>
      ))}
      {lines.length === 0 && <p class="line-empty muted">{t('desk-lines-none')}</p>}
    </section>
  );
}

function Row({ entry: { row, gone }, fresh, chosen, mine, next, unread, onChoose, onCall }: Props & { entry: StillRow; fresh: boolean }) {
  const isMine = row.visit === mine;
  const busy = row.stage === 'called' || row.stage === 'in-call';
  const texts = unread.get(row.visit) ?? 0;
  const act = () => (chosen === row.visit && !busy ? onCall(row.visit) : onChoose(row.visit));
  const looks = [isMine && 'row-visit--mine', busy && 'row-visit--busy', gone && 'row-visit--gone', row.visit === next && 'row-visit--next', fresh && 'row-visit--new'];
  return (
    <li>
      <button
        type="button"
        class={['row-visit', ...looks].filter(Boolean).join(' ')}
        aria-pressed={chosen === row.visit}
        aria-disabled={gone ? 'true' : undefined}
        title={gone ? undefined : whyHere(row)}
        onClick={() => !gone && act()}
        onKeyDown={walk}
      >
        <span class="row-head">
          <span class="row-who" dir="auto">{nameOf(row)}</span>
          <span class="row-wait">{gone ? t('desk-row-gone') : waitWord(waitedSeconds(row, now().value))}</span>
        </span>
        <span class="row-service">{row.service_name}</span>
        <span class="row-flags">
          <span class="row-slot">{slotWord(row)}</span>
          {isMine && <Badge mood="success">{t('desk-flag-mine')}</Badge>}
          {fresh && !busy && <Badge mood="success">{t('desk-flag-new')}</Badge>}
          {texts > 0 && <Badge mood="warning">{t('desk-flag-texts', { n: texts })}</Badge>}
          {flagsOf(row).map(
            ({ key, mood, word }) =>
              !(key === 'stage' && isMine) && (
                <Badge key={key} mood={mood}>
                  {word}
                </Badge>
              ),
          )}
        </span>
      </button>
    </li>
  );
}

/** Up and down within a line, from row to row. */
function walk(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...document.querySelectorAll<HTMLElement>('.row-visit')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const wanted = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || !wanted) return;
  event.preventDefault();
  wanted.focus();
}

/** Rows stand still while the pointer is over them or the focus is among them. */
function useStill(actual: readonly VisitRow[]) {
  const over = useSignal(false);
  const inside = useSignal(false);
  const asked = useSignal(0);
  const shown = useRef({ rows: actual, asked: 0 });
  const holding = (over.value || inside.value) && asked.value === shown.current.asked;
  shown.current = { rows: holding ? shown.current.rows : actual, asked: asked.value };
  return {
    still: standStill(shown.current.rows, actual),
    show: () => void (asked.value += 1),
    hold: {
      onPointerEnter: () => void (over.value = true),
      onPointerLeave: () => void (over.value = false),
      onFocusIn: () => void (inside.value = true),
      onFocusOut: (event: FocusEvent) => void (inside.value = (event.currentTarget as Element).contains(event.relatedTarget as Node | null)),
    },
  };
}

/** Who came while the desk was looking; whoever was there at first is no news. */
function useNew(lines: readonly Line[]): (visit: string) => boolean {
  const seen = useMemo(() => new Map<string, number>(), []);
  const known = seen.size > 0;
  const at = now().value;
  for (const { visit } of lines.flatMap(({ rows }) => rows)) if (!seen.has(visit)) seen.set(visit, known ? at : 0);
  if (!known) seen.set('', 0);
  return (visit) => at - (seen.get(visit) ?? 0) < MARKED_MS;
}
