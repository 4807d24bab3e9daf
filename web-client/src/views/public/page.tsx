import './public.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { setServerTime } from '../../clock';
import { timeZone } from '../../format';
import { Frame } from '../../frame/frame';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { CatalogueView } from '../../protocol.gen';
import { t } from '../../texts';
import { Alert, ButtonLink } from '../../ui';
import { bookable, CatalogueScreen } from './catalogue';
import { ManagePage } from './manage';
import { followRoute, route, type Step } from './route';
import { BookingScreen } from './steps';

const catalogue = signal<CatalogueView | null>(null);
const problem = signal<Problem | null>(null);

async function load(): Promise<void> {
  problem.value = null;
  try {
    catalogue.value = await ask<CatalogueView>('catalogue');
    timeZone.value = catalogue.value.authority.time_zone;
    setServerTime(catalogue.value.server_time);
  } catch (thrown) {
    problem.value = asProblem(thrown);
  }
}

export function PublicPage() {
  useEffect(() => {
    followRoute();
    void load();
  }, []);
  return (
    <Frame personal phone={catalogue.value?.authority.phone}>
      <div class="public">
        <Screen />
      </div>
    </Frame>
  );
}

function Screen() {
  const at = route.value;
  if (at.kind === 'booking') return <ManagePage key={at.reference} reference={at.reference} token={at.token} />;
  if (at.kind === 'damaged') return <DamagedLink />;
  if (problem.value) return <Trouble problem={problem.value} onAction={() => void load()} />;
  if (!catalogue.value) return <p class="kern-body">{t('loading')}</p>;
  if (at.kind === 'catalogue') return <CatalogueScreen catalogue={catalogue.value} />;
  return <Wanted id={at.service} step={at.step} catalogue={catalogue.value} />;
}

function DamagedLink() {
  return (
    <Alert mood="warning" title={t('link-not-whole')}>
      <p class="kern-body">{t('problem-token-invalid-advice')}</p>
      <div>
        <ButtonLink href="#all">{t('booking-all-services')}</ButtonLink>
      </div>
    </Alert>
  );
}

function Wanted({ id, step, catalogue: { departments, authority } }: { id: string; step: Step; catalogue: CatalogueView }) {
  const department = departments.find(({ services }) => services.some((service) => service.id === id));
  const service = department?.services.find((one) => one.id === id);
  if (department && service && bookable(service)) {
    return <BookingScreen key={id} step={step} service={service} department={department} languages={authority.languages} />;
  }
  return (
    <Alert mood="info" title={service ? t('problem-service-closed') : t('problem-not-found')}>
      <div>
        <ButtonLink href="#all">{t('booking-all-services')}</ButtonLink>
      </div>
    </Alert>
  );
}
