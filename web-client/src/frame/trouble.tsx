/** Any failure as one plain sentence with one action, by its slug. */
import { dateAndClock } from '../format';
import { mistakeOf } from '../person';
import type { Problem } from '../problem';
import { choice, has, t } from '../texts';
import { Alert, Button } from '../ui';

interface Props {
  problem: Problem;
  /** What the one action does; without it the sentence says what to do. */
  onAction?: (() => void) | undefined;
}

export function Trouble({ problem, onAction }: Props) {
  const { kind, more } = problem;
  const times = { at: more.opens_at ? dateAndClock(more.opens_at) : '' };
  // What is wrong with an entry is said exactly, also where the field itself is not on the screen.
  const wrong = mistakeOf(problem);
  const advice = `problem-${kind}-advice`;
  const action = has(`problem-${kind}-action`) ? t(`problem-${kind}-action`) : t('action-again');
  return (
    <Alert mood={problem.retry === 'no' ? 'danger' : 'warning'} title={wrong ? t(wrong.key) : choice('problem', kind, times)}>
      {has(advice) && <p class="kern-body">{t(advice, times)}</p>}
      {onAction && (
        <div>
          <Button looks="secondary" onClick={onAction}>
            {action}
          </Button>
        </div>
      )}
    </Alert>
  );
}
