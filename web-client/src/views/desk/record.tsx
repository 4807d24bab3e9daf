/** Right: what there is to know about the visit in hand, or about the one chosen in the line. */
import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { now } from '../../clock';
import { clock } from '../../format';
import type { Record as VisitRecord, Said, VisitRow } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button, TextArea } from '../../ui';
import { Chat } from '../chat/chat';
import { Ending } from './ending';
import { inHand } from './hand';
import { canBeCalled, waitedSeconds } from './line';
import { Key } from './keys';
import type { Work } from './work';
import { checksWord, languageName, moveSentence, nameOf, slotWord, stageWord, waitWord, whyHere } from './words';

interface Props {
  work: Work;
  onCall: (visit: string) => void;
}

export function RecordArea({ work, onCall }: Props) {
  const { current, visits } = work.state.value;
  const hand = inHand(current);
  const chosen = visits.find(({ visit }) => visit === work.chosen.value && visit !== hand?.visit);
  return (
    <section class="desk-record" aria-labelledby="record-title">
      <h2 class="kern-heading-small desk-area-title" id="record-title">
        {t(chosen && hand ? 'desk-record-other' : 'desk-record-title')}
      </h2>
      {chosen ? (
        <Chosen key={chosen.visit} row={chosen} work={work} busy={Boolean(hand)} onCall={onCall} />
      ) : hand ? (
        <InHand key={hand.visit} visit={hand} work={work} />
      ) : (
        <p class="muted">{t('desk-record-empty')}</p>
      )}
    </section>
  );
}

function InHand({ visit, work }: { visit: VisitRecord; work: Work }) {
  return (
    <>
      <p class="record-who" dir="auto">
        {nameOf(visit)}
      </p>
      <Facts
        rows={[
          [t('desk-fact-service'), visit.service_name],
          [t('desk-fact-slot'), slotWord(visit)],
          [t('desk-fact-reference'), visit.reference],
          visit.language !== 'de' && [t('desk-fact-language'), languageName(visit.language)],
          visit.needs && [t('desk-fact-needs'), <span dir="auto">{visit.needs}</span>],
          visit.channel === 'video' && !allFine(visit) && [t('desk-fact-check'), checksWord(visit)],
          (visit.documents ?? []).length > 0 && [t('desk-fact-documents'), <Documents names={visit.documents ?? []} />],
        ]}
      />
      <div data-key="i" data-key-focus="field">
        <TextArea label={t('desk-note')} optional value={work.note.value} maxLength={2000} onText={(text) => (work.note.value = text)} />
      </div>
      <History visit={visit} />
      <Texts visit={visit.visit} who={nameOf(visit)} lines={visit.messages ?? []} work={work} />
    </>
  );
}

function Chosen({ row, work, busy, onCall }: { row: VisitRow; work: Work; busy: boolean; onCall: (visit: string) => void }) {
  const ending = useSignal(false);
  const free = canBeCalled(row);
  return (
    <>
      <p class="record-who" dir="auto">
        {nameOf(row)}
      </p>
      {free && !busy && !ending.value && (
        <div class="record-actions">
          <div class="act">
            <Button icon="bell" data-key="c" aria-keyshortcuts="c" onClick={() => onCall(row.visit)}>
              {t('desk-call-this')}
              <Key name="c" />
            </Button>
          </div>
          <div class="act">
            <Button looks="tertiary" onClick={() => (ending.value = true)}>
              {t('desk-end-without-call')}
            </Button>
          </div>
        </div>
      )}
      {ending.value && <Ending stage={row.stage} onEnd={(outcome) => work.acts.end(row.visit, outcome)} onBack={() => (ending.value = false)} />}
      <Facts
        rows={[
          [t('desk-fact-service'), row.service_name],
          [t('desk-fact-slot'), slotWord(row)],
          [t('desk-fact-waits'), free ? waitWord(waitedSeconds(row, now().value)) : stageWord(row.stage)],
          [t('desk-fact-place'), whyHere(row)],
          [t('desk-fact-language'), languageName(row.language)],
          row.needs && [t('desk-fact-needs'), <span dir="auto">{row.needs}</span>],
          row.channel === 'video' && [t('desk-fact-check'), choice('desk-check', row.check)],
          row.away && [t('desk-fact-presence'), t('desk-flag-away')],
        ]}
      />
      {busy && (
        <div>
          <Button looks="tertiary" icon="back" onClick={() => (work.chosen.value = null)}>
            {t('desk-record-back')}
          </Button>
        </div>
      )}
      {free && <Texts visit={row.visit} who={nameOf(row)} lines={work.texts.value.get(row.visit) ?? []} work={work} />}
    </>
  );
}

function Texts({ visit, who, lines, work }: { visit: string; who: string; lines: readonly Said[]; work: Work }) {
  return (
    <div class="record-texts" data-key="t" data-key-focus="field">
      <Chat lines={lines} me="clerk" who={who} empty={t('desk-texts-empty')} level={3} titled={false} onSay={(text) => work.acts.say(visit, text)} />
    </div>
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

function History({ visit: { moves = [] } }: { visit: VisitRecord }) {
  return (
    <section aria-labelledby="moves-title">
      <h3 class="kern-heading-small" id="moves-title">
        {t('desk-moves-title')}
      </h3>
      <ol class="plain-list moves">
        {[...moves].reverse().map((move) => (
          <li key={move.version}>
            <time dateTime={move.at}>{clock(move.at)}</time>
            <span dir="auto">{moveSentence(move)}</span>
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

type FactRow = readonly [string, ComponentChildren] | false | '' | null | undefined;

/** Names and values, close together: a clerk reads them at a glance. */
function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl class="record-facts">
      {rows.map(
        (row) =>
          row && (
            <div key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
