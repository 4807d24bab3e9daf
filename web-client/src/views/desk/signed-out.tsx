/** Nobody is signed in on a staff page: what happened, and what to do. */
import type { Problem } from '../../problem';
import { t } from '../../texts';
import { Alert, Button } from '../../ui';
import { sentence } from './problems';

export function SignedOut({ problem, onAgain }: { problem: Problem | null; onAgain: () => void }) {
  return (
    <div class="sheet staff-signed-out">
      <h1 class="kern-heading-medium">{t('desk-signed-out-title')}</h1>
      {problem && <Alert mood="warning" title={sentence(problem)} />}
      {/* Another link would not help there. */}
      {problem?.kind !== 'cookies' && <p class="kern-body">{t('desk-signed-out-hint')}</p>}
      <div>
        <Button onClick={onAgain}>{t('action-again')}</Button>
      </div>
    </div>
  );
}
