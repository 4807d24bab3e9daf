import type { Position } from '../../protocol.gen';
import { t } from '../../texts';

/** A range in whole minutes; "at most" when it cannot be said finer; nothing that is made up. */
export function timeOf({ earliest_s, latest_s }: Position): string | undefined {
  if (latest_s === null || latest_s === undefined) return undefined;
  // Single minutes of a wait of more than an hour would promise what nobody knows.
  const step = latest_s > 3600 ? 5 : 1;
  const from = Math.floor((earliest_s ?? 0) / 60 / step) * step;
  const to = Math.max(1, Math.ceil(latest_s / 60 / step) * step);
  if (from >= to) return t('waiting-about', { n: to });
  return from < 1 ? t('waiting-up-to', { n: to }) : t('waiting-between', { from, to });
}
