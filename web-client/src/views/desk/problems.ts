/** What a failure means at a desk: staff need other words than citizens. */
import { clock } from '../../format';
import type { Problem } from '../../problem';
import { choice, t } from '../../texts';

export function sentence(problem: Problem): string {
  const { opens_at } = problem.more;
  if (problem.kind === 'too-early' && opens_at) return t('desk-problem-too-early-until', { time: clock(opens_at) });
  return choice('desk-problem', problem.kind);
}
