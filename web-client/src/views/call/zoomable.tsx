/** A picture that can be looked into: wheel, two fingers, keys, buttons; pulled about while it is larger. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../format';
import { t } from '../../texts';
import { keyed, movedBy, pinched, STEP, WHOLE, zoomedBy, type Point, type Zoom } from './zoom';

/** A finger that wavers so far, in pixels, still taps. */
const TAP = 8;

interface Props {
  shown: boolean;
  /** What lies over the picture and does not grow with it. */
  over?: ComponentChildren;
  children: ComponentChildren;
}

/** `shown`: there is a picture; when it goes, the next one is whole again. */
export function Zoomable({ shown, over, children }: Props) {
  const zoom = useSignal(WHOLE);
  const place = useRef<HTMLDivElement>(null);
  useHands(place, zoom, shown);
  useEffect(() => {
    if (!shown) zoom.value = WHOLE;
  }, [shown]);
  const { scale, x, y } = zoom.value;
  return (
    <div class={`zoomable${scale > 1 ? ' zoomable--in' : ''}`} ref={place}>
      <div class="zoomed" style={scale > 1 ? { transform: `translate(${x * 100}%, ${y * 100}%) scale(${scale})` } : undefined}>
        {children}
      </div>
      {over}
      {shown && <ZoomTools zoom={zoom} />}
    </div>
  );
}

/** One finger and the keyboard can do what two fingers can. */
function ZoomTools({ zoom }: { zoom: Signal<Zoom> }) {
  const { scale } = zoom.value;
  const hear = (event: KeyboardEvent) => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? null : keyed(zoom.peek(), event.key);
    if (!next) return;
    zoom.value = next;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="zoom-tools" role="group" aria-label={t('zoom-title')} data-repeats>
      {scale > 1 && (
        <>
          <button type="button" class="zoom-tool" data-means="zoom-reset" onKeyDown={hear} onClick={() => (zoom.value = WHOLE)}>
            {t('zoom-reset', { percent: percent(scale) })}
          </button>
          <ZoomTool word={t('zoom-out')} sign="−" onKeyDown={hear} onClick={() => (zoom.value = zoomedBy(zoom.peek(), 1 / STEP))} />
        </>
      )}
      <ZoomTool word={t('zoom-in')} sign="+" onKeyDown={hear} onClick={() => (zoom.value = zoomedBy(zoom.peek(), STEP))} />
    </div>
  );
}

function ZoomTool({ word, sign, ...hands }: { word: string; sign: string; onClick: () => void; onKeyDown: (event: KeyboardEvent) => void }) {
  return (
    <button type="button" class="zoom-tool" aria-label={word} title={word} {...hands}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

/** Wheel and fingers, by native listeners: a wheel has to be taken from the page. */
function useHands(ref: { current: HTMLElement | null }, zoom: Signal<Zoom>, shown: boolean): void {
  useEffect(() => {
    const place = ref.current;
    if (!place || !shown) return undefined;
    const until = new AbortController();
    const { signal } = until;
    const fingers = new Map<number, Point>();
    let from: Point | null = null;
    let pulled = false;
    const at = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top, width, height } = place.getBoundingClientRect();
      return { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 };
    };
    const wheel = (event: WheelEvent) => {
      // Out of the whole picture the wheel goes on to the page.
      if (event.deltaY > 0 && zoom.peek().scale === 1) return;
      event.preventDefault();
      zoom.value = zoomedBy(zoom.peek(), Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), at(event));
    };
    const down = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      if (fingers.size === 0) pulled = false;
      from = { x: event.clientX, y: event.clientY };
      fingers.set(event.pointerId, at(event));
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before || !from) return;
      const now = at(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) zoom.value = pinched(zoom.peek(), [before, other], [now, other]);
      else if (zoom.peek().scale > 1) zoom.value = movedBy(zoom.peek(), { x: now.x - before.x, y: now.y - before.y });
      pulled ||= other !== undefined || Math.hypot(event.clientX - from.x, event.clientY - from.y) > TAP;
      fingers.set(event.pointerId, now);
    };
    const up = ({ pointerId }: PointerEvent) => void fingers.delete(pointerId);
    const click = (event: MouseEvent) => {
      // The end of a pull is no press of what lies under it.
      if (!pulled || event.detail === 0) return;
      pulled = false;
      event.stopPropagation();
      event.preventDefault();
    };
    place.addEventListener('wheel', wheel, { signal, passive: false });
    place.addEventListener('pointerdown', down, { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) addEventListener(type, up, { signal });
    addEventListener('pointermove', move, { signal });
    place.addEventListener('click', click, { signal, capture: true });
    return () => until.abort();
  }, [shown]);
}
