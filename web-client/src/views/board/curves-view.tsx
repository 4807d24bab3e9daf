/** The day and the week of a queue: pictures, and the tables behind them. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { clock, isoDate, shortDay } from '../../format';
import { asProblem, type Problem } from '../../problem';
import type { CurvePoint, CurvesView as Curves } from '../../protocol.gen';
import { language, t } from '../../texts';
import { Mistake } from '../desk/acts';
import type { Watch } from './board';
import { Chart, type Line } from './chart';
import { isQuiet, peakOf, valueOf, weekOf, withoutEdges, type Measure } from './curves';

const AGAIN_MS = 5 * 60_000;
const STYLES: { [M in Measure]: Pick<Line, 'token' | 'dash'> } = {
  waiting: { token: '--kern-color-action-default', dash: [] },
  desks: { token: '--kern-color-feedback-success', dash: [10, 5] },
  calls: { token: '--kern-color-feedback-warning', dash: [2, 4] },
  wait: { token: '--kern-color-action-default', dash: [] },
  ended: { token: '--kern-color-feedback-success', dash: [] },
};

export function CurvesPart({ watch, queue }: { watch: Watch; queue: string }) {
  const days = useSignal<1 | 7>(1);
  const found = useSignal<Curves | null>(null);
  const problem = useSignal<Problem | null>(null);
  const wanted = days.value;
  useEffect(() => {
    const load = () =>
      watch.papers.curves(queue, wanted).then(
        (curves) => {
          found.value = curves;
          problem.value = null;
        },
        (thrown: unknown) => (problem.value = asProblem(thrown)),
      );
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [queue, wanted]);
  return (
    <section aria-label={t('board-curves')}>
      <h2 class="kern-heading-small">{t('board-curves')}</h2>
      <div class="board-tabs" role="group" aria-label={t('board-curves-span')}>
        {([1, 7] as const).map((count) => (
          <button key={count} type="button" class="tab" aria-pressed={wanted === count} onClick={() => (days.value = count)}>
            {t(count === 1 ? 'board-curves-day' : 'board-curves-week')}
          </button>
        ))}
      </div>
      <Mistake problem={problem.value} />
      {!found.value && !problem.value && <p class="kern-body">{t('loading')}</p>}
      {found.value && <CurvesShown curves={found.value} />}
    </section>
  );
}

function CurvesShown({ curves: { points, days } }: { curves: Curves }) {
  const week = days > 1;
  const shown = week ? points : withoutEdges(points);
  const lines = useMemo(() => linesOf(shown), [points, language.value.code]);
  const times = useMemo(() => shown.map(({ at }) => at), [points]);
  if (points.every(isQuiet)) return <p class="kern-body muted">{t('board-curves-empty')}</p>;
  return (
    <>
      <div class="charts">
        <div>
          <h3 class="chart-title">{t('board-curves-people')}</h3>
          <Chart times={times} lines={lines.people} label={peakWord(points, week)} week={week} />
        </div>
        <div>
          <h3 class="chart-title">{t('board-curves-wait')}</h3>
          <Chart times={times} lines={lines.wait} label={t('board-curves-wait-label')} week={week} />
        </div>
      </div>
      <details class="board-part">
        <summary>{t('board-curves-table')}</summary>
        <div class="board-table" tabIndex={0} role="region" aria-label={t('board-curves-table')}>
          {week ? <WeekTable points={points} /> : <DayTable points={shown} />}
        </div>
      </details>
    </>
  );
}

function linesOf(points: readonly CurvePoint[]): { people: Line[]; wait: Line[] } {
  const line = (measure: Measure): Line => ({ name: t(`board-curve-${measure}`), values: points.map((point) => valueOf(point, measure)), ...STYLES[measure] });
  return { people: (['waiting', 'desks', 'calls'] as const).map(line), wait: [line('wait')] };
}

function peakWord(points: readonly CurvePoint[], week: boolean): string {
  const peak = peakOf(points);
  if (!peak) return t('board-curves-nobody');
  const time = week ? `${shortDay(peak.at)}, ${clock(peak.at)}` : clock(peak.at);
  return t('board-curves-peak', { n: peak.waiting ?? 0, time });
}

const COLUMNS: readonly Measure[] = ['waiting', 'wait', 'desks', 'calls', 'ended'];

function DayTable({ points }: { points: readonly CurvePoint[] }) {
  return (
    <table class="kern-table">
      <caption class="kern-sr-only">{t('board-curves-day')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('board-curve-time')}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`board-curve-${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.at}>
            <th scope="row">{clock(point.at)}</th>
            {COLUMNS.map((column) => (
              <td key={column}>{valueOf(point, column) ?? t('board-none')}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WeekTable({ points }: { points: readonly CurvePoint[] }) {
  const { days, hours } = weekOf(points, isoDate, clock);
  return (
    <table class="kern-table">
      <caption>{t('board-curves-week-caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('board-curve-time')}</th>
          {days.map((day) => (
            <th key={day} scope="col">
              {shortDay(`${day}T12:00:00Z`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hours.map(({ hour, points: row }) => (
          <tr key={hour}>
            <th scope="row">{hour}</th>
            {row.map((point, n) => (
              <td key={days[n]}>{point && !isQuiet(point) ? cellWord(point) : t('board-none')}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "4, 12 Min." */
function cellWord(point: CurvePoint): string {
  const wait = valueOf(point, 'wait');
  return wait === null ? String(point.waiting ?? 0) : t('board-curves-cell', { waiting: point.waiting ?? 0, wait });
}
