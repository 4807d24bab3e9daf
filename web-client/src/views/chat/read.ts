/** What a citizen has read stays read: in the next screen of the visit, and after a reload. */
import { signal } from '@preact/signals';
import { keep, kept } from '../../kept';
import type { Said } from '../../protocol.gen';

const KEPT = 'vorsprache-read';
/** The newest line read, by visit. */
const upTo = signal<Readonly<Record<string, number>>>(recalled());

export function isRead({ visit, id }: Said): boolean {
  return id <= (upTo.value[visit] ?? 0);
}

export function markRead(line: Said): void {
  if (isRead(line)) return;
  upTo.value = { ...upTo.peek(), [line.visit]: line.id };
  keep(KEPT, JSON.stringify(upTo.peek()));
}

function recalled(): Record<string, number> {
  try {
    return JSON.parse(kept(KEPT) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}
