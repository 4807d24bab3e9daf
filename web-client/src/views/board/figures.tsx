import { t } from '../../texts';
import type { Look } from './trouble';
import { waitWord } from './words';

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
