import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong } from '../../shared/money.ts';
import type { OrderPage, OrderSummary } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { Translate } from '../messages/index.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { ExportButtons, type Exported } from './export/export-buttons.ts';
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
  static readonly uses = [ExportButtons];
  static override styles = [
    tokens,
    allControls,
    css`
      .bar {
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) totals: OrderPage['totals'];
  /** Returns a function that reads the orders found now. */
  @property({ attribute: false }) reader!: () => Read;

  readonly #export = async (say: (text: string) => void): Promise<Exported> => {
    const { t } = this.signIn;
    const orders = await this.#all(this.reader(), say);
    return {
      ...{ name: 'don-hang', sheet: t('orders'), dates: [1, 9] },
      rows: exportedOrders(this.signIn, orders),
      said: t('orders.exported', { count: orders.length }),
    };
  };

  /** Page by page; an order that moves to a later page meanwhile is taken once. */
  async #all(read: Read, say: (text: string) => void): Promise<OrderSummary[]> {
    const orders = new Map<string, OrderSummary>();
    let cursor: string | null = null;
    do {
      const from: { cursor?: string } = cursor ? { cursor } : {};
      const page = await read({ ...from, limit: LIMITS.ordersPage });
      for (const order of page.orders) orders.set(order.id, order);
      cursor = page.nextCursor;
      if (cursor !== null) say(this.signIn.t('orders.exporting', { count: orders.size }));
    } while (cursor !== null);
    return [...orders.values()];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { totals } = this;
    if (!totals) return nothing;
    return html`<div class="bar row">
      <strong>${foundOrders(t, totals)}</strong>
      <renewal-export-buttons .signIn=${this.signIn} .read=${this.#export}></renewal-export-buttons>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-orders-bar': OrdersBar;
  }
}
