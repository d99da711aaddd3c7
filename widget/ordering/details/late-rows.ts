import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Customer, License } from '../../../shared/schemas/customer.ts';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import type { ChangeDraft, Draft, DraftRow, RowChange } from '../draft/draft.ts';
import { otherLicenses, withLicenseAdded } from '../draft/other-licenses.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { withExpiry } from '../rows/moved-license.ts';
import { rowRemarks } from '../rows/row-remarks.ts';
import type { RowEffect } from '../rows/row-term.ts';
import type { LateRowParts } from '../table/drawn-line.ts';
import { rowNameOf } from '../table/line-cells.ts';
import { otherLicensesList } from '../table/other-licenses.ts';
import { problemPart, problemText } from '../table/problem-row.ts';
import type { LineProblem } from '../table/row-problems.ts';
import { rowDetails, rowNotes } from './party-fields.ts';

/** The part of Khai báo that {@link LateRows} reads and changes. */
export interface LateRowsHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  onDraft: ChangeDraft;
  readonly quotes: QuoteController;
  /** Rows with a problem, by key, and the number of party fields with one. */
  readonly problems: { rows: ReadonlyMap<number, LineProblem>; inParties: number };
  readonly attempted: boolean;
  onOpenOrder(orderId: string): void;
  change(key: number, change: RowChange, typing?: string): Promise<unknown>;
  open(key: number): Promise<unknown>;
  /** Whether the order takes another row; announces where it does not. */
  hasRoom(): boolean;
  clearNotices(): void;
  /** Shows a row, even if others are shown alone. */
  turnTo(index: number): void;
  focusRow(key: number, selector?: string): Promise<void>;
}

/** The field in which a row's problem is mended, if not the one of its name. */
const FIELDS: Readonly<Record<string, string>> = {
  details: '.details [aria-invalid="true"]',
  presentExpiry: '.error ~ button',
};

/** Problems, remarks, settings and other licences of rows, loaded after the table is shown. */
export class LateRows implements ReactiveController {
  readonly #host: LateRowsHost;
  #rows: readonly DraftRow[] = [];
  #others: ReturnType<typeof otherLicenses> = new Map();

  constructor(host: LateRowsHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { rows } = this.#host.draft;
    if (rows !== this.#rows) this.#others = otherLicenses(rows);
    this.#rows = rows;
  }

  partsOf(row: DraftRow, effect: RowEffect | null): LateRowParts {
    const host = this.#host;
    const { signIn, draft, attempted } = host;
    if (!saysAll(signIn)) return {};
    const problem = host.problems.rows.get(row.key);
    const remarks = effect && rowRemarks(signIn, row, effect);
    const others = this.#others.get(row.key);
    return {
      ...(problem && { problemText: problemText(signIn, problem, row) }),
      remarksId: remarks ? `remarks-${row.key}` : '',
      said:
        problem || remarks || others
          ? html`<div class="said ${problem ? 'wrong' : ''}">
            ${problem && this.#renderProblem(signIn, row, problem)} ${remarks}
            ${others && this.#renderOthersButton(signIn, row)}
          </div>`
          : nothing,
      notes: rowNotes(signIn.t, draft, row),
      details: html`${this.#renderOthers(signIn, row)}
      ${rowDetails({
        signIn,
        row,
        orderPayer: draft.payer,
        attempted,
        onChange: (change, typing) => host.change(row.key, change, typing),
      })}`,
    };
  }

  /** Focuses the first wrong field. */
  async focusFirstProblem(): Promise<void> {
    const host = this.#host;
    const { rows, inParties } = host.problems;
    if (inParties > 0) return this.#focus('.parties [aria-invalid="true"]');
    const row = host.draft.rows.find(({ key }) => rows.has(key));
    if (!row) return this.#focus('.retry');
    await this.focusProblem(row.key);
  }

  /** Focuses the field of a row's problem, or of its remarks; its customer where it has none. */
  async focusProblem(key: number): Promise<void> {
    const host = this.#host;
    const { rows } = host.problems;
    const index = host.draft.rows.findIndex((row) => row.key === key);
    const row = host.draft.rows[index];
    if (!row) return;
    host.turnTo(index);
    const field = rows.get(row.key)?.field;
    if (field === 'details') await host.open(row.key);
    // Without a problem, the field that the row's remarks describe.
    const named = field ? `[name="${field}"]` : '.years [aria-describedby]';
    await host.focusRow(row.key, FIELDS[field ?? ''] ?? named);
  }

  #renderProblem(signIn: SignIn, row: DraftRow, problem: LineProblem): TemplateResult {
    return problemPart({
      signIn,
      row,
      problem,
      onOpenOrder: this.#host.onOpenOrder,
      onUseExpiry: (expiry) => this.#useExpiry(row.key, expiry),
    });
  }

  /** Opens the row, where they can be added. */
  #renderOthersButton({ t }: SignIn, row: DraftRow): TemplateResult {
    return html`<button
      type="button"
      class="quiet small"
      id="others-${row.key}"
      aria-labelledby=${rowNameOf('others', row)}
      @click=${() => this.#host.open(row.key)}
    >
      ${t('otherLicenses.open', { count: this.#others.get(row.key)?.length ?? 0 })}
    </button>`;
  }

  #renderOthers(signIn: SignIn, { key, customer }: DraftRow): TemplateResult | undefined {
    const licenses = this.#others.get(key);
    if (!licenses || !customer) return undefined;
    return otherLicensesList(signIn, customer, licenses, (license) =>
      this.#addLicense(customer, license),
    );
  }

  /** Adds a licence's row: the pressed button disappears, and the focus moves to the new row's plan. */
  async #addLicense(customer: Customer, license: License): Promise<void> {
    const host = this.#host;
    if (!host.hasRoom()) return;
    host.clearNotices();
    await host.onDraft(withLicenseAdded(customer, license));
    const { rows } = host.draft;
    const index = rows.findIndex(({ licenseId }) => licenseId === license.id);
    host.turnTo(index);
    await host.focusRow(rows[index]?.key ?? 0, '[name="planId"]');
  }

  async #useExpiry(key: number, expiry: string): Promise<void> {
    const host = this.#host;
    await host.change(key, (row) => withExpiry(host.signIn, row, expiry));
    host.quotes.refresh();
    await host.focusRow(key);
  }

  #focus(selector: string): void {
    const field = this.#host.renderRoot.querySelector<HTMLElement>(selector);
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  }
}
