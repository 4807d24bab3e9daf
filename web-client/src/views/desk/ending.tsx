/** How it ended: one digit, and it is done. The note stands in the record, where it was written all along. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { has, t } from '../../texts';
import { Button } from '../../ui';
import type { Outcome, Stage } from '../../wire';
import { Mistake, useAct } from './acts';
import { isWriting, Key } from './keys';
import { digitOf, outcomesAt } from './outcomes';
import { outcomeWord } from './words';

interface Props {
  stage: Stage;
  onEnd: (outcome: Outcome) => Promise<unknown>;
  onBack: () => void;
}

export function Ending({ stage, onEnd, onBack }: Props) {
  const { busy, problem, run } = useAct();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus();
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && !isWriting(event.target) && !busy.peek() && onBack();
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, []);
  return (
    <section class="ending" aria-labelledby="ending-title">
      <div class="ending-head">
        <h3 class="kern-heading-small" id="ending-title" tabIndex={-1} ref={heading}>
          {t('desk-ending-title')}
        </h3>
        <Button looks="tertiary" busy={busy.value} onClick={onBack}>
          {t('desk-ending-back')}
        </Button>
      </div>
      <div class="ending-choices">
        {outcomesAt(stage).map((outcome) => (
          <button
            key={outcome}
            type="button"
            class="ending-choice"
            data-key={digitOf(outcome, stage)}
            aria-keyshortcuts={digitOf(outcome, stage)}
            aria-disabled={busy.value ? 'true' : undefined}
            onClick={() => void run(() => onEnd(outcome))}
          >
            <Key name={digitOf(outcome, stage)} />
            <span class="ending-words">
              {outcomeWord(outcome)}
              {hintOf(outcome) && <span class="ending-hint">{hintOf(outcome)}</span>}
            </span>
          </button>
        ))}
      </div>
      <Mistake problem={problem.value} />
    </section>
  );
}

/** What follows from an outcome, where its name does not say it. */
function hintOf(outcome: Outcome): string {
  const key = `desk-outcome-hint-${outcome.replaceAll('_', '-')}`;
  return has(key) ? t(key) : '';
}
