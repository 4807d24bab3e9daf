/** Where somebody stands, big; for the telephone: when it will ring. */
import { useMemo } from 'preact/hooks';
import { now } from '../../clock';
import { clock } from '../../format';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Icon } from '../../ui';
import { callWindow, standingOf } from './standing';
import { parkedText, placeText, stayCloseText } from './told';
import { isAnyMoment, timeOf } from './times';

/** `quiet`: the reason of a wait is said elsewhere on the screen. */
export function Place({ visit, quiet = false }: { visit: CitizenVisit; quiet?: boolean }) {
  const standing = standingOf(visit);
  const reason = visit.position?.reason;
  switch (standing.kind) {
    case 'parked':
      return <Words first={parkedText(standing)} second={t('waiting-parked-hint', { time: clock(standing.since) })} />;
    case 'stay-close':
      return <StayClose visit={visit} />;
    case 'closed':
    case 'no-desk':
      return <Words first={placeText(standing)} second={secondOf(standing)} />;
    case 'unknown':
      return <Words first={t('waiting-in-line')} second={t('waiting-place-kept')} />;
    case 'next':
    case 'line':
      return (
        <div>
          <div class="place">
            {standing.kind === 'next' ? (
              <p class="place-first">{t('waiting-next')}</p>
            ) : (
              <p class="place-first">
                {t('waiting-before-you')} <strong class="place-number">{standing.ahead}</strong>
              </p>
            )}
            <Time visit={visit} />
            {reason && !quiet && <p class="kern-body reason">{choice('reason', reason)}</p>}
          </div>
          {visit.channel === 'phone' && <PhoneHints />}
        </div>
      );
  }
}

/** That no desk is at work is said with the promise that the place is kept. */
function secondOf({ kind, ahead }: { kind: 'closed' | 'no-desk'; ahead: number | null }): string {
  if (ahead !== null) return t('waiting-ahead-sentence', { n: ahead });
  return kind === 'closed' ? t('waiting-place-kept') : '';
}

function Time({ visit }: { visit: CitizenVisit }) {
  const time = visit.position ? timeOf(visit.position) : undefined;
  if (!time) return <p class="place-second">{t('waiting-time-unknown')}</p>;
  if (visit.channel === 'video') return <p class="place-second">{time}</p>;
  return <Rings visit={visit} time={time} />;
}

/** By the clock, because who waits for the telephone does not look at this page. */
function Rings({ visit, time }: { visit: CitizenVisit; time: string }) {
  const { earliest_s, latest_s } = visit.position ?? {};
  const between = useMemo(() => callWindow(visit, now().peek()), [earliest_s, latest_s]);
  return (
    <>
      <p class="place-second">{visit.position && isAnyMoment(visit.position) ? t('phone-rings-any-moment') : t('phone-rings-in', { time })}</p>
      {between && <p class="kern-body">{t('phone-rings-between', { from: clock(between.from), to: clock(between.to) })}</p>}
    </>
  );
}

export function PhoneHints() {
  return (
    <div class="look-away">
      <Icon name="phone" size={28} />
      <div>
        <p class="kern-body kern-body--bold">{t('waiting-phone-close')}</p>
        <p class="kern-body">{t('waiting-phone-number')}</p>
      </div>
    </div>
  );
}

function StayClose({ visit }: { visit: CitizenVisit }) {
  return (
    <div class="place place--close">
      <Icon name="bell" size={40} />
      <p class="place-close">{t('stay-close-title')}</p>
      <p class="place-text">{stayCloseText(visit)}</p>
    </div>
  );
}

function Words({ first, second }: { first: string; second: string }) {
  return (
    <div class="place">
      <p class="place-words">{first}</p>
      {second && <p class="place-text">{second}</p>}
    </div>
  );
}
