import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong } from '../../shared/money.ts';
import type { OrderPage, OrderSummary } from '../../shared/schemas/order.ts';
import { CallController } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { Translate } from '../messages/index.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice } from '../ui/fault-notice.ts';
import { csvOf, saveFile } from '../ui/spreadsheet/cells.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { exportedOrders } from './order-cells.ts';

type Read = (from: { cursor?: string; limit: number }) => Promise<OrderPage>;

/** The number of all orders found, their sum and what is due, in words. */
export function foundOrders(t: Translate, totals: OrderPage['totals']): string {
  if (!totals) return '';
  const found = t('orders.found', { count: totals.orders, total: formatDong(totals.total) });
  const { due } = totals;
  return due > 0 ? `${found}, ${t('orders.foundDue', { due: formatDong(due) })}` : found;
}

/** The sum of all orders found, and all of them as a file. */
export class OrdersBar extends StyledElement {
  static readonly tag = 'renewal-orders-bar';
  static override styles = [
    tokens,
    allControls,
    css`
      .bar {
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
      }
      .deeds {
        margin-inline-start: auto;
        gap: 6px;
      }
      .live {
        flex: 1 0 100%;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) totals: OrderPage['totals'];
  /** Returns a function that reads the orders found now. */
  @property({ attribute: false }) reader!: () => Read;
  @state() private said = '';

  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, format: 'csv' | 'xlsx') => {
      const orders = await this.#all(this.reader());
      const rows = exportedOrders(this.signIn, orders);
      const count = orders.length;
      if (format === 'csv') return { count, file: csvOf(rows) };
      const { xlsxFile } = await import('../ui/spreadsheet/xlsx-file.ts');
      return { count, file: await xlsxFile(rows, this.signIn.t('orders'), [1, 9]) };
    },
    done: ({ file, count }, format) => {
      const { t, whoAmI } = this.signIn;
      saveFile(`don-hang-${whoAmI.today}.${format}`, file);
      this.said = t('orders.exported', { count });
    },
  });

  /** Page by page; an order that moves to a later page meanwhile is taken once. */
  async #all(read: Read): Promise<OrderSummary[]> {
    const orders = new Map<string, OrderSummary>();
    let cursor: string | null = null;
    do {
      const from: { cursor?: string } = cursor ? { cursor } : {};
      const page = await read({ ...from, limit: LIMITS.ordersPage });
      for (const order of page.orders) orders.set(order.id, order);
      cursor = page.nextCursor;
      if (cursor !== null) this.said = this.signIn.t('orders.exporting', { count: orders.size });
    } while (cursor !== null);
    return [...orders.values()];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { totals } = this;
    if (!totals) return nothing;
    return html`<div class="bar row">
      <strong>${foundOrders(t, totals)}</strong>
      <div class="row deeds">
        ${(['xlsx', 'csv'] as const).map(
          (format) => html`<button
            type="button"
            aria-disabled=${this.#saving.isBusy}
            @click=${() => this.#save(format)}
          >
            ${t(format === 'csv' ? 'unpaid.export' : 'unpaid.exportXlsx')}
          </button>`,
        )}
      </div>
      <div class="live" role="status">${this.said}</div>
      <div class="live" role="alert">${faultNotice(this.#saving)}</div>
    </div>`;
  }

  #save(format: 'csv' | 'xlsx'): void {
    this.said = '';
    void this.#saving.start(format);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-orders-bar': OrdersBar;
  }
}
