import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import { fiscalYearChoices } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import { icon } from '../../ui/icons.ts';
import type { DraftRow } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { shownProduct } from '../rows/plan-of-row.ts';
import { planOf, plansFor, situationOf, withPlan } from '../rows/row-term.ts';
import type { LineRow } from './drawn-line.ts';

type SelectName = 'planId' | 'firstFiscalYear' | 'years' | 'payer';
type FieldName = SelectName | 'quantity' | 'until';

export function textCell(
  text: string,
  { id, isBusy }: { id?: string; isBusy?: boolean } = {},
): TemplateResult {
  return html`<span class="text ${isBusy ? 'busy' : ''}" id=${ifDefined(id)} translate="no">${text}</span>`;
}

export function codeCell(line: LineRow): TemplateResult {
  const { signIn, row, problem } = line;
  return html`<renewal-customer-combobox
    .signIn=${signIn}
    .customer=${row.customer}
    .text=${row.text}
    .number=${line.index + 1}
    .error=${problem?.field === 'customerId' ? (line.problemText ?? '') : ''}
    .onChoose=${line.onChoose}
    .onText=${line.onText}
    .onPasteColumn=${line.onPasteColumn}
  ></renewal-customer-combobox>`;
}

/** The customer; below it the product and the row's own settings. */
export function nameCell({ signIn, row, notes }: LineRow): TemplateResult {
  const name = row.customer?.name;
  const product = shownProduct(signIn, row);
  const isAlone = !product && !notes?.length;
  return html`<span id="name-${row.key}" class="text ${name ? '' : 'muted'} ${isAlone ? 'alone' : ''}" title=${name ?? nothing} translate="no">${name ?? '–'}</span>
    <span class="sub">${product ? html`<span class="product" translate="no">${product}</span>` : nothing}${notes}</span>`;
}

/** Value of `aria-labelledby` for a control: its own label, the row's number and the customer. */
export function rowNameOf(name: string, { key }: DraftRow): string {
  return `${name}-${key} number-${key} name-${key}`;
}

/** ARIA values of a field: whether the row's problem is in it, and the ids that describe it. */
function says({ row, problem, remarksId }: LineRow, name: FieldName) {
  const isWrong = problem?.field === name;
  const describedBy = [isWrong ? `problem-${row.key}` : '', remarksId ?? ''];
  return {
    invalid: isWrong,
    describedBy: describedBy.join(' ').trim() || nothing,
  };
}

function select(
  line: LineRow,
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

export function planCell(line: LineRow): TemplateResult {
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
  return html`<div class="pair">
    ${select(line, 'planId', t('term.plan'), options, onChange, chosen?.name[locale])}
    ${chosen?.perUser ? usersField(line) : nothing}
  </div>`;
}

function usersField(line: LineRow): TemplateResult {
  const { signIn, row } = line;
  const users = row.quantity ?? licenseOf(row)?.renewal.quantity ?? 1;
  const { invalid, describedBy } = says(line, 'quantity');
  return html`<input
    type="number"
    name="quantity"
    id="quantity-${row.key}"
    aria-label=${signIn.t('users')}
    aria-labelledby=${rowNameOf('quantity', row)}
    title=${signIn.t('users')}
    min="1"
    max=${LIMITS.quantity}
    .value=${users > 0 ? String(users) : ''}
    aria-invalid=${invalid}
    aria-describedby=${describedBy}
    @change=${(event: Event) => {
      const quantity = Number((event.target as HTMLInputElement).value);
      line.onChange(() => ({ quantity }));
    }}
  />`;
}

export function fiscalYearCell(line: LineRow): TemplateResult {
  const { signIn, row } = line;
  const { t } = signIn;
  const situation = situationOf(signIn, row);
  if (!situation) {
    return select(line, 'firstFiscalYear', t('term.fiscalYear'), nothing, () => {});
  }
  if (planOf(signIn, row)?.termRule === 'anniversary') {
    return html`<span class="muted">${t('fromExpiry')}</span>`;
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
  const period = `${formatDate(first)}–${formatDate(last)}`;
  const onChange = (year: string) => line.onChange(() => ({ firstFiscalYear: Number(year) }));
  return html`${select(line, 'firstFiscalYear', t('term.fiscalYear'), options, onChange, period)}
  ${fiscalYearStart === 1 ? nothing : html`<span class="period">${period}</span>`}`;
}

export function yearsCell(line: LineRow): TemplateResult {
  const { until } = line.row;
  if (until) return sharedEnd(line, until);
  const options = Array.from({ length: LIMITS.years }, (_, index) => index + 1).map(
    (years) => html`<option value=${years} .selected=${years === line.row.years}>${years}</option>`,
  );
  return select(line, 'years', line.signIn.t('column.years'), options, (years) =>
    line.onChange(() => ({ years: Number(years) })),
  );
}

/** Choosing the order's payer, the row follows the order again. */
export function payerCell(line: LineRow): TemplateResult {
  const { signIn, row, orderPayer } = line;
  const { t } = signIn;
  const chosen = row.payer ?? orderPayer;
  const options = (['firm', 'owner'] as const).map(
    (payer) =>
      html`<option value=${payer} .selected=${payer === chosen}>${t(`payer.${payer}`)}</option>`,
  );
  return select(line, 'payer', t('payer'), options, (value) => {
    const payer = value as PayerKind;
    line.onChange(() => ({ payer: payer === orderPayer ? null : payer }));
  });
}

/** The common end date, shown in place of the number of years. */
function sharedEnd(line: LineRow, until: string): TemplateResult {
  const { signIn, row } = line;
  const { t } = signIn;
  const { invalid, describedBy } = says(line, 'until');
  return html`<span class="until">
    <span>${t('until', { date: formatDate(until) })}</span>
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
    </button>
  </span>`;
}

export function presentExpiryCell({ signIn, row }: LineRow): TemplateResult {
  const { expiry, temporaryExpiry } = licenseOf(row) ?? {};
  if (!expiry) return html`<span class="text muted">–</span>`;
  const { today } = signIn.whoAmI;
  if (temporaryExpiry && temporaryExpiry >= today) {
    return html`<span class="text" translate="no">${formatDate(expiry)}</span>
      <span class="sub">${signIn.t('expiry.temporary', { date: formatDate(temporaryExpiry) })}</span>`;
  }
  const isPast = expiry < today;
  return html`<span class="text ${isPast ? 'past' : ''}" translate="no">${formatDate(expiry)}</span>
    ${isPast ? html`<span class="past sub">${signIn.t('expired')}</span>` : nothing}`;
}

export function newExpiryCell({ signIn, effect }: LineRow): TemplateResult {
  if (!effect) return html`<span class="text muted">–</span>`;
  const isPast = effect.newExpiry < signIn.whoAmI.today;
  return html`<b class="text ${isPast ? 'past' : ''}" translate="no">${formatDate(effect.newExpiry)}</b>`;
}

export function removeCell({ signIn, row, onRemove }: LineRow): TemplateResult {
  const { t } = signIn;
  return html`<button
    type="button"
    class="icon quiet danger"
    id="remove-${row.key}"
    aria-label=${t('removeRow')}
    aria-labelledby=${rowNameOf('remove', row)}
    title=${t('removeRow')}
    @click=${onRemove}
  >
    ${icon('remove')}
  </button>`;
}

export function expandCell({ signIn, row, isOpen, onToggle }: LineRow): TemplateResult {
  const { t } = signIn;
  return html`<button
    type="button"
    class="icon quiet toggle"
    aria-expanded=${isOpen}
    id="details-${row.key}"
    aria-label=${t('rowDetails')}
    aria-labelledby=${rowNameOf('details', row)}
    title=${t('rowDetails')}
    ?disabled=${!row.customer}
    @click=${onToggle}
  >
    ${icon('more')}
  </button>`;
}
