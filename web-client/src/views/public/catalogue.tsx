/** All services by department, with search and a filter by the way to talk. */
import { useSignal } from '@preact/signals';
import { clock, shortDay } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import type { CatalogueView, DepartmentView, ServiceView } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Alert, Badge, ButtonLink, Dial, Icon, Input } from '../../ui';
import type { Channel } from '../../wire';
import { matching, type Wish } from './search';

export function CatalogueScreen({ catalogue }: { catalogue: CatalogueView }) {
  const heading = useHeadingFocus('catalogue');
  const wish = useSignal<Wish>({ words: '', channel: 'all' });
  const ended = location.hash === '#ended';
  const found = matching(catalogue.departments, wish.value);
  const count = found.reduce((sum, { services }) => sum + services.length, 0);
  return (
    <>
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('catalogue-title')}
      </h1>
      {ended && <Alert mood="success" title={t('end-here-done')} />}
      <p class="kern-body">{t('catalogue-intro')}</p>
      <form class="sheet finder" role="search" onSubmit={(event) => event.preventDefault()}>
        <Input label={t('catalogue-search')} type="search" value={wish.value.words} onText={(words) => (wish.value = { ...wish.value, words })} />
        <ChannelFilter value={wish.value.channel} onPick={(channel) => (wish.value = { ...wish.value, channel })} />
        <p class="kern-body muted" role="status">
          {t('catalogue-count', { n: count })}
        </p>
      </form>
      {found.map((department) => (
        <Department key={department.id} department={department} />
      ))}
    </>
  );
}

const FILTERS: readonly Wish['channel'][] = ['all', 'video', 'phone'];

function ChannelFilter({ value, onPick }: { value: Wish['channel']; onPick: (channel: Wish['channel']) => void }) {
  return (
    <fieldset class="kern-fieldset">
      <legend class="kern-label">{t('catalogue-filter')}</legend>
      <div class="kern-fieldset__body filters">
        {FILTERS.map((filter) => (
          <label key={filter} class="filter">
            <input type="radio" name="channel" class="kern-sr-only" checked={filter === value} onChange={() => onPick(filter)} />
            <span>{filter === 'all' ? t('catalogue-filter-all') : choice('channel', filter)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Department({ department }: { department: DepartmentView }) {
  return (
    <section class="department" aria-labelledby={`department-${department.id}`}>
      <h2 class="kern-heading-medium" id={`department-${department.id}`}>
        {department.name}
      </h2>
      {department.phone && <p class="kern-body muted"><Dial sentence="catalogue-phone" phone={department.phone} /></p>}
      <ul class="services">
        {department.services.map((service) => (
          <Service key={service.id} service={service} />
        ))}
      </ul>
    </section>
  );
}

function Service({ service }: { service: ServiceView }) {
  const open = bookable(service);
  return (
    <li class="service">
      <div class="service-words">
        <h3 class="kern-heading-small">{service.name}</h3>
        <p class="service-facts">
          <span>
            <Icon name="clock" size={18} /> {t('catalogue-minutes', { n: service.minutes })}
          </span>
          {service.channels.map((channel) => (
            <ChannelWord key={channel} channel={channel} />
          ))}
          {service.interpreter && <span>{t('catalogue-interpreter')}</span>}
        </p>
        {!!service.documents?.length && <p class="kern-body">{t('catalogue-documents', { list: service.documents.join(', ') })}</p>}
        {service.legal_gate && <p class="kern-body">{choice('legal-gate', service.legal_gate)}</p>}
        {service.note && <p class="kern-body muted">{service.note}</p>}
      </div>
      <div class="service-action">
        {open ? (
          <>
            {service.next_free && <p class="kern-body service-next">{t('catalogue-next', { day: shortDay(service.next_free), time: clock(service.next_free) })}</p>}
            <ButtonLink looks="secondary" href={`#service=${service.id}`}>
              {t('catalogue-book')}
              <span class="kern-sr-only">: {service.name}</span>
            </ButtonLink>
          </>
        ) : (
          <Badge mood="info">{service.status === 'planned' ? t('catalogue-planned') : t('catalogue-no-channel')}</Badge>
        )}
      </div>
    </li>
  );
}

export const bookable = ({ channels, status }: ServiceView): boolean => channels.length > 0 && status !== 'planned';

function ChannelWord({ channel }: { channel: Channel }) {
  return (
    <span>
      <Icon name={channel === 'video' ? 'camera' : 'phone'} size={18} /> {choice('channel', channel)}
    </span>
  );
}
