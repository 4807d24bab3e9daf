/** KERN form fields: label above, hint below it, the mistake as a sentence tied to the field. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../texts';
import { Icon } from './icon';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  mistake?: string | undefined;
  optional?: boolean;
}

function Around({ id, label, hint, mistake, optional, children }: FieldProps & { id: string; children: ComponentChildren }) {
  return (
    <div class={`kern-form-input ${mistake ? 'kern-form-input--error' : ''}`}>
      <label class="kern-label" for={id}>
        {label}
        {optional && <span class="kern-label__optional"> {t('field-optional')}</span>}
      </label>
      {hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {children}
      {mistake && (
        <p class="kern-error" id={`${id}-mistake`}>
          <Icon name="danger" />
          <span class="kern-body">{mistake}</span>
        </p>
      )}
    </div>
  );
}

const describedBy = (id: string, hint?: string, mistake?: string) =>
  [hint && `${id}-hint`, mistake && `${id}-mistake`].filter(Boolean).join(' ') || undefined;

interface TextProps {
  value: string;
  onText: (text: string) => void;
  name?: string;
  maxLength?: number;
}

interface InputProps extends TextProps {
  type?: 'text' | 'email' | 'tel' | 'search';
  /** A mail address is text with this keyboard: a field of type `email` rewrites `straße` as it is typed. */
  inputMode?: 'email';
  autocomplete?: 'name' | 'email' | 'tel' | 'off';
}

export function Input({ label, hint, mistake, optional = false, onText, type = 'text', ...rest }: FieldProps & InputProps) {
  const id = useId();
  return (
    <Around {...{ id, label, hint, mistake, optional }}>
      <input
        id={id}
        class={`kern-form-input__input ${mistake ? 'kern-form-input__input--error' : ''}`}
        aria-describedby={describedBy(id, hint, mistake)}
        aria-invalid={mistake ? 'true' : undefined}
        aria-required={optional || type === 'search' ? undefined : 'true'}
        // The attribute types tie `type` to `role`; all four here are plain text fields.
        type={type as 'text'}
        onInput={(event) => onText(event.currentTarget.value)}
        {...rest}
      />
    </Around>
  );
}

export function TextArea({ label, hint, mistake, optional = false, onText, ...rest }: FieldProps & TextProps) {
  const id = useId();
  return (
    <Around {...{ id, label, hint, mistake, optional }}>
      <textarea
        id={id}
        class={`kern-form-input__input textarea ${mistake ? 'kern-form-input__input--error' : ''}`}
        aria-describedby={describedBy(id, hint, mistake)}
        aria-invalid={mistake ? 'true' : undefined}
        rows={3}
        onInput={(event) => onText(event.currentTarget.value)}
        {...rest}
      />
    </Around>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function Select({ label, hint, options, value, onPick }: FieldProps & { options: readonly Option[]; value: string; onPick: (value: string) => void }) {
  const id = useId();
  return (
    <Around {...{ id, label, hint }}>
      <div class="kern-form-input__select-wrapper">
        <select id={id} class="kern-form-input__select" aria-describedby={describedBy(id, hint)} onChange={(event) => onPick(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
    </Around>
  );
}

export function Checkbox({ label, mistake, checked, onToggle }: { label: ComponentChildren; mistake?: string | undefined; checked: boolean; onToggle: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div>
      <div class={`kern-form-check ${mistake ? 'kern-form-check--error' : ''}`}>
        <input
          type="checkbox"
          id={id}
          class={`kern-form-check__checkbox ${mistake ? 'kern-form-check__checkbox--error' : ''}`}
          checked={checked}
          aria-describedby={describedBy(id, undefined, mistake)}
          aria-invalid={mistake ? 'true' : undefined}
          onChange={(event) => onToggle(event.currentTarget.checked)}
        />
        <label class="kern-label" for={id}>
          {label}
        </label>
      </div>
      {mistake && (
        <p class="kern-error" id={`${id}-mistake`}>
          <Icon name="danger" />
          <span class="kern-body">{mistake}</span>
        </p>
      )}
    </div>
  );
}

export interface Choice<V extends string> {
  value: V;
  label: string;
  hint?: string;
}

/** A question with a few answers, each a large target. */
export function Choices<V extends string>({ legend, choices, value, onPick }: { legend: string; choices: readonly Choice<V>[]; value: V | undefined; onPick: (value: V) => void }) {
  const name = useId();
  return (
    <fieldset class="kern-fieldset">
      <legend class="kern-label">{legend}</legend>
      <div class="kern-fieldset__body choices">
        {choices.map((choice) => (
          <div class="kern-form-check choice" key={choice.value}>
            <input
              type="radio"
              class="kern-form-check__radio"
              name={name}
              id={`${name}-${choice.value}`}
              checked={choice.value === value}
              aria-describedby={choice.hint ? `${name}-${choice.value}-hint` : undefined}
              onChange={() => onPick(choice.value)}
            />
            <label class="kern-label" for={`${name}-${choice.value}`}>
              {choice.label}
              {choice.hint && (
                <span class="choice-hint" id={`${name}-${choice.value}-hint`}>
                  {choice.hint}
                </span>
              )}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
