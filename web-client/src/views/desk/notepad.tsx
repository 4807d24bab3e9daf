/** Internal note and case reference: written at any time, saved by themselves, seen by desks only. */
import { useEffect } from 'preact/hooks';
import { t } from '../../texts';
import { Button, Input, TextArea } from '../../ui';
import type { Draft, Notes } from './notes';
import { sentence } from './problems';

interface Props {
  visit: string;
  notes: Notes;
  /** As the server knows them. A note that is not known here is not shown, so it is not overwritten. */
  note: string | null;
  reference: string;
}

export function Notepad({ visit, notes, note, reference }: Props) {
  // What others write meanwhile must not be written over by what stood here before.
  useEffect(() => {
    if (note !== null) notes.settle(visit);
  }, [note, reference]);
  useEffect(() => {
    notes.settle(visit);
    return () => notes.settle(visit);
  }, [visit]);
  const draft = notes.of(visit);
  const written = draft?.note ?? note;
  return (
    <div class="notepad" onFocusOut={() => void notes.flush(visit)}>
      {written === null ? (
        <p class="muted">{t('desk-note-hidden')}</p>
      ) : (
        <div data-key="i" data-key-focus="field">
          <TextArea label={t('desk-note')} optional value={written} maxLength={2000} onText={(text) => notes.write(visit, { note: text })} />
        </div>
      )}
      <div data-key="y" data-key-focus="field">
        <Input label={t('desk-case')} optional autocomplete="off" value={draft?.case ?? reference} maxLength={60} onText={(text) => notes.write(visit, { case: text })} />
      </div>
      <Saved draft={draft} onAgain={() => void notes.flush(visit)} />
    </div>
  );
}

function Saved({ draft, onAgain }: { draft: Draft | undefined; onAgain: () => void }) {
  if (draft?.problem) {
    return (
      <p class="notepad-saved mistake">
        <span>{t('desk-note-failed', { problem: sentence(draft.problem) })}</span>
        <Button looks="tertiary" onClick={onAgain}>
          {t('action-again')}
        </Button>
      </p>
    );
  }
  return <p class="notepad-saved muted">{t(`desk-note-${draft?.saving ?? 'internal'}`)}</p>;
}
