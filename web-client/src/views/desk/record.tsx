/** Right: what there is to know about the visit in hand, or about the one chosen in the line. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { now } from '../../clock';
import { clock } from '../../format';
import type { Record as VisitRecord } from '../../protocol.gen';
import { inHand } from '../../state/desk';
import { t } from '../../texts';
import { Chosen } from './chosen';
import { targetsOf, type Doing } from './doing';
import { Facts } from './facts';
import { linesOf, nextRows } from './line';
import { NextUp } from './next-up';
import { Notepad } from './notepad';
import { Texts } from './record-texts';
import { VerbButtons } from './verb-buttons';
import { handVerbs } from './verbs';
import type { Work } from './work';
import { checksWord, languageName, moveSentence, nameOf, queueNames, slotWord } from './words';

interface Props {
  work: Work;
  doing: Doing;
}

/** So many one keeps in mind. */
const NEXT_SHOWN = 3;

export function RecordArea({ work, doing }: Props) {
  const { current, desk, queues, visits } = work.state.value;
  const hand = inHand(current);
  const chosen = visits.find(({ visit }) => visit === work.chosen.value && visit !== hand?.visit);
  const upNext = hand || desk.state !== 'open' ? [] : nextRows(linesOf(queues, visits, desk.queues), now().value, NEXT_SHOWN);
  const area = useRef<HTMLElement>(null);
  const shown = (chosen ?? hand)?.visit;
  // Another person begins at the top, where the name and the verbs are.
  useLayoutEffect(() => void (area.current && (area.current.scrollTop = 0)), [shown]);
  return (
    <section class="desk-record" aria-labelledby="record-title" ref={area}>
      <h2 class={chosen || !hand ? 'kern-heading-small desk-area-title' : 'kern-sr-only'} id="record-title">
        {t(chosen ? 'desk-record-other' : upNext.length > 0 ? 'desk-record-next' : 'desk-record-title')}
      </h2>
      {chosen ? (
        <Chosen key={chosen.visit} row={chosen} work={work} doing={doing} busy={Boolean(hand)} />
      ) : hand ? (
        <InHand key={hand.visit} visit={hand} work={work} doing={doing} />
      ) : (
        <NextUp rows={upNext} work={work} />
      )}
    </section>
  );
}

function InHand({ visit, work, doing }: Props & { visit: VisitRecord }) {
  return (
    <>
      <p class="record-who" dir="auto" translate={false}>
        {nameOf(visit)}
      </p>
      <VerbButtons visit={visit.visit} verbs={handVerbs(visit.stage, targetsOf(work, visit.queue).length)} doing={doing} />
      <Facts
        rows={[
          [t('desk-fact-service'), visit.service_name],
          [t('desk-fact-slot'), <SlotAndReference visit={visit} />],
          visit.language !== 'de' && [t('desk-fact-language'), languageName(visit.language)],
          visit.mail_refused && [t('desk-new-email'), t('desk-mail-refused')],
          visit.needs && [t('desk-fact-needs'), <span dir="auto">{visit.needs}</span>],
          visit.channel === 'video' && !allFine(visit) && [t('desk-fact-check'), checksWord(visit)],
          (visit.documents ?? []).length > 0 && [t('desk-fact-documents'), <Documents names={visit.documents ?? []} />],
        ]}
      />
      <Notepad visit={visit.visit} notes={work.notes} note={visit.note ?? ''} reference={visit.case ?? ''} />
      <History visit={visit} work={work} />
      <Texts visit={visit.visit} who={nameOf(visit)} lines={visit.messages ?? []} work={work} />
    </>
  );
}

/** On one line: the note below has to be on the screen while lines are written under it. */
function SlotAndReference({ visit }: { visit: VisitRecord }) {
  return (
    <>
      {slotWord(visit)} · <span class="kern-sr-only">{t('desk-fact-reference')}</span> <bdi translate={false}>{visit.reference}</bdi>
    </>
  );
}

function Documents({ names }: { names: readonly string[] }) {
  return (
    <ul class="plain-list">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

function History({ visit: { moves = [] }, work }: { visit: VisitRecord; work: Work }) {
  const queueName = queueNames(work.state.value);
  return (
    <section aria-labelledby="moves-title">
      <h3 class="kern-heading-small" id="moves-title">
        {t('desk-moves-title')}
      </h3>
      <ol class="plain-list moves">
        {[...moves].reverse().map((move) => (
          <li key={move.version}>
            <time dateTime={move.at}>{clock(move.at)}</time>
            <span>{moveSentence(move, queueName)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What works is not worth a line. */
function allFine({ checks }: VisitRecord): boolean {
  return [checks?.camera, checks?.microphone].every((found) => found === 'fine');
}
