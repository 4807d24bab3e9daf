/** What a failure means at a desk: staff need other words than citizens. */
import type { Problem } from '../../problem';
import { choice } from '../../texts';

export function sentence(problem: Problem): string {
  return choice('desk-problem', problem.kind);
}
