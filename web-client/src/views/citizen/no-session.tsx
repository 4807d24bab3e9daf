/** The link is missing, old or wrong: what happened, and what one can do. */
import { useHeadingFocus } from '../../frame/focus';
import type { Problem } from '../../problem';
import { choice, has, t } from '../../texts';
import { Button, ButtonLink, Icon } from '../../ui';

export function NoSessionScreen({ problem, onAgain }: { problem: Problem | null; onAgain: () => void }) {
  const heading = useHeadingFocus('no-session');
  const kind = problem?.kind ?? 'no-session';
  const advice = `problem-${kind}-advice`;
  return (
    <article class="sheet centred">
      <Icon name="info" size={48} />
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {choice('problem', kind)}
      </h1>
      <p class="kern-body">{has(advice) ? t(advice) : t('problem-other-advice')}</p>
      <div class="actions">
        {problem && problem.retry !== 'no' ? (
          <Button looks="primary" onClick={onAgain}>
            {t('action-again')}
          </Button>
        ) : (
          <ButtonLink looks="primary" href="/">
            {t('goodbye-book')}
          </ButtonLink>
        )}
      </div>
    </article>
  );
}
