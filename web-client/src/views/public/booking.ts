/** The state of a booking in three steps, and its I/O. */
import { signal } from '@preact/signals';
import { serverNow } from '../../clock';
import { addDays, isoDate } from '../../format';
import { ask } from '../../http';
import { mistakeInEmail, mistakeInName, mistakeInPhone, mistakeOf } from '../../person';
import { newOp } from '../../op';
import { asProblem, type Problem } from '../../problem';
import type { BookingMade, BookingRequest, DepartmentView, ServiceView, SlotsView, SlotView } from '../../protocol.gen';
import { language } from '../../texts';
import type { Channel } from '../../wire';
import { keep, keptOf } from './kept';
import { addressOf, standOn, type Step } from './route';

export type { Step };
export type Mistakes = Partial<Record<'name' | 'email' | 'phone' | 'consent', string>>;

const DAYS_AT_ONCE = 14;

export interface Form {
  name: string;
  email: string;
  phone: string;
  language: string;
  needs: string;
  consent: boolean;
}

export class Booking {
  readonly step = signal<Step>('time');
  readonly channel = signal<Channel>('video');
  readonly slots = signal<readonly SlotView[] | null>(null);
  readonly slot = signal<SlotView | null>(null);
  readonly form = signal<Form>({ name: '', email: '', phone: '', language: '', needs: '', consent: false });
  readonly mistakes = signal<Mistakes>({});
  readonly problem = signal<Problem | null>(null);
  readonly busy = signal(false);
  readonly made = signal<BookingMade | null>(null);
  /** Whether a confirmation went out by mail. */
  readonly mailed = signal(false);
  #asked = false;
  /** What an earlier attempt has booked, whose answer was lost; the entries have changed since. */
  readonly already = signal<BookingMade | null>(null);
  /** The first date that was not asked for yet. */
  #next = '';
  /** Whatever is sent with it books once, also another time or another name after an answer was lost. */
  #key = newKey();

  constructor(
    readonly service: ServiceView,
    readonly department: DepartmentView,
    languages: readonly string[],
  ) {
    this.form.value = { ...this.form.value, language: talkIn(language.peek().code, languages) };
    this.channel.value = service.channels[0] ?? 'video';
    this.#restore();
  }

  #restore(): void {
    const kept = keptOf(this.service.id);
    if (!kept) return;
    this.channel.value = kept.channel;
    this.slot.value = kept.slot;
    this.form.value = kept.form ?? this.form.value;
    this.made.value = kept.made;
    this.mailed.value = kept.mailed;
    this.#key = kept.key;
  }

  #keep(): void {
    const [made, mailed, key] = [this.made.value, this.mailed.value, this.#key];
    keep({ service: this.service.id, channel: this.channel.value, slot: this.slot.value, form: made ? null : this.form.value, key, made, mailed });
  }

  /** The address says a step: by a press here, by Back and Forward, by a reload. Only what can be shown is. */
  arrive(step: Step): void {
    const at = this.#reachable(step);
    if (at === 'time' && (!this.#asked || this.step.value !== 'time')) void this.load();
    this.problem.value = step === at && this.step.value === at ? this.problem.value : null;
    this.step.value = at;
    if (at !== step) history.replaceState(null, '', addressOf(this.service.id, at));
  }

  #reachable(step: Step): Step {
    if (step === 'done') return this.made.value ? 'done' : 'time';
    // After the confirmation another booking begins at its beginning.
    if (this.made.value) this.#anew();
    if (step === 'time' || !this.slot.value) return 'time';
    return step === 'summary' && Object.keys(mistakesIn(this.form.value, this.channel.value)).length > 0 ? 'person' : step;
  }

  #anew(): void {
    this.made.value = null;
    this.slot.value = null;
    this.#key = newKey();
    this.form.value = { ...this.form.value, name: '', email: '', phone: '', needs: '', consent: false };
    this.#keep();
  }

  /** A step has an address, so that Back and reload lead where people expect. */
  #go(step: Step): void {
    this.step.value = step;
    this.#keep();
    const address = addressOf(this.service.id, step);
    if (step === 'done') history.replaceState(null, '', address);
    else if (location.hash !== address) location.hash = address;
  }

  /** The free times from today, or the days after those already shown. */
  async load(more = false): Promise<void> {
    const from = more ? this.#next : isoDate(serverNow());
    this.#asked = true;
    if (!more) this.slots.value = null;
    this.problem.value = null;
    this.#next = addDays(from, DAYS_AT_ONCE);
    const query = new URLSearchParams({ from, to: addDays(from, DAYS_AT_ONCE - 1), channel: this.channel.value });
    try {
      const { slots } = await ask<SlotsView>(`services/${this.service.id}/slots?${query}`);
      this.slots.value = [...(more ? (this.slots.value ?? []) : []), ...slots];
    } catch (thrown) {
      this.problem.value = asProblem(thrown);
    }
  }

  pickChannel(channel: Channel): void {
    this.channel.value = channel;
    this.#keep();
    void this.load();
  }

  pickSlot(slot: SlotView): void {
    this.slot.value = slot;
    this.#go('person');
  }

  write(change: Partial<Form>): void {
    this.form.value = { ...this.form.value, ...change };
    this.#keep();
  }

  toSummary(): void {
    this.mistakes.value = mistakesIn(this.form.value, this.channel.value);
    if (Object.keys(this.mistakes.value).length === 0) this.#go('summary');
  }

  /** Another time: what was filled in stays. */
  back(step: Step): void {
    this.problem.value = null;
    this.#go(step);
    if (step === 'time') void this.load();
  }

  async book(): Promise<void> {
    const slot = this.slot.value;
    this.mistakes.value = this.form.value.consent ? {} : { consent: 'mistake-consent' };
    if (!slot || !this.form.value.consent) return;
    this.busy.value = true;
    this.problem.value = null;
    try {
      this.made.value = await ask<BookingMade>('bookings', {
        method: 'POST',
        body: requestOf(this.service.id, slot.start, this.channel.value, this.form.value),
        idempotencyKey: this.#key,
      });
      this.#key = newKey();
      this.mailed.value = Boolean(this.form.value.email);
      this.#go('done');
    } catch (thrown) {
      this.#refused(asProblem(thrown));
    }
    this.busy.value = false;
  }

  /** What is wrong with an entry stands at its field; what is booked already, instead of the form. */
  #refused(problem: Problem): void {
    if (problem.kind === 'op-reused') {
      this.already.value = problem.more.booking ?? null;
      if (this.already.value) standOn(this.already.value.reference, this.already.value.manage_token);
      // What the key had booked is over: the next attempt is a new one.
      else this.#key = newKey();
    }
    const wrong = mistakeOf(problem);
    if (!wrong) {
      this.problem.value = problem;
      return;
    }
    this.mistakes.value = { [wrong.field]: wrong.key };
    this.#go('person');
  }
}

/** A secret of this tab: it opens the booking that was made with it. */
function newKey(): string {
  return newOp() + newOp();
}

/** The language of the reader where the office speaks it, else the office's first. */
export function talkIn(reader: string, languages: readonly string[]): string {
  return languages.includes(reader) ? reader : (languages[0] ?? reader);
}

export function requestOf(service: string, slot: string, channel: Channel, form: Form): BookingRequest {
  const { name, email, phone, needs } = form;
  return {
    service,
    slot,
    channel,
    language: form.language,
    consent: form.consent,
    person: {
      name: name.trim(),
      ...(email.trim() ? { email: email.trim() } : {}),
      ...(phone.trim() ? { phone: phone.trim() } : {}),
    },
    ...(needs.trim() ? { needs: needs.trim() } : {}),
  };
}

/** Text keys by field: what must be there to come back to somebody. */
export function mistakesIn({ name, email, phone }: Form, channel: Channel): Mistakes {
  const found: Mistakes = {};
  const wrong = {
    name: mistakeInName(name),
    email: email.trim() ? mistakeInEmail(email) : null,
    phone: phone.trim() ? mistakeInPhone(phone) : channel === 'phone' ? 'mistake-phone-needed' : null,
  };
  for (const field of ['name', 'email', 'phone'] as const) if (wrong[field]) found[field] = wrong[field];
  return found;
}
