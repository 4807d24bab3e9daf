import { useId } from 'preact/hooks';

/** A date, by the browser's own picker. */
export function DateField({ label, value, mistake, onDate }: { label: string; value: string; mistake?: string | undefined; onDate: (day: string) => void }) {
  const id = useId();
  return (
    <div class={`kern-form-input ${mistake ? 'kern-form-input--error' : ''}`}>
      <label class="kern-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        class="kern-form-input__input"
        value={value}
        aria-describedby={mistake ? `${id}-mistake` : undefined}
        aria-invalid={mistake ? 'true' : undefined}
        onInput={(event) => onDate(event.currentTarget.value)}
      />
      {mistake && (
        <p class="kern-error" id={`${id}-mistake`}>
          <span class="kern-body">{mistake}</span>
        </p>
      )}
    </div>
  );
}
