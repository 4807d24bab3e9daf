/**
 * A part of a picture, larger: for papers that somebody holds into the camera. Pure. Places are shares of the
 * picture's own place, from its middle: -0.5 is the left or upper edge.
 */
export interface Zoom {
  scale: number;
  /** How far the picture is shifted. */
  x: number;
  y: number;
}

export interface Point {
  x: number;
  y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const MOST = 5;
export const STEP = 1.5;

/** Larger or smaller by a factor; what lies at `at` stays where it is. */
export function zoomedBy({ scale, x, y }: Zoom, factor: number, at: Point = WHOLE): Zoom {
  const next = Math.min(MOST, Math.max(1, scale * factor));
  const grown = next / scale;
  return kept({ scale: next, x: at.x - (at.x - x) * grown, y: at.y - (at.y - y) * grown });
}

export function movedBy({ scale, x, y }: Zoom, by: Point): Zoom {
  return kept({ scale, x: x + by.x, y: y + by.y });
}

/** The picture never leaves its place: no edge is drawn into it. */
function kept({ scale, x, y }: Zoom): Zoom {
  const far = (scale - 1) / 2;
  const within = (shift: number) => Math.min(far, Math.max(-far, shift));
  return scale === 1 ? WHOLE : { scale, x: within(x), y: within(y) };
}

const ARROWS: { readonly [key: string]: Point } = { ArrowLeft: { x: 0.1, y: 0 }, ArrowRight: { x: -0.1, y: 0 }, ArrowUp: { x: 0, y: 0.1 }, ArrowDown: { x: 0, y: -0.1 } };

/** What a key does to it; null when it means nothing here. */
export function keyed(zoom: Zoom, key: string): Zoom | null {
  if (key === '+' || key === '=') return zoomedBy(zoom, STEP);
  if (zoom.scale === 1) return null;
  if (key === '-') return zoomedBy(zoom, 1 / STEP);
  if (key === '0') return WHOLE;
  const by = ARROWS[key];
  return by ? movedBy(zoom, by) : null;
}

/** Of two fingers before and after: where their middle went, and how far they went apart. */
export function pinched(zoom: Zoom, before: readonly [Point, Point], after: readonly [Point, Point]): Zoom {
  const [was, is] = [middle(before), middle(after)];
  const factor = apart(before) > 0 ? apart(after) / apart(before) : 1;
  return movedBy(zoomedBy(zoom, factor, was), { x: is.x - was.x, y: is.y - was.y });
}

const middle = ([a, b]: readonly [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = ([a, b]: readonly [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);
