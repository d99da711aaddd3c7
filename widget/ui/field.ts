import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';

interface FieldOptions {
  /** Unique in the shadow root; also the prefix of the error's id. */
  id: string;
  label: string;
  value: string;
  type?: 'text' | 'email' | 'tel';
  error?: string | undefined;
  required?: boolean;
  autocomplete?: string;
  onInput(value: string): void;
}

/** A labelled text field with its error below, connected for screen readers. */
export function textField(field: FieldOptions): TemplateResult {
  const errorId = `${field.id}-error`;
  const { type = 'text', error, required = false } = field;
  return html`<label class="field">
    <span>${field.label}${required ? html` <span aria-hidden="true">*</span>` : nothing}</span>
    <input
      id=${field.id}
      type=${type}
      .value=${field.value}
      aria-label=${field.label}
      aria-required=${required}
      aria-invalid=${Boolean(error)}
      aria-describedby=${ifDefined(error ? errorId : undefined)}
      autocomplete=${ifDefined(field.autocomplete as AutoFill | undefined)}
      data-1p-ignore
      data-lpignore="true"
      @input=${(event: InputEvent) => field.onInput((event.target as HTMLInputElement).value)}
    />
    ${error ? html`<span class="error" id=${errorId}>${error}</span>` : nothing}
  </label>`;
}
