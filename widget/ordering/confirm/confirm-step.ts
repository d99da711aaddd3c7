import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { CallController } from '../../api/call-controller.ts';
import { faultText } from '../../api/fault-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { wideListStyles } from '../../ui/list.styles.ts';
import { orderTotals } from '../../ui/order-totals.ts';
import { remarkStyles } from '../../ui/remarks.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { Draft, DraftChange, DraftRow } from '../draft/draft.ts';
import { QuotationPanel } from '../quotation/quotation-panel.ts';
import { countsOf } from '../quote/draft-totals.ts';
import { dueDateOf } from '../quote/due-date.ts';
import { keptBackNote } from '../quote/kept-back-note.ts';
import { payersText } from '../quote/payers-text.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { CodeField } from './code-field.ts';
import { ConfirmTable } from './confirm-table.ts';
import { rowFacts } from './row-facts.ts';

/** Xác nhận: the rows to check, each customer's details, and the confirming tick. */
export class ConfirmStep extends StyledElement {
  static readonly tag = 'renewal-confirm-step';
  static readonly uses = [ConfirmTable, CodeField, QuotationPanel];
  static override styles = [
    tokens,
    allControls,
    wideListStyles,
    remarkStyles,
    css`
      .confirm {
        font-weight: 500;
      }
      .payers {
        padding: 10px 14px;
        border-block-start: 1px solid var(--line);
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
  @property({ attribute: false }) onDraft!: (change: DraftChange) => Promise<unknown>;
  @property({ attribute: false }) onConfirmed!: (confirmed: boolean) => void;
  @property({ attribute: false }) onBack!: () => void;
  @property({ attribute: false }) onContinue!: () => void;

  @state() private attempted = false;
  @state() private shown: DraftRow | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#confirmed') private tick!: HTMLInputElement;
  @query('renewal-code-field') private codeField!: CodeField;

  /** Waits for the price, and goes on if it is right and the tick is set. */
  readonly #checking = new CallController(this, {
    kind: 'deed',
    run: () => this.#priceIsRight(),
    done: (isRight) => {
      // The person has unticked it meanwhile, types a code, or looks at a customer: the step stays.
      if (!isRight || !this.#focused?.matches('.primary')) return;
      if (this.confirmed) this.onContinue();
      else this.tick.focus();
    },
  });

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const missing = this.attempted && !this.confirmed;
    return html`<div class="stack">
      <div class="live" role="alert">${this.hasNewTerms ? html`<p class="notice">${t('newTerms')}</p>` : nothing}</div>
      <section class="card list-card" aria-label=${t('lines')}>
        <renewal-confirm-table
          .signIn=${this.signIn}
          .draft=${this.draft}
          .quotes=${this.quotes}
          .revision=${this.revision}
          .onShow=${(row: DraftRow) => this.#show(row)}
        ></renewal-confirm-table>
        <div class="muted payers">
          <p>${t('payer')}: ${payersText(t, this.draft, this.quotes)}</p>
          <p>${t('term.dueDate')}: <span translate="no">${formatDate(dueDateOf(this.signIn, this.quotes))}</span></p>
        </div>
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
            .checked=${live(this.confirmed)}
            aria-invalid=${missing}
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

  async #show(row: DraftRow): Promise<void> {
    this.shown = row;
    await this.updateComplete;
    showModal(this.dialog);
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
    // Not every browser gives it the focus.
    this.renderRoot.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true });
    void this.#checking.start();
  };

  get #focused(): Element | null {
    return (this.renderRoot as ShadowRoot).activeElement;
  }

  /** Waits for the price; a failed call or a wrong code gets the focus, unless the person is elsewhere by then. */
  readonly #priceIsRight = async (): Promise<boolean> => {
    const pressed = this.#focused;
    // A code that is not applied yet changes the order that was ticked as right.
    await this.codeField.commit();
    this.quotes.refreshIfOld();
    await this.quotes.settled();
    await this.updateComplete;
    const { fault, quote } = this.quotes;
    const isRight = !fault && !quote?.codeProblem;
    if (isRight || this.#focused !== pressed) return isRight;
    if (fault) this.renderRoot.querySelector<HTMLElement>('.retry')?.focus();
    else this.codeField.focus();
    return false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-confirm-step': ConfirmStep;
  }
}
