import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { unbroken } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { place } from '../../frame/place';
import { ask } from '../../http';
import type { BookingMade, BookingView, DepartmentView, ServiceView, SlotView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, ButtonLink, Facts, Icon, When } from '../../ui';
import type { Channel } from '../../wire';
import { Documents } from '../citizen/documents';
import { CalendarButton } from './calendar';

/** When a mail server has had time to refuse, in seconds after the booking. */
const LOOKS_S = [2, 6, 20, 60];

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
  const refused = useRefused(made.reference, made.manage_token, mailed);
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
          department.phone ? [t('frame-help'), <bdi key="phone" translate={false}>{unbroken(department.phone)}</bdi>] : null,
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
      {refused && <Alert mood="warning" title={t('mail-refused')} />}
      {mailed && !refused && <p class="kern-body">{place.value?.demo ? <a class="kern-link" href="/mailbox">{t('booking-mailed-demo')}</a> : t('booking-mailed')}</p>}
      <section class="link-box" aria-labelledby="link-title">
        <h2 class="kern-heading-small" id="link-title">
          {t('booking-link-title')}
        </h2>
        <p class="kern-body">{channel === 'video' ? t('booking-link-video') : t('booking-link-phone')}</p>
        <CopyLink link={made.join_url} />
        <PaperLink link={made.join_url} />
      </section>
      <Documents names={service.documents} />
    </article>
  );
}

/** Paper cannot be pressed: a phone's camera opens it. */
function PaperLink({ link }: { link: string }) {
  const [code, setCode] = useState('');
  useEffect(() => void import('uqr').then(({ encode }) => setCode(pathOf(encode(link, { ecc: 'L', border: 2 }).data))), [link]);
  if (!code) return null;
  const [path, size] = code.split('|');
  return (
    <svg class="paper-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('booking-link-title')} shape-rendering="crispEdges">
      <path d={path} />
    </svg>
  );
}

/** Dark squares as one path, and how many squares a side has. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  return `${squares.join('')}|${rows.length}`;
}

/** An address that takes no mail is known after some seconds: whoever still looks at this page learns it. */
function useRefused(reference: string, token: string, mailed: boolean): boolean {
  const refused = useSignal(false);
  useEffect(() => {
    if (!mailed) return undefined;
    const look = () => void ask<BookingView>(`bookings/${reference}`, { bearer: token }).then(({ mail_refused }) => (refused.value = mail_refused === true), () => undefined);
    const looks = LOOKS_S.map((s) => setTimeout(look, s * 1_000));
    return () => looks.forEach(clearTimeout);
  }, [reference]);
  return refused.value;
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
