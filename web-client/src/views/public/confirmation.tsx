import { useSignal } from '@preact/signals';
import { useHeadingFocus } from '../../frame/focus';
import { place } from '../../frame/place';
import type { BookingMade, DepartmentView, ServiceView, SlotView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button, ButtonLink, Facts, Icon, When } from '../../ui';
import type { Channel } from '../../wire';
import { Documents } from '../citizen/documents';
import { CalendarButton } from './calendar';

interface Props {
  made: BookingMade;
  service: ServiceView;
  department: DepartmentView;
  channel: Channel;
  slot: SlotView | null;
  mailed: boolean;
}

export function Confirmation({ made, service, department, channel, slot, mailed }: Props) {
  const heading = useHeadingFocus('done');
  return (
    <article class="sheet">
      <h1 class="kern-heading-large done-title" tabIndex={-1} ref={heading}>
        <Icon name="check" size={32} />
        {t('booking-done')}
      </h1>
      <When start={slot?.start} />
      <Facts
        rows={[
          [t('booking-service'), service.name],
          [t('appointment-office'), department.name],
          [t('appointment-channel'), choice('channel', channel)],
          [t('appointment-reference'), <bdi key="reference" translate={false}>{made.reference}</bdi>],
        ]}
      />
      <div class="actions next-step">
        <ButtonLink looks="primary" block href={made.join_url}>
          {t('booking-open')}
        </ButtonLink>
      </div>
      <div class="actions">
        <CalendarButton reference={made.reference} token={made.manage_token} />
        <ButtonLink looks="tertiary" block href={made.manage_url}>
          {t('booking-manage')}
        </ButtonLink>
      </div>
      {mailed && <p class="kern-body">{place.value?.demo ? <a class="kern-link" href="/mailbox">{t('booking-mailed-demo')}</a> : t('booking-mailed')}</p>}
      <section class="link-box" aria-labelledby="link-title">
        <h2 class="kern-heading-small" id="link-title">
          {t('booking-link-title')}
        </h2>
        <p class="kern-body">{channel === 'video' ? t('booking-link-video') : t('booking-link-phone')}</p>
        <CopyLink link={made.join_url} />
      </section>
      <Documents names={service.documents} />
    </article>
  );
}

export function CopyLink({ link }: { link: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(link).then(
      () => (copied.value = true),
      () => undefined,
    );
  };
  return (
    <div class="copy">
      <code class="copy-link" dir="ltr" translate={false}>{link}</code>
      <Button icon="copy" onClick={() => void copy()}>
        {copied.value ? t('copy-done') : t('copy')}
      </Button>
    </div>
  );
}
