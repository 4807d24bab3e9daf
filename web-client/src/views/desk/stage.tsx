/** Middle: what is going on now, and the one thing to do about it. A total function of the desk. */
import { useFocusedHeading } from './focus';
import { Called } from './called';
import { linesOf, nextOf, otherHeads } from './line';
import { Last } from './last';
import { ClosedDesk, OnBreak } from './opening';
import { Talk } from './talk';
import { inHand } from '../../state/desk';
import type { Work } from './work';
import { t } from '../../texts';
import { ActButton } from './acts';
import { now } from '../../clock';
import { flagsOf, nameOf, slotWord, waitWord } from './words';
import { Badge } from '../../ui';
import { waitedSeconds, type Line } from './line';
import { untilItOpens } from '../../opening';
import type { VisitRow } from '../../protocol.gen';

export function Stage({ work }: { work: Work }) {
  const { desk, current, queues, visits } = work.state.value;
  const hand = inHand(current);
  const screen = hand ? `${hand.visit}-${hand.stage}-${hand.channel}` : desk.state;
  const heading = useFocusedHeading(screen);
  if (hand?.stage === 'called') return <Called visit={hand} work={work} heading={heading} />;
  if (hand) return <Talk visit={hand} work={work} heading={heading} />;
  if (desk.state === 'closed') return <ClosedDesk work={work} heading={heading} />;
  if (desk.state === 'break') return <OnBreak work={work} heading={heading} />;
  return <Idle work={work} lines={linesOf(queues, visits, desk.queues)} heading={heading} />;
}

type Heading = ReturnType<typeof useFocusedHeading>;

function Idle({ work, lines, heading }: { work: Work; lines: readonly Line[]; heading: Heading }) {
  const next = nextOf(lines, now().value);
  return (
    <div class="stage-sheet idle">
      <Last work={work} />
      <div class="idle-next">
        <h2 class="kern-heading-medium" tabIndex={-1} ref={heading}>
          {t(next ? 'desk-idle-title' : 'desk-idle-empty')}
        </h2>
        {next ? (
          <>
            <p class="idle-who">
              <strong dir="auto">{nameOf(next)}</strong>
              <span>{next.service_name}</span>
              <span class="muted">
                {slotWord(next)} · {waitWord(waitedSeconds(next, now().value))}
                {lines.length > 1 && <> · {lines.find(({ queue }) => queue.queue === next.queue)?.queue.name}</>}
              </span>
              <span class="row-flags">
                {flagsOf(next).map(({ key, mood, word }) => (
                  <Badge key={key} mood={mood}>
                    {word}
                  </Badge>
                ))}
              </span>
            </p>
            <div class="idle-call">
              <ActButton looks="primary" block name="n" icon="bell" onAct={() => work.acts.callNext(next.queue, next.channel)}>
                {t('desk-call-next')}
              </ActButton>
            </div>
          </>
        ) : (
          <WhyNobody lines={lines} />
        )}
      </div>
      {next && <OneQueue work={work} lines={lines} next={next} />}
    </div>
  );
}

/** The next of one queue alone, for a clerk who serves several. */
function OneQueue({ work, lines, next }: { work: Work; lines: readonly Line[]; next: VisitRow }) {
  const others = otherHeads(lines, next, now().value);
  if (others.length === 0) return null;
  return (
    <section class="one-queue" aria-labelledby="one-queue-title">
      <h3 class="kern-heading-small" id="one-queue-title">
        {t('desk-idle-other-queues')}
      </h3>
      <ul class="plain-list">
        {others.map(({ line: { queue }, head }) => (
          <li key={queue.queue}>
            <span class="one-queue-words">
              <strong>{queue.name}</strong>
              <span class="muted">
                <bdi translate={false}>{nameOf(head)}</bdi> · {slotWord(head)} · {waitWord(waitedSeconds(head, now().value))}
              </span>
            </span>
            <ActButton icon="bell" onAct={() => work.acts.callNext(queue.queue, head.channel)}>
              {t('desk-verb-call')}
              <span class="kern-sr-only"> {t('desk-idle-from', { queue: queue.name })}</span>
            </ActButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nobody to call: because nobody waits, or because all who wait are not here. */
function WhyNobody({ lines }: { lines: readonly Line[] }) {
  const waiting = lines.flatMap(({ rows }) => rows.filter(({ stage }) => stage === 'waiting')).length;
  const parked = lines.flatMap(({ rows }) => rows.filter(({ stage }) => stage === 'parked')).length;
  const opens = lines.flatMap(({ queue }) => (queue.open || !queue.opens_at ? [] : [queue.opens_at])).sort()[0];
  return (
    <p class="kern-body muted">
      {waiting > 0 ? t('desk-idle-all-away', { n: waiting }) : t('desk-idle-hint')}
      {parked > 0 && <> {t('desk-idle-parked', { n: parked })}</>}
      {lines.length > 0 && lines.every(({ queue }) => !queue.open) && opens && <> {untilItOpens('desk-idle-closed-until', opens)}</>}
    </p>
  );
}
