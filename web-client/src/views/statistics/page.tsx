/** Public figures: pictures with the formula under each, and the table behind them. */
import './statistics.css';
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dateAndClock, dayAndMonth, month, number, percent } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { Frame } from '../../frame/frame';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { StatisticsRow, StatisticsView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert } from '../../ui';
import { Bars, type Bar } from './bars';
import { heldShare, officeShare, sums, total, type Share, type Sum } from './figures';
import { COMPARED, compared, ENOUGH, weeksFirst, weeksOf, type Comparison } from './periods';

const statistics = signal<StatisticsView | null>(null);
const problem = signal<Problem | null>(null);

async function load(): Promise<void> {
  try {
    statistics.value = await ask<StatisticsView>('statistics');
    problem.value = null;
  } catch (thrown) {
    problem.value = asProblem(thrown);
  }
}

export function StatisticsPage() {
  useEffect(() => void load(), []);
  return (
    <Frame wide>
      {problem.value && <Trouble problem={problem.value} onAction={() => void load()} />}
      {statistics.value ? <StatisticsScreen statistics={statistics.value} /> : !problem.value && <p class="kern-body">{t('loading')}</p>}
    </Frame>
  );
}

export function StatisticsScreen({ statistics: { rows, weeks, this_week, generated_at } }: { statistics: StatisticsView }) {
  const heading = useHeadingFocus('statistics');
  const all = total(rows);
  const comparison = compared(weeks, this_week);
  return (
    <div class="statistics">
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('statistics-title')}
      </h1>
      <p class="kern-body">{t('statistics-intro', { at: dateAndClock(generated_at) })}</p>
      {rows.length === 0 ? (
        <p class="sheet kern-body">{t('statistics-empty')}</p>
      ) : (
        <>
          {heldShare(all).of < ENOUGH && (
            <Alert mood="info" title={t('statistics-little', { n: heldShare(all).of })}>
              <p class="kern-body">{t('statistics-little-more')}</p>
            </Alert>
          )}
          <div class="tiles">
            <Tile value={number(all.held)} name={t('statistics-held')} formula={t('statistics-held-formula')} compare={compareWords(comparison, ({ held }) => number(held))} />
            <Tile value={shown(heldShare(all))} name={t('statistics-held-share')} formula={t('statistics-held-share-formula')} compare={compareWords(comparison, (sum) => shown(heldShare(sum)))} />
            <Tile value={shown(officeShare(all))} name={t('statistics-office-share')} formula={t('statistics-office-share-formula')} compare={compareWords(comparison, (sum) => shown(officeShare(sum)))} />
          </div>
          {!comparison && <p class="kern-body muted">{t('statistics-no-comparison', { n: 2 * COMPARED })}</p>}
          <div class="charts">
            <OverTime months={monthsOf(rows)} weeks={weeksOf(weeks, this_week)} thisWeek={this_week} />
            <Bars title={t('statistics-by-department')} formula={t('statistics-by-department-formula')} bars={byDepartment(rows)} />
            <Bars title={t('statistics-by-end')} formula={t('statistics-by-end-formula')} bars={byEnd(all)} />
          </div>
          <Table rows={rows} />
        </>
      )}
    </div>
  );
}

/** Of few appointments the counts themselves: "3 of 4" promises less than "75 %". */
function shown({ part, of }: Share): string {
  if (of === 0) return '–';
  return of < ENOUGH ? t('statistics-part-of', { part, of }) : percent(part / of);
}

function compareWords(comparison: Comparison | null, value: (sum: Sum) => string): string | null {
  return comparison && t('statistics-comparison', { n: COMPARED, last: value(comparison.last), before: value(comparison.before) });
}

function Tile({ value, name, formula, compare }: { value: string; name: string; formula: string; compare: string | null }) {
  return (
    <section class="sheet figure">
      <p class="figure-value">{value}</p>
      <h2 class="kern-heading-small">{name}</h2>
      {compare && <p class="kern-body">{compare}</p>}
      <p class="kern-body muted">{formula}</p>
    </section>
  );
}

/** By weeks or by months: whichever says more now, until the reader chooses. */
function OverTime({ months, weeks, thisWeek }: { months: readonly Sum[]; weeks: readonly Sum[]; thisWeek: string }) {
  const by = useSignal<'week' | 'month'>(weeksFirst(months) && weeks.length > 0 ? 'week' : 'month');
  const name = (key: string) => (by.value === 'month' ? monthName(key) : weekName(key, thisWeek));
  const bars = (by.value === 'month' ? months : weeks).map((sum) => ({ name: name(sum.key), value: sum.held, words: split(sum) }));
  return (
    <Bars title={t(`statistics-by-${by.value}`)} formula={t(`statistics-by-${by.value}-formula`)} bars={bars}>
      <div class="bars-by" role="group" aria-label={t('statistics-by')}>
        {(['week', 'month'] as const).map((one) => (
          <button key={one} type="button" class="bars-choice" aria-pressed={by.value === one} onClick={() => (by.value = one)}>
            {t(`statistics-${one}s`)}
          </button>
        ))}
      </div>
    </Bars>
  );
}

const split = ({ video, phone }: Sum) => t('statistics-split', { video, phone });

function monthsOf(rows: readonly StatisticsRow[]): Sum[] {
  return sums(
    rows,
    (row) => row.month,
    (row) => row.month,
  )
    .sort((a, b) => a.key.localeCompare(b.key))
    .slice(-12);
}

function byDepartment(rows: readonly StatisticsRow[]): Bar[] {
  return sums(
    rows,
    (row) => row.department,
    (row) => row.department_name,
  )
    .sort((a, b) => b.held - a.held)
    .map((sum) => ({ name: sum.name, value: sum.held, words: split(sum) }));
}

function byEnd(all: Sum): Bar[] {
  return [
    { name: t('statistics-end-held'), value: all.held },
    { name: t('statistics-end-no-show-citizen'), value: all.noShowCitizen },
    { name: t('statistics-end-no-show-office'), value: all.noShowOffice },
    { name: t('statistics-end-cancelled'), value: all.cancelled },
    { name: t('statistics-end-other'), value: all.other },
  ];
}

/** "2026-11" in words; the 15th is that month in every time zone. */
const monthName = (yearMonth: string) => month(`${yearMonth}-15T12:00:00Z`);

function weekName(monday: string, thisWeek: string): string {
  return t(monday === thisWeek ? 'statistics-this-week' : 'statistics-week', { from: dayAndMonth(`${monday}T12:00:00Z`) });
}

function Table({ rows }: { rows: readonly StatisticsRow[] }) {
  const sorted = [...rows].sort((a, b) => b.month.localeCompare(a.month) || a.service_name.localeCompare(b.service_name));
  return (
    <details class="sheet">
      <summary class="kern-heading-small">{t('statistics-table')}</summary>
      <div class="kern-table-responsive" tabIndex={0} role="region" aria-label={t('statistics-table')}>
        <table class="kern-table kern-table--small kern-table--striped">
          <thead class="kern-table__head">
            <tr class="kern-table__row">
              {['month', 'department', 'service', 'channel', 'booked', 'held', 'no-show-citizen', 'no-show-office', 'cancelled', 'other', 'wait'].map((column) => (
                <th key={column} class="kern-table__header" scope="col">
                  {t(`statistics-column-${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody class="kern-table__body">
            {sorted.map((row) => (
              <tr class="kern-table__row" key={[row.month, row.service, row.channel].join()}>
                <th class="kern-table__header" scope="row">
                  {monthName(row.month)}
                </th>
                <Cell value={row.department_name} />
                <Cell value={row.service_name} />
                <Cell value={choice('channel', row.channel)} />
                {[row.booked, row.held, row.no_show_citizen, row.no_show_office, row.cancelled, row.other].map((value, index) => (
                  <Cell key={index} value={number(value ?? 0)} />
                ))}
                <Cell value={row.median_wait_s === null || row.median_wait_s === undefined ? '–' : number(Math.round(row.median_wait_s / 60))} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Cell({ value }: { value: string }) {
  return <td class="kern-table__cell">{value}</td>;
}
