/** Booking in three short steps: time, person, summary; then the confirmation. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useHeadingFocus } from '../../frame/focus';
import { Trouble } from '../../frame/trouble';
import type { BookingMade, DepartmentView, ServiceView } from '../../protocol.gen';
import { choice, LANGUAGES, t } from '../../texts';
import { Alert, Button, ButtonLink, Checkbox, Choices, Facts, Icon, Input, Select, TextArea, When } from '../../ui';
import { Booking, type Step } from './booking';
import { Confirmation } from './confirmation';
import { DaySlots } from './slots';

interface Props {
  step: Step;
  service: ServiceView;
  department: DepartmentView;
  languages: readonly string[];
}

export function BookingScreen({ step, service, department, languages }: Props) {
  const booking = useMemo(() => new Booking(service, department, languages), [service.id]);
  useEffect(() => booking.arrive(step), [booking, step]);
  return <BookingSteps booking={booking} languages={languages} />;
}

export function BookingSteps({ booking, languages }: { booking: Booking; languages: readonly string[] }) {
  const step = booking.step.value;
  const heading = useHeadingFocus(step);
  const { made, service, department } = booking;
  if (step === 'done' && made.value) {
    return <Confirmation made={made.value} service={service} department={department} channel={booking.channel.value} slot={booking.slot.value} mailed={booking.mailed.value} />;
  }
  if (booking.already.value) return <Already made={booking.already.value} />;
  return (
    <article class="sheet">
      <a class="kern-link back" href="#all">
        <Icon name="back" size={20} />
        {t('booking-all-services')}
      </a>
      <p class="kern-preline">{service.name}</p>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t(TITLES[step])}
      </h1>
      <Progress step={step} />
      {booking.problem.value && (
        <Trouble problem={booking.problem.value} onAction={() => (step === 'time' ? void booking.load() : booking.back('time'))} />
      )}
      {step === 'time' && <TimeStep booking={booking} />}
      {step === 'person' && <PersonStep booking={booking} languages={languages} />}
      {step === 'summary' && <SummaryStep booking={booking} />}
    </article>
  );
}

/** The answer to an earlier attempt was lost: here is what it booked. */
function Already({ made }: { made: BookingMade }) {
  const heading = useHeadingFocus('already');
  return (
    <article class="sheet">
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('booking-already')}
      </h1>
      <When start={made.slot_start} />
      <Facts rows={[[t('appointment-reference'), <bdi key="reference" translate={false}>{made.reference}</bdi>]]} />
      <Alert mood="warning" title={t('booking-already-missing')}>
        <p class="kern-body">{t('booking-already-advice')}</p>
      </Alert>
      <div class="actions">
        <ButtonLink looks="primary" block href={made.manage_url}>
          {t('booking-manage')}
        </ButtonLink>
        <ButtonLink looks="tertiary" block href="#all">
          {t('booking-all-services')}
        </ButtonLink>
      </div>
    </article>
  );
}

const TITLES: { [S in Step]: string } = { time: 'booking-time', person: 'booking-person', summary: 'booking-summary', done: 'booking-done' };
const STEPS: readonly Step[] = ['time', 'person', 'summary'];

function Progress({ step }: { step: Step }) {
  const at = STEPS.indexOf(step) + 1;
  return (
    <div class="kern-progress">
      <label class="kern-label" for="booking-progress">
        {t('booking-step', { n: at, of: STEPS.length })}
      </label>
      <progress id="booking-progress" value={at} max={STEPS.length} />
    </div>
  );
}

function TimeStep({ booking }: { booking: Booking }) {
  const { service, slots, channel } = booking;
  return (
    <>
      {service.channels.length > 1 && (
        <Choices
          legend={t('booking-channel')}
          value={channel.value}
          onPick={(picked) => booking.pickChannel(picked)}
          choices={service.channels.map((one) => ({ value: one, label: choice('channel', one), hint: t(one === 'video' ? 'booking-video-hint' : 'booking-phone-hint') }))}
        />
      )}
      {slots.value === null && !booking.problem.value && <p class="kern-body">{t('loading')}</p>}
      {slots.value && <DaySlots slots={slots.value} onPick={(slot) => booking.pickSlot(slot)} onMore={() => booking.load(true)} />}
    </>
  );
}

function PersonStep({ booking, languages }: { booking: Booking; languages: readonly string[] }) {
  const form = booking.form.value;
  const mistake = (field: 'name' | 'email' | 'phone') => {
    const key = booking.mistakes.value[field];
    return key ? t(key) : undefined;
  };
  return (
    <form
      class="fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        booking.toSummary();
      }}
    >
      <Input label={t('booking-name')} hint={booking.service.sensitive ? t('booking-name-any') : undefined} value={form.name} mistake={mistake('name')} maxLength={120} autocomplete="name" onText={(name) => booking.write({ name })} />
      <Input label={t('booking-email')} hint={t('booking-email-hint')} type="text" inputMode="email" optional value={form.email} mistake={mistake('email')} maxLength={254} autocomplete="email" onText={(email) => booking.write({ email })} />
      <Input
        label={t('booking-phone')}
        hint={booking.channel.value === 'phone' ? t('booking-phone-needed') : t('booking-phone-why')}
        type="tel"
        optional={booking.channel.value !== 'phone'}
        value={form.phone}
        mistake={mistake('phone')}
        maxLength={64}
        autocomplete="tel"
        onText={(phone) => booking.write({ phone })}
      />
      <Select label={t('booking-language')} options={languages.map((code) => ({ value: code, label: languageName(code) }))} value={form.language} onPick={(code) => booking.write({ language: code })} />
      <TextArea label={t('booking-needs')} hint={t('booking-needs-hint')} optional value={form.needs} maxLength={2000} onText={(needs) => booking.write({ needs })} />
      <div class="actions">
        <Button type="submit" looks="primary" block>
          {t('action-continue')}
        </Button>
        <Button looks="tertiary" block onClick={() => booking.back('time')}>
          {t('booking-other-time')}
        </Button>
      </div>
    </form>
  );
}

function languageName(code: string): string {
  return LANGUAGES.find((known) => known.code === code)?.name ?? (code === 'de-simple' ? t('booking-language-simple') : (new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code));
}

function SummaryStep({ booking }: { booking: Booking }) {
  const form = booking.form.value;
  const consent = booking.mistakes.value.consent;
  const agreement = useRef<HTMLDivElement>(null);
  // The button stands at the foot of a phone's screen, the box perhaps below it: it is brought into sight.
  const book = async () => {
    await booking.book();
    if (booking.mistakes.value.consent) agreement.current?.querySelector('input')?.focus();
  };
  return (
    <>
      <When start={booking.slot.value?.start} />
      <Facts
        rows={[
          [t('appointment-office'), booking.department.name],
          [t('appointment-channel'), choice('channel', booking.channel.value)],
          [t('booking-name'), form.name],
          form.email ? [t('booking-email'), form.email] : null,
          form.phone ? [t('booking-phone'), <bdi key="phone" translate={false}>{form.phone}</bdi>] : null,
          form.needs ? [t('booking-needs'), form.needs] : null,
        ]}
      />
      <div ref={agreement}>
        <Checkbox
          label={
            <>
              {t('booking-consent')}{' '}
              <a class="kern-link" href="/privacy" target="_blank" rel="noopener">
                {t('privacy-title')}
              </a>
            </>
          }
          checked={form.consent}
          mistake={consent ? t(consent) : undefined}
          onToggle={(checked) => booking.write({ consent: checked })}
        />
      </div>
      <div class="actions next-step">
        <Button looks="primary" block busy={booking.busy.value} onClick={() => void book()}>
          {t('booking-book')}
        </Button>
      </div>
      <div class="actions">
        <Button looks="tertiary" block onClick={() => booking.back('person')}>
          {t('booking-change')}
        </Button>
      </div>
    </>
  );
}
