/** Screen 3: the waiting room. The one thing people want to know comes first and big. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { chime } from '../../attention';
import { now } from '../../clock';
import { clock, minutes, unbroken } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import type { CitizenVisit, Position } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, Icon } from '../../ui';
import { Chat } from '../chat/chat';
import { Documents } from './documents';
import { LeaveButton } from './leave';

/** An office that is later than this says so by itself; after the second it offers other ways. */
const LATE_MS = 5 * 60_000;
const VERY_LATE_MS = 10 * 60_000;

interface Props {
  visit: CitizenVisit;
  /** The command that ended a call without ending the visit. */
  returned?: string | undefined;
  onSay: (text: string) => Promise<unknown>;
  onLeave: () => Promise<unknown>;
}

export function WaitingScreen({ visit, returned, onSay, onLeave }: Props) {
  const heading = useHeadingFocus('waiting');
  return (
    <div class="waiting">
      <article class="sheet">
        <p class="kern-preline">{visit.service_name}</p>
        <h1 class="kern-heading-medium" tabIndex={-1} ref={heading}>
          {t('waiting-title')}
        </h1>
        {returned && <Alert mood="info" title={choice('returned', returned)} />}
        <Late visit={visit} />
        <Place visit={visit} />
        {visit.channel === 'phone' ? <p class="kern-body">{t('waiting-phone')}</p> : <LookAway visit={visit} />}
        <Documents names={visit.documents} />
        <div class="leave">
          <p class="kern-body muted">{t('waiting-close-page', { length: minutes(visit.hold_s ?? 1800) })}</p>
          <LeaveButton onLeave={onLeave} />
        </div>
      </article>
      <aside class="sheet">
        <Chat lines={visit.messages ?? []} me="citizen" onSay={onSay} />
      </aside>
    </div>
  );
}

function Place({ visit }: { visit: CitizenVisit }) {
  const { position, office } = visit;
  useAnnouncedPlace(position ?? undefined);
  if (visit.stage === 'parked') return <Big first={t('waiting-parked')} second={t('waiting-parked-hint')} />;
  if (office && !office.open) {
    return (
      <Big
        first={office.opens_at ? t('office-closed-until', { time: clock(office.opens_at) }) : t('office-closed')}
        second={position ? t('waiting-ahead-sentence', { n: position.ahead }) : t('waiting-place-kept')}
      />
    );
  }
  if (!position) return <Big first={t('waiting-in-line')} second={t('waiting-place-kept')} />;
  return (
    <>
      <div class="place">
        {position.ahead === 0 ? (
          <p class="place-first">{t('waiting-next')}</p>
        ) : (
          <p class="place-first">
            {t('waiting-before-you')} <strong class="place-number">{position.ahead}</strong>
          </p>
        )}
        <p class="place-second">{timeOf(position) ?? (office?.desks === 0 ? t('waiting-no-desk') : t('waiting-time-unknown'))}</p>
      </div>
      {position.reason && <p class="kern-body reason">{choice('reason', position.reason)}</p>}
    </>
  );
}

function Big({ first, second }: { first: string; second: string }) {
  return (
    <div class="place">
      <p class="place-words">{first}</p>
      <p class="place-second">{second}</p>
    </div>
  );
}

/** A range in whole minutes; "less than" when it cannot be said finer. */
export function timeOf({ earliest_s, latest_s }: Position): string | undefined {
  if (latest_s === null || latest_s === undefined) return undefined;
  const from = Math.floor((earliest_s ?? 0) / 60);
  const to = Math.max(1, Math.ceil(latest_s / 60));
  if (from >= to) return t('waiting-about', { n: to });
  return from < 1 ? t('waiting-up-to', { n: to }) : t('waiting-between', { from, to });
}

function Late({ visit }: { visit: CitizenVisit }) {
  const late = visit.slot_start ? now().value - Date.parse(visit.slot_start) : 0;
  if (late < LATE_MS || visit.stage !== 'waiting') return null;
  return (
    <Alert mood="warning" title={t('waiting-late', { n: Math.floor(late / 60_000) })}>
      <p class="kern-body">{t('waiting-late-hint')}</p>
      {late >= VERY_LATE_MS && (
        <p class="kern-body">
          {visit.office_phone ? t('waiting-late-choices', { phone: unbroken(visit.office_phone) }) : t('waiting-late-choices-no-phone')}
        </p>
      )}
    </Alert>
  );
}

function LookAway({ visit }: { visit: CitizenVisit }) {
  const played = useSignal<boolean | null>(null);
  return (
    <div class="look-away">
      <Icon name="bell" size={28} />
      <div>
        <p class="kern-body">{visit.when_called === 'connect' ? t('waiting-look-away-connect') : t('waiting-look-away')}</p>
        <div class="row">
          <Button icon="sound" onClick={async () => (played.value = await chime())}>
            {t('waiting-test-sound')}
          </Button>
          <NotifyButton />
        </div>
        {played.value !== null && <p class="kern-body muted">{played.value ? t('waiting-sound-played') : t('waiting-sound-blocked')}</p>}
      </div>
    </div>
  );
}

function NotifyButton() {
  const permission = useSignal('Notification' in window ? Notification.permission : 'denied');
  if (permission.value === 'granted') return <span class="kern-body muted">{t('waiting-notice-on')}</span>;
  if (permission.value === 'denied') return null;
  return (
    <Button looks="tertiary" onClick={async () => (permission.value = await Notification.requestPermission())}>
      {t('waiting-notice')}
    </Button>
  );
}

/** Said when the place in line changes, not when the minutes do: that would never end. */
function useAnnouncedPlace(position: Position | undefined): void {
  const said = useRef<number | undefined>(position?.ahead);
  useEffect(() => {
    if (!position || said.current === position.ahead) return;
    said.current = position.ahead;
    const time = timeOf(position);
    announce(position.ahead === 0 ? t('waiting-next') : `${t('waiting-ahead-sentence', { n: position.ahead })} ${time ?? ''}`);
  }, [position?.ahead]);
}
