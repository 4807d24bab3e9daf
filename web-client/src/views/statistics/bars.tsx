import { number } from '../../format';
import { t } from '../../texts';
import { Button } from '../../ui';
import { csvOf, svgOf } from './taken';

export interface Bar {
  name: string;
  value: number;
  /** What the value is made of. */
  words?: string;
}

/** Bars that are a table to whoever does not see them: name, value, length. */
export function Bars({ title, formula, bars }: { title: string; formula: string; bars: readonly Bar[] }) {
  const longest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure class="sheet bars">
      <figcaption>
        <h2 class="kern-heading-small">{title}</h2>
        <p class="kern-body muted">{formula}</p>
      </figcaption>
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
      <div class="bars-take">
        <Button looks="tertiary" onClick={() => save(`${title}.svg`, 'image/svg+xml', svgOf(title, bars, number))}>
          {t('statistics-take-picture')}
          <span class="kern-sr-only"> {title}</span>
        </Button>
        <Button looks="tertiary" onClick={() => save(`${title}.csv`, 'text/csv', csvOf(title, bars))}>
          {t('statistics-take-table')}
          <span class="kern-sr-only"> {title}</span>
        </Button>
      </div>
    </figure>
  );
}

function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
