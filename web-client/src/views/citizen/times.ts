import type { Position } from '../../protocol.gen';
import { t } from '../../texts';

/** A range in whole minutes; "at most" when it cannot be said finer; nothing that is made up. */
export function timeOf({ earliest_s, latest_s }: Position): string | undefined {
  if (latest_s === null || latest_s === undefined) return undefined;
  const from = Math.floor((earliest_s ?? 0) / 60);
  const to = Math.max(1, Math.ceil(latest_s / 60));
  if (from >= to) return t('waiting-about', { n: to });
  return from < 1 ? t('waiting-up-to', { n: to }) : t('waiting-between', { from, to });
}
