import './documents.css';
import { t } from '../../texts';
import { Icon } from '../../ui';

/** What to have ready. */
export function Documents({ names }: { names: readonly string[] | undefined }) {
  if (!names?.length) return null;
  return (
    <section class="documents" aria-labelledby="documents-title">
      <h2 class="kern-heading-small" id="documents-title">
        {t('documents-title')}
      </h2>
      <ul class="plain-list">
        {names.map((name) => (
          <li key={name}>
            <Icon name="document" size={20} />
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
