import { minutes, wholeMinutes } from '../../format';
import type { Position } from '../../protocol.gen';
import { t } from '../../texts';

/** Up to here a wait is no range: a desk is free. */
const AT_ONCE_S = 120;

/** Whether somebody may be called at any moment. */
export const isAnyMoment = ({ earliest_s, latest_s }: Position): boolean => earliest_s === 0 && latest_s != null && latest_s <= AT_ONCE_S;

/** A range in words; "at most" when it cannot be said finer; nothing that is made up. */
export function timeOf(position: Position): string | undefined {
  const { earliest_s, latest_s } = position;
  if (latest_s === null || latest_s === undefined) return undefined;
  if (isAnyMoment(position)) return t('waiting-any-moment');
  const { from, to } = wholeMinutes(earliest_s ?? 0, latest_s);
  // Nobody counts 140 minutes: from an hour on in hours.
  const long = to >= 60;
  if (from >= to) return long ? t('waiting-about-long', { length: minutes(to * 60) }) : t('waiting-about', { n: to });
  if (from < 1) return long ? t('waiting-up-to-long', { length: minutes(to * 60) }) : t('waiting-up-to', { n: to });
  return long ? t('waiting-between-long', { from: minutes(from * 60), to: minutes(to * 60) }) : t('waiting-between', { from, to });
}
