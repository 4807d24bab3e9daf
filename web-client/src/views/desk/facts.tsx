/** Names and values, close together: a clerk reads them at a glance. */
import type { ComponentChildren } from 'preact';

export type FactRow = readonly [string, ComponentChildren] | false | '' | null | undefined;

export function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl class="record-facts">
      {rows.map(
        (row) =>
          row && (
            <div key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
