/** Whoever asked for a mail may close the page; whoever is back says so with one button. */
import { t } from '../../texts';
import { Icon } from '../../ui';
import { ActButton } from './act';
import type { Acts } from './journey';

/** `close`: the turn is near, so nobody is told any more that the page may be closed. */
export function AwayPanel({ close, acts }: { close: boolean; acts: Acts }) {
  return (
    <div class="look-away">
      <Icon name="mail" size={28} />
      <div>
        <p class="kern-body kern-body--bold">{close ? t('away-close-title') : t('away-title')}</p>
        <p class="kern-body">{close ? t('away-close-text') : t('away-text')}</p>
        <ActButton looks="primary" block act={() => acts.stepAway('page')}>
          {t('away-back')}
        </ActButton>
      </div>
    </div>
  );
}
