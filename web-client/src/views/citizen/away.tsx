/** Whoever asked to be told may close the page; whoever is back says so with one button. */
import type { CitizenVisit } from '../../protocol.gen';
import { t } from '../../texts';
import { Icon } from '../../ui';
import { ActButton } from './act';
import type { Acts } from './journey';
import { awayText } from './told';

interface Props {
  visit: CitizenVisit;
  acts: Acts;
}

export function AwayPanel({ visit, acts }: Props) {
  // The turn is near: nobody is told any more that the page may be closed.
  const close = visit.stay_close === true;
  return (
    <div class="look-away">
      <Icon name={visit.reach === 'push' ? 'bell' : 'mail'} size={28} />
      <div>
        <p class="kern-body kern-body--bold">{close ? t('away-close-title') : t('away-title')}</p>
        <p class="kern-body">{close ? t('away-close-text') : awayText(visit)}</p>
        <ActButton looks="primary" block act={() => acts.stepAway('page')}>
          {t('away-back')}
        </ActButton>
      </div>
    </div>
  );
}
