import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import { type TermColumn, termColumn } from '../../../shared/term-text.ts';
import { CallController } from '../../api/call-controller.ts';
import { faultText } from '../../api/fault.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { wideListStyles } from '../../ui/list.styles.ts';
import { orderTotals } from '../../ui/order-totals.ts';
import { pageOf, pager } from '../../ui/pager.ts';
import { remarkBadges, remarkStyles } from '../../ui/remarks.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/tokens.styles.ts';
import { type Draft, type DraftChange, type DraftRow, filledRows } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { QuotationPanel } from '../quotation/quotation-panel.ts';
import { countsOf } from '../quote/draft-totals.ts';
import { keptBackNote } from '../quote/kept-back-note.ts';
import { payersText } from '../quote/payers-text.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { planOfRow } from '../rows/plan-of-row.ts';
import { rowNotes } from '../rows/row-notes.ts';
import { rowEffect } from '../rows/row-term.ts';
import { CodeField } from './code-field.ts';
import { rowFacts, termOfRow } from './row-facts.ts';

/** Xác nhận: the rows to check, each customer's details, and the confirming tick. */
export class ConfirmStep extends StyledElement {
  static readonly tag = 'renewal-confirm-step';
  static readonly uses = [CodeField, QuotationPanel];
  static override styles = [
    tokens,
    allControls,
    wideListStyles,
    remarkStyles,
    css`
      .confirm {
        font-weight: 500;
      }
      tbody tr {
        cursor: pointer;
      }
      tbody tr:hover {
        background: var(--sunken);
      }
      .when {
        white-space: nowrap;
      }
      .payers {
        padding: 10px 14px;
        border-block-start: 1px solid var(--line);
      }
      @container (min-width: 1041px) {
        td:not(.main) {
          padding-block-start: 12px;
        }
        td.plan {
          min-width: 140px;
        }
      }
      .note {
        display: block;
        font-size: 13px;
      }
      .terms {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
      .busy dl * {
        color: var(--muted);
      }
      @container (max-width: 700px) {
        .terms {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      /* Cards: who and how much, then the term, with each label above its value. */
      @container (max-width: 1040px) {
        tr {
          grid-template-columns: 1fr 1fr;
        }
        td[data-label]::before {
          content: attr(data-label);
          display: block;
        }
      }
      @container (min-width: 560px) and (max-width: 1040px) {
        tr {
          grid-template-columns: 3fr 2fr 2fr 2fr;
        }
        td.main {
          grid-column: 1 / span 3;
        }
        td.number[data-label] {
          display: block;
          grid-area: 1 / 4;
          text-align: end;
        }
        td.number[data-label]::before {
          content: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) quotes!: QuoteController;
  /** Changes when the quotes do. */
  @property({ type: Number }) revision = 0;
  @property({ type: Boolean }) confirmed = false;
  /** The terms have changed since they were shown: a new day began, or the portal changed a licence. */
  @property({ type: Boolean }) hasNewTerms = false;
  /** Resolves once `draft` is the changed one. */
  @property({ attribute: false }) onDraft: (change: DraftChange) => Promise<unknown> =
    async () => {};
  @property({ attribute: false }) onConfirmed: (confirmed: boolean) => void = () => {};
  @property({ attribute: false }) onBack: () => void = () => {};
  @property({ attribute: false }) onContinue: () => void = () => {};

  @state() private attempted = false;
  @state() private page = 0;
  @state() private shown: DraftRow | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#confirmed') private tick!: HTMLInputElement;
  @query('renewal-code-field') private codeField!: CodeField;

  /** Waits for the price, and goes on if it is right and the tick is set. */
  readonly #checking = new CallController(this, {
    kind: 'deed',
    run: () => this.#priceIsRight(),
    done: (isRight) => {
      if (isRight && this.confirmed) this.onContinue();
      else if (isRight) this.tick.focus();
    },
  });

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const rows = filledRows(this.draft);
    const missing = this.attempted && !this.confirmed;
    const term = termColumn(
      t,
      rows.map((row) => termOfRow(this.signIn, row)),
    );
    return html`<div class="stack">
      <div class="live" role="alert">${this.hasNewTerms ? html`<p class="notice">${t('newTerms')}</p>` : nothing}</div>
      <section class="card list-card" aria-label=${t('lines')}>
        <table>
          <thead>
            <tr>
              <th>${t('term.customer')}</th>
              <th>${t('term.plan')}</th>
              <th>${term.name}</th>
              <th>${t('term.presentExpiry')}</th>
              <th>${t('term.newExpiry')}</th>
              <th class="number">${t('term.amount')}</th>
            </tr>
          </thead>
          <tbody>${pageOf(rows, this.page).map((row) => this.#renderRow(row, term))}</tbody>
        </table>
        ${pager(t, rows.length, this.page, (page) => {
          this.page = page;
        })}
        <p class="muted payers">${t('payer')}: ${payersText(t, this.draft)}</p>
        ${this.#renderTotals()}
      </section>
      <div class="terms">
        <renewal-code-field
          class="card"
          .signIn=${this.signIn}
          .code=${this.draft.discountCode}
          .quote=${this.quotes.quote}
          .onCode=${(discountCode: string) => this.onDraft(() => ({ discountCode }))}
        ></renewal-code-field>
        <renewal-quotation-panel
          class="card"
          .signIn=${this.signIn}
          .draft=${this.draft}
          .onPrepare=${this.#priceIsRight}
          .onDraft=${this.onDraft}
        ></renewal-quotation-panel>
      </div>
      <div>
        <label class="choice confirm">
          <input
            id="confirmed"
            type="checkbox"
            .checked=${this.confirmed}
            aria-invalid=${missing ? 'true' : 'false'}
            aria-describedby="confirm-error"
            @change=${() => this.onConfirmed(this.tick.checked)}
          />
          <span>${t('confirm.tick')}</span>
        </label>
        <p class="error" id="confirm-error" role=${missing ? 'alert' : nothing}>
          ${missing ? t('confirm.tickMissing') : nothing}
        </p>
      </div>
      <div class="row">
        <button type="button" @click=${this.#handleBack}>${t('back')}</button>
        <button
          type="button"
          class="primary end"
          aria-disabled=${this.#checking.isBusy}
          @click=${this.#handleContinue}
        >
          ${t('continue')}
        </button>
      </div>
      <dialog aria-labelledby="customer-name" @close=${() => {
        this.shown = null;
      }}>
        ${
          this.shown
            ? html`<div class="stack">
              ${rowFacts(this.signIn, this.draft, this.shown, this.quotes.rowOf(this.shown))}
              <div class="row">
                <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
              </div>
            </div>`
            : nothing
        }
      </dialog>
    </div>`;
  }

  #renderTotals(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { quote, fault } = this.quotes;
    if (fault) {
      return html`<div class="totals">
        <span class="error" role="alert">${t('quoteFailed')} ${faultText(t, fault)}</span>
        <button type="button" class="retry" @click=${() => this.quotes.refresh()}>${t('retry')}</button>
      </div>`;
    }
    if (!quote) return nothing;
    return html`<div class=${this.quotes.busy ? 'busy' : ''} aria-live="polite">
      ${orderTotals(t, quote.totals, countsOf(t, this.draft, this.quotes), quote.discounts, quote.discountRate)}
      ${keptBackNote(t, quote)}
    </div>`;
  }

  #renderRow(row: DraftRow, term: TermColumn): TemplateResult {
    const { t } = this.signIn;
    const { customer } = row;
    const quoted = this.quotes.rowOf(row);
    const effect = rowEffect(this.signIn, row, quoted);
    const date = (value: string | undefined) => (value ? formatDate(value) : '–');
    return html`<tr @click=${() => this.#show(row)}>
      <td class="main">
        <button type="button" class="link" aria-haspopup="dialog">
          <span translate="no">${customer?.name}</span>
        </button>
        <div class="muted" translate="no">${customer?.taxCode}</div>
        ${rowNotes(t, this.draft, row)} ${effect ? remarkBadges(this.signIn, effect) : nothing}
      </td>
      <td class="plan" data-label=${t('term.plan')} translate="no">${planOfRow(this.signIn, row, effect)}</td>
      <td data-label=${term.name} translate="no">${term.textOf(termOfRow(this.signIn, row))}</td>
      <td class="when" data-label=${t('term.presentExpiry')} translate="no">
        ${date(quoted?.presentExpiry ?? licenseOf(row)?.expiry)}
      </td>
      <td class="when" data-label=${t('term.newExpiry')} translate="no">${date(effect?.newExpiry)}</td>
      <td class="number" data-label=${t('term.amount')} translate="no">${quoted ? formatDong(quoted.total) : '–'}</td>
    </tr>`;
  }

  async #show(row: DraftRow): Promise<void> {
    this.shown = row;
    await this.updateComplete;
    this.dialog.showModal();
  }

  /** Focuses the field of the discount code. */
  focusCode(): void {
    this.codeField.focus();
  }

  /** Applies a typed code first, so that it is not lost. */
  async #handleBack(): Promise<void> {
    await this.codeField.commit();
    this.onBack();
  }

  readonly #handleContinue = (): void => {
    this.attempted = true;
    void this.#checking.start();
  };

  /** Waits for the price; a failed call or a wrong code gets the focus. */
  readonly #priceIsRight = async (): Promise<boolean> => {
    // A code that is not applied yet changes the order that was ticked as right.
    await this.codeField.commit();
    this.quotes.refreshIfOld();
    await this.quotes.settled();
    await this.updateComplete;
    const { fault, quote } = this.quotes;
    if (fault) this.renderRoot.querySelector<HTMLElement>('.retry')?.focus();
    else if (quote?.codeProblem) this.codeField.focus();
    else return true;
    return false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-confirm-step': ConfirmStep;
  }
}
