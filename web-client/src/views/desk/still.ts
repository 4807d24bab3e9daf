/** What keeps the list calm: rows that stand still while somebody points, marks for what changed. */
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { now } from '../../clock';
import type { VisitRow } from '../../protocol.gen';
import { signatureOf, standStill, type Line } from './line';

const NEW_MS = 45_000;
const CHANGED_MS = 15_000;

/** Rows stand still while the pointer is over them or the focus is among them. */
export function useStill(actual: readonly VisitRow[]) {
  const over = useSignal(false);
  const inside = useSignal(false);
  const asked = useSignal(0);
  const shown = useRef({ rows: actual, asked: 0 });
  const holding = (over.value || inside.value) && asked.value === shown.current.asked;
  shown.current = { rows: holding ? shown.current.rows : actual, asked: asked.value };
  return {
    still: standStill(shown.current.rows, actual),
    held: holding,
    show: () => void (asked.value += 1),
    hold: {
      onPointerEnter: () => void (over.value = true),
      onPointerLeave: () => void (over.value = false),
      onFocusIn: () => void (inside.value = true),
      onFocusOut: (event: FocusEvent) => void (inside.value = (event.currentTarget as Element).contains(event.relatedTarget as Node | null)),
    },
  };
}

export type Mark = 'new' | 'changed' | null;

/** Who came or changed while the desk was looking; what was there at first is no news. */
export function useMarks(lines: readonly Line[]): (visit: string) => Mark {
  const seen = useMemo(() => new Map<string, { looks: string; came: number; changed: number }>(), []);
  const first = useRef(true);
  const at = now().value;
  for (const row of lines.flatMap(({ rows }) => rows)) {
    const known = seen.get(row.visit);
    const looks = signatureOf(row);
    if (!known) seen.set(row.visit, { looks, came: first.current ? 0 : at, changed: 0 });
    else if (known.looks !== looks) seen.set(row.visit, { ...known, looks, changed: at });
  }
  first.current = false;
  return (visit) => {
    const { came = 0, changed = 0 } = seen.get(visit) ?? {};
    if (at - came < NEW_MS) return 'new';
    return at - changed < CHANGED_MS ? 'changed' : null;
  };
}
