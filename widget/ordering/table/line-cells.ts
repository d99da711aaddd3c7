import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import { fiscalYearChoices } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { icon } from '../../ui/icons.ts';
import type { DraftRow } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { shownProduct } from '../rows/plan-of-row.ts';
import { planOf, plansFor, situationOf, withPlan } from '../rows/row-term.ts';
import type { DrawnLine } from './drawn-line.ts';

type SelectName = 'planId' | 'firstFiscalYear' | 'years';
type FieldName = SelectName | 'quantity' | 'until';

/** Value of `aria-labelledby` for a control: its own label, the row's number and the customer. */
export function rowNameOf(name: string, { key }: DraftRow): string {
  return `${name}-${key} number-${key} name-${key}`;
}

/** ARIA values of a field: whether the row's problem is in it, and the ids that describe it. */
function says({ row, problem, remarksId }: DrawnLine, name: FieldName) {
  const isWrong = problem?.field === name;
  const describedBy = [isWrong ? `problem-${row.key}` : '', remarksId];
  return {
    invalid: isWrong ? 'true' : 'false',
    describedBy: describedBy.join(' ').trim() || nothing,
  };
}

function select(
  line: DrawnLine,
  name: SelectName,
  label: string,
  options: unknown,
  onChange: (value: string) => void,
  title?: string,
): TemplateResult {
  const { row } = line;
  const { invalid, describedBy } = says(line, name);
  return html`<select
    name=${name}
    id="${name}-${row.key}"
    aria-label=${label}
    aria-labelledby=${rowNameOf(name, row)}
    title=${ifDefined(title)}
    aria-invalid=${invalid}
    aria-describedby=${describedBy}
    ?disabled=${licenseOf(row) === undefined}
    @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
  >
    ${options}
  </select>`;
}

export function planCell(line: DrawnLine): TemplateResult {
  const { signIn, row } = line;
  const { t, plans, locale } = signIn;
  const chosen = planOf(signIn, row);
  const options = html`${chosen ? nothing : html`<option value="" .selected=${true}></option>`}
  ${plansFor(plans, row).map(
    (plan) =>
      html`<option value=${plan.id} .selected=${plan.id === row.planId}>${plan.name[locale]}</option>`,
  )}`;
  const onChange = (planId: string) =>
    line.onChange((present) => withPlan(signIn, present, planId));
  return html`${select(line, 'planId', t('term.plan'), options, onChange, chosen?.name[locale])}
    ${productName(line)}
    ${chosen?.perUser ? usersField(line) : nothing}`;
}

function productName({ signIn, row }: DrawnLine): TemplateResult | typeof nothing {
  const name = shownProduct(signIn, row);
  return name ? html`<span class="product" translate="no">${name}</span>` : nothing;
}

function usersField(line: DrawnLine): TemplateResult {
  const { signIn, row } = line;
  const users = row.quantity ?? licenseOf(row)?.renewal.quantity ?? 1;
  const { invalid, describedBy } = says(line, 'quantity');
  return html`<label class="users">
    <input
      type="number"
      name="quantity"
      id="quantity-${row.key}"
      aria-label=${signIn.t('users')}
      aria-labelledby=${rowNameOf('quantity', row)}
      min="1"
      max=${LIMITS.quantity}
      .value=${users > 0 ? String(users) : ''}
      aria-invalid=${invalid}
      aria-describedby=${describedBy}
      @change=${(event: Event) => {
        const quantity = Number((event.target as HTMLInputElement).value);
        line.onChange(() => ({ quantity }));
      }}
    />
    <span aria-hidden="true">${signIn.t('users.unit')}</span>
  </label>`;
}

export function fiscalYearCell(line: DrawnLine): TemplateResult {
  const { signIn, row } = line;
  const { t } = signIn;
  const situation = situationOf(signIn, row);
  if (!situation) {
    return select(line, 'firstFiscalYear', t('term.fiscalYear'), nothing, () => {});
  }
  if (planOf(signIn, row)?.termRule === 'anniversary') {
    return html`<span class="text muted">${t('fromExpiry')}</span>`;
  }
  const { fiscalYearStart } = situation;
  const choices = fiscalYearChoices(situation);
  // A year that can no longer be chosen stays visible, with its problem.
  const years = [...new Set([...choices, row.firstFiscalYear])].sort();
  const options = years.map(
    (year) =>
      html`<option value=${year} .selected=${year === row.firstFiscalYear}>${year}</option>`,
  );
  const { first, last } = fiscalYearPeriod(row.firstFiscalYear, fiscalYearStart);
  return html`${select(line, 'firstFiscalYear', t('term.fiscalYear'), options, (year) =>
    line.onChange(() => ({ firstFiscalYear: Number(year) })),
  )}
  ${
    fiscalYearStart === 1
      ? nothing
      : html`<span class="period">${formatDate(first)}–${formatDate(last)}</span>`
  }`;
}

export function yearsCell(line: DrawnLine): TemplateResult {
  const { until } = line.row;
  if (until) return sharedEnd(line, until);
  const options = Array.from({ length: LIMITS.years }, (_, index) => index + 1).map(
    (years) => html`<option value=${years} .selected=${years === line.row.years}>${years}</option>`,
  );
  return select(line, 'years', line.signIn.t('column.years'), options, (years) =>
    line.onChange(() => ({ years: Number(years) })),
  );
}

/** The common end date, shown in place of the number of years. */
function sharedEnd(line: DrawnLine, until: string): TemplateResult {
  const { signIn, row } = line;
  const { t } = signIn;
  const { invalid, describedBy } = says(line, 'until');
  return html`<span class="period">${t('until', { date: formatDate(until) })}</span>
    <button
      type="button"
      class="quiet icon small"
      name="until"
      id="until-${row.key}"
      aria-label=${t('until.remove')}
      aria-labelledby=${rowNameOf('until', row)}
      title=${t('until.remove')}
      aria-invalid=${invalid}
      aria-describedby=${describedBy}
      @click=${() => line.onChange(() => ({ until: null }))}
    >
      ${icon('close')}
    </button>`;
}

export function presentExpiryCell({ signIn, row }: DrawnLine): TemplateResult {
  const { expiry, temporaryExpiry } = licenseOf(row) ?? {};
  if (!expiry) return html`<span class="text muted">–</span>`;
  const { today } = signIn.whoAmI;
  if (temporaryExpiry && temporaryExpiry >= today) {
    return html`<span class="text">
      ${formatDate(expiry)}
      <span class="muted note">${signIn.t('expiry.temporary', { date: formatDate(temporaryExpiry) })}</span>
    </span>`;
  }
  const isPast = expiry < today;
  return html`<span class="text">
    <span class=${isPast ? 'past' : ''} translate="no">${formatDate(expiry)}</span>
    ${isPast ? html`<span class="past note">${signIn.t('expired')}</span>` : nothing}
  </span>`;
}

export function newExpiryCell({ signIn, effect }: DrawnLine): TemplateResult {
  if (!effect) return html`<span class="text muted">–</span>`;
  const isPast = effect.newExpiry < signIn.whoAmI.today;
  return html`<span class="text">
    <b class=${isPast ? 'past' : ''} translate="no">${formatDate(effect.newExpiry)}</b>
  </span>`;
}
