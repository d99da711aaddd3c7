import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type CalendarDate, formatDate, parseDate } from '../../shared/calendar-date.ts';
import type { Translate } from '../messages/index.ts';
import { icon } from './icons.ts';

interface DateFieldOptions {
  t: Translate;
  /** Unique in the shadow root; also prefixes the ids of hint and error. */
  id: string;
  label: string;
  /** Empty while the typed text is not a date. */
  value: CalendarDate;
  min: CalendarDate;
  max: CalendarDate;
  hint: string;
  error: string;
  onInput(value: CalendarDate): void;
}

/**
 * A labelled date, typed as day, month and year, or chosen in the browser's own calendar, with the permitted range
 * below it. The browser's own field would show its own language's order of day and month beside our texts.
 */
export function dateField(field: DateFieldOptions): TemplateResult {
  const { t, id, label, error, value, onInput } = field;
  return html`<div class="field">
    <label for=${id}>${label} <span aria-hidden="true">*</span></label>
    <span class="date">
      <input
        id=${id}
        type="text"
        inputmode="numeric"
        autocomplete="off"
        maxlength="10"
        placeholder="dd/mm/yyyy"
        translate="no"
        aria-required="true"
        aria-label=${label}
        aria-invalid=${error !== ''}
        aria-describedby="${id}-hint ${id}-error"
        .value=${value === '' ? noChange : live(formatDate(value))}
        @input=${(event: InputEvent) =>
          onInput(parseDate((event.target as HTMLInputElement).value) ?? '')}
      />
      <button type="button" class="icon quiet" aria-label=${t('date.choose')} title=${t('date.choose')} @click=${openCalendar}>
        ${icon('calendar')}
      </button>
      <input
        class="calendar"
        type="date"
        tabindex="-1"
        aria-hidden="true"
        .value=${value}
        min=${field.min}
        max=${field.max}
        @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
      />
    </span>
    <small class="muted" id="${id}-hint">${field.hint}</small>
    <span class="error" id="${id}-error" role="alert">${error || nothing}</span>
  </div>`;
}

/** A frame of another origin may not open the calendar: the date is then typed. */
function openCalendar(event: Event): void {
  const place = (event.currentTarget as Element).parentElement;
  try {
    place?.querySelector<HTMLInputElement>('input.calendar')?.showPicker();
  } catch {
    place?.querySelector<HTMLInputElement>('input[type=text]')?.focus();
  }
}
