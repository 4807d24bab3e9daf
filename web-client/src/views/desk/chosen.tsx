/** The person chosen in the line: what there is to know, what can be done, and where to write. */
import { now } from '../../clock';
import type { VisitRow } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button } from '../../ui';
import { targetsOf, type Doing } from './doing';
import { Ending } from './ending';
import { Facts } from './facts';
import { Key } from './keys';
import { canBeCalled, waitedSeconds } from './line';
import { Notepad } from './notepad';
import { Texts } from './record-texts';
import { VerbButtons } from './verb-buttons';
import { verbsOf } from './verbs';
import { whyHere } from './why';
import type { Work } from './work';
import { languageName, nameOf, slotWord, stageWord, waitWord } from './words';

interface Props {
  row: VisitRow;
  work: Work;
  doing: Doing;
  /** Somebody else is in the own hand. */
  busy: boolean;
}

export function Chosen({ row, work, doing, busy }: Props) {
  const here = canBeCalled(row);
  const free = !busy && work.state.value.desk.state === 'open';
  // The key for ending belongs to the visit in hand while there is one.
  const verbs = verbsOf(row, { free, targets: targetsOf(work, row.queue).length }).filter((verb) => !(busy && verb === 'end'));
  const ending = doing.ending.value === row.visit;
  const stop = () => void (doing.ending.value = null);
  return (
    <>
      {busy && <BackToHand work={work} />}
      <p class="record-who" dir="auto">
        {nameOf(row)}
      </p>
      {ending ? <Ending stage={row.stage} onEnd={(outcome) => work.acts.end(row.visit, outcome)} onBack={stop} /> : verbs.length > 0 && <VerbButtons visit={row.visit} verbs={verbs} row={row} doing={doing} />}
      <Facts
        rows={[
          [t('desk-fact-service'), row.service_name],
          [t('desk-fact-slot'), slotWord(row)],
          [t('desk-fact-waits'), here ? waitWord(waitedSeconds(row, now().value)) : stageWord(row.stage)],
          [t('desk-fact-place'), whyHere(row)],
          [t('desk-fact-language'), languageName(row.language)],
          row.needs && [t('desk-fact-needs'), <span dir="auto">{row.needs}</span>],
          row.channel === 'video' && [t('desk-fact-check'), choice('desk-check', row.check)],
          !here && row.case && [t('desk-case'), row.case],
        ]}
      />
      {here && <Notepad visit={row.visit} notes={work.notes} note={row.noted ? null : ''} reference={row.case ?? ''} />}
      {here && <Texts visit={row.visit} who={nameOf(row)} lines={work.texts.value.get(row.visit) ?? []} work={work} />}
    </>
  );
}

function BackToHand({ work }: { work: Work }) {
  return (
    <div>
      <Button looks="tertiary" icon="back" data-key="escape" aria-keyshortcuts="Escape" onClick={() => (work.chosen.value = null)}>
        {t('desk-record-back')}
        <Key name="escape" />
      </Button>
    </div>
  );
}
