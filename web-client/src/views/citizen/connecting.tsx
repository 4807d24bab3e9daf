/** No socket yet: for a blink nothing to read, then whose fault it is and what else one can do. */
import type { CitizenVisit } from '../../protocol.gen';
import { useHeadingFocus } from '../../frame/focus';
import { t } from '../../texts';
import { Dial, Icon } from '../../ui';

export function ConnectingScreen({ blocked, visit }: { blocked: boolean; visit: CitizenVisit }) {
  const heading = useHeadingFocus(blocked ? 'blocked' : 'connecting');
  if (!blocked) return <p class="sheet kern-body">{t('connection-first')}</p>;
  return (
    <article class="sheet centred">
      <Icon name="warning" size={48} />
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('problem-blocked')}
      </h1>
      <p class="kern-body">{t('problem-blocked-advice')}</p>
      {visit.office_phone && (
        <p class="kern-body">
          <Dial sentence="goodbye-phone" phone={visit.office_phone} />
        </p>
      )}
    </article>
  );
}
