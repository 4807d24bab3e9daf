/** Screen 1: the appointment, and when one can come in. */
import { now } from '../../clock';
import { clock, day, minutes, sameDay } from '../../format';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, Facts, Icon } from '../../ui';
import { useHeadingFocus } from '../../frame/focus';
import { Documents } from './documents';

export function AppointmentScreen({ visit, onContinue }: { visit: CitizenVisit; onContinue: () => void }) {
  const heading = useHeadingFocus('appointment');
  const at = now().value;
  const early = Date.parse(visit.opens_at) - at;
  return (
    <article class="sheet">
      <p class="kern-preline">{t('appointment-title')}</p>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {visit.service_name}
      </h1>
      <AppointmentFacts visit={visit} />
      {early > 0 ? <TooEarly visit={visit} milliseconds={early} at={at} /> : <Open visit={visit} at={at} onContinue={onContinue} />}
      <Documents names={visit.documents} />
    </article>
  );
}

export function AppointmentFacts({ visit }: { visit: CitizenVisit }) {
  return (
    <Facts
      rows={[
        [t('appointment-office'), visit.department_name],
        visit.slot_start ? [t('appointment-day'), day(visit.slot_start)] : null,
        visit.slot_start ? [t('appointment-time'), t('appointment-clock', { time: clock(visit.slot_start) })] : null,
        [t('appointment-channel'), choice('channel', visit.channel)],
        [t('appointment-reference'), <bdi key="reference">{visit.reference}</bdi>],
      ]}
    />
  );
}

function TooEarly({ visit, milliseconds, at }: { visit: CitizenVisit; milliseconds: number; at: number }) {
  const today = sameDay(visit.opens_at, at);
  return (
    <div class="early">
      <Icon name="clock" size={32} />
      <div>
        <p class="kern-body kern-body--bold">
          {today
            ? t('appointment-opens-today', { time: clock(visit.opens_at), length: minutes(milliseconds / 1000) })
            : t('appointment-opens-later', { day: day(visit.opens_at), time: clock(visit.opens_at) })}
        </p>
        <p class="kern-body">{t('appointment-close-page')}</p>
      </div>
    </div>
  );
}

function Open({ visit, at, onContinue }: { visit: CitizenVisit; at: number; onContinue: () => void }) {
  const late = visit.slot_start ? at - Date.parse(visit.slot_start) : 0;
  const closed = visit.office && !visit.office.open;
  return (
    <>
      {late > 0 && <Alert mood="info" title={t('appointment-late', { time: clock(visit.closes_at) })} />}
      {closed && (
        <Alert
          mood="info"
          title={visit.office?.opens_at ? t('office-closed-until', { time: clock(visit.office.opens_at) }) : t('office-closed')}
        />
      )}
      {visit.channel === 'phone' && <p class="kern-body">{t('appointment-phone')}</p>}
      <div class="actions">
        <Button looks="primary" block onClick={onContinue}>
          {t('action-continue')}
        </Button>
      </div>
    </>
  );
}
