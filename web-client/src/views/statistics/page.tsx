/** Public figures: pictures with the formula under each, and the table behind them. */
import './statistics.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dateAndClock, month, number, percent } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { Frame } from '../../frame/frame';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { StatisticsRow, StatisticsView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Bars, type Bar } from './bars';
import { heldShare, officeShare, sums, total, type Sum } from './figures';

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

export function StatisticsScreen({ statistics: { rows, generated_at } }: { statistics: StatisticsView }) {
  const heading = useHeadingFocus('statistics');
  const all = total(rows);
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
          <div class="tiles">
            <Tile value={number(all.held)} name={t('statistics-held')} formula={t('statistics-held-formula')} />
            <Tile value={shown(heldShare(all))} name={t('statistics-held-share')} formula={t('statistics-held-share-formula')} />
            <Tile value={shown(officeShare(all))} name={t('statistics-office-share')} formula={t('statistics-office-share-formula')} />
          </div>
          <div class="charts">
            <Bars title={t('statistics-by-month')} formula={t('statistics-by-month-formula')} bars={byMonth(rows)} />
            <Bars title={t('statistics-by-department')} formula={t('statistics-by-department-formula')} bars={byDepartment(rows)} />
            <Bars title={t('statistics-by-end')} formula={t('statistics-by-end-formula')} bars={byEnd(all)} />
          </div>
          <Table rows={rows} />
        </>
      )}
    </div>
  );
}

const shown = (share: number | undefined) => (share === undefined ? '–' : percent(share));

function Tile({ value, name, formula }: { value: string; name: string; formula: string }) {
  return (
    <section class="sheet figure">
      <p class="figure-value">{value}</p>
      <h2 class="kern-heading-small">{name}</h2>
      <p class="kern-body muted">{formula}</p>
    </section>
  );
}

function byMonth(rows: readonly StatisticsRow[]): Bar[] {
  return sums(
    rows,
    (row) => row.month,
    (row) => row.month,
  )
    .sort((a, b) => a.key.localeCompare(b.key))
    .slice(-12)
    .map((sum) => ({ name: monthName(sum.key), value: sum.held, words: t('statistics-split', { video: sum.video, phone: sum.phone }) }));
}

function byDepartment(rows: readonly StatisticsRow[]): Bar[] {
  return sums(
    rows,
    (row) => row.department,
    (row) => row.department_name,
  )
    .sort((a, b) => b.held - a.held)
    .map((sum) => ({ name: sum.name, value: sum.held, words: t('statistics-split', { video: sum.video, phone: sum.phone }) }));
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
