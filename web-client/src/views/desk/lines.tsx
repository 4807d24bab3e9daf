/** Left: the lines. Nothing moves while somebody points at them; what changes is marked. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { VisitRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Button } from '../../ui';
import { targetsOf, type Doing } from './doing';
import { Key } from './keys';
import type { Line, StillRow } from './line';
import { LineHead } from './line-head';
import { Row } from './row';
import { useMarks, useStill, type Mark } from './still';
import { verbItems } from './verb-buttons';
import { verbsOf } from './verbs';
import { whyHere } from './why';
import type { Work } from './work';

interface Props {
  work: Work;
  doing: Doing;
  lines: readonly Line[];
  /** The visit in the own hand. */
  mine: string | null;
  /** Who "call next" would reach. */
  next: string | null;
}

export function Lines(props: Props) {
  const { lines, work, next } = props;
  const { still, held, hold, show } = useStill(lines.flatMap(({ rows }) => rows));
  const markOf = useMarks(lines);
  const looked = useSignal<string | null>(null);
  const focused = useSignal<string | null>(null);
  const rows = still.rows.map(({ row }) => row);
  const current = reached(rows, [focused.value, work.chosen.value, next]);
  const area = useRef<HTMLElement>(null);
  // Whoever scrolled down to somebody wants the heads of the lines again when the visit is done.
  useEffect(() => {
    if (!held) area.current?.querySelectorAll('.line ol').forEach((list) => list.scrollTo?.({ top: 0 }));
  }, [props.mine]);
  const changed = still.fresh > 0 || still.moved;
  const shownOf = (queue: string) => still.rows.filter(({ row }) => row.queue === queue);
  const choose = (visit: string) => {
    work.chosen.value = visit;
    focused.value = visit;
  };
  // The queue that the key opens a menu of: that of the row one stands on.
  const queueAt = rows.find(({ visit }) => visit === current)?.queue ?? lines[0]?.queue.queue;
  return (
    <section
      class="desk-lines"
      ref={area}
      aria-labelledby="lines-title"
      {...(changed ? {} : { 'data-key': 'l', 'data-key-focus': '' })}
      {...hold}
    >
      <div class="lines-top">
        <h2 class="kern-heading-small desk-area-title" id="lines-title">
          {t('desk-lines-title')}
        </h2>
        {changed && <Changed fresh={still.fresh} onShow={show} />}
      </div>
      {lines.map((line) => (
        <section
          key={line.queue.queue}
          aria-labelledby={`line-${line.queue.queue}`}
          {...heightOf(shownOf(line.queue.queue).length, rowsKept(lines.length))}
        >
          <LineHead line={line} work={work} doing={props.doing} free={!props.mine && work.state.value.desk.state === 'open'} keyed={line.queue.queue === queueAt} />
          {shownOf(line.queue.queue).length === 0 ? (
            <p class="line-empty muted">{t(line.queue.open ? 'desk-line-empty' : 'desk-line-closed')}</p>
          ) : (
            <ol class="plain-list">
              {shownOf(line.queue.queue).map((entry) => (
                <Shown
                  key={entry.row.visit}
                  entry={entry}
                  queue={line.queue.name}
                  mark={markOf(entry.row.visit)}
                  current={entry.row.visit === current}
                  onChoose={() => choose(entry.row.visit)}
                  onWalk={(event) => walk(event, choose)}
                  onLook={(looks) => (looked.value = looks ? entry.row.visit : null)}
                  {...props}
                />
              ))}
            </ol>
          )}
        </section>
      ))}
      {lines.length === 0 && <p class="line-empty muted">{t('desk-lines-none')}</p>}
      {rows.length > 0 && <WhyStrip row={rows.find(({ visit }) => visit === (looked.value ?? work.chosen.value))} />}
    </section>
  );
}

interface ShownProps extends Props {
  entry: StillRow;
  queue: string;
  mark: Mark;
  current: boolean;
  onChoose: () => void;
  onWalk: (event: KeyboardEvent) => void;
  onLook: (looks: boolean) => void;
}

function Shown({ entry, queue, mark, current, work, doing, mine, next, onChoose, onWalk, onLook }: ShownProps) {
  const { row } = entry;
  const free = !mine && work.state.value.desk.state === 'open';
  const verbs = row.visit === mine ? [] : verbsOf(row, { free, targets: targetsOf(work, row.queue).length });
  return (
    <Row
      entry={entry}
      queue={queue}
      mark={mark}
      chosen={work.chosen.value === row.visit}
      mine={row.visit === mine}
      next={row.visit === next}
      current={current}
      texts={work.unread.value.get(row.visit) ?? 0}
      items={verbItems(verbs, row, doing)}
      onChoose={onChoose}
      onWalk={onWalk}
      onLook={onLook}
    />
  );
}

function Changed({ fresh, onShow }: { fresh: number; onShow: () => void }) {
  return (
    <div class="lines-changed">
      <Button looks="tertiary" data-key="l" aria-keyshortcuts="l" onClick={onShow}>
        {fresh > 0 ? t('desk-lines-fresh', { n: fresh }) : t('desk-lines-moved')}
        <Key name="l" />
      </Button>
    </div>
  );
}

/** A place of its own for the reason: it covers no row, and no row moves for it. Spoken with the row. */
function WhyStrip({ row }: { row: VisitRow | undefined }) {
  return (
    <p class={`lines-why${row ? '' : ' muted'}`} aria-hidden="true">
      {row ? whyHere(row) : t('desk-why-hint')}
    </p>
  );
}

/** How many rows of a line stay in sight when several share the height; half a row says that more follow. */
function rowsKept(lines: number): number {
  if (lines < 3) return 2.5;
  return lines === 3 ? 1.5 : 1;
}

/** A short line keeps its height; of the long ones the longest gives way most. */
function heightOf(rows: number, kept: number) {
  return rows <= kept ? { class: 'line' } : { class: 'line line--long', style: { '--rows': kept, '--more': Math.ceil(rows - kept) } };
}

/** The first wish that is in the list, else its first row: what Tab reaches. */
function reached(rows: readonly VisitRow[], wishes: readonly (string | null)[]): string | null {
  const known = new Set(rows.map(({ visit }) => visit));
  return wishes.find((visit) => visit && known.has(visit)) ?? rows[0]?.visit ?? null;
}

/** Where a key leads from the row `at`; `firsts` are the rows at the head of a line. */
const STEPS: { readonly [key: string]: (at: number, last: number, firsts: readonly number[]) => number } = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, last, firsts) => firsts.find((first) => first > at) ?? last,
  PageUp: (at, _, firsts) => [...firsts].reverse().find((first) => first < at) ?? 0,
  Home: () => 0,
  End: (_, last) => last,
};

/** From row to row over all lines; the row reached is the chosen one. */
function walk(event: KeyboardEvent, onReach: (visit: string) => void): void {
  const step = STEPS[event.key];
  const all = [...((event.currentTarget as Element).closest('.desk-lines')?.querySelectorAll<HTMLElement>('.row-visit') ?? [])];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (!step || at < 0) return;
  event.preventDefault();
  const firsts = all.flatMap((row, index) => (row.closest('.line') === all[index - 1]?.closest('.line') ? [] : [index]));
  const wanted = all[step(at, all.length - 1, firsts)];
  wanted?.focus();
  if (wanted?.dataset['visit']) onReach(wanted.dataset['visit']);
}
