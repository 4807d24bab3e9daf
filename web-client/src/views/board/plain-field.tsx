import { useId } from 'preact/hooks';
import { Icon } from '../../ui';

interface Props {
  label: string;
  value: string;
  /** A date has the browser's own picker; a text is a number, for the digits of a phone's keyboard. */
  kind: 'date' | 'text';
  mistake?: string | undefined;
  onText: (text: string) => void;
}

/** A short field that may be empty. */
export function PlainField({ label, value, kind, mistake, onText }: Props) {
  const id = useId();
  return (
    <div class={`kern-form-input plain-field ${mistake ? 'kern-form-input--error' : ''}`}>
      <label class="kern-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        // The attribute types tie `type` to `role`; both here are plain fields.
        type={kind as 'text'}
        inputMode="numeric"
        autocomplete="off"
        maxLength={kind === 'text' ? 4 : undefined}
        class={`kern-form-input__input ${mistake ? 'kern-form-input__input--error' : ''}`}
        value={value}
        aria-describedby={mistake ? `${id}-mistake` : undefined}
        aria-invalid={mistake ? 'true' : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {mistake && (
        <p class="kern-error" id={`${id}-mistake`}>
          <Icon name="danger" />
          <span class="kern-body">{mistake}</span>
        </p>
      )}
    </div>
  );
}
