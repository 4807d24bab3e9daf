/** What became of the visit that was in hand last, and the way to put it right. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button } from '../../ui';
import { ActButton } from './acts';
import { AmendDialog } from './amend';
import { now } from '../../clock';
import { rules } from '../../rules';
import { inHand, type DeskState } from '../../state/desk';
import { Key } from './keys';
import type { Work } from './work';
import { moveSentence, nameOf, outcomeWord, queueNames, stageWord } from './words';

export function Last({ work }: { work: Work }) {
  const amending = useSignal(false);
  const { current } = work.state.value;
  if (!current || inHand(current)) return null;
  const { visit, outcome, moves = [] } = current;
  const move = moves.at(-1);
  const draft = work.notes.of(visit);
  const unsaved = outcome && draft?.note !== undefined && draft.saving !== 'saved' && draft.note.trim() !== (current.note ?? '');
  // A letter about the stage may be here before the record that tells the move.
  const last = move && move.stage === current.stage ? moveSentence(move, queueNames(work.state.value)) : stageWord(current.stage);
  return (
    <div class="last">
      <p class="last-words">
        <span class="muted">{t('desk-last')}</span> <strong dir="auto">{nameOf(current)}</strong>
        {' – '}
        {outcome ? outcomeWord(outcome) : last}
      </p>
      {outcome && (
        <div class="last-actions">
          {unsaved && (
            <ActButton onAct={() => saved(work, visit)}>{t('desk-note-save')}</ActButton>
          )}
          {mayTakeUp(work, current) && (
            <ActButton {...(work.trace.value ? {} : { name: 'z' as const })} icon="undo" onAct={() => work.acts.takeUp(visit, current.channel)}>
              {t('desk-take-up')}
            </ActButton>
          )}
          <Button looks="tertiary" data-key="a" aria-keyshortcuts="a" onClick={() => (amending.value = true)}>
            {t('desk-amend')}
            <Key name="a" />
          </Button>
        </div>
      )}
      {amending.value && outcome && (
        <AmendDialog
          who={nameOf(current)}
          outcome={outcome}
          note={draft?.note ?? current.note ?? ''}
          onAmend={(change) => work.acts.amend(visit, change).then(() => work.notes.saved(visit))}
          onClose={() => (amending.value = false)}
        />
      )}
    </div>
  );
}

/** One press too many, or a citizen who hung up by mistake: for a minute the visit is not yet the past. */
function mayTakeUp({ state }: Work, { outcome, since }: NonNullable<DeskState['current']>): boolean {
  const free = state.value.desk.state === 'open';
  return free && outcome !== 'cancelled' && now().value < Date.parse(since) + rules.value.take_up_s * 1_000;
}

/** Rejects with what stood in the way. */
async function saved(work: Work, visit: string): Promise<void> {
  await work.notes.flush(visit);
  const problem = work.notes.drafts.peek().get(visit)?.problem;
  if (problem) throw problem;
}
