/** From when on a queue alarms. An empty field switches an alert off. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../../announce';
import { asProblem, type Problem } from '../../problem';
import type { LimitsView } from '../../protocol.gen';
import { t } from '../../texts';
import { Button } from '../../ui';
import { Mistake, useAct } from '../desk/acts';
import type { Watch } from './board';
import { limitsOf, NAMES, textsOf, wrongOnes, type LimitTexts } from './limits';
import { PlainField } from './plain-field';

export function LimitsForm({ watch, queue }: { watch: Watch; queue: string }) {
  const texts = useSignal<LimitTexts | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    watch.papers.limits(queue).then(
      (limits) => (texts.value = textsOf(limits)),
      (thrown: unknown) => (problem.value = asProblem(thrown)),
    );
  }, [queue]);
  return (
    <details class="board-part">
      <summary>{t('board-limits')}</summary>
      <Mistake problem={problem.value} />
      {texts.value && <Fields texts={texts.value} onText={(more) => (texts.value = { ...texts.value!, ...more })} onSave={(limits) => watch.papers.setLimits(queue, limits)} />}
    </details>
  );
}

interface Props {
  texts: LimitTexts;
  onText: (more: Partial<LimitTexts>) => void;
  onSave: (limits: LimitsView) => Promise<unknown>;
}

function Fields({ texts, onText, onSave }: Props) {
  const saved = useSignal(false);
  const { busy, problem, run } = useAct();
  const wrong = wrongOnes(texts);
  const save = async () => {
    if (wrong.length > 0) return;
    saved.value = await run(() => onSave(limitsOf(texts)));
    if (saved.value) announce(t('board-limits-saved'));
  };
  return (
    <form
      class="board-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class="kern-body muted">{t('board-limits-hint')}</p>
      {NAMES.map((name) => (
        <PlainField
          key={name}
          kind="text"
          label={t(`board-limits-${name.replaceAll('_', '-')}`)}
          value={texts[name]}
          mistake={wrong.includes(name) ? t(name.endsWith('_s') ? 'board-limits-wrong-minutes' : 'board-limits-wrong-people') : undefined}
          onText={(text) => {
            saved.value = false;
            onText({ [name]: text });
          }}
        />
      ))}
      <div class="row">
        <Button looks="secondary" type="submit" busy={busy.value}>
          {t('desk-save')}
        </Button>
        {saved.value && <span>{t('board-limits-saved')}</span>}
      </div>
      <Mistake problem={problem.value} />
    </form>
  );
}
