/** The newest page of a seat speaks for it; this one says so and does nothing by itself. */
import { useHeadingFocus } from '../../frame/focus';
import { t } from '../../texts';
import { Button, Icon } from '../../ui';

export function ElsewhereScreen({ onTakeOver }: { onTakeOver: () => void }) {
  const heading = useHeadingFocus('elsewhere');
  return (
    <article class="sheet centred">
      <Icon name="devices" size={48} />
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('connection-elsewhere')}
      </h1>
      <p class="kern-body">{t('elsewhere-text')}</p>
      <div class="actions">
        <Button looks="primary" block onClick={onTakeOver}>
          {t('connection-take-over')}
        </Button>
      </div>
    </article>
  );
}
