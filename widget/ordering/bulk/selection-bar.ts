import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isProrated } from '../../../shared/license-term.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { Menu, type MenuGroup } from '../../ui/menu.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { Draft, DraftRow } from '../draft/draft.ts';
import { type ChoiceField, choicesOf } from './bulk-choices.ts';

const FIELDS = ['firstFiscalYear', 'years', 'planId', 'payer'] as const;

/** "Đã chọn N": actions on all ticked rows. */
export class SelectionBar extends StyledElement {
  static readonly tag = 'renewal-selection-bar';
  static readonly uses = [Menu];
  static override styles = [
    tokens,
    controls,
    css`
      .bar {
        gap: 6px 8px;
        padding: 8px 10px;
        border-block-start: 1px solid var(--line);
        background: var(--accent-soft);
      }
      .bar strong {
        margin-inline-end: 8px;
      }
      :host {
        container-type: inline-size;
      }
      /* Lower and closer buttons stay one line: the rows need the height. */
      @container (max-width: 1400px) {
        .bar {
          --renewal-button-padding: 8px;
          --renewal-font-size: 13px;
          gap: 6px 4px;
          font-size: 13px;
        }
        .bar strong {
          margin-inline-end: 4px;
        }
      }
      /* The table's head ticks all, too. */
      @container (min-width: 1170px) and (max-width: 1400px) {
        .others {
          display: none;
        }
        .clear {
          margin-inline-start: auto;
        }
      }
      /* One line that scrolls sideways. */
      @container (max-width: 760px) {
        .bar {
          flex-wrap: nowrap;
          overflow: auto hidden;
        }
        .bar > * {
          flex: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  /** The ticked rows. */
  @property({ attribute: false }) rows: readonly DraftRow[] = [];
  /** Number of ticked rows that are not shown. */
  @property({ type: Number }) concealed = 0;
  @property({ attribute: false }) onValue!: (field: ChoiceField, value: string) => unknown;
  @property({ attribute: false }) onInvoiceParty!: () => unknown;
  @property({ attribute: false }) onRecipient!: () => unknown;
  @property({ attribute: false }) onEnd!: () => unknown;
  @property({ attribute: false }) onRemove!: () => unknown;
  /** Number of shown rows that are not ticked. */
  @property({ type: Number }) others = 0;
  @property({ attribute: false }) onTickAll!: () => unknown;
  @property({ attribute: false }) onClear!: () => unknown;

  protected override render(): TemplateResult | typeof nothing {
    const { t, plans } = this.signIn;
    const { concealed } = this;
    const count = this.rows.length;
    if (count === 0) return nothing;
    return html`<div class="bar row" role="group" aria-label=${t('bulk')}>
      <strong>
        ${t('bulk.count', { count })}
        ${concealed > 0 ? html`<span class="muted">${t('bulk.concealed', { count: concealed })}</span>` : nothing}
      </strong>
      ${FIELDS.map((field) => this.#renderMenu(field))}
      <button type="button" @click=${this.onInvoiceParty}>${t('bulk.invoiceParty')}</button>
      <button type="button" @click=${this.onRecipient}>${t('bulk.recipient')}</button>
      ${
        plans.some(isProrated)
          ? html`<button type="button" @click=${this.onEnd}>${t('commonEnd')}</button>`
          : nothing
      }
      <button type="button" class="danger" @click=${this.onRemove}>${t('group.do.remove')}</button>
      ${
        this.others > 0
          ? html`<button type="button" class="quiet end others" @click=${this.onTickAll}>
            ${t('bulk.all', { count: this.others })}
          </button>`
          : nothing
      }
      <button type="button" class="quiet clear ${this.others > 0 ? '' : 'end'}" @click=${this.onClear}>${t('bulk.clear')}</button>
    </div>`;
  }

  #renderMenu(field: ChoiceField): TemplateResult {
    return html`<renewal-menu
      label=${this.signIn.t(FIELD_TEXTS[field])}
      .groupsOf=${() => [valueGroup(this.signIn, this.draft, this.rows, field)]}
      .onChoose=${(value: string) => this.onValue(field, value)}
    ></renewal-menu>`;
  }
}

const FIELD_TEXTS = {
  firstFiscalYear: 'term.fiscalYear',
  years: 'column.years',
  planId: 'term.plan',
  payer: 'payer',
} as const;

/** The values that rows can be given, as a menu's group. */
export function valueGroup(
  signIn: SignIn,
  draft: Draft,
  rows: readonly DraftRow[],
  field: ChoiceField,
): MenuGroup {
  const { t } = signIn;
  const count = rows.length;
  return {
    heading: t('bulk.for', { count }),
    items: choicesOf(signIn, draft, rows, field)
      .filter(({ fits }) => fits > 0)
      .map(({ value, text, fits, has }) => ({
        id: value,
        text,
        isChecked: has === count,
        ...(fits < count ? { note: t('bulk.fits', { count: fits }) } : {}),
      })),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-selection-bar': SelectionBar;
  }
}
