/** The demo's entrance: three links, and who of its people the program plays. */
import './demo.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useHeadingFocus } from '../../frame/focus';
import { Frame } from '../../frame/frame';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { DemoView, Simulation } from '../../protocol.gen';
import { t } from '../../texts';
import { Button, Checkbox, Icon, type IconName } from '../../ui';

const demo = signal<DemoView | null>(null);
const simulation = signal<Simulation>({});
const problem = signal<Problem | null>(null);

async function attempt(todo: () => Promise<void>): Promise<void> {
  try {
    await todo();
    problem.value = null;
  } catch (thrown) {
    problem.value = asProblem(thrown);
  }
}

const load = () =>
  attempt(async () => {
    demo.value = await ask<DemoView>('demo');
    simulation.value = await ask<Simulation>('demo/simulation');
  });

const freshCitizen = () =>
  attempt(async () => {
    demo.value = await ask<DemoView>('demo');
  });

const play = (change: Simulation) =>
  attempt(async () => {
    const wish = { ...simulation.value, ...change };
    simulation.value = (await ask<Simulation | undefined>('demo/simulation', { method: 'POST', body: wish })) ?? wish;
  });

export function DemoPage() {
  useEffect(() => void load(), []);
  return (
    <Frame>
      {problem.value && <Trouble problem={problem.value} onAction={() => void load()} />}
      <DemoScreen demo={demo.value} simulation={simulation.value} onFresh={() => void freshCitizen()} onPlay={(change) => void play(change)} />
    </Frame>
  );
}

interface Props {
  demo: DemoView | null;
  simulation: Simulation;
  onFresh: () => void;
  onPlay: (change: Simulation) => void;
}

export function DemoScreen({ demo: links, simulation: played, onFresh, onPlay }: Props) {
  const heading = useHeadingFocus('demo');
  return (
    <div class="demo">
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('demo-title')}
      </h1>
      <p class="kern-body">{t('demo-intro')}</p>
      {links && (
        <ul class="demo-links">
          <DoorLink href={links.citizen} icon="person" title={t('demo-citizen')} text={t('demo-citizen-text')} />
          <DoorLink href={links.clerk} icon="people" title={t('demo-clerk')} text={t('demo-clerk-text')} />
          <DoorLink href={links.supervisor} icon="list" title={t('demo-supervisor')} text={t('demo-supervisor-text')} />
        </ul>
      )}
      <div>
        <Button onClick={onFresh}>{t('demo-fresh')}</Button>
      </div>
      <section class="sheet" aria-labelledby="demo-played">
        <h2 class="kern-heading-small" id="demo-played">
          {t('demo-played')}
        </h2>
        <Checkbox label={t('demo-played-citizens')} checked={played.citizens ?? false} onToggle={(citizens) => onPlay({ citizens })} />
        <Checkbox label={t('demo-played-clerk')} checked={played.clerk ?? false} onToggle={(clerk) => onPlay({ clerk })} />
      </section>
      <p class="kern-body">
        <a class="kern-link" href="/">{t('demo-catalogue')}</a>
        {' · '}
        <a class="kern-link" href="/mailbox">{t('mailbox-title')}</a>
        {' · '}
        <a class="kern-link" href="/statistics">{t('statistics-title')}</a>
      </p>
    </div>
  );
}

function DoorLink({ href, icon, title, text }: { href: string; icon: IconName; title: string; text: string }) {
  return (
    <li>
      <a class="door" href={href} target="_blank" rel="noopener">
        <Icon name={icon} size={40} />
        <span class="door-words">
          <strong>{title}</strong>
          <span>{text}</span>
        </span>
        <Icon name="arrow" />
      </a>
    </li>
  );
}
