/** One queue: its alerts, its line without names, its day; and the two actions of last resort. */
import { useSignal } from '@preact/signals';
import type { useHeadingFocus } from '../../frame/focus';
import { now } from '../../clock';
import { clock } from '../../format';
import type { VisitRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Alert, Badge, Button, Icon } from '../../ui';
import { byOrder, waitedSeconds } from '../desk/line';
import { flagsOf, parkedWord, slotWord, stageWord, waitWord } from '../desk/words';
import { Alerts } from './alerts';
import type { Watch } from './board';
import { CurvesPart } from './curves-view';
import { Figures, Sentences } from './figures';
import { LimitsForm } from './limits-form';
import { Confirm, QueueDay } from './queue-day';
import { Report } from './report';
import { TimelineDialog } from './timeline';
import { stuck, type Look } from './trouble';
import { closedWord, stuckWord, troubleWord } from './words';

interface Props {
  look: Look;
  watch: Watch;
  heading: ReturnType<typeof useHeadingFocus>;
}

type Verb = 'send-back' | 'abort';

export function QueueView({ look, watch, heading }: Props) {
  const { queue, alerts } = look;
  return (
    <div class="board queue-view">
      <button type="button" class="back kern-link" onClick={() => watch.show({ queue: null })}>
        <Icon name="back" />
        {t('board-queue-back')}
      </button>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {queue.name}
      </h1>
      {closedWord(queue) && <p class="kern-body muted">{closedWord(queue)}</p>}
      <Alerts alerts={alerts} acts={watch.acts} />
      <Troubles look={look} />
      <div class="queue-figures">
        <Figures look={look} />
        <Sentences look={look} />
      </div>
      <QueueDay queue={queue} watch={watch} />
      <TheLine look={look} watch={watch} />
      <CurvesPart watch={watch} queue={queue.queue} />
      <LimitsForm watch={watch} queue={queue.queue} />
      <Report watch={watch} queue={queue.queue} />
    </div>
  );
}

function Troubles({ look: { troubles, level } }: { look: Look }) {
  const [first, ...others] = troubles;
  if (!first) return null;
  return (
    <Alert mood={level === 'danger' ? 'danger' : 'warning'} title={troubleWord(first)}>
      {others.length > 0 &&
        others.map((trouble) => (
          <p key={trouble.kind} class="kern-body">
            {troubleWord(trouble)}
          </p>
        ))}
    </Alert>
  );
}

function TheLine({ look, watch }: { look: Look; watch: Watch }) {
  const asking = useSignal<{ row: VisitRow; verb: Verb } | null>(null);
  const reading = useSignal<string | null>(null);
  const line = [...look.rows].sort(byOrder);
  const waiting = line.filter(({ stage }) => stage === 'waiting');
  return (
    <section aria-label={t('board-queue-line')}>
      <h2 class="kern-heading-small">{t('board-queue-line')}</h2>
      {line.length === 0 && <p class="kern-body muted">{t('board-queue-empty')}</p>}
      <ol class="plain-list board-line">
        {line.map((row) => {
          const nth = waiting.indexOf(row) + 1;
          const who = nth > 0 ? t('board-visit-nth', { n: nth }) : stageWord(row.stage);
          return (
            <li key={row.visit} class="board-row">
              <VisitWords row={row} nth={nth} look={look} watch={watch} />
              <span class="board-actions">
                <Button looks="tertiary" icon="list" onClick={() => (reading.value = row.visit)}>
                  {t('board-timeline')}
                  <span class="kern-sr-only">: {who}</span>
                </Button>
                {(row.stage === 'called' || row.stage === 'in-call') && (
                  <Button looks="tertiary" icon="undo" onClick={() => (asking.value = { row, verb: 'send-back' })}>
                    {t('board-send-back')}
                  </Button>
                )}
                <Button looks="tertiary" icon="close" onClick={() => (asking.value = { row, verb: 'abort' })}>
                  {t('board-abort')}
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
      {asking.value && <Sure key={asking.value.row.visit} {...asking.value} watch={watch} onClose={() => (asking.value = null)} />}
      {reading.value && <TimelineDialog visit={reading.value} watch={watch} onClose={() => (reading.value = null)} />}
    </section>
  );
}

function VisitWords({ row, nth, look, watch }: { row: VisitRow; nth: number; look: Look; watch: Watch }) {
  const at = now().value;
  const trouble = stuck(row, look.queue, watch.away.value, at);
  return (
    <span class="board-words">
      <span>
        <strong>{standing(row, nth)}</strong> · {row.service_name}
      </span>
      <span class="muted">
        {slotWord(row)}
        {row.arrived_at && (
          <>
            {' · '}
            <time dateTime={row.arrived_at}>{clock(row.arrived_at)}</time>
          </>
        )}
        {nth > 0 && <> · {waitWord(waitedSeconds(row, at))}</>}
      </span>
      <span class="row-flags">
        {trouble && <Badge mood={trouble.level}>{stuckWord(trouble)}</Badge>}
        {flagsOf(row).map(
          ({ key, mood, word }) =>
            key !== 'stage' && (
              <Badge key={key} mood={mood}>
                {word}
              </Badge>
            ),
        )}
      </span>
    </span>
  );
}

function standing(row: VisitRow, nth: number): string {
  if (nth > 0) return t('board-visit-nth', { n: nth });
  return row.stage === 'parked' ? parkedWord(row.since) : stageWord(row.stage);
}

/** Asked again: both end what two people are doing. */
function Sure({ row, verb, watch, onClose }: { row: VisitRow; verb: Verb; watch: Watch; onClose: () => void }) {
  const act = verb === 'abort' ? watch.acts.abort : watch.acts.sendBack;
  return (
    <Confirm title={t(`board-${verb}-title`)} yes={t(`board-${verb}-yes`)} onYes={() => act(row.visit)} onClose={onClose}>
      <p class="kern-body">{t(`board-${verb}-text`)}</p>
      <p class="kern-body muted">
        {row.service_name} · {slotWord(row)} · {stageWord(row.stage)}
      </p>
    </Confirm>
  );
}
