/** The course of the day in a tile: how long people waited, with what is promised now as a band behind it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CurvePoint, QueueRow } from '../../protocol.gen';
import type { Watch } from './board';
import { bandOf, pathOf, topOf, waitsOf, WIDE, HIGH } from './day-shape';

const AGAIN_MS = 120_000;

/** A picture of what the figures say; who does not see it reads the curves and their table behind the tile. */
export function DayCurve({ queue, watch }: { queue: QueueRow; watch: Watch }) {
  const points = useDay(queue.queue, watch);
  const waits = waitsOf(points);
  if (waits.length < 2) return null;
  const top = topOf(waits, queue);
  const band = bandOf(queue, top);
  return (
    <svg class="day-curve" viewBox={`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true">
      {band && <rect class="day-promise" x="0" width={WIDE} y={band.y} height={band.height} />}
      <path class="day-line" d={pathOf(waits, top)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

/** Without an answer there is no curve, and nothing is missing: the figures are those of now. */
function useDay(queue: string, watch: Watch): readonly CurvePoint[] {
  const points = useSignal<readonly CurvePoint[]>([]);
  useEffect(() => {
    const load = () => watch.papers.curves(queue, 1).then(({ points: found }) => (points.value = found), () => undefined);
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [queue]);
  return points.value;
}
