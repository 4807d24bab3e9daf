/** The day: who is booked, and what became of those who were here. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { serverNow } from '../../clock';
import { clock, isoDate } from '../../format';
import { asProblem, type Problem } from '../../problem';
import type { DeskBooking, HistoryRow } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Dialog } from '../../ui';
import { ActButton, Mistake } from './acts';
import { AmendDialog } from './amend';
import { CopyButton } from './link';
import { lengthWord, outcomeWord, slotWord, stageWord } from './words';
import type { Acts, Papers } from './work';

interface Props {
  papers: Papers;
  acts: Acts;
  onClose: () => void;
}

export function DayDialog({ papers, acts, onClose }: Props) {
  const shown = useSignal<'bookings' | 'history'>('bookings');
  const bookings = useSignal<readonly DeskBooking[] | null>(null);
  const history = useSignal<readonly HistoryRow[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const load = async () => {
    problem.value = null;
    try {
      const [booked, over] = await Promise.all([papers.bookings(isoDate(serverNow())), papers.history()]);
      bookings.value = booked.bookings;
      history.value = over.visits;
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
  };
  useEffect(() => void load(), []);
  return (
    <Dialog title={t('desk-day-title')} onClose={onClose} footer={<Button onClick={onClose}>{t('action-close')}</Button>}>
      <div class="tabs">
        <Tab shown={shown} name="bookings" word={t('desk-day-bookings', { n: bookings.value?.length ?? 0 })} />
        <Tab shown={shown} name="history" word={t('desk-day-history', { n: history.value?.length ?? 0 })} />
      </div>
      <Mistake problem={problem.value} />
      {!problem.value && !bookings.value && <p class="kern-body">{t('loading')}</p>}
      {shown.value === 'bookings' && bookings.value && <Bookings rows={bookings.value} acts={acts} onChanged={load} />}
      {shown.value === 'history' && history.value && <History rows={history.value} acts={acts} onChanged={load} />}
    </Dialog>
  );
}

function Tab<Name extends string>({ shown, name, word }: { shown: Signal<Name>; name: Name; word: string }) {
  return (
    <button type="button" class="tab" aria-pressed={shown.value === name} onClick={() => (shown.value = name)}>
      {word}
    </button>
  );
}

interface ListProps<Row> {
  rows: readonly Row[];
  acts: Acts;
  onChanged: () => Promise<void>;
}

function Bookings({ rows, acts, onChanged }: ListProps<DeskBooking>) {
  if (rows.length === 0) return <p class="kern-body muted">{t('desk-day-no-bookings')}</p>;
  return (
    <ul class="plain-list day-list">
      {rows.map((row) => (
        <li key={row.visit} class="day-row">
          <span class="day-time">{row.slot_start ? clock(row.slot_start) : slotWord(row)}</span>
          <span class="day-words">
            <strong dir="auto" translate={false}>{row.who}</strong>
            <span>{row.service_name}</span>
            <span class="muted">
              {row.outcome ? outcomeWord(row.outcome) : stageWord(row.stage)} · {row.reference}
              {row.channel === 'phone' && <> · {t('desk-flag-phone')}</>}
            </span>
          </span>
          <span class="day-actions">
            {row.join_url && row.stage !== 'ended' && <CopyButton url={row.join_url} />}
            {row.stage === 'booked' && <CancelButton onCancel={() => acts.cancel(row.visit).then(onChanged)} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Asked twice, on the same spot: a cancelled appointment does not come back. */
function CancelButton({ onCancel }: { onCancel: () => Promise<unknown> }) {
  const sure = useSignal(false);
  return sure.value ? (
    <ActButton looks="danger" onAct={onCancel}>
      {t('desk-day-cancel-yes')}
    </ActButton>
  ) : (
    <Button looks="tertiary" onClick={() => (sure.value = true)}>
      {t('desk-day-cancel')}
    </Button>
  );
}

function History({ rows, acts, onChanged }: ListProps<HistoryRow>) {
  const amending = useSignal<HistoryRow | null>(null);
  if (rows.length === 0) return <p class="kern-body muted">{t('desk-day-no-history')}</p>;
  return (
    <>
      <ul class="plain-list day-list">
        {rows.map((row) => (
          <li key={row.visit} class="day-row">
            <span class="day-time">{clock(row.ended_at)}</span>
            <span class="day-words">
              <strong dir="auto" translate={false}>{row.who}</strong>
              <span>
                {row.service_name} – {outcomeWord(row.outcome)}
              </span>
              <span class="muted">{t('desk-day-lengths', { waited: lengthWord(row.waited_s), talked: lengthWord(row.talked_s) })}</span>
              {row.note && <span dir="auto">{row.note}</span>}
            </span>
            <span class="day-actions">
              <Button looks="tertiary" onClick={() => (amending.value = row)}>
                {t('desk-amend')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {amending.value && (
        <AmendDialog
          key={amending.value.visit}
          who={amending.value.who}
          outcome={amending.value.outcome}
          note={amending.value.note ?? ''}
          onAmend={(change) => acts.amend(amending.value?.visit ?? '', change).then(onChanged)}
          onClose={() => (amending.value = null)}
        />
      )}
    </>
  );
}
