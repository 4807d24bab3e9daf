/** Lines over time. A picture with one sentence; who cannot see it has the table below. */
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { clock, shortDay, timeZone } from '../../format';

export interface Line {
  name: string;
  values: readonly (number | null)[];
  /** A colour token, and a pattern, because colour alone says nothing to many. */
  token: string;
  dash: readonly number[];
}

interface Props {
  times: readonly string[];
  lines: readonly Line[];
  /** What the picture says, in one sentence. */
  label: string;
  week: boolean;
}

const HEIGHT = 220;
const HOUR_S = 3600;

export function Chart({ times, lines, label, week }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = box.current;
    if (!at || !canDraw()) return undefined;
    let drawn: uPlot | undefined;
    let over = false;
    const draw = async () => {
      const { default: Plot } = await import('uplot');
      if (over) return;
      drawn?.destroy();
      drawn = new Plot(optionsOf(Plot, at, lines, week, times.length), dataOf(times, lines), at);
    };
    void draw();
    const sized = new ResizeObserver(() => drawn?.setSize({ width: at.clientWidth, height: HEIGHT }));
    sized.observe(at);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const again = () => void draw();
    dark.addEventListener('change', again);
    return () => {
      over = true;
      sized.disconnect();
      dark.removeEventListener('change', again);
      drawn?.destroy();
    };
  }, [times, lines, week]);
  return (
    <figure class="chart">
      <div class="chart-box" ref={box} role="img" aria-label={label} dir="ltr" />
      <figcaption class="chart-legend">
        {lines.map(({ name, token, dash }) => (
          <span key={name} class="chart-key">
            <svg width="36" height="12" aria-hidden="true">
              <line x1="0" y1="6" x2="36" y2="6" stroke-width="3" style={{ stroke: `var(${token})` }} stroke-dasharray={dash.join(' ')} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** jsdom and very old browsers have no canvas; the table is there all the same. */
function canDraw(): boolean {
  return typeof ResizeObserver === 'function' && typeof CanvasRenderingContext2D === 'function';
}

function dataOf(times: readonly string[], lines: readonly Line[]): uPlot.AlignedData {
  return [times.map((at) => Date.parse(at) / 1000), ...lines.map(({ values }) => [...values])];
}

function optionsOf(Plot: typeof uPlot, box: HTMLElement, lines: readonly Line[], week: boolean, times: number): uPlot.Options {
  const colour = (token: string) => getComputedStyle(box).getPropertyValue(token).trim();
  const axis = { stroke: colour('--kern-color-layout-text-muted'), grid: { stroke: colour('--kern-color-decorative-border-default'), width: 1 }, ticks: { show: false }, font: '16px sans-serif' };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), timeZone.peek()),
    scales: { y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
    axes: [
      { ...axis, space: week ? 90 : 64, incrs: week ? [24 * HOUR_S, 48 * HOUR_S, 96 * HOUR_S] : [HOUR_S / 4, HOUR_S / 2, HOUR_S, 2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S], values: (_, splits) => splits.map((at) => (week ? shortDay(at * 1000) : clock(at * 1000))) },
      { ...axis, size: week ? 56 : 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200] },
    ],
    series: [
      {},
      ...lines.map(({ name, token, dash }) => ({
        label: name,
        stroke: colour(token),
        width: 2,
        dash: [...dash],
        spanGaps: false,
        // A line of one point is not seen.
        points: { show: times === 1 || (name === lines[0]?.name && lines.length === 1), size: 6 },
        paths: lines.length === 1 ? null : (Plot.paths.stepped?.({ align: 1 }) ?? null),
      })),
    ],
  } as uPlot.Options;
}
