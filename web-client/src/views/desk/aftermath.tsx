/** A bar that lies over the page for ten seconds: what was done, and the way back. Nothing moves for it. */
import { useEffect } from 'preact/hooks';
import { announce } from '../../announce';
import { now } from '../../clock';
import { choice, t } from '../../texts';
import { Button, Icon } from '../../ui';
import { useAct } from './acts';
import type { Doing } from './doing';
import { Key } from './keys';
import { sentence } from './problems';
import { secondsLeft, type Trace } from './undo';
import type { Work } from './work';

export function Aftermath({ work, doing }: { work: Work; doing: Doing }) {
  const trace = work.trace.value;
  const left = trace ? secondsLeft(trace, now().value) : 0;
  const refused = doing.refused.value;
  if (refused) return <Refusal words={sentence(refused)} onClose={() => (doing.refused.value = null)} />;
  if (!trace || left === 0) return null;
  return <Traced key={`${trace.kind}-${trace.until}`} trace={trace} left={left} work={work} />;
}

function traceWord(trace: Trace): string {
  if (trace.kind === 'refused') return t('desk-undo-refused', { name: trace.who, problem: trace.problem.kind === 'not-now' ? t('desk-undo-too-late') : sentence(trace.problem) });
  return choice(trace.kind === 'done' ? 'desk-done' : 'desk-undone', trace.verb, { name: trace.who });
}

function Traced({ trace, left, work }: { trace: Trace; left: number; work: Work }) {
  const { busy, run } = useAct();
  const words = traceWord(trace);
  const can = trace.kind === 'done';
  useEffect(() => announce(can ? t('desk-done-spoken', { sentence: words }) : words, trace.kind === 'refused'), []);
  return (
    <div class={`aftermath aftermath--${trace.kind}`}>
      <Icon name={trace.kind === 'refused' ? 'warning' : 'check'} size={20} />
      <span class="aftermath-words">{words}</span>
      {can && (
        <>
          <Button looks="secondary" icon="undo" data-key="z" aria-keyshortcuts="z" busy={busy.value} onClick={() => void run(() => work.acts.undo())}>
            {t('desk-undo')}
            <Key name="z" />
          </Button>
          <span class="aftermath-left" aria-hidden="true">
            {t('desk-undo-left', { n: left })}
          </span>
        </>
      )}
    </div>
  );
}

function Refusal({ words, onClose }: { words: string; onClose: () => void }) {
  useEffect(() => announce(words, true), [words]);
  return (
    <div class="aftermath aftermath--refused">
      <Icon name="warning" size={20} />
      <span class="aftermath-words">{words}</span>
      <Button looks="secondary" onClick={onClose}>
        {t('action-close')}
      </Button>
    </div>
  );
}
