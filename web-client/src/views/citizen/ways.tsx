/** Other ways than watching this page: a mail or a message of the device when it is time, or a call. */
import { t } from '../../texts';
import { ActButton } from './act';
import { Button } from '../../ui';
import type { Acts } from './journey';
import type { Ways } from './standing';

interface Props {
  ways: Ways;
  acts: Acts;
  onPhone: () => void;
  onMove: () => void;
}

export function WaysOut({ ways, acts, onPhone, onMove }: Props) {
  if (!ways.mail && !ways.push && !ways.phone && !ways.move) return null;
  return (
    <section class="ways" aria-label={t('ways-title')}>
      <p class="kern-body">{t('ways-text')}</p>
      {ways.mail && (
        <ActButton icon="mail" block act={() => acts.stepAway('mail')}>
          {t('ways-mail')}
        </ActButton>
      )}
      {ways.push && (
        <ActButton icon="bell" block act={() => acts.stepAway('push')}>
          {t('ways-push')}
        </ActButton>
      )}
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
    </section>
  );
}
