import type { ComponentChildren } from 'preact';

/** Names and values, e.g. the appointment. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren] | false | null | undefined)[] }) {
  return (
    <dl class="kern-description-list facts">
      {rows.map(
        (row) =>
          row && (
            <div class="kern-description-list-item" key={row[0]}>
              <dt class="kern-description-list-item__key">{row[0]}</dt>
              <dd class="kern-description-list-item__value">{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
