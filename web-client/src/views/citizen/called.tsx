/** Screen 4: it is your turn. Fills the screen; sound, vibration and title come from the journey. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { now } from '../../clock';
import { clock, stopwatch } from '../../format';
import { Emblem } from '../../frame/emblem';
import { place } from '../../frame/place';
import { Trouble } from '../../frame/trouble';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit } from '../../protocol.gen';
import { rules } from '../../rules';
import { t } from '../../texts';
import { Button, Icon } from '../../ui';
import { ActButton } from './act';

const COUNTDOWN_S = 3;

interface Props {
  visit: CitizenVisit;
  /** Agreed before, and the devices were opened by a gesture on this page. */
  byItself: boolean;
  onJoin: () => Promise<unknown>;
  onHoldOn: () => Promise<unknown>;
}

export function CalledScreen({ visit, byItself, onJoin, onHoldOn }: Props) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const counting = useSignal(byItself);
  const left = useCountdown(counting.value);
  const heading = useRef<HTMLHeadingElement>(null);
  useHeld(visit);
  const clerk = visit.peers?.find(({ seat }) => seat === 'clerk')?.name;
  const join = async () => {
    if (busy.value) return;
    counting.value = false;
    busy.value = true;
    problem.value = null;
    try {
      await onJoin();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  useEffect(() => {
    heading.current?.focus();
    announce(t('called-title'), true);
  }, []);
  useEffect(() => {
    if (counting.value && left === 0) void join();
  }, [left]);
  return (
    <div class="called">
      {place.value?.emblem ? <Emblem large /> : <Icon name="bell" size={64} />}
      <h1 class="kern-heading-x-large" tabIndex={-1} ref={heading}>
        {t('called-title')}
      </h1>
      <p class="called-who">
        {clerk ? t('called-by', { name: clerk }) : t('called-by-office', { office: visit.department_name })}
        {clerk && <span class="called-office">{visit.department_name}</span>}
      </p>
      {counting.value ? (
        <>
          <p class="called-countdown">{t('called-countdown', { n: left })}</p>
          <Button looks="primary" block onClick={() => void join()}>
            {t('called-join-now')}
          </Button>
          <Button looks="secondary" block onClick={() => (counting.value = false)}>
            {t('called-wait')}
          </Button>
        </>
      ) : (
        <Button looks="primary" icon="camera" block busy={busy.value} onClick={() => void join()}>
          {t('called-join')}
        </Button>
      )}
      {visit.may_hold_on && !counting.value && (
        <ActButton looks="secondary" block act={onHoldOn}>
          {t('called-hold-on')}
        </ActButton>
      )}
      {problem.value && <Trouble problem={problem.value} onAction={() => void join()} />}
      <Patience visit={visit} />
    </div>
  );
}

/** More patience was given: said with the last one, too, after which the button is gone. */
function useHeld({ answer_by }: CitizenVisit): void {
  const known = useRef(answer_by);
  useEffect(() => {
    const before = known.current;
    known.current = answer_by;
    if (before && answer_by && Date.parse(answer_by) > Date.parse(before)) announce(t('called-held', { time: clock(answer_by) }));
  }, [answer_by]);
}

/** Said from the start, because a missed call sends people back; and once more before the end. */
function Patience({ visit }: { visit: CitizenVisit }) {
  const left = visit.answer_by ? Date.parse(visit.answer_by) - now().value : Infinity;
  const soon = left > 0 && left <= rules.value.warning_s * 1_000;
  useEffect(() => {
    if (soon) announce(t('called-patience-soon'), true);
  }, [soon]);
  if (!visit.answer_by) return null;
  if (left <= 0) return <p class="kern-body">{t('called-patience-over')}</p>;
  return (
    <>
      {soon && <p class="called-soon">{t('called-patience-soon')}</p>}
      <p class="kern-body">{t('called-patience', { time: stopwatch(left) })}</p>
    </>
  );
}

function useCountdown(running: boolean): number {
  const left = useSignal(COUNTDOWN_S);
  useEffect(() => {
    if (!running) return undefined;
    left.value = COUNTDOWN_S;
    const timer = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return left.value;
}
