import './desk.css';
/** The desk: lines, stage, record, and the bar above them. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { asProblem, type Problem } from '../../problem';
import { t } from '../../texts';
import { Mistake } from './acts';
import { DeskBar } from './bar';
import { DayDialog } from './day';
import { DevicesDialog } from './devices';
import { inHand } from './hand';
import { KeySheet, useKeys } from './keys';
import { canBeCalled, linesOf, nextOf, readyBefore } from './line';
import { Lines } from './lines';
import { NewBookingDialog } from './new-booking';
import { ReasonDialog } from './reason';
import { RecordArea } from './record';
import { Stage } from './stage';
import { nameOf } from './words';
import type { Work } from './work';

export function DeskScreen({ work, checking = false }: { work: Work; checking?: boolean }) {
  const { desk, queues, visits, current } = work.state.value;
  const open = useSignal<'new' | 'day' | 'keys' | null>(null);
  const close = () => void (open.value = null);
  const { asked, refused, call, stopAsking } = useCalling(work);
  const hand = inHand(current);
  // Before the queues are chosen there is something to see, too.
  const mine = desk.queues.length > 0 ? desk.queues : queues.map(({ queue }) => queue);
  const lines = linesOf(queues, visits, mine);
  useKeys();
  const before = useRef(hand?.visit);
  useEffect(() => {
    if (before.current !== hand?.visit) work.chosen.value = null;
    before.current = hand?.visit;
  }, [hand?.visit]);
  const toAsk = visits.find(({ visit }) => visit === asked.value);
  return (
    <div class={`desk${hand ? ' desk--busy' : ''}`} inert={work.replaced.value}>
      <h1 class="kern-sr-only">{t('desk-title')}</h1>
      <DeskBar work={work} onOpen={(dialog) => (open.value = dialog)} />
      <Lines
        lines={lines}
        chosen={work.chosen.value}
        mine={hand?.visit ?? null}
        next={hand || desk.state !== 'open' ? null : (nextOf(lines)?.visit ?? null)}
        unread={work.unread.value}
        onChoose={(visit) => (work.chosen.value = visit)}
        onCall={call}
      />
      <section class="desk-stage" aria-label={t('desk-stage-title')}>
        <Stage work={work} />
        {refused.value && <Mistake problem={refused.value} />}
      </section>
      <RecordArea work={work} onCall={call} />
      {open.value === 'new' && <NewBookingDialog papers={work.papers} queues={queues.map(({ queue }) => queue)} onClose={close} />}
      {open.value === 'day' && <DayDialog papers={work.papers} acts={work.acts} onClose={close} />}
      {open.value === 'keys' && <KeySheet onClose={close} />}
      {checking && <DevicesDialog media={work.media} onClose={() => work.checkDevices(false)} />}
      {toAsk && (
        <ReasonDialog
          who={nameOf(toAsk)}
          ahead={Math.max(1, readyBefore(toAsk, lines.find(({ queue }) => queue.queue === toAsk.queue)))}
          onCall={(reason) => work.acts.call(toAsk.visit, toAsk.channel, reason)}
          onClose={stopAsking}
        />
      )}
    </div>
  );
}

/** "Call this one": asks why when others who are here stand before; the server has the last word. */
function useCalling(work: Work) {
  const asked = useSignal<string | null>(null);
  const refused = useSignal<Problem | null>(null);
  const call = async (visit: string) => {
    const { desk, queues, visits, current } = work.state.peek();
    const row = visits.find((one) => one.visit === visit);
    if (!row || !canBeCalled(row) || inHand(current)) return;
    refused.value = null;
    const line = linesOf(queues, visits, desk.queues).find(({ queue }) => queue.queue === row.queue);
    if (readyBefore(row, line) > 0) return void (asked.value = visit);
    try {
      await work.acts.call(visit, row.channel);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.kind === 'reason-needed') asked.value = visit;
      else refused.value = problem;
    }
  };
  return { asked, refused, call: (visit: string) => void call(visit), stopAsking: () => void (asked.value = null) };
}
