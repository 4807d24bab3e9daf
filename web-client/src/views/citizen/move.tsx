/** Another time instead of waiting on. The place is kept until a new time is confirmed. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { clock, day } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import { asProblem, type Problem } from '../../problem';
import type { CitizenVisit, SlotView } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Confirm } from '../../ui';
import { FreeTimes } from '../public/free';
import { DaySlots } from '../public/slots';

interface Props {
  visit: CitizenVisit;
  move: (slot: string) => Promise<unknown>;
  onClose: () => void;
  /** What is known of free times; examples bring their own. */
  times?: FreeTimes;
}

export function MoveScreen({ visit, move, onClose, times: given }: Props) {
  const heading = useHeadingFocus('move');
  const times = useMemo(() => given ?? new FreeTimes(), []);
  const problem = useSignal<Problem | null>(null);
  const picked = useSignal<SlotView | null>(null);
  const load = async () => {
    problem.value = null;
    await times.more(visit.service, visit.channel, visit.slot_start).catch((thrown: unknown) => {
      problem.value = asProblem(thrown);
    });
  };
  useEffect(() => {
    if (!times.slots.value) void load();
  }, []);
  return (
    <article class="sheet">
      <div>
        <p class="kern-preline">{visit.service_name}</p>
        <h1 class="kern-heading-medium" tabIndex={-1} ref={heading}>
          {t('manage-move-title')}
        </h1>
      </div>
      {visit.stage === 'waiting' && <p class="kern-body">{t('move-text')}</p>}
      <div>
        <Button looks="secondary" icon="back" onClick={onClose}>
          {visit.stage === 'waiting' ? t('move-keep') : t('manage-keep')}
        </Button>
      </div>
      {problem.value && <Trouble problem={problem.value} onAction={() => void load()} />}
      {times.slots.value && <DaySlots slots={times.slots.value} onPick={(slot) => (picked.value = slot)} onMore={load} />}
      {!times.slots.value && !problem.value && <p class="kern-body">{t('loading')}</p>}
      {picked.value && (
        <Confirm
          title={t('move-title', { day: day(picked.value.start), time: clock(picked.value.start) })}
          yes={t('move-yes')}
          no={t('move-no')}
          onYes={() => move(picked.value?.start ?? '')}
          onClose={() => (picked.value = null)}
        >
          <p class="kern-body">{visit.stage === 'waiting' ? t('move-confirm') : t('move-confirm-booked')}</p>
        </Confirm>
      )}
    </article>
  );
}
