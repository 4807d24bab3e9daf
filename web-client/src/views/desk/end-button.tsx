import { t } from '../../texts';
import { Button } from '../../ui';
import { Key } from './keys';

/** Opens the choice of outcomes. */
export function EndButton({ onClick }: { onClick: () => void }) {
  return (
    <div class="act">
      <Button looks="danger" data-key="e" aria-keyshortcuts="e" onClick={onClick}>
        {t('desk-end')}
        <Key name="e" />
      </Button>
    </div>
  );
}
