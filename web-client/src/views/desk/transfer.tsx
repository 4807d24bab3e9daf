/** To another queue: which one, what the colleagues there should know, and a last look at the name. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { now } from '../../clock';
import { clock, sameDay, shortDay } from '../../format';
import type { TransferTarget } from '../../protocol.gen';
import { t } from '../../texts';
import { Alert, Button, Dialog, Input, TextArea } from '../../ui';
import { Mistake, useAct } from './acts';

interface Props {
  who: string;
  targets: readonly TransferTarget[];
  onTransfer: (queue: string, note: string) => Promise<unknown>;
  onClose: () => void;
}

/** Every word of the search stands somewhere in the name. Pure. */
export function matching(targets: readonly TransferTarget[], search: string): TransferTarget[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)));
}

/** Who comes so late into a line may not be served any more before it closes. */
const SOON_MS = 60 * 60_000;

/** What whoever hands over should know of the hours of a queue; null where there is nothing. */
export function hoursWord({ open, opens_at, closes_at }: TransferTarget, at: number): string | null {
  const closing = closes_at ? Date.parse(closes_at) : Infinity;
  const opening = opens_at ? Date.parse(opens_at) : Infinity;
  // A list may be older than an hour of opening or closing.
  if (opens_at && opening > at) return t(sameDay(opens_at, at) ? 'desk-transfer-opens' : 'desk-transfer-opens-on', { time: clock(opens_at), day: shortDay(opens_at) });
  if (closing <= at || (open === false && !opens_at)) return t('desk-transfer-closed');
  return closing - at < SOON_MS ? t('desk-transfer-closes', { time: clock(closing) }) : null;
}

export function TransferDialog({ who, targets, onTransfer, onClose }: Props) {
  const chosen = useSignal<TransferTarget | null>(null);
  const sure = useSignal(false);
  const search = useSignal('');
  const note = useSignal('');
  const { busy, problem, run } = useAct();
  const go = async () => {
    const queue = chosen.value?.queue;
    if (queue && (await run(() => onTransfer(queue, note.value.trim())))) onClose();
  };
  const found = matching(targets, search.value);
  const only = found.length === 1 ? found[0] : undefined;
  const hours = chosen.value && hoursWord(chosen.value, now().value);
  const next = () => {
    if (only) chosen.value = only;
    if (chosen.value) sure.value = true;
  };
  return (
    <Dialog
      title={t('desk-transfer-title', { name: who })}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={() => (sure.value ? (sure.value = false) : onClose())}>
            {t('action-back')}
          </Button>
          {sure.value ? (
            <Button looks="primary" icon="transfer" busy={busy.value} onClick={() => void go()}>
              {t(hours ? 'desk-transfer-anyway' : 'desk-transfer-yes')}
            </Button>
          ) : (
            <Button looks="primary" type="submit" form="transfer" aria-disabled={chosen.value || only ? undefined : 'true'}>
              {t('action-continue')}
            </Button>
          )}
        </>
      }
    >
      {sure.value && chosen.value ? (
        <Confirmation who={who} queue={chosen.value.name} hours={hours} note={note.value.trim()} />
      ) : (
        <form id="transfer" class="transfer" onSubmit={(event) => (event.preventDefault(), next())}>
          <Input label={t('desk-transfer-search')} type="search" autocomplete="off" value={search.value} onText={(text) => (search.value = text)} />
          <Targets targets={found} chosen={only ?? chosen.value} onChoose={(target) => (chosen.value = target)} />
          <TextArea label={t('desk-transfer-note')} hint={t('desk-transfer-note-hint')} optional value={note.value} maxLength={2000} onText={(text) => (note.value = text)} />
        </form>
      )}
      <Mistake problem={problem.value} />
    </Dialog>
  );
}

interface TargetsProps {
  targets: readonly TransferTarget[];
  chosen: TransferTarget | null;
  onChoose: (target: TransferTarget) => void;
}

function Targets({ targets, chosen, onChoose }: TargetsProps) {
  return (
    <fieldset class="targets">
      <legend class="kern-label">{t('desk-transfer-queue')}</legend>
      {targets.length === 0 && <p class="muted">{t('desk-transfer-none')}</p>}
      <div class="targets-list">
        {targets.map((target) => (
          <label key={target.queue} class="target">
            <input type="radio" name="transfer-queue" checked={chosen?.queue === target.queue} onChange={() => onChoose(target)} />
            <span>
              {target.name}
              <Hours of={target} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Hours({ of }: { of: TransferTarget }) {
  const word = hoursWord(of, now().value);
  return word ? <span class="target-hours">{word}</span> : null;
}

/** Two departments may have a queue of the same kind: the whole name is said once more. */
function Confirmation({ who, queue, hours, note }: { who: string; queue: string; hours: string | null; note: string }) {
  const sentence = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => sentence.current?.focus(), []);
  return (
    <>
      <p class="kern-body transfer-sure" tabIndex={-1} ref={sentence}>
        {t('desk-transfer-sure', { name: who })} <strong>{queue}</strong>
      </p>
      {hours && <Alert mood="warning" title={hours} />}
      <p class="kern-body">{t('desk-transfer-text')}</p>
      {note && <p class="transfer-note" dir="auto">{note}</p>}
    </>
  );
}
