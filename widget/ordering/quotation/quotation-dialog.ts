import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { QuotationPage } from '../../../shared/schemas/quotation.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { entries } from '../../ui/entries.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { skeleton } from '../../ui/theme/skeleton.styles.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import { lookUpCodes } from '../draft/look-up-codes.ts';
import { withQuotationLines } from './quotation-draft.ts';

type Summary = QuotationPage['quotations'][number];

/** The saved quotations; a valid one can be ordered at its price. */
export class QuotationDialog extends StyledElement {
  static readonly tag = 'renewal-quotation-dialog';
  static override styles = [
    tokens,
    allControls,
    skeleton,
    entries,
    css`
      li {
        row-gap: 2px;
      }
      .does {
        grid-row: span 2;
        grid-area: 1 / 2 / span 2;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  /** The draft with the quotation's rows in place of its own. */
  @property({ attribute: false }) onDraft!: (draft: Draft) => unknown;

  @state() private quotations: readonly Summary[] | null = null;
  @state() private nextCursor: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal, from: { cursor?: string }) =>
      this.signIn.api.quotations.list.query(from, { signal }),
    done: (page) => {
      this.quotations = [...(this.quotations ?? []), ...page.quotations];
      this.nextCursor = page.nextCursor;
    },
  });
  /** Fetches a quotation with the present details of its customers. */
  readonly #choosing = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, quotationId: string) => {
      const { signIn } = this;
      const quotation = await signIn.api.quotations.get.query({ quotationId });
      const codes = [...new Set(quotation.lines.map((line) => line.taxCode))];
      const found = (await lookUpCodes(signIn, codes)).flatMap((result) =>
        result.outcome === 'found' ? [result.customer] : [],
      );
      const customers = new Map(found.map((customer) => [customer.id, customer]));
      return { quotation, customers };
    },
    done: ({ quotation, customers }) => {
      // A person who has closed the list meanwhile goes on with the present rows.
      if (!this.dialog.open) return;
      this.onDraft(withQuotationLines(this.draft, quotation, customers, this.signIn));
      this.dialog.close();
    },
  });

  async show(): Promise<void> {
    await this.updateComplete;
    this.quotations = null;
    this.#choosing.clear();
    showModal(this.dialog);
    await this.#reading.start({});
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const replaced = filledRows(this.draft).length;
    return html`<dialog aria-labelledby="title">
      <div class="stack">
        <h2 id="title" tabindex="-1" autofocus>${t('quotation.saved')}</h2>
        ${replaced > 0 ? html`<p class="muted">${t('quotation.replaces', { count: replaced })}</p>` : nothing}
        ${this.#renderList()}
        <div class="live" role="alert">${faultNotice(this.#choosing, this.#reading)}</div>
        <div class="row">
          ${this.nextCursor ? html`<button type="button" aria-disabled=${this.#reading.isBusy} @click=${this.#readMore}>${t('loadMore')}</button>` : nothing}
          ${this.#reading.fault && !this.quotations ? html`<button type="button" @click=${this.#reading.retry}>${t('retry')}</button>` : nothing}
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
        </div>
      </div>
    </dialog>`;
  }

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { quotations } = this;
    if (!quotations) {
      return this.#reading.fault
        ? nothing
        : html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i></div>`;
    }
    if (quotations.length === 0) {
      return html`<p class="muted" role="status">${t('quotation.none')}</p>`;
    }
    return html`<ul>
      ${quotations.map((quotation) => this.#renderQuotation(quotation))}
    </ul>`;
  }

  #renderQuotation(quotation: Summary): TemplateResult {
    const { t, whoAmI } = this.signIn;
    const { number, url, buyerName, lineCount, total, validUntil, orderNumber } = quotation;
    const date = formatDate(validUntil);
    const isOver = validUntil < whoAmI.today;
    return html`<li>
      <span>
        <a id="q-${quotation.id}" href=${url} target="_blank" rel="noopener">${number}</a> · ${buyerName}
      </span>
      <small class="muted">
        ${t('licenses', { count: lineCount })} · ${formatDong(total)} ·
        ${t(isOver ? 'quotation.over' : 'quotation.until', { date })}
      </small>
      <span class="does">
        ${
          orderNumber
            ? html`<span class="badge paid">${t('quotation.ordered', { number: orderNumber })}</span>`
            : html`<button
              type="button"
              aria-describedby="q-${quotation.id}"
              aria-disabled=${this.#choosing.isBusy}
              ?disabled=${isOver}
              @click=${() => this.#choosing.start(quotation.id)}
            >
              ${t('quotation.order')}
            </button>`
        }
      </span>
    </li>`;
  }

  #readMore(): void {
    const cursor = this.nextCursor;
    if (cursor && !this.#reading.isBusy) void this.#reading.start({ cursor });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-quotation-dialog': QuotationDialog;
  }
}
