/** When a closed office opens: the time alone today, and with its day when that is another one. */
import { now } from './clock';
import { clock, day, sameDay } from './format';
import { t } from './texts';

export function untilItOpens(key: 'office-closed-until' | 'board-closed-until' | 'desk-idle-closed-until', opens_at: string): string {
  const time = clock(opens_at);
  return sameDay(opens_at, now().value) ? t(key, { time }) : t(`${key}-day`, { time, day: day(opens_at) });
}
