/** A booking on the spot: somebody at the counter or on the telephone. Now, or at a free time. */
import { signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { serverNow } from '../../clock';
import { clock, isoDate, shortDay } from '../../format';
import { newOp } from '../../op';
import { mistakeInEmail, mistakeInName, mistakeInPhone, mistakeOf } from '../../person';
import { asProblem, type Problem } from '../../problem';
import type { BookingMade, CatalogueView, DeskBookingRequest, ServiceView, SlotView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button, Choices, Dialog, Input, Notice, Select, TextArea } from '../../ui';
import type { Channel } from '../../wire';
import { Mistake, useAct } from './acts';
import { LinkShown } from './link';
import { languageName } from './words';
import type { Papers } from './work';

const DAYS = 14;
const DAY_MS = 86_400_000;

/** What is filled in; pure parts below turn it into a request. */
interface Form {
  service: string;
  channel: Channel;
  when: 'now' | 'later';
  slot: string;
  name: string;
  phone: string;
  email: string;
  language: string;
  needs: string;
}

interface Props {
  papers: Papers;
  queues: readonly string[];
  /** The queues that are served here: what they offer comes first. */
  mine: readonly string[];
  onClose: () => void;
}

export function NewBookingDialog({ papers, queues, mine, onClose }: Props) {
  const catalogue = useSignal<CatalogueView | null>(null);
  const trouble = useSignal<Problem | null>(null);
  const made = useSignal<BookingMade | null>(null);
  useEffect(() => {
    papers.catalogue().then(
      (found) => (catalogue.value = found),
      (thrown: unknown) => (trouble.value = asProblem(thrown)),
    );
  }, []);
  if (made.value) return <Made booking={made.value} onAnother={() => (made.value = null)} onClose={onClose} />;
  if (!catalogue.value) {
    return (
      <Dialog title={t('desk-new-title')} onClose={onClose} footer={<Button onClick={onClose}>{t('action-close')}</Button>}>
        {trouble.value ? <Mistake problem={trouble.value} /> : <p class="kern-body">{t('loading')}</p>}
      </Dialog>
    );
  }
  return <BookingForm catalogue={catalogue.value} papers={papers} queues={queues} mine={mine} onMade={(booking) => (made.value = booking)} onClose={onClose} />;
}

function BookingForm({ catalogue, papers, queues, mine, onMade, onClose }: Props & { catalogue: CatalogueView; onMade: (booking: BookingMade) => void }) {
  const services = servicesOf(catalogue, queues, mine);
  const form = useMemo(() => signal(blank(services[0])), []);
  const tried = useSignal(false);
  const mistakes = useComputed(() => mistakesIn(form.value));
  const key = useRef(newOp());
  const fields = useRef<HTMLFormElement>(null);
  // Before the form is seen: a hand may be faster than a frame, and its letters belong to the name.
  useLayoutEffect(() => fields.current?.querySelector('input')?.focus(), []);
  const { busy, problem, run } = useAct();
  const { service, channel, when, slot, name, phone, email, language, needs } = form.value;
  const chosen = services.find(({ id }) => id === service);
  const channels = chosen?.channels ?? [];
  const write = (change: Partial<Form>) => {
    form.value = { ...form.value, ...change };
    key.current = newOp();
  };
  const pickService = (id: string) => {
    const next = services.find((one) => one.id === id);
    write({ service: id, slot: '', channel: next?.channels.includes(channel) ? channel : (next?.channels[0] ?? 'video') });
  };
  const book = async () => {
    tried.value = true;
    if (Object.keys(mistakes.value).length > 0) return;
    await run(async () => onMade(await papers.book(requestOf(form.value), key.current)));
  };
  const refused = problem.value && mistakeOf(problem.value);
  const mistake = (field: keyof Form) => {
    const wrong = (tried.value && mistakes.value[field]) || (refused?.field === field && refused.key);
    return wrong ? t(wrong) : undefined;
  };
  return (
    <Dialog
      title={t('desk-new-title')}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {t('action-back')}
          </Button>
          <Button looks="primary" type="submit" form="new-booking" busy={busy.value}>
            {t(when === 'now' ? 'desk-new-now-yes' : 'desk-new-later-yes')}
          </Button>
        </>
      }
    >
      <form id="new-booking" ref={fields} class="new-booking" noValidate onSubmit={(event) => (event.preventDefault(), void book())}>
        <Input label={t('desk-new-name')} value={name} mistake={mistake('name')} maxLength={120} autocomplete="off" onText={(text) => write({ name: text })} />
        <Select label={t('desk-fact-service')} options={services.map(({ id, name: label }) => ({ value: id, label }))} value={service} onPick={pickService} />
        <div class="new-booking-row">
          <Choices
            legend={t('desk-new-channel')}
            choices={channels.map((value) => ({ value, label: choice('desk-channel', value) }))}
            value={channel}
            onPick={(value) => write({ channel: value, slot: '' })}
          />
          <Choices
            legend={t('desk-new-when')}
            choices={[
              { value: 'now', label: t('desk-new-now') },
              { value: 'later', label: t('desk-new-later') },
            ]}
            value={when}
            onPick={(value) => write({ when: value as Form['when'] })}
          />
        </div>
        {when === 'later' && <SlotPicker key={`${service}-${channel}`} papers={papers} service={service} channel={channel} slot={slot} mistake={mistake('slot')} onPick={(start) => write({ slot: start })} />}
        <div class="new-booking-row">
          <Input label={t('desk-phone-number')} type="tel" autocomplete="off" optional={channel === 'video'} value={phone} mistake={mistake('phone')} maxLength={64} onText={(text) => write({ phone: text })} />
          <Input label={t('desk-new-email')} type="text" inputMode="email" autocomplete="off" optional value={email} mistake={mistake('email')} maxLength={254} onText={(text) => write({ email: text })} />
        </div>
        <Select label={t('desk-fact-language')} options={languages(catalogue).map((code) => ({ value: code, label: languageName(code) }))} value={language} onPick={(code) => write({ language: code })} />
        <TextArea label={t('desk-fact-needs')} optional value={needs} maxLength={2000} onText={(text) => write({ needs: text })} />
      </form>
      <Mistake problem={refused ? null : problem.value} />
    </Dialog>
  );
}

interface PickerProps {
  papers: Papers;
  service: string;
  channel: Channel;
  slot: string;
  mistake: string | undefined;
  onPick: (start: string) => void;
}

/** The free times of the next two weeks: a day, then a time. */
function SlotPicker({ papers, service, channel, slot, mistake, onPick }: PickerProps) {
  const slots = useSignal<readonly SlotView[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const day = useSignal('');
  useEffect(() => {
    const from = serverNow();
    papers.slots(service, channel, isoDate(from), isoDate(from + (DAYS - 1) * DAY_MS)).then(
      (found) => {
        slots.value = found.slots;
        day.value = found.slots[0] ? isoDate(found.slots[0].start) : '';
      },
      (thrown: unknown) => (problem.value = asProblem(thrown)),
    );
  }, []);
  if (problem.value) return <Mistake problem={problem.value} />;
  if (!slots.value) return <p class="kern-body">{t('loading')}</p>;
  const days = [...new Map(slots.value.map(({ start }) => [isoDate(start), start]))];
  if (days.length === 0) return <Notice>{t('desk-new-no-slots')}</Notice>;
  return (
    <fieldset class="kern-fieldset slot-picker">
      <legend class="kern-label">{t('desk-new-time')}</legend>
      <Select label={t('desk-new-day')} options={days.map(([value, start]) => ({ value, label: shortDay(start) }))} value={day.value} onPick={(value) => (day.value = value)} />
      <div class="slot-times">
        {slots.value
          .filter(({ start }) => isoDate(start) === day.value)
          .map(({ start }) => (
            <button key={start} type="button" class="slot-time" aria-pressed={start === slot} onClick={() => onPick(start)}>
              {clock(start)}
            </button>
          ))}
      </div>
      {mistake && <p class="kern-body mistake">{mistake}</p>}
    </fieldset>
  );
}

function Made({ booking, onAnother, onClose }: { booking: BookingMade; onAnother: () => void; onClose: () => void }) {
  return (
    <Dialog
      title={t(booking.slot_start ? 'desk-made-title' : 'desk-made-now-title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onAnother}>{t('desk-made-another')}</Button>
          <Button looks="primary" onClick={onClose}>
            {t('desk-made-done')}
          </Button>
        </>
      }
    >
      <p class="kern-body">
        {booking.slot_start ? t('desk-made-slot', { day: shortDay(booking.slot_start), time: clock(booking.slot_start) }) : t('desk-made-now')}
      </p>
      <p class="kern-body">{t('desk-made-reference', { reference: booking.reference })}</p>
      <LinkShown url={booking.join_url} />
    </Dialog>
  );
}

function servicesOf({ departments }: CatalogueView, queues: readonly string[], mine: readonly string[]): ServiceView[] {
  return departments
    .filter(({ queue }) => queues.includes(queue))
    .sort((a, b) => Number(mine.includes(b.queue)) - Number(mine.includes(a.queue)))
    .flatMap(({ services }) => services)
    .filter(({ channels, status }) => channels.length > 0 && status !== 'planned');
}

function languages({ authority }: CatalogueView): string[] {
  return [...new Set([...authority.languages, 'en', 'ar', 'fa', 'fr', 'pl', 'ru', 'tr', 'uk', 'vi'])];
}

function blank(service: ServiceView | undefined): Form {
  const channel = service?.channels[0] ?? 'video';
  return { service: service?.id ?? '', channel, when: 'now', slot: '', name: '', phone: '', email: '', language: 'de', needs: '' };
}

/** Text keys by field. */
export function mistakesIn({ name, phone, email, channel, when, slot }: Form): Partial<Record<keyof Form, string>> {
  const found: Partial<Record<keyof Form, string>> = {};
  const wrong = { name: name.trim() ? mistakeInName(name) : 'desk-mistake-name', email: email.trim() ? mistakeInEmail(email) : null };
  if (wrong.name) found.name = wrong.name;
  if (channel === 'phone' && !phone.trim()) found.phone = 'desk-mistake-phone-needed';
  const number = phone.trim() ? mistakeInPhone(phone) : null;
  if (number) found.phone = number;
  if (wrong.email) found.email = wrong.email;
  if (when === 'later' && !slot) found.slot = 'desk-mistake-slot';
  return found;
}

export function requestOf({ service, channel, when, slot, name, phone, email, language, needs }: Form): DeskBookingRequest {
  return {
    service,
    channel,
    slot: when === 'now' ? null : slot,
    language,
    person: {
      name: name.trim(),
      ...(phone.trim() ? { phone: phone.trim() } : {}),
      ...(email.trim() ? { email: email.trim() } : {}),
    },
    ...(needs.trim() ? { needs: needs.trim() } : {}),
  };
}
