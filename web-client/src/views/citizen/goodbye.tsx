/** Screen 6: what became of it, in one sentence, and what happens next. */
import { useHeadingFocus } from '../../frame/focus';
import type { Outcome } from '../../wire';
import { choice, has, t } from '../../texts';
import { ButtonLink, Dial, Icon } from '../../ui';

interface Props {
  outcome: Outcome | null | undefined;
  service?: string | undefined;
  phone?: string | null | undefined;
}

const GOOD: readonly (Outcome | null | undefined)[] = ['completed', 'continued_by_phone', 'come_in_person', 'transferred_out'];

export function GoodbyeScreen({ outcome, service, phone }: Props) {
  const heading = useHeadingFocus('goodbye');
  const slug = (outcome ?? 'other').replaceAll('_', '-');
  const next = `outcome-${slug}-next`;
  return (
    <article class="sheet centred">
      <Icon name={GOOD.includes(outcome) ? 'check' : 'info'} size={48} />
      {service && <p class="kern-preline">{service}</p>}
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {choice('outcome', slug)}
      </h1>
      <p class="kern-body">{has(next) ? t(next) : t('outcome-other-next')}</p>
      {phone && <p class="kern-body"><Dial sentence="goodbye-phone" phone={phone} /></p>}
      <div class="actions">
        <ButtonLink looks="secondary" href="/">
          {t('goodbye-book')}
        </ButtonLink>
      </div>
    </article>
  );
}
