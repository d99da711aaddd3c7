import type { Order } from '../../shared/schemas/order.ts';
import type { PaymentAttempt, PaymentMethods } from '../../shared/schemas/payment.ts';
import type { RenewalPayment } from '../renewal-payment.ts';
import type { FakeServer } from './fake-server.ts';
import { PRICE, serverOf } from './firm.ts';
import { orderOf, redirectOf, transferOf } from './orders.ts';
import { button, connected, deepQuery, eventually } from './page.ts';
import { shows } from './wizard.ts';

/** An order of three lines to pay at the beginning of each test, which may replace it. */
export interface OrderToPay {
  server: FakeServer;
  order: Order;
  /** The server's state of the attempt started last. */
  attempt: PaymentAttempt;
  methods: PaymentMethods['methods'];
  openAttempts: PaymentMethods['openAttempts'];
  /** The order has changed on the server. */
  update(changed: Order): void;
  /** The element with the choice of lines and method. */
  choosing(): Promise<RenewalPayment>;
  /** The element with a bank transfer of the whole order. */
  waitingForTransfer(): Promise<RenewalPayment>;
}

/** To be called once, in the file of the tests. */
export function orderToPay(): OrderToPay {
  const { open } = window;
  const paying = {} as OrderToPay;

  beforeEach(() => {
    paying.order = orderOf(['awaiting_payment', 'awaiting_payment', 'awaiting_payment']);
    paying.methods = [
      { method: 'bank_transfer', unavailable: null, limit: null },
      { method: 'vnpay', unavailable: null, limit: null },
    ];
    paying.openAttempts = [];
    paying.server = serverWith(paying).install();
  });

  afterEach(() => {
    for (const element of document.querySelectorAll('renewal-payment, .host')) element.remove();
    paying.server.restore();
    window.open = open;
  });

  paying.update = (changed) => {
    paying.order = changed;
    paying.server.tell(`order:${changed.id}`, changed.version, changed);
  };
  paying.choosing = async () => {
    const { server, order } = paying;
    const payment = connected('renewal-payment', server, { orderId: order.id, stage: 'method' });
    await eventually(() => radio(payment, 'bank_transfer'), 'the methods');
    await eventually(() => server.followersOf('orders') === 1, 'the stream');
    return payment;
  };
  paying.waitingForTransfer = async () => {
    const payment = await paying.choosing();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    return payment;
  };
  return paying;
}

export function radio(payment: Element, method: string): HTMLInputElement {
  return deepQuery<HTMLInputElement>(payment, `input[value=${method}]`) as HTMLInputElement;
}

/** A window, or null, as the browser opens it. */
export function openWindows(isBlocked = false) {
  const places: string[] = [];
  const opened = { document: document.implementation.createHTMLDocument(), closed: false };
  const tab = {
    ...opened,
    opener: window,
    location: { replace: (url: string) => places.push(url) },
    close: () => places.push('closed'),
  };
  window.open = () => (isBlocked ? null : (tab as unknown as Window));
  return { places, tab };
}

function serverWith(paying: OrderToPay): FakeServer {
  return serverOf([])
    .on('orders.get', () => paying.order)
    .on('paymentLinks.list', () => [])
    .on('payments.methods', ({ lineIds }) => ({
      methods: paying.methods,
      openAttempts: paying.openAttempts,
      amount: PRICE * (lineIds?.length ?? paying.order.lines.length),
    }))
    .on('payments.start', ({ method, lineIds }) => {
      const amount = PRICE * (lineIds?.length ?? 0);
      paying.attempt =
        method === 'bank_transfer' ? transferOf(amount) : redirectOf(amount, { method });
      return paying.attempt;
    })
    .on('payments.attempt', () => paying.attempt);
}
