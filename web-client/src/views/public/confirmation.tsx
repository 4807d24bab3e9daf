import { useSignal } from '@preact/signals';
import { useHeadingFocus } from '../../frame/focus';
import { place } from '../../frame/place';
import type { BookingMade, DepartmentView, ServiceView, SlotView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button, ButtonLink, Facts, Icon } from '../../ui';
import type { Channel } from '../../wire';
import { Documents } from '../citizen/documents';
import { CalendarButton } from './calendar';
import { whenRows } from './when';

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
      <span class="done-mark">
        <Icon name="check" size={40} />
      </span>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('booking-done')}
      </h1>
      <Facts
        rows={[
          [t('appointment-reference'), <bdi key="reference" translate={false}>{made.reference}</bdi>],
          [t('booking-service'), service.name],
          [t('appointment-office'), department.name],
          ...whenRows(slot),
          [t('appointment-channel'), choice('channel', channel)],
        ]}
      />
      <section class="link-box" aria-labelledby="link-title">
        <h2 class="kern-heading-small" id="link-title">
          {t('booking-link-title')}
        </h2>
        <p class="kern-body">{channel === 'video' ? t('booking-link-video') : t('booking-link-phone')}</p>
        <CopyLink link={made.join_url} />
      </section>
      {mailed && <p class="kern-body">{place.value?.demo ? <a class="kern-link" href="/mailbox">{t('booking-mailed-demo')}</a> : t('booking-mailed')}</p>}
      <div class="actions">
        <ButtonLink looks="primary" block href={made.join_url}>
          {t('booking-open')}
        </ButtonLink>
        <CalendarButton reference={made.reference} token={made.manage_token} />
        <ButtonLink looks="tertiary" block href={made.manage_url}>
          {t('booking-manage')}
        </ButtonLink>
      </div>
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
