/** The turn of somebody who is called by telephone: the page has nothing to press. */
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { useHeadingFocus } from '../../frame/focus';
import type { CitizenVisit } from '../../protocol.gen';
import { t } from '../../texts';
import { Icon } from '../../ui';
import { Chat } from '../chat/chat';
import { Documents } from './documents';

export function PhoneRingsScreen({ visit }: { visit: CitizenVisit }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    announce(`${t('called-phone-title')} ${t('called-phone-text')}`, true);
  }, []);
  return (
    <div class="called">
      <Icon name="phone" size={64} />
      <h1 class="kern-heading-x-large" tabIndex={-1} ref={heading}>
        {t('called-phone-title')}
      </h1>
      <p class="called-who">{t('called-phone-text')}</p>
      <p class="called-who">{t('called-by-office', { office: visit.department_name })}</p>
      <p class="kern-body">{t('waiting-phone-number')}</p>
    </div>
  );
}

export function PhoneCallScreen({ visit, onSay }: { visit: CitizenVisit; onSay: (text: string) => Promise<unknown> }) {
  const heading = useHeadingFocus('phone-call');
  return (
    <div class="waiting">
      <article class="sheet centred">
        <Icon name="phone" size={48} />
        <p class="kern-preline">{visit.service_name}</p>
        <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
          {t('phone-call-title')}
        </h1>
        <p class="kern-body">{t('phone-call-text')}</p>
        <Documents names={visit.documents} />
      </article>
      <aside class="sheet">
        <Chat lines={visit.messages ?? []} me="citizen" onSay={onSay} />
      </aside>
    </div>
  );
}
