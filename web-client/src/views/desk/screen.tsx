import './desk.css';
/** The desk: lines, stage, record, and the bar above them. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../../clock';
import { t } from '../../texts';
import { Aftermath } from './aftermath';
import { DeskBar } from './bar';
import { DayDialog } from './day';
import { DevicesDialog } from './devices';
import { Question, useDoing } from './doing';
import { inHand } from '../../state/desk';
import { KeySheet, useKeys } from './keys';
import { linesOf, nextOf } from './line';
import { Lines } from './lines';
import { NewBookingDialog } from './new-booking';
import { RecordArea } from './record';
import { Stage } from './stage';
import { TonesDialog } from './tones-dialog';
import { drawer, wide } from './wide';
import type { Work } from './work';

export function DeskScreen({ work, checking = false }: { work: Work; checking?: boolean }) {
  const { desk, queues, visits, current } = work.state.value;
  const open = useSignal<'new' | 'day' | 'keys' | 'tones' | null>(null);
  const close = () => void (open.value = null);
  const doing = useDoing(work);
  const hand = inHand(current);
  const folded = wide.value && hand?.stage === 'in-call' && hand.channel === 'video';
  // Before the queues are chosen there is something to see, too.
  const mine = desk.queues.length > 0 ? desk.queues : queues.map(({ queue }) => queue);
  const lines = linesOf(queues, visits, mine);
  useKeys();
  const before = useRef(hand?.visit);
  useEffect(() => {
    if (before.current !== hand?.visit) {
      work.chosen.value = null;
      doing.ending.value = null;
    }
    before.current = hand?.visit;
  }, [hand?.visit]);
  return (
    <div class={['desk', hand && 'desk--busy', folded && 'desk--wide', folded && drawer.value && 'desk--drawer'].filter(Boolean).join(' ')} inert={work.replaced.value}>
      <h1 class="kern-sr-only">{t('desk-title')}</h1>
      <DeskBar work={work} onOpen={(dialog) => (open.value = dialog)} />
      <Lines
        work={work}
        doing={doing}
        lines={lines}
        mine={hand?.visit ?? null}
        next={hand || desk.state !== 'open' ? null : (nextOf(lines, now().value)?.visit ?? null)}
      />
      <section class="desk-stage" aria-label={t('desk-stage-title')}>
        <Stage work={work} />
        <Aftermath work={work} doing={doing} />
      </section>
      <RecordArea work={work} doing={doing} />
      {open.value === 'new' && <NewBookingDialog papers={work.papers} queues={queues.map(({ queue }) => queue)} mine={mine} onClose={close} />}
      {open.value === 'day' && <DayDialog papers={work.papers} acts={work.acts} onClose={close} />}
      {open.value === 'tones' && <TonesDialog work={work} onClose={close} />}
      {open.value === 'keys' && <KeySheet onClose={close} />}
      {checking && <DevicesDialog media={work.media} onClose={() => work.checkDevices(false)} />}
      <Question doing={doing} work={work} />
    </div>
  );
}
