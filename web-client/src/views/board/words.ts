import { clock } from '../../format';
import type { QueueRow } from '../../protocol.gen';
import { choice, t } from '../../texts';
import type { Trouble } from './trouble';

export function troubleWord({ kind, n }: Trouble): string {
  return choice('board-trouble', kind, { n });
}

export function stuckWord({ kind, n }: Trouble): string {
  return choice('board-stuck', kind, { n });
}

export function waitWord(seconds: number, waiting: number): string {
  if (waiting === 0) return t('board-none');
  return seconds < 60 ? t('board-under-a-minute') : t('board-minutes', { n: Math.floor(seconds / 60) });
}

/** Empty for an open queue. */
export function closedWord({ open, opens_at }: QueueRow): string {
  if (open) return '';
  return opens_at ? t('board-closed-until', { time: clock(opens_at) }) : t('board-closed');
}
