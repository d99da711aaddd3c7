import { html, nothing, type TemplateResult } from 'lit';
import type { CalendarDate } from '../../shared/calendar-date.ts';

interface DateFieldOptions {
  /** Unique in the shadow root; names hint and error too. */
  id: string;
  label: string;
  value: CalendarDate;
  min: CalendarDate;
  max: CalendarDate;
  hint: string;
  error: string;
  onInput(value: CalendarDate): void;
}

/** A labelled date, chosen in the browser's own calendar; what may be chosen stands below it. */
export function dateField(field: DateFieldOptions): TemplateResult {
  const { id, label, error } = field;
  return html`<label class="field">
    <span>${label} <span aria-hidden="true">*</span></span>
    <input
      id=${id}
      type="date"
      required
      .value=${field.value}
      min=${field.min}
      max=${field.max}
      aria-label=${label}
      aria-invalid=${error ? 'true' : 'false'}
      aria-describedby="${id}-hint ${id}-error"
      @input=${(event: InputEvent) => field.onInput((event.target as HTMLInputElement).value)}
    />
    <small class="muted" id="${id}-hint">${field.hint}</small>
    <span class="error" id="${id}-error" role="alert">${error || nothing}</span>
  </label>`;
}
