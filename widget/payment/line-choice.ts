import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { formatDate } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { OrderLine } from '../../shared/schemas/order.ts';
import { soldText } from '../../shared/sold-text.ts';
import { type TermColumn, termColumn } from '../../shared/term-text.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { customerSearch, foundRows } from '../ui/customer-search.ts';
import { listStyles } from '../ui/list.styles.ts';
import { PAGE, pageOf, pager } from '../ui/pager.ts';
import { remarkBadges, remarkStyles } from '../ui/remarks.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { effectOf } from './line-effect.ts';
import { filterLines } from './line-filter.ts';
import { lineName } from './line-name.ts';

/** Chooses the lines to pay among those that await payment; a long list can be searched. */
export class LineChoice extends StyledElement {
  static readonly tag = 'renewal-line-choice';
  static override styles = [
    tokens,
    allControls,
    listStyles,
    remarkStyles,
    css`
      .tick {
        width: 34px;
        padding-inline-end: 0;
      }
      .expiry {
        white-space: nowrap;
      }
      .all {
        display: flex;
        gap: 16px;
      }
      @container (max-width: 700px) {
        thead {
          display: block;
        }
        thead tr {
          display: block;
          padding: 0;
        }
        th {
          display: block;
        }
        th + th {
          display: none;
        }
        tr {
          grid-template-columns: auto 1fr auto;
        }
        td.main,
        td.expiry,
        td.term {
          grid-column: 2 / -1;
        }
        td.number[data-label] {
          grid-column: 2 / -1;
        }
        td.tick {
          grid-row: span 4;
          width: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** The lines that await payment. */
  @property({ attribute: false }) lines: readonly OrderLine[] = [];
  /** The ids of the lines not to be paid now. */
  @property({ attribute: false }) left: ReadonlySet<string> = new Set();
  @property({ attribute: false }) onLeft!: (left: ReadonlySet<string>) => void;

  @state() private page = 0;
  @state() private search = '';

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const found = filterLines(this.lines, '', this.search);
    const term = termColumn(t, this.lines);
    return html`<section class="card list-card" aria-label=${t('pay.lines')}>
      ${this.lines.length > PAGE ? this.#renderSearch() : nothing}
      <table aria-label=${t('pay.lines')}>
        <thead>
          <tr>
            <th colspan="2">${this.lines.length > 1 ? this.#renderAll(found) : t('term.customer')}</th>
            <th>${term.name}</th>
            <th>${t('term.presentExpiry')}</th>
            <th class="number">${t('term.amount')}</th>
          </tr>
        </thead>
        <tbody>${pageOf(found, this.page).map((line) => this.#renderLine(line, term))}</tbody>
      </table>
      ${foundRows(t, found.length, this.lines.length)}
      ${pager(t, found.length, this.page, (page) => {
        this.page = page;
      })}
    </section>`;
  }

  #renderSearch(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="search">
      ${customerSearch(t, this.search, (search) => {
        this.search = search;
        this.page = 0;
      })}
    </div>`;
  }

  /** Ticks all lines that the search has found, on every page. */
  #renderAll(found: readonly OrderLine[]): TemplateResult {
    const { t } = this.signIn;
    const ticked = found.filter((line) => !this.left.has(line.id)).length;
    return html`<label class="all">
      <input
        type="checkbox"
        .checked=${live(ticked > 0 && ticked === found.length)}
        .indeterminate=${live(ticked > 0 && ticked < found.length)}
        @change=${() => this.#leave(found, ticked === found.length)}
      />
      ${t('pay.all')}
    </label>`;
  }

  #renderLine(line: OrderLine, term: TermColumn): TemplateResult {
    const { t, locale } = this.signIn;
    const isLeft = this.left.has(line.id);
    return html`<tr>
      <td class="tick">
        <input
          type="checkbox"
          aria-label="${t('pay.line')} ${lineName(line, this.lines, locale)}"
          .checked=${live(!isLeft)}
          @change=${() => this.#leave([line], !isLeft)}
        />
      </td>
      <td class="main">
        <strong>${line.customer.name}</strong>
        <div class="muted">${line.customer.taxCode} · ${soldText(t, locale, line, line.list)}</div>
        ${remarkBadges(this.signIn, effectOf(this.signIn, line))}
        ${line.payer === 'owner' ? html`<div class="muted">${t('payer')}: ${t('payer.owner')}</div>` : nothing}
      </td>
      <td class="term" data-label=${term.name}>${term.textOf(line)}</td>
      <td class="expiry">
        <span class="muted">${formatDate(line.presentExpiry)}</span> → ${formatDate(line.newExpiry)}
      </td>
      <td class="number" data-label=${t('term.amount')} translate="no">${formatDong(line.total)}</td>
    </tr>`;
  }

  #leave(lines: readonly OrderLine[], isLeft: boolean): void {
    const left = new Set(this.left);
    for (const { id } of lines) {
      if (isLeft) left.add(id);
      else left.delete(id);
    }
    this.onLeft(left);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-choice': LineChoice;
  }
}
