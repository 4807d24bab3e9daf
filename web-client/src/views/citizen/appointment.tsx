/** Screen 1: the appointment, and when one can come in. */
import { now } from '../../clock';
import { useSignal } from '@preact/signals';
import { clock, day, minutes, sameDay } from '../../format';
import { untilItOpens } from '../../opening';
import type { CitizenVisit } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, Facts, Icon, When } from '../../ui';
import { useHeadingFocus } from '../../frame/focus';
import { Documents } from './documents';
import { MoveScreen } from './move';
import { useTold, type Fact } from './told';

interface Props {
  visit: CitizenVisit;
  /** This page has just moved it. */
  moved?: boolean;
  onContinue: () => void;
  onMove: (slot: string) => Promise<unknown>;
}

export function AppointmentScreen({ visit, moved = false, onContinue, onMove }: Props) {
  const moving = useSignal(false);
  const heading = useHeadingFocus(moving.value ? 'move' : 'appointment', t('appointment-title'));
  const at = now().value;
  const early = Date.parse(visit.opens_at) - at;
  const full = closedToday(visit, at);
  useTold(appointmentFacts(visit, at, moved));
  if (moving.value) {
    const move = async (slot: string) => {
      await onMove(slot);
      moving.value = false;
    };
    return <MoveScreen visit={visit} move={move} onClose={() => (moving.value = false)} />;
  }
  return (
    <article class="sheet">
      <p class="kern-preline">{t('appointment-title')}</p>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {visit.service_name}
      </h1>
      {moved && <Alert mood="success" title={movedText(visit)} />}
      <When start={visit.slot_start} />
      <AppointmentFacts visit={visit} />
      {full && <ClosedToday visit={visit} onMove={() => (moving.value = true)} />}
      {full ? null : early > 0 ? <TooEarly visit={visit} milliseconds={early} at={at} /> : <Open visit={visit} at={at} onContinue={onContinue} />}
      <Documents names={visit.documents} />
    </article>
  );
}

/** Nobody new is let in today; an appointment of another day is not concerned. */
function closedToday({ office, opens_at }: CitizenVisit, at: number): boolean {
  return office?.closed_today === true && sameDay(opens_at, at);
}

function movedText({ slot_start }: CitizenVisit): string {
  return slot_start ? t('manage-moved', { day: day(slot_start), time: clock(slot_start) }) : '';
}

/** What becomes true while one looks at the appointment. `at` is the server's time. */
export function appointmentFacts(visit: CitizenVisit, at: number, moved: boolean): Fact[] {
  const open = at >= Date.parse(visit.opens_at);
  const late = visit.slot_start ? at > Date.parse(visit.slot_start) : false;
  if (closedToday(visit, at)) return [{ key: 'closed-today', text: `${t('appointment-closed-today')} ${t('appointment-closed-today-text')}` }];
  const facts: (Fact | false | null | undefined)[] = [
    moved && { key: `moved-${visit.slot_start}`, text: movedText(visit), atOnce: true },
    open && { key: 'open', text: t('appointment-open') },
    open && late && { key: 'late', text: t('appointment-late', { time: clock(visit.closes_at) }) },
    open && visit.office && !visit.office.open && { key: 'office-closed', text: officeClosed(visit) },
  ];
  return facts.filter((fact) => !!fact);
}

function officeClosed({ office }: CitizenVisit): string {
  return office?.opens_at ? untilItOpens('office-closed-until', office.opens_at) : t('office-closed');
}

function ClosedToday({ visit, onMove }: { visit: CitizenVisit; onMove: () => void }) {
  return (
    <Alert mood="warning" title={t('appointment-closed-today')}>
      <p class="kern-body">{t('appointment-closed-today-text')}</p>
      {visit.slot_start && (
        <Button icon="calendar" block onClick={onMove}>
          {t('ways-move')}
        </Button>
      )}
    </Alert>
  );
}

export function AppointmentFacts({ visit }: { visit: CitizenVisit }) {
  return (
    <Facts
      rows={[
        [t('appointment-office'), visit.department_name],
        [t('appointment-channel'), choice('channel', visit.channel)],
        [t('appointment-reference'), <bdi key="reference" translate={false}>{visit.reference}</bdi>],
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
        <Alert mood="info" title={officeClosed(visit)} />
      )}
      {visit.channel === 'phone' && <p class="kern-body">{t('appointment-phone')}</p>}
      <div class="actions next-step">
        <Button looks="primary" block onClick={onContinue}>
          {t('action-continue')}
        </Button>
      </div>
    </>
  );
}
