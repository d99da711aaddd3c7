import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatDate } from '../../shared/calendar-date.ts';
import type { RowProblem } from '../../shared/error-codes.ts';
import { fiscalYearPeriod } from '../../shared/fiscal-year.ts';
import { fiscalYearChoices, renewedExpiry } from '../../shared/license-term.ts';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong } from '../../shared/money.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import { faultOf, type Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { textField } from '../ui/field.ts';
import { icon } from '../ui/icons.ts';
import { PAGE, pageOf, pager } from '../ui/pager.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './customer-combobox.ts';
import { detailsStyles } from './details-step.styles.ts';
import {
  type Draft,
  type DraftRow,
  EMPTY_PARTY,
  emptyRow,
  filledRows,
  type ProblemCode,
  partyProblems,
  recipientFieldProblems,
  rowProblem,
  withCustomer,
  withLookedUp,
} from './draft.ts';
import { partiesForm, partyFields } from './parties-form.ts';
import { codesInText } from './paste-codes.ts';
import type { QuoteController } from './quote-controller.ts';

/** Khai báo: who is invoiced, who is told, and which licences are renewed. */
export class DetailsStep extends LitElement {
  static override styles = [tokens, controls, detailsStyles];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) quotes!: QuoteController;
  /** Changes when the quotes do. */
  @property({ type: Number }) revision = 0;
  @property({ attribute: false }) onDraft: (change: Partial<Draft>) => void = () => {};
  @property({ attribute: false }) onContinue: () => void = () => {};
  @property({ attribute: false }) onOpenOrder: (orderId: string) => void = () => {};

  @state() private attempted = false;
  @state() private page = 0;
  @state() private expanded: ReadonlySet<number> = new Set();
  @state() private notice = '';
  @state() private pasting = false;
  @state() private checking = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private textarea!: HTMLTextAreaElement;

  protected override render(): TemplateResult {
    const { t } = this.session;
    const { rows } = this.draft;
    const from = this.page * PAGE;
    const problems = this.attempted ? this.#countProblems() : 0;
    return html`<div class="stack">
      ${partiesForm({
        session: this.session,
        draft: this.draft,
        attempted: this.attempted,
        onDraft: this.onDraft,
      })}
      ${problems > 0 ? html`<p class="notice bad" role="alert">${t('problems', { count: problems })}</p>` : nothing}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      <section class="card lines" aria-label=${t('lines')}>
        <table>
          ${this.#renderHead()}
          <tbody>
            ${repeat(
              pageOf(rows, this.page),
              (row) => row.key,
              (row, index) => this.#renderRow(row, from + index),
            )}
          </tbody>
        </table>
        <div class="toolbar row">
          <button type="button" @click=${this.#addRow}>${t('addRow')}</button>
          <button type="button" class="quiet" @click=${() => this.dialog.showModal()}>
            ${t('pasteCodes')}
          </button>
        </div>
        ${pager(t, rows.length, this.page, (page) => {
          this.page = page;
        })}
        ${this.#renderTotals()}
      </section>
      <div class="row">
        <button
          type="button"
          class="primary end"
          ?disabled=${this.checking}
          @click=${this.#handleContinue}
        >
          ${t('continue')}
        </button>
      </div>
      ${this.#renderPasteDialog()}
    </div>`;
  }

  #renderHead(): TemplateResult {
    const { t } = this.session;
    return html`<thead>
      <tr>
        <th class="index">${t('column.number')}</th>
        <th>${t('column.taxCode')}</th>
        <th>${t('term.customer')}</th>
        <th>${t('term.plan')}</th>
        <th>${t('term.fiscalYear')}</th>
        <th>${t('column.years')}</th>
        <th>${t('term.presentExpiry')}</th>
        <th class="number">${t('term.amount')}</th>
        <th><span class="visually-hidden">${t('column.actions')}</span></th>
      </tr>
    </thead>`;
  }

  #renderRow(row: DraftRow, index: number): TemplateResult {
    const { t, plans, locale } = this.session;
    const { customer } = row;
    const problem = this.#problemOf(row);
    const isOpen = this.expanded.has(row.key);
    const quoted = this.quotes.rowOf(row);
    const hasLicense = customer?.license != null;
    return html`<tr class="line ${problem ? 'bad' : ''}" data-key=${row.key}>
        <td class="index"><span class="text">${index + 1}</span></td>
        <td class="code" data-label=${t('column.taxCode')}>
          <renewal-customer-combobox
            .session=${this.session}
            .customer=${customer}
            .text=${row.text}
            .error=${problem && this.#isAtCustomer(problem) ? this.#problemText(problem, row) : ''}
            .onChoose=${(chosen: Customer) => this.#choose(row, chosen)}
            .onText=${(text: string) => this.#change(row, { text, customer: text === '' ? null : row.customer && text === row.customer.taxCode ? row.customer : null })}
            .onPasteColumn=${(text: string) => this.#addCodes(text)}
          ></renewal-customer-combobox>
        </td>
        <td class="name" data-label=${t('term.customer')}>
          <span class="text">${customer?.name ?? html`<span class="muted">–</span>`}</span>
        </td>
        <td class="plan" data-label=${t('term.plan')}>
          <select
            aria-label=${t('term.plan')}
            ?disabled=${!hasLicense}
            @change=${(event: Event) => this.#change(row, { planId: chosenIn(event) })}
          >
            ${hasLicense ? nothing : html`<option></option>`}
            ${plans.map((plan) => html`<option value=${plan.id} ?selected=${plan.id === row.planId}>${plan.name[locale]}</option>`)}
          </select>
        </td>
        <td class="year" data-label=${t('term.fiscalYear')}>${this.#renderFiscalYear(row)}</td>
        <td class="years" data-label=${t('column.years')}>
          <select
            aria-label=${t('column.years')}
            ?disabled=${!hasLicense}
            @change=${(event: Event) => this.#change(row, { years: Number(chosenIn(event)) })}
          >
            ${Array.from({ length: LIMITS.years }, (_, i) => i + 1).map(
              (years) =>
                html`<option value=${years} ?selected=${years === row.years}>${years}</option>`,
            )}
          </select>
        </td>
        <td class="expiry" data-label=${t('term.presentExpiry')}>${this.#renderExpiry(row)}</td>
        <td class="number" data-label=${t('term.amount')}>
          <span class="text ${this.quotes.busy ? 'busy' : ''}">
            ${quoted && hasLicense ? formatDong(quoted.total) : '–'}
          </span>
        </td>
        <td class="actions">
          <button
            type="button"
            class="icon quiet"
            aria-expanded=${isOpen ? 'true' : 'false'}
            aria-label=${t('rowDetails')}
            title=${t('rowDetails')}
            ?disabled=${!customer}
            @click=${() => this.#toggle(row)}
          >
            ${icon('more')}
          </button>
          <button
            type="button"
            class="icon quiet danger"
            aria-label=${t('removeRow')}
            title=${t('removeRow')}
            @click=${() => this.#removeRow(row, index)}
          >
            ${icon('remove')}
          </button>
        </td>
      </tr>
      ${problem && !this.#isAtCustomer(problem) ? this.#renderProblem(problem, row) : nothing}
      ${isOpen ? this.#renderOverride(row) : nothing}`;
  }

  #renderFiscalYear(row: DraftRow): TemplateResult {
    const { t, whoAmI } = this.session;
    const license = row.customer?.license;
    if (!row.customer || !license)
      return html`<select aria-label=${t('term.fiscalYear')} disabled></select>`;
    const { fiscalYearStart } = row.customer;
    if (this.#planOf(row)?.termRule === 'anniversary') {
      return html`<span class="text muted">${t('fromExpiry')}</span>`;
    }
    const choices = fiscalYearChoices(license.expiry, whoAmI.today, fiscalYearStart);
    const period = fiscalYearPeriod(row.firstFiscalYear, fiscalYearStart);
    return html`<select
        aria-label=${t('term.fiscalYear')}
        @change=${(event: Event) => this.#change(row, { firstFiscalYear: Number(chosenIn(event)) })}
      >
        ${choices.map((year) => html`<option value=${year} ?selected=${year === row.firstFiscalYear}>${year}</option>`)}
      </select>
      ${
        fiscalYearStart === 1
          ? nothing
          : html`<span class="label">${t('from', { date: formatDate(period.first) })}</span>`
      }`;
  }

  #renderExpiry(row: DraftRow): TemplateResult {
    const { whoAmI, t } = this.session;
    const license = row.customer?.license;
    const plan = this.#planOf(row);
    if (!row.customer || !license || !plan) return html`<span class="text muted">–</span>`;
    const { termRule } = plan;
    const { fiscalYearStart } = row.customer;
    const { firstFiscalYear, years } = row;
    const term = { termRule, firstFiscalYear, years, fiscalYearStart };
    const expired = license.expiry < whoAmI.today;
    return html`<span class=${expired ? 'error' : 'muted'}>${formatDate(license.expiry)}</span>
      <b><span class="visually-hidden">${t('term.newExpiry')} </span>→ ${formatDate(renewedExpiry(term, license.expiry, whoAmI.today))}</b>`;
  }

  #renderProblem(problem: RowProblem | ProblemCode, row: DraftRow): TemplateResult {
    const { t } = this.session;
    const order = typeof problem === 'object' ? problem.orderId : undefined;
    const moved = typeof problem === 'object' && problem.code === 'LICENSE_MOVED';
    return html`<tr class="problem bad">
      <td class="index"></td>
      <td colspan="8">
        <span class="error" role="alert">${this.#problemText(problem, row)}</span>
        ${
          order
            ? html`<button type="button" class="quiet" @click=${() => this.onOpenOrder(order)}>
              ${t('openOrder')}
            </button>`
            : nothing
        }
        ${
          moved
            ? html`<button type="button" class="quiet" @click=${() => this.#useNewExpiry(row)}>
              ${t('useNewExpiry')}
            </button>`
            : nothing
        }
      </td>
    </tr>`;
  }

  #renderOverride(row: DraftRow): TemplateResult {
    const { t } = this.session;
    const problems = row.invoiceParty && this.attempted ? partyProblems(row.invoiceParty) : {};
    const emailIsWrong = rowProblem({ ...row, invoiceParty: null }, false) === 'OVERRIDE';
    return html`<tr class="details">
      <td class="index"></td>
      <td colspan="8">
        <div class="override">
          <p class="muted">${row.customer?.address} · ${row.customer?.email}</p>
          ${textField({
            id: `email-${row.key}`,
            label: t('override.recipientEmail'),
            value: row.recipientEmail,
            type: 'email',
            error: emailIsWrong ? t('field.EMAIL_INVALID') : undefined,
            onInput: (recipientEmail) => this.#change(row, { recipientEmail }),
          })}
          <label class="choice">
            <input
              type="checkbox"
              .checked=${row.invoiceParty !== null}
              @change=${() => this.#change(row, { invoiceParty: row.invoiceParty ? null : EMPTY_PARTY })}
            />
            <span>${t('override.invoiceParty')}</span>
          </label>
          ${
            row.invoiceParty
              ? partyFields(
                  `party-${row.key}`,
                  this.session,
                  row.invoiceParty,
                  problems,
                  (invoiceParty) => this.#change(row, { invoiceParty }),
                )
              : nothing
          }
        </div>
      </td>
    </tr>`;
  }

  #renderTotals(): TemplateResult {
    const { t } = this.session;
    const { quote, busy, failed } = this.quotes;
    const count = filledRows(this.draft).length;
    if (failed) {
      return html`<div class="totals">
        <span class="error" role="alert">${t('quoteFailed')}</span>
        <button type="button" @click=${() => this.quotes.refresh()}>${t('retry')}</button>
      </div>`;
    }
    const totals = quote?.totals;
    return html`<div class="totals ${busy ? 'busy' : ''}" aria-live="polite">
      <span class="muted">${t('lineCount', { count })}</span>
      ${
        totals && totals.discount > 0
          ? html`<span>${t('term.list')} ${formatDong(totals.list)}</span>
            <span>${t('discountOf', { percent: (quote?.discountRate ?? 0) / 100 })} −${formatDong(totals.discount)}</span>`
          : nothing
      }
      ${totals && totals.vat > 0 ? html`<span>${t('term.vat')} ${formatDong(totals.vat)}</span>` : nothing}
      <span>${t('term.total')} <strong>${formatDong(totals?.total ?? 0)}</strong></span>
    </div>`;
  }

  #renderPasteDialog(): TemplateResult {
    const { t } = this.session;
    return html`<dialog aria-labelledby="paste-title">
      <form method="dialog" class="stack" @submit=${this.#handlePasteDialog}>
        <h2 id="paste-title">${t('pasteCodes')}</h2>
        <p class="muted">${t('pasteCodes.hint')}</p>
        <textarea rows="10" aria-label=${t('pasteCodes.label')} spellcheck="false"></textarea>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" ?disabled=${this.pasting}>${t('pasteCodes.add')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #planOf(row: DraftRow) {
    return this.session.plans.find((plan) => plan.id === row.planId);
  }

  /** What is wrong with a row, the widget's own finding first. */
  #problemOf(row: DraftRow): RowProblem | ProblemCode | null {
    const own = rowProblem(row, filledRows(this.draft).length === 0);
    const isTyped =
      own === 'TAX_CODE_UNKNOWN' || own === 'TAX_CODE_INVALID' || own === 'NO_LICENSE';
    if (own !== null && (isTyped || this.attempted)) return own;
    return this.quotes.problemOf(row) ?? null;
  }

  #isAtCustomer(problem: RowProblem | ProblemCode): boolean {
    const code = typeof problem === 'string' ? problem : problem.code;
    return ['CUSTOMER_REQUIRED', 'TAX_CODE_UNKNOWN', 'TAX_CODE_INVALID', 'NO_LICENSE'].includes(
      code,
    );
  }

  #problemText(problem: RowProblem | ProblemCode, row: DraftRow): string {
    const { t } = this.session;
    if (
      problem === 'TAX_CODE_UNKNOWN' ||
      problem === 'TAX_CODE_INVALID' ||
      problem === 'OVERRIDE'
    ) {
      return t(`row.${problem}`, { text: row.text });
    }
    if (typeof problem === 'string') return t(`row.${problem}`);
    return t(`row.${problem.code}`, {
      ...(problem.expiry ? { expiry: formatDate(problem.expiry) } : {}),
      ...(problem.orderNumber ? { orderNumber: problem.orderNumber } : {}),
      ...(problem.fiscalYear ? { fiscalYear: problem.fiscalYear } : {}),
    });
  }

  #countProblems(): number {
    const inRows = this.draft.rows.filter((row) => this.#problemOf(row) !== null).length;
    return inRows + this.#countPartyProblems();
  }

  #countPartyProblems(): number {
    const { invoiceTo, party, notify, recipient } = this.draft;
    const inParty = invoiceTo === 'other' ? Object.keys(partyProblems(party)).length : 0;
    const inRecipient =
      notify === 'other' ? Object.keys(recipientFieldProblems(recipient)).length : 0;
    return inParty + inRecipient;
  }

  #change(row: DraftRow, change: Partial<DraftRow>): void {
    this.notice = '';
    const rows = this.draft.rows.map((other) =>
      other.key === row.key ? { ...other, ...change } : other,
    );
    this.onDraft({ rows });
  }

  #choose(row: DraftRow, customer: Customer): void {
    this.#change(row, withCustomer(row, customer, this.session.whoAmI.today));
  }

  #useNewExpiry(row: DraftRow): void {
    const expiry = this.quotes.rowOf(row)?.presentExpiry ?? this.#movedExpiry(row);
    if (!row.customer?.license || !expiry) return;
    const customer = { ...row.customer, license: { ...row.customer.license, expiry } };
    const { planId, years } = row;
    this.#change(row, { ...withCustomer(row, customer, this.session.whoAmI.today), planId, years });
    this.quotes.refresh();
  }

  #movedExpiry(row: DraftRow): string | undefined {
    return this.quotes.problemOf(row)?.expiry;
  }

  #toggle(row: DraftRow): void {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(row.key)) expanded.add(row.key);
    this.expanded = expanded;
  }

  async #addRow(): Promise<void> {
    const { rows } = this.draft;
    if (rows.length >= LIMITS.orderLines) {
      this.notice = this.session.t('tooManyRows', { count: LIMITS.orderLines });
      return;
    }
    const row = emptyRow(rows);
    this.onDraft({ rows: [...rows, row] });
    this.page = Math.floor(rows.length / PAGE);
    await this.#focusRow(row.key);
  }

  async #removeRow(row: DraftRow, index: number): Promise<void> {
    const rows = this.draft.rows.filter((other) => other.key !== row.key);
    const left = rows.length > 0 ? rows : [emptyRow([])];
    this.onDraft({ rows: left });
    this.page = Math.min(this.page, Math.floor((left.length - 1) / PAGE));
    // The row that takes the removed one's place, or the last.
    const next = left[Math.min(index, left.length - 1)];
    if (next) await this.#focusRow(next.key);
  }

  async #focusRow(key: number): Promise<void> {
    await this.updateComplete;
    const combobox = this.shadowRoot?.querySelector<HTMLElement>(
      `tr[data-key="${key}"] renewal-customer-combobox`,
    );
    await (combobox as LitElement | null)?.updateComplete;
    combobox?.focus();
  }

  async #handlePasteDialog(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (await this.#addCodes(this.textarea.value)) {
      this.textarea.value = '';
      this.dialog.close();
    }
  }

  /** Looks all codes up in one call; those that are no customer's stay as rows with their error. */
  async #addCodes(text: string): Promise<boolean> {
    const { t, api, whoAmI } = this.session;
    const codes = codesInText(text);
    const room = LIMITS.orderLines - filledRows(this.draft).length;
    if (codes.length === 0 || codes.length > room) {
      this.notice =
        codes.length === 0 ? t('pasteCodes.none') : t('tooManyRows', { count: LIMITS.orderLines });
      return false;
    }
    this.pasting = true;
    try {
      const { results } = await api.customers.lookUp.query({ taxCodes: codes });
      const { draft, duplicates } = withLookedUp(this.draft, results, whoAmI.today);
      this.onDraft({ rows: draft.rows });
      const found = results.filter((result) => result.outcome === 'found').length;
      this.notice = t('pasteCodes.done', {
        found: found - duplicates,
        duplicates,
        unknown: results.length - found,
      });
      return true;
    } catch (error) {
      const { code } = faultOf(error);
      this.notice = code === 'OFFLINE' ? t('offline') : t(`error.${code}`);
      return false;
    } finally {
      this.pasting = false;
    }
  }

  async #handleContinue(): Promise<void> {
    this.attempted = true;
    this.checking = true;
    await this.quotes.settled();
    this.checking = false;
    await this.updateComplete;
    if (this.quotes.failed || this.#countProblems() > 0) return this.focusFirstProblem();
    if (filledRows(this.draft).length > 0) this.onContinue();
  }

  /** Puts the focus on the first field or row that is not right. */
  async focusFirstProblem(): Promise<void> {
    this.attempted = true;
    if (this.#countPartyProblems() === 0) {
      const index = this.draft.rows.findIndex((row) => this.#problemOf(row) !== null);
      if (index >= 0) this.page = Math.floor(index / PAGE);
    }
    this.expanded = new Set([
      ...this.expanded,
      ...this.draft.rows
        .filter((row) => rowProblem(row, false) === 'OVERRIDE')
        .map((row) => row.key),
    ]);
    await this.updateComplete;
    const root = this.shadowRoot;
    const field = root?.querySelector<HTMLElement>('input[aria-invalid="true"]');
    const row = root?.querySelector<HTMLElement>('tr.line.bad renewal-customer-combobox');
    const first =
      field && row && row.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING
        ? field
        : (row ?? field);
    first?.focus();
    first?.scrollIntoView({ block: 'center' });
  }
}

function chosenIn(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

register('renewal-details-step', DetailsStep);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-details-step': DetailsStep;
  }
}
