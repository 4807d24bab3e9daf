/** What is shown at an address that is none. */
import { Frame } from '../../frame/frame';
import { place } from '../../frame/place';
import { t } from '../../texts';
import { ButtonLink, Dial, Icon } from '../../ui';

export function LostPage() {
  const phone = place.value?.phone;
  return (
    <Frame>
      <article class="sheet centred">
        <Icon name="info" size={48} />
        <h1 class="kern-heading-large">{t('lost-title')}</h1>
        <p class="kern-body">{t('lost-advice')}</p>
        {phone && (
          <p class="kern-body">
            <Dial sentence="lost-phone" phone={phone} />
          </p>
        )}
        <div class="actions">
          <ButtonLink looks="primary" href="/">
            {t('booking-all-services')}
          </ButtonLink>
        </div>
      </article>
    </Frame>
  );
}
