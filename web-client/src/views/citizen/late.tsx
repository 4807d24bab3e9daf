/** The office is late: it says so first, and after ten minutes why, and what one can do instead. */
import { announce } from '../../announce';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button } from '../../ui';
import { lateReasonOf, type Lateness, type Ways } from './standing';
import { lateTitle } from './told';

interface Props {
  visit: CitizenVisit;
  late: Lateness | null;
  /** What is offered beside waiting on; null when nothing is asked (any more). */
  ways: Ways | null;
  onWaitOn: () => void;
  onPhone: () => void;
  onMove: () => void;
}

export function Late({ visit, late, ways, onWaitOn, onPhone, onMove }: Props) {
  if (!late) return null;
  const reason = late.choices ? lateReasonOf(visit) : null;
  const waitOn = () => {
    onWaitOn();
    announce(t('late-hint'));
  };
  return (
    <Alert mood="warning" title={lateTitle(late.minutes)}>
      {reason && <p class="kern-body">{choice('reason', reason)}</p>}
      <p class="kern-body">{t('late-hint')}</p>
      {ways && (
        <div class="late-choices" role="group" aria-label={t('late-choices')}>
          <Button block onClick={waitOn}>
            {t('late-wait-on')}
          </Button>
          {ways.phone && (
            <Button icon="phone" block onClick={onPhone}>
              {t('ways-phone')}
            </Button>
          )}
          {ways.move && (
            <Button icon="calendar" block onClick={onMove}>
              {t('ways-move')}
            </Button>
          )}
        </div>
      )}
    </Alert>
  );
}
