/** Look at a booking, move it, cancel it: with the manage token of the confirmation. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { signal } from '@preact/signals';
import { clock, day } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { BookingView, SlotView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Button, ButtonLink, Confirm, Facts, When } from '../../ui';
import { Documents } from '../citizen/documents';
import { CalendarButton } from './calendar';
import { FreeTimes } from './free';
import { DaySlots } from './slots';

export class Manage {
  readonly booking = signal<BookingView | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly #times = new FreeTimes();
  readonly free = this.#times.slots;
  readonly moved = signal(false);

  constructor(
    readonly reference: string,
    readonly token: string,
  ) {}

  load = () => this.#try(async () => {
    this.booking.value = await this.#ask<BookingView>('GET');
  });

  cancel = () => this.#ask('DELETE').then(() => this.load());

  /** Free times for moving; more of them at each call. */
  offer = () => this.#try(async () => {
    const { service, channel, slot_start } = this.booking.value ?? {};
    if (!service || !channel) return;
    await this.#times.more(service, channel, slot_start);
  });

  move = (slot: SlotView) => this.#try(async () => {
    const moved = await this.#ask('PATCH', { slot: slot.start }).then(
      () => true,
      (thrown: unknown) => {
        // Cancelled or over meanwhile, in another window: the booking says which.
        if (asProblem(thrown).kind !== 'visit-over') throw thrown;
        return false;
      },
    );
    await this.load();
    this.free.value = null;
    this.moved.value = moved;
  });

  #ask<Answer>(method: 'GET' | 'PATCH' | 'DELETE', body?: unknown): Promise<Answer> {
    return ask<Answer>(`bookings/${this.reference}`, { method, bearer: this.token, ...(body ? { body } : {}) });
  }

  async #try(todo: () => Promise<void>): Promise<void> {
    this.problem.value = null;
    try {
      await todo();
    } catch (thrown) {
      this.problem.value = asProblem(thrown);
    }
  }
}

export function ManagePage({ reference, token }: { reference: string; token: string }) {
  const manage = useMemo(() => new Manage(reference, token), [reference]);
  useEffect(() => void manage.load(), [reference]);
  return <ManageScreen manage={manage} />;
}

export function ManageScreen({ manage }: { manage: Manage }) {
  const booking = manage.booking.value;
  const heading = useHeadingFocus(manage.free.value ? 'move' : 'manage', manage.free.value ? t('manage-move-title') : t('manage-title'));
  return (
    <article class="sheet">
      <p class="kern-preline">{t('manage-preline', { reference: manage.reference })}</p>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {manage.free.value ? t('manage-move-title') : (booking?.service_name ?? t('manage-title'))}
      </h1>
      {manage.problem.value && <Trouble problem={manage.problem.value} onAction={manage.problem.value.retry === 'no' ? undefined : () => void manage.load()} />}
      {manage.moved.value && booking?.slot_start && <Alert mood="success" title={t('manage-moved', { day: day(booking.slot_start), time: clock(booking.slot_start) })} />}
      {!booking && !manage.problem.value && <p class="kern-body">{t('loading')}</p>}
      {booking && manage.free.value && <Moving manage={manage} slots={manage.free.value} />}
      {booking && !manage.free.value && <Shown manage={manage} booking={booking} />}
    </article>
  );
}

/** A time is asked for once more: the old one is gone with it. */
function Moving({ manage, slots }: { manage: Manage; slots: readonly SlotView[] }) {
  const picked = useSignal<SlotView | null>(null);
  return (
    <>
      <DaySlots slots={slots} onPick={(slot) => (picked.value = slot)} onMore={() => manage.offer()} />
      <Button looks="tertiary" onClick={() => (manage.free.value = null)}>
        {t('manage-keep')}
      </Button>
      {picked.value && (
        <Confirm
          title={t('move-title', { day: day(picked.value.start), time: clock(picked.value.start) })}
          yes={t('move-yes')}
          no={t('move-no')}
          onYes={() => (picked.value ? manage.move(picked.value) : Promise.resolve())}
          onClose={() => (picked.value = null)}
        >
          <p class="kern-body">{t('move-confirm-booked')}</p>
        </Confirm>
      )}
    </>
  );
}

function Shown({ manage, booking }: { manage: Manage; booking: BookingView }) {
  const cancelling = useSignal(false);
  const open = booking.status === 'booked';
  return (
    <>
      {open && booking.mail_refused && <Alert mood="warning" title={t('mail-refused')} />}
      {booking.status !== 'booked' && <Alert mood="info" title={statusOf(booking)} />}
      <When start={booking.slot_start} />
      <Facts
        rows={[
          [t('appointment-office'), booking.department_name],
          [t('appointment-channel'), choice('channel', booking.channel)],
        ]}
      />
      <div class="actions">
        {booking.join_url && booking.status !== 'over' && booking.status !== 'cancelled' && (
          <ButtonLink looks="primary" block href={booking.join_url}>
            {t('booking-open')}
          </ButtonLink>
        )}
        {open && <CalendarButton reference={manage.reference} token={manage.token} />}
        {open && (
          <Button block onClick={() => void manage.offer()}>
            {t('manage-move')}
          </Button>
        )}
        {open && (
          <Button looks="danger" block onClick={() => (cancelling.value = true)}>
            {t('manage-cancel')}
          </Button>
        )}
        {!open && (
          <ButtonLink block href="#all">
            {t('goodbye-book')}
          </ButtonLink>
        )}
      </div>
      {open && <Documents names={booking.documents} />}
      {cancelling.value && (
        <Confirm
          title={t('manage-cancel-title')}
          yes={t('manage-cancel-yes')}
          no={t('manage-cancel-no')}
          onYes={manage.cancel}
          onClose={() => (cancelling.value = false)}
        >
          <p class="kern-body">{t('manage-cancel-text')}</p>
        </Confirm>
      )}
    </>
  );
}

function statusOf({ status, visit }: BookingView): string {
  if (status === 'live') return t('manage-live');
  return visit.outcome ? choice('outcome', visit.outcome.replaceAll('_', '-')) : t('outcome-other');
}
