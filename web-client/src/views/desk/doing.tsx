/** How a verb is carried out: at once, or after the one question that belongs to it. */
import { useSignal, type Signal } from '@preact/signals';
import { now } from '../../clock';
import { asProblem, Problem } from '../../problem';
import type { Record as VisitRecord, VisitRow } from '../../protocol.gen';
import { inHand } from '../../state/desk';
import { t } from '../../texts';
import { canBeCalled, linesOf, readyBefore } from './line';
import { ReasonDialog, type Usual } from './reason';
import { TransferDialog } from './transfer';
import type { Verb } from './verbs';
import { nameOf } from './words';
import type { Work } from './work';

/** A question that is open: its verb and the visit it is about. */
export interface Asked {
  verb: 'call' | 'park' | 'skip' | 'prioritise' | 'transfer';
  visit: string;
}

export interface Doing {
  asked: Signal<Asked | null>;
  /** The visit of the line whose outcome is being chosen. */
  ending: Signal<string | null>;
  /** What was refused, where no button stands to say it beside. */
  refused: Signal<Problem | null>;
  /** Rejects with a `Problem`; resolves when it happened or when something is asked first. */
  start(verb: Verb, visit: string): Promise<unknown>;
  /** The same from a menu or a key: a refusal is kept in `refused`. */
  attempt(verb: Verb, visit: string): void;
}

export function useDoing(work: Work): Doing {
  const asked = useSignal<Asked | null>(null);
  const ending = useSignal<string | null>(null);
  const refused = useSignal<Problem | null>(null);
  const ask = (verb: Asked['verb'], visit: string) => void (asked.value = { verb, visit });
  const start = async (verb: Verb, visit: string): Promise<unknown> => {
    refused.value = null;
    switch (verb) {
      case 'call':
        return call(work, visit, () => ask('call', visit));
      case 'recall':
        return work.acts.recall(visit, channelOf(work, visit));
      case 'pre-call':
        return work.acts.preCall(visit);
      case 'resume':
        return work.acts.resume(visit);
      case 'end':
        work.chosen.value = visit;
        return void (ending.value = visit);
      default:
        return ask(verb, visit);
    }
  };
  const attempt = (verb: Verb, visit: string) =>
    void start(verb, visit).catch((thrown: unknown) => void (refused.value = asProblem(thrown)));
  return { asked, ending, refused, start, attempt };
}

function channelOf(work: Work, visit: string): VisitRow['channel'] {
  return work.state.peek().visits.find((row) => row.visit === visit)?.channel ?? 'video';
}

/** "Call this one": asks why when others who are here stand before; the server has the last word. */
async function call(work: Work, visit: string, ask: () => void): Promise<unknown> {
  const { desk, queues, visits, current } = work.state.peek();
  const row = visits.find((one) => one.visit === visit);
  if (!row || !canBeCalled(row) || inHand(current)) return;
  const line = linesOf(queues, visits, desk.queues).find(({ queue }) => queue.queue === row.queue);
  if (readyBefore(row, line, now().peek()) > 0) return ask();
  try {
    return await work.acts.call(visit, row.channel);
  } catch (thrown) {
    if (asProblem(thrown).kind !== 'reason-needed') throw thrown;
    return ask();
  }
}

const USUAL = {
  call: ['urgent', 'agreed', 'callback', 'colleague'],
  park: ['papers', 'interpreter', 'clarify', 'wish'],
  skip: ['not-ready', 'devices', 'wish', 'papers'],
  prioritise: ['care', 'child', 'deadline', 'our-fault'],
} as const;

/** Why somebody is set aside has a name, so that the person reads it in their own language. */
function usual(verb: Asked['verb'], reason: string): Usual {
  const word = t(`desk-reason-${reason}`);
  return verb === 'park' ? { reason, word, told: t(`waiting-parked-${reason}`) } : { reason: word };
}

/** Where the verb alone would not be told from the way back. */
const YES: { readonly [verb: string]: string } = { call: 'desk-reason-call', skip: 'desk-skip-yes' };

export function Question({ doing, work }: { doing: Doing; work: Work }) {
  const asked = doing.asked.value;
  const { current, visits } = work.state.value;
  const subject = asked && (visits.find(({ visit }) => visit === asked.visit) ?? (current?.visit === asked.visit ? current : null));
  if (!asked || !subject) return null;
  const close = () => void (doing.asked.value = null);
  return <Asking key={`${asked.verb}-${asked.visit}`} verb={asked.verb} subject={subject} work={work} onClose={close} />;
}

function Asking({ verb, subject, work, onClose }: { verb: Asked['verb']; subject: VisitRow | VisitRecord; work: Work; onClose: () => void }) {
  const { acts } = work;
  const { visit } = subject;
  const name = nameOf(subject);
  if (verb === 'transfer') {
    const targets = targetsOf(work, subject.queue);
    return <TransferDialog who={name} targets={targets} onTransfer={(queue, note) => acts.transfer(visit, queue, note)} onClose={onClose} />;
  }
  const doIt = (reason: string) => {
    if (verb === 'call') return acts.call(visit, subject.channel, reason);
    if (verb === 'park') return acts.park(visit, reason);
    return verb === 'skip' ? acts.skip(visit, reason).catch(asNoSkip) : acts.prioritise(visit, reason);
  };
  return (
    <ReasonDialog
      title={t(verb === 'call' ? 'desk-reason-title' : `desk-${verb}-title`, { name })}
      text={verb === 'call' ? t('desk-reason-text', { n: aheadOf(work, subject) }) : t(`desk-${verb}-text`)}
      usual={USUAL[verb].map((reason) => usual(verb, reason))}
      yes={t(YES[verb] ?? `desk-verb-${verb}`)}
      {...(verb === 'park' ? { without: { key: '0', word: t('desk-park-without') } as const } : {})}
      onReason={doIt}
      onClose={onClose}
    />
  );
}

/** Of all that may stand in the way of a skip, the clerk can do the same about each. */
function asNoSkip(thrown: unknown): never {
  const problem = asProblem(thrown);
  throw problem.kind === 'not-now' ? new Problem('no-skip', problem.detail) : problem;
}

function aheadOf(work: Work, subject: VisitRow | VisitRecord): number {
  const { queues, visits } = work.state.value;
  const row = visits.find(({ visit }) => visit === subject.visit);
  const line = linesOf(queues, visits, [subject.queue])[0];
  return Math.max(1, row ? readyBefore(row, line, now().value) : 1);
}

/** A visit goes to another queue, never to its own. */
export function targetsOf(work: Work, queue: string) {
  return (work.state.value.desk.targets ?? []).filter((target) => target.queue !== queue);
}
