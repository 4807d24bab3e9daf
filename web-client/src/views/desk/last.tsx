/** What became of the visit that was in hand last, and the way to put it right. */
import { useSignal } from '@preact/signals';
import { t } from '../../texts';
import { Button } from '../../ui';
import { ActButton } from './acts';
import { AmendDialog } from './amend';
import { inHand } from './hand';
import { Key } from './keys';
import type { Work } from './work';
import { moveSentence, nameOf, outcomeWord } from './words';

export function Last({ work }: { work: Work }) {
  const amending = useSignal(false);
  const { current } = work.state.value;
  if (!current || inHand(current)) return null;
  const { visit, outcome, moves = [] } = current;
  const move = moves.at(-1);
  const unsaved = outcome && work.note.value.trim() && work.note.value.trim() !== current.note;
  return (
    <div class="last">
      <p class="last-words">
        <span class="muted">{t('desk-last')}</span> <strong dir="auto">{nameOf(current)}</strong>
        {' – '}
        {outcome ? outcomeWord(outcome) : move ? moveSentence(move) : ''}
      </p>
      {outcome && (
        <div class="last-actions">
          {unsaved && (
            <ActButton onAct={() => work.acts.amend(visit, { note: work.note.value.trim() })}>{t('desk-note-save')}</ActButton>
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
          note={current.note ?? work.note.value}
          onAmend={(change) => work.acts.amend(visit, change)}
          onClose={() => (amending.value = false)}
        />
      )}
    </div>
  );
}
