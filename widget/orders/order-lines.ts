import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { formatDong, formatInteger } from '../../shared/money.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { Session } from '../api/session.ts';
import { isAwaiting } from '../payment/payment-phase.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { wideListStyles } from '../ui/list.styles.ts';
import { orderTotals } from '../ui/order-totals.ts';
import { pageOf, pager } from '../ui/pager.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './copy-link-button.ts';
import { lineCommitment, linePayer } from './line-payer.ts';
import { termOf } from './line-term.ts';
import { orderLinesStyles } from './order-lines.styles.ts';
import './send-links.ts';

/** The lines of an order; those that are unpaid can be ticked, to mail their links or to cancel them. */
export class OrderLines extends LitElement {
  static override styles = [tokens, controls, wideListStyles, orderLinesStyles];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  /** A payment link may have been made or sent. */
  @property({ attribute: false }) onLink: () => void = () => {};
  @property({ attribute: false }) onCancel: (lineIds: readonly string[]) => void = () => {};

  @state() private page = 0;
  @state() private ticked: ReadonlySet<string> = new Set();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('order') && changed.get('order')?.id !== this.order.id) this.page = 0;
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    const { lines, totals, discounts } = this.order;
    const awaiting = lines.filter(isAwaiting);
    const canTick = awaiting.length > 0;
    return html`<section class="card list-card ${canTick ? 'ticks' : ''}" aria-label=${t('lines')}>
      ${canTick ? this.#renderBulk(awaiting) : nothing}
      <table aria-label=${t('lines')}>
        <thead>
          <tr>
            ${canTick ? html`<th class="tick"><span class="visually-hidden">${t('lines.tick')}</span></th>` : nothing}
            <th>${t('term.customer')}</th>
            <th>${t('term.presentExpiry')}</th>
            <th>${t('payer')}</th>
            <th>${t('state')}</th>
            <th class="number">${t('term.amount')}</th>
          </tr>
        </thead>
        <tbody>${pageOf(lines, this.page).map((line) => this.#renderLine(line, canTick))}</tbody>
      </table>
      ${pager(t, lines.length, this.page, (page) => {
        this.page = page;
      })}
      ${orderTotals(t, totals, lines.length, discounts)}
    </section>`;
  }

  /** What can be done to the ticked lines; without any, the links of all owners who have to pay. */
  #renderBulk(awaiting: readonly OrderLine[]): TemplateResult {
    const { t } = this.session;
    const ticked = awaiting.filter((line) => this.ticked.has(line.id)).map((line) => line.id);
    const owners = awaiting.filter((line) => line.payer === 'owner').length;
    const count = formatInteger(ticked.length || owners);
    return html`<div class="bulk row">
      <label class="choice">
        <input
          type="checkbox"
          .checked=${live(ticked.length === awaiting.length)}
          .indeterminate=${live(ticked.length > 0 && ticked.length < awaiting.length)}
          @change=${() => {
            const all = ticked.length < awaiting.length ? awaiting.map((line) => line.id) : [];
            this.ticked = new Set(all);
          }}
        />
        <span>${ticked.length > 0 ? t('lines.ticked', { count }) : t('lines.tickAll')}</span>
      </label>
      ${
        ticked.length > 0 || owners > 0
          ? html`<renewal-send-links
            .session=${this.session}
            .orderId=${this.order.id}
            .lineIds=${ticked.length > 0 ? ticked : undefined}
            .label=${t(ticked.length > 0 ? 'sendLinks.ticked' : 'sendLinks.allOwners', { count })}
            .onSent=${this.onLink}
          ></renewal-send-links>`
          : nothing
      }
      ${
        ticked.length > 0
          ? html`<button type="button" class="quiet danger" @click=${() => this.onCancel(ticked)}>
            ${t('cancelLines', { count })}
          </button>`
          : nothing
      }
    </div>`;
  }

  #renderLine(line: OrderLine, canTick: boolean): TemplateResult {
    const { t, locale } = this.session;
    const isOpen = isAwaiting(line);
    return html`<tr>
      ${canTick ? html`<td class="tick">${isOpen ? this.#renderTick(line) : nothing}</td>` : nothing}
      <td class="main">
        <strong>${line.customer.name}</strong>
        <div class="row second">
          <span class="muted">${line.customer.taxCode} · ${line.plan.name[locale]}</span>
          ${
            isOpen
              ? html`<renewal-copy-link-button
                class="on-row"
                .session=${this.session}
                .orderId=${this.order.id}
                .lineId=${line.id}
                .onCopied=${this.onLink}
              ></renewal-copy-link-button>`
              : nothing
          }
        </div>
      </td>
      <td class="expiry">
        <span class="dates"
          ><span class="muted">${formatDate(line.presentExpiry)}</span> → ${formatDate(line.newExpiry)}</span
        >
        <div class="muted note">${t('term.fiscalYear')} ${termOf(t, line)}</div>
      </td>
      <td class="payer" data-label=${t('payer')}>${linePayer(t, line)}</td>
      <td class="state">
        <span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span>
        ${line.paidAt === null ? nothing : html`<div class="muted">${formatDate(calendarDateAt(line.paidAt))}</div>`}
        ${lineCommitment(t, line)}
      </td>
      <td class="number" data-label=${t('term.amount')}>${formatDong(line.total)}</td>
    </tr>`;
  }

  #renderTick({ id, customer }: OrderLine): TemplateResult {
    const isTicked = this.ticked.has(id);
    return html`<input
      type="checkbox"
      aria-label="${this.session.t('lines.tick')} ${customer.name}"
      .checked=${live(isTicked)}
      @change=${() => {
        const ticked = new Set(this.ticked);
        if (!ticked.delete(id)) ticked.add(id);
        this.ticked = ticked;
      }}
    />`;
  }
}

register('renewal-order-lines', OrderLines);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-lines': OrderLines;
  }
}
