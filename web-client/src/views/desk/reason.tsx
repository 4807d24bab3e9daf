/** Why something out of the ordinary happens: a usual reason by one digit, or one in own words. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../texts';
import { Button, Dialog, Input } from '../../ui';
import { Mistake, useAct } from './acts';
import { Key, type KeyName } from './keys';

export interface Usual {
  reason: string;
  /** How it is read here; without it as it stands. */
  word?: string;
  /** What the person in question reads. */
  told?: string;
}

interface Props {
  title: string;
  text: ComponentChildren;
  /** Ready-made, as they will stand in the history. */
  usual: readonly Usual[];
  yes: string;
  /** The key that does it without a reason, where none is needed. */
  without?: { key: KeyName; word: string };
  onReason: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

export function ReasonDialog({ title, text, usual, yes, without, onReason, onClose }: Props) {
  const own = useSignal('');
  const { busy, problem, run } = useAct();
  const go = async (reason: string) => {
    if ((reason || without) && (await run(() => onReason(reason)))) onClose();
  };
  return (
    <Dialog
      title={title}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          {without && (
            <Button data-key={without.key} aria-keyshortcuts={without.key} onClick={() => void go('')}>
              {without.word}
              <Key name={without.key} />
            </Button>
          )}
          <Button looks="primary" type="submit" form="own-reason" busy={busy.value}>
            {yes}
          </Button>
        </>
      }
    >
      <p class="kern-body">{text}</p>
      <div class="ending-choices">
        {usual.map((one, index) => (
          <ReasonButton key={one.reason} {...one} name={`${index + 1}`} onClick={() => void go(one.reason)} />
        ))}
      </div>
      <form id="own-reason" onSubmit={(event) => (event.preventDefault(), void (own.value.trim() && go(own.value.trim())))}>
        <Input label={t('desk-reason-own')} value={own.value} maxLength={200} autocomplete="off" optional={Boolean(without)} onText={(words) => (own.value = words)} />
      </form>
      <Mistake problem={problem.value} />
    </Dialog>
  );
}

function ReasonButton({ reason, word = reason, told, name, onClick }: Usual & { name: KeyName; onClick: () => void }) {
  return (
    <button type="button" class="ending-choice" data-key={name} aria-keyshortcuts={name} onClick={onClick}>
      <Key name={name} />
      <span class="reason-words">
        {word}
        {told && <span class="muted">{t('desk-reason-told', { told })}</span>}
      </span>
    </button>
  );
}
