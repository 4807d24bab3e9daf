/** What happened to a visit, in sentences and without anybody's name. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { clock, dateAndClock, minutes } from '../../format';
import { asProblem, type Problem } from '../../problem';
import type { Timeline } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Dialog, Facts } from '../../ui';
import { Mistake } from '../desk/acts';
import { slotWord, stageWord } from '../desk/words';
import type { Watch } from './board';
import { byWord, moveSentence } from './words';

export function TimelineDialog({ visit, watch, onClose }: { visit: string; watch: Watch; onClose: () => void }) {
  const found = useSignal<Timeline | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    watch.papers.timeline(visit).then(
      (timeline) => (found.value = timeline),
      (thrown: unknown) => (problem.value = asProblem(thrown)),
    );
  }, [visit]);
  return (
    <Dialog title={t('board-timeline')} onClose={onClose} footer={<Button onClick={onClose}>{t('action-close')}</Button>}>
      <Mistake problem={problem.value} />
      {!found.value && !problem.value && <p class="kern-body">{t('loading')}</p>}
      {found.value && <TimelineView timeline={found.value} />}
    </Dialog>
  );
}

export function TimelineView({ timeline }: { timeline: Timeline }) {
  const { moves, waited_s, talked_s } = timeline;
  return (
    <div class="timeline">
      <p class="kern-body">
        <strong>{timeline.service_name}</strong> · {timeline.queue_name}
        <br />
        <span class="muted">
          {slotWord(timeline)} · {stageWord(timeline.stage)}
        </span>
      </p>
      <Facts rows={[waited_s != null && [t('board-timeline-waited'), minutes(waited_s)], talked_s != null && [t('board-timeline-talked'), minutes(talked_s)]]} />
      {moves.length === 0 && <p class="kern-body">{t('board-timeline-empty')}</p>}
      <ol class="plain-list timeline-moves">
        {moves.map((move) => (
          <li key={move.version}>
            <time dateTime={move.at} title={dateAndClock(move.at)}>
              {clock(move.at)}
            </time>
            <span>
              {moveSentence(move)} <span class="muted">{byWord(move.by)}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
