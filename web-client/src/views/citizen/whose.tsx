/** Somebody used this browser before: nothing of theirs is shown before this person says that it is theirs. */
import { clock, day } from '../../format';
import { EndHere } from '../../frame/end-here';
import { useHeadingFocus } from '../../frame/focus';
import type { CitizenVisit } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, ButtonLink, Icon } from '../../ui';

export function WhoseScreen({ visits, onMine }: { visits: readonly CitizenVisit[]; onMine: (visit: string) => void }) {
  const heading = useHeadingFocus('whose');
  const alone = visits.length === 1;
  return (
    <article class="sheet centred">
      <Icon name="info" size={48} />
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t(alone ? 'whose-title' : 'whose-title-many')}
      </h1>
      <p class="kern-body">{t('whose-text')}</p>
      <div class="actions">
        {visits.map((visit) => (
          <Button key={visit.visit} looks={alone ? 'primary' : 'secondary'} block onClick={() => onMine(visit.visit)}>
            {visit.slot_start ? t('whose-yes', { day: day(visit.slot_start), time: clock(visit.slot_start) }) : t('whose-yes-walk-in')}
          </Button>
        ))}
        <ButtonLink block href="/">
          {t('whose-no')}
        </ButtonLink>
      </div>
      <EndHere />
    </article>
  );
}
