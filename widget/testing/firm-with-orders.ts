import { sendMouse } from '@web/test-runner-commands';
import type { Order, OrderSummary } from '../../shared/schemas/order.ts';
import type { PaymentLink } from '../../shared/schemas/payment.ts';
import { foldText } from '../../shared/search-text.ts';
import type { RenewalOrders } from '../renewal-orders.ts';
import { type FakeServer, Refusal } from './fake-server.ts';
import { serverOf, uuid } from './firm.ts';
import { cancellationOf, NOW, orderOf } from './orders.ts';
import { connected, deepQueryAll, eventually } from './page.ts';
import { shows } from './wizard.ts';

/** A firm with three orders at the beginning of each test, which may replace them. */
export interface FirmWithOrders {
  server: FakeServer;
  /** The newest first. */
  stored: Order[];
  links: PaymentLink[];
  /** The copied texts; the test runner's page has no clipboard of its own. */
  clipboard: string[];
  /** The element with its list. */
  list(): Promise<RenewalOrders>;
  /** The element with the nth order. */
  order(n?: number): Promise<RenewalOrders>;
}

/** To be called once, in the file of the tests. */
export function firmWithOrders(): FirmWithOrders {
  const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');
  const firm = {} as FirmWithOrders;

  beforeEach(() => {
    firm.stored = [
      orderOf(['awaiting_payment', 'awaiting_payment', 'paid'], numbered(3)),
      orderOf(['paid'], numbered(2)),
      orderOf(['cancelled'], numbered(1)),
    ];
    firm.links = [];
    firm.clipboard = [];
    replaceClipboard(async (text) => void firm.clipboard.push(text));
    firm.server = serverWith(firm).install();
  });

  afterEach(async () => {
    for (const element of document.querySelectorAll('renewal-orders, .host')) element.remove();
    firm.server.restore();
    if (writeText) Object.defineProperty(Clipboard.prototype, 'writeText', writeText);
    await sendMouse({ type: 'move', position: [0, 0] });
  });

  firm.list = async () => {
    const orders = connected('renewal-orders', firm.server);
    await eventually(() => rowsOf(orders).length > 0, 'the orders');
    return orders;
  };
  firm.order = async (n = 3) => {
    const orders = connected('renewal-orders', firm.server, { orderId: uuid(700 + n) });
    await shows(orders, `Đơn hàng DH00000${n}`);
    return orders;
  };
  return firm;
}

/** The id and number of the nth order. */
export function numbered(n: number): Partial<Order> {
  return { id: uuid(700 + n), number: `DH00000${n}` };
}

export function rowsOf(orders: Element): HTMLTableRowElement[] {
  return deepQueryAll<HTMLTableRowElement>(orders, 'tbody tr');
}

export function linkOf(n: number, orderId: string, lineId: string | null): PaymentLink {
  return {
    id: uuid(600 + n),
    orderId,
    lineId,
    url: `https://renewal.test/pay/${n}`,
    createdAt: NOW,
    expiresAt: Date.now() + 86_400_000,
    revokedAt: null,
    sentAt: null,
    sentTo: null,
    openedAt: null,
  };
}

export function replaceClipboard(write: (text: string) => Promise<void>): void {
  Object.defineProperty(Clipboard.prototype, 'writeText', { value: write, configurable: true });
}

function serverWith(firm: FirmWithOrders): FakeServer {
  return serverOf([])
    .on('orders.list', ({ query, state, hasMoneyWaiting, dueBy, cursor, limit = 20 }) => {
      const found = firm.stored.filter(
        (order) =>
          (!state || order.state === state) &&
          (!hasMoneyWaiting || order.unappliedAmount + order.refundDue > 0) &&
          (!dueBy || (order.due > 0 && order.dueDate <= dueBy)) &&
          (!query ||
            foldText(`${order.number} ${order.firstCustomerName}`).includes(foldText(query))),
      );
      const from = Number(cursor ?? 0);
      const orders: OrderSummary[] = found.slice(from, from + limit);
      const sum = (of: 'total' | 'due') => found.reduce((all, order) => all + order[of], 0);
      return {
        orders,
        nextCursor: found.length > from + limit ? String(from + limit) : null,
        ...(!cursor && { totals: { orders: found.length, total: sum('total'), due: sum('due') } }),
      };
    })
    .on('orders.previewCancel', () => cancellationOf())
    .on('orders.get', ({ orderId }) => orderBy(firm, orderId))
    .on('orders.cancel', ({ orderId }) => {
      const { lines, version } = orderBy(firm, orderId);
      const cancelled = lines.map((line) =>
        line.state === 'paid' ? line : { ...line, state: 'cancelled' as const },
      );
      return orderOf([], { ...numbered(3), lines: cancelled, version: version + 1 });
    })
    .on('paymentLinks.list', () => firm.links)
    .on('paymentLinks.create', ({ orderId, lineId = null }) => {
      const link = linkOf(firm.links.length + 1, orderId, lineId);
      firm.links = [link, ...firm.links];
      return link;
    })
    .on('paymentLinks.revoke', ({ linkId }) => {
      firm.links = firm.links.map((link) =>
        link.id === linkId ? { ...link, revokedAt: 1 } : link,
      );
      return firm.links.find((link) => link.id === linkId) as PaymentLink;
    });
}

function orderBy({ stored }: FirmWithOrders, orderId: string): Order {
  const order = stored.find(({ id }) => id === orderId);
  if (!order) throw new Refusal({ code: 'NOT_FOUND' });
  return order;
}
