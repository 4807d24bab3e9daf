import type { QueueRow } from '../../protocol.gen';
import { t } from '../../texts';
import type { Look } from './trouble';
import { keptWord, minutesWord, missedWord, parkedWord, promiseWord, waitWord } from './words';

/** The four figures of a queue. Spans, because they stand inside a button. */
export function Figures({ look: { queue, longest_s } }: { look: Look }) {
  const figures = [
    [String(queue.waiting), t('board-waiting')],
    [waitWord(longest_s, queue.waiting), t('board-longest')],
    [String(queue.desks), t('board-desks')],
    [String(queue.in_call), t('board-in-call')],
  ] as const;
  return (
    <span class="board-figures">
      {figures.map(([value, word]) => (
        <span key={word} class="board-figure">
          <span class="board-figure-value">{value}</span> <span class="board-figure-word">{word}</span>
        </span>
      ))}
    </span>
  );
}

/** The one figure that says how a queue is: how long the first has waited. The others in one line below it. */
export function Headline({ look: { queue, longest_s } }: { look: Look }) {
  return (
    <span class="headline">
      <span class={`headline-value${queue.waiting === 0 ? ' headline-value--none' : ''}`}>{queue.waiting === 0 ? t('board-nobody-waits') : minutesWord(longest_s)}</span>
      {queue.waiting > 0 && <span class="board-figure-word">{t('board-longest')}</span>}
      <span class="headline-more">{t(queue.waiting > 0 ? 'board-headline' : 'board-headline-empty', { waiting: queue.waiting, desks: queue.desks, calls: queue.in_call })}</span>
    </span>
  );
}

/** What is promised to who comes now. */
export function Promised({ queue }: { queue: QueueRow }) {
  const sentence = promiseWord(queue);
  return sentence ? <span class="tile-promise">{sentence}</span> : null;
}

/** The wait beside what was promised, late appointments and no-shows, as short sentences. */
export function Sentences({ look }: { look: Look }) {
  const said = [...typical(look), ...promised(look), ...today(look)];
  return (
    <span class="tile-sentences">
      {said.map((sentence) => (
        <span key={sentence}>{sentence}</span>
      ))}
    </span>
  );
}

function typical({ queue: { typical_wait_s } }: Look): string[] {
  return real([typical_wait_s != null && t('board-typical-today', { time: minutesWord(typical_wait_s) })]);
}

function promised({ queue }: Look): string[] {
  const { late = 0 } = queue;
  return real([
    late > 0 && t('board-late-now', { n: late }),
    [promiseWord(queue), keptWord(queue)].filter(Boolean).join(' '),
  ]);
}

function today({ queue, parked }: Look): string[] {
  const { served_today = 0, no_show_citizen_today = 0, no_show_office_today = 0, lent_to = [] } = queue;
  return real([
    served_today + no_show_citizen_today + no_show_office_today > 0 && `${t('board-served-today', { n: served_today })} ${missedWord(queue)}`,
    parkedWord(parked),
    lent_to.length > 0 && t('board-lent', { n: lent_to.length }),
  ]);
}

function real(sentences: readonly (string | false)[]): string[] {
  return sentences.filter((sentence) => sentence !== false && sentence !== '') as string[];
}
