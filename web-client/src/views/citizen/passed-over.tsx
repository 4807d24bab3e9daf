/** We called and nobody answered: the place is kept, one button brings it back. */
import { useSignal } from '@preact/signals';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Icon } from '../../ui';
import { LeaveButton } from './leave';

interface Props {
  visit: CitizenVisit;
  onBack: () => Promise<unknown>;
  onLeave: () => Promise<unknown>;
}

export function PassedOverScreen({ visit, onBack, onLeave }: Props) {
  const heading = useHeadingFocus('passed-over');
  const phone = visit.channel === 'phone';
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const back = async () => {
    busy.value = true;
    problem.value = null;
    try {
      await onBack();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <article class="sheet centred">
      <Icon name={phone ? 'phone' : 'bell'} size={48} />
      <p class="kern-preline">{visit.service_name}</p>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {phone ? t('passed-over-phone-title') : t('passed-over-title')}
      </h1>
      <p class="kern-body">{phone ? t('passed-over-phone-text') : t('passed-over-text')}</p>
      <p class="kern-body muted">{t('passed-over-warning')}</p>
      {problem.value && <Trouble problem={problem.value} />}
      <div class="actions">
        <Button looks="primary" block busy={busy.value} onClick={() => void back()}>
          {t('passed-over-back')}
        </Button>
      </div>
      <LeaveButton onLeave={onLeave} />
    </article>
  );
}
