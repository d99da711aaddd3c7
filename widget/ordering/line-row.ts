import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatDate } from '../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../shared/fiscal-year.ts';
import { fiscalYearChoices } from '../../shared/license-term.ts';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong, formatInteger } from '../../shared/money.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { FormSession } from '../api/session.ts';
import { icon } from '../ui/icons.ts';
import type { DraftRow, RowChange } from './draft.ts';
import { firstLicense } from './first-license.ts';
import type { QuotedRow } from './quote-controller.ts';
import { type LineProblem, problemText } from './row-problems.ts';
import { remarksId, rowRemarks } from './row-remarks.ts';
import { allowedYear, plansFor, type RowEffect, situationOf } from './row-term.ts';

/** One row of the table: what it shows, and what can be done to it. */
export interface LineRow {
  session: FormSession;
  row: DraftRow;
  /** Its place in the whole list, from 0. */
  index: number;
  problem: LineProblem | undefined;
  quoted: QuotedRow | undefined;
  /** What it would do to the licence; null: nothing. */
  effect: RowEffect | null;
  /** What the row has of its own, in short. */
  notes: unknown;
  /** The price shown may be about to change. */
  busy: boolean;
  isOpen: boolean;
  /** What is shown below the row when it is open. */
  details: unknown;
  onChange(change: RowChange): unknown;
  onChoose(customer: Customer): unknown;
  onText(text: string): void;
  onPasteColumn(text: string): void;
  onToggle(): void;
  onRemove(): void;
  onOpenOrder(orderId: string): void;
  onUseExpiry(expiry: string): void;
}

type SelectName = 'planId' | 'firstFiscalYear' | 'years';

export function lineHead({ t }: FormSession): TemplateResult {
  return html`<thead>
    <tr>
      <th class="index">${t('column.number')}</th>
      <th>${t('column.taxCode')}</th>
      <th>${t('term.customer')}</th>
      <th>${t('term.plan')}</th>
      <th>${t('term.fiscalYear')}</th>
      <th>${t('column.years')}</th>
      <th>${t('term.presentExpiry')}</th>
      <th>${t('term.newExpiry')}</th>
      <th class="number">${t('term.amount')}</th>
      <th><span class="visually-hidden">${t('column.actions')}</span></th>
    </tr>
  </thead>`;
}

export function lineRow(line: LineRow): TemplateResult {
  const { session, row, problem, quoted, isOpen } = line;
  const { t } = session;
  const isAtCustomer = problem?.field === 'customerId';
  const hasLicense = firstLicense(row.customer) !== undefined;
  return html`<tr class="line ${problem ? 'bad' : ''}" data-key=${row.key}>
      <td class="index" translate="no"><span class="text" id="number-${row.key}">${formatInteger(line.index + 1)}</span></td>
      <td class="code" data-label=${t('column.taxCode')}>
        <renewal-customer-combobox
          .session=${session}
          .customer=${row.customer}
          .text=${row.text}
          .number=${line.index + 1}
          .error=${problem && isAtCustomer ? problemText(session, problem, row) : ''}
          .onChoose=${line.onChoose}
          .onText=${line.onText}
          .onPasteColumn=${line.onPasteColumn}
        ></renewal-customer-combobox>
      </td>
      <td class="name" data-label=${t('term.customer')}>
        <span class="text">
          <span id="name-${row.key}" class=${row.customer ? '' : 'muted'} translate="no">${row.customer?.name ?? '–'}</span>
          ${line.notes}
        </span>
      </td>
      <td class="plan" data-label=${t('term.plan')}>${planCell(line)}</td>
      <td class="year" data-label=${t('term.fiscalYear')}>${fiscalYearCell(line)}</td>
      <td class="years" data-label=${t('column.years')}>${yearsCell(line)}</td>
      <td class="expiry" data-label=${t('term.presentExpiry')}>${presentExpiryCell(line)}</td>
      <td class="expiry" data-label=${t('term.newExpiry')}>${newExpiryCell(line)}</td>
      <td class="number" data-label=${t('term.amount')}>
        <span class="text ${line.busy ? 'busy' : ''}" translate="no">
          ${quoted && hasLicense ? formatDong(quoted.total) : '–'}
        </span>
      </td>
      <td class="actions">
        <button
          type="button"
          class="icon quiet danger"
          id="remove-${row.key}"
          aria-label=${t('removeRow')}
          aria-labelledby=${rowNameOf('remove', row)}
          title=${t('removeRow')}
          @click=${line.onRemove}
        >
          ${icon('remove')}
        </button>
        <button
          type="button"
          class="icon quiet toggle"
          aria-expanded=${isOpen ? 'true' : 'false'}
          id="details-${row.key}"
          aria-label=${t('rowDetails')}
          aria-labelledby=${rowNameOf('details', row)}
          title=${t('rowDetails')}
          ?disabled=${!row.customer}
          @click=${line.onToggle}
        >
          ${icon('more')}
        </button>
      </td>
    </tr>
    ${rowRemarks(session, row, line.effect, problem !== undefined)}
    ${problem && !isAtCustomer ? problemRow(line, problem) : nothing}
    ${
      isOpen
        ? html`<tr class="details">
          <td class="index"></td>
          <td colspan="9">${line.details}</td>
        </tr>`
        : nothing
    }`;
}

/** The ids that name a control of a row: itself, the row's number and its customer. */
function rowNameOf(name: string, { key }: DraftRow): string {
  return `${name}-${key} number-${key} name-${key}`;
}

/** What a select says when the row's problem lies in it. */
function select(
  { row, problem, effect }: LineRow,
  name: SelectName,
  label: string,
  options: unknown,
  onChange: (value: string) => void,
  title?: string,
): TemplateResult {
  const isWrong = problem?.field === name;
  const describedBy = [isWrong ? `problem-${row.key}` : '', remarksId(row, effect)];
  return html`<select
    name=${name}
    id="${name}-${row.key}"
    aria-label=${label}
    aria-labelledby=${rowNameOf(name, row)}
    title=${ifDefined(title)}
    aria-invalid=${isWrong ? 'true' : 'false'}
    aria-describedby=${describedBy.join(' ').trim() || nothing}
    ?disabled=${firstLicense(row.customer) === undefined}
    @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
  >
    ${options}
  </select>`;
}

function planCell(line: LineRow): TemplateResult {
  const { session, row } = line;
  const { t, plans, locale } = session;
  const chosen = plans.find((plan) => plan.id === row.planId);
  const options = html`${chosen ? nothing : html`<option value="" .selected=${true}></option>`}
  ${plansFor(plans, row).map(
    (plan) =>
      html`<option value=${plan.id} .selected=${plan.id === row.planId}>${plan.name[locale]}</option>`,
  )}`;
  const onChange = (planId: string) =>
    line.onChange(({ customer, firstFiscalYear }) => {
      const situation = situationOf(session, customer, planId);
      if (!situation) return { planId };
      return { planId, firstFiscalYear: allowedYear(situation, firstFiscalYear) };
    });
  return select(line, 'planId', t('term.plan'), options, onChange, chosen?.name[locale]);
}

function fiscalYearCell(line: LineRow): TemplateResult {
  const { session, row } = line;
  const { t } = session;
  const situation = situationOf(session, row.customer, row.planId);
  if (!situation) {
    return select(line, 'firstFiscalYear', t('term.fiscalYear'), nothing, () => {});
  }
  if (termRuleOf(line) === 'anniversary') {
    return html`<span class="text muted">${t('fromExpiry')}</span>`;
  }
  const { fiscalYearStart } = situation;
  const choices = fiscalYearChoices(situation);
  // A year that can no longer be chosen stays in sight, with its problem.
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

function yearsCell(line: LineRow): TemplateResult {
  const options = Array.from({ length: LIMITS.years }, (_, index) => index + 1).map(
    (years) => html`<option value=${years} .selected=${years === line.row.years}>${years}</option>`,
  );
  return select(line, 'years', line.session.t('column.years'), options, (years) =>
    line.onChange(() => ({ years: Number(years) })),
  );
}

function presentExpiryCell({ session, row }: LineRow): TemplateResult {
  const { expiry, temporaryExpiry } = firstLicense(row.customer) ?? {};
  if (!expiry) return html`<span class="text muted">–</span>`;
  const { today } = session.whoAmI;
  if (temporaryExpiry && temporaryExpiry >= today) {
    return html`<span class="text">
      ${formatDate(expiry)}
      <span class="muted note">${session.t('expiry.temporary', { date: formatDate(temporaryExpiry) })}</span>
    </span>`;
  }
  const isPast = expiry < today;
  return html`<span class="text">
    <span class=${isPast ? 'past' : ''} translate="no">${formatDate(expiry)}</span>
    ${isPast ? html`<span class="past note">${session.t('expired')}</span>` : nothing}
  </span>`;
}

function newExpiryCell({ session, effect }: LineRow): TemplateResult {
  if (!effect) return html`<span class="text muted">–</span>`;
  const isPast = effect.newExpiry < session.whoAmI.today;
  return html`<span class="text">
    <b class=${isPast ? 'past' : ''} translate="no">${formatDate(effect.newExpiry)}</b>
  </span>`;
}

function termRuleOf({ session, row }: LineRow) {
  return session.plans.find((plan) => plan.id === row.planId)?.termRule;
}

/** The problem below its row, with what mends it. */
function problemRow(line: LineRow, problem: LineProblem): TemplateResult {
  const { t } = line.session;
  const { orderId, expiry } = problem;
  return html`<tr class="problem bad">
    <td class="index"></td>
    <td colspan="9">
      <span class="error" id="problem-${line.row.key}">${problemText(line.session, problem, line.row)}</span>
      ${
        orderId
          ? html`<button type="button" class="quiet" @click=${() => line.onOpenOrder(orderId)}>
            ${t('openOrder')}
          </button>`
          : nothing
      }
      ${
        problem.code === 'LICENSE_MOVED' && expiry
          ? html`<button type="button" class="quiet" @click=${() => line.onUseExpiry(expiry)}>
            ${t('useNewExpiry')}
          </button>`
          : nothing
      }
    </td>
  </tr>`;
}
