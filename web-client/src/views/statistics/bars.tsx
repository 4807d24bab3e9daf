import type { ComponentChildren } from 'preact';
import { number } from '../../format';
import { t } from '../../texts';
import { csvOf, svgOf } from './taken';

export interface Bar {
  name: string;
  value: number;
  /** What the value is made of. */
  words?: string;
}

interface Props {
  title: string;
  formula: string;
  bars: readonly Bar[];
  /** A choice of what is shown. */
  children?: ComponentChildren;
}

/** Bars that are a table to whoever does not see them: name, value, length. */
export function Bars({ title, formula, bars, children }: Props) {
  const longest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure class="sheet bars">
      <figcaption>
        <h2 class="kern-heading-small">{title}</h2>
        <p class="kern-body muted">{formula}</p>
      </figcaption>
      {children}
      <dl>
        {bars.map(({ name, value, words }) => (
          <div class="bars-row" key={name}>
            <dt>{name}</dt>
            <dd>
              <svg class="bars-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(100 * value) / longest} height="10" />
              </svg>
              <strong>{number(value)}</strong>
              {words && <span class="muted"> {words}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="bars-take">
        {t('statistics-take')}
        <Take title={title} name="SVG" words={t('statistics-take-picture')} onTake={() => save(`${title}.svg`, 'image/svg+xml', svgOf(title, bars, number))} />
        <Take title={title} name="CSV" words={t('statistics-take-table')} onTake={() => save(`${title}.csv`, 'text/csv', csvOf(title, bars))} />
      </p>
    </figure>
  );
}

function Take({ title, name, words, onTake }: { title: string; name: string; words: string; onTake: () => void }) {
  return (
    <button type="button" class="kern-link bars-taken" aria-label={`${name}: ${words}, ${title}`} onClick={onTake}>
      {name}
    </button>
  );
}

function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
