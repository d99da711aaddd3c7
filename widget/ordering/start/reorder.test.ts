import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, TODAY, uuid } from '../../testing/firm.ts';
import { lineOf, orderOf } from '../../testing/orders.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { rowsOf, serverWithOwnDrafts, shows, toPlace, wizardFor } from '../../testing/wizard.ts';

/** Ordering cancelled lines again: in place, with the former choices, unless the host does it. */

const customers = customersOf(4) as [Customer, Customer, Customer, Customer];
const [first, second, third] = customers;
const AGAIN = 'Đặt lại 2 dòng đã hủy';
const OLD = uuid(700);
const NEW = uuid(900_001);

let server: FakeServer;

beforeEach(() => {
  const of = ({ id, taxCode, name }: Customer) => ({ customer: { id, taxCode, name } });
  const invoiceParty = (({ name, taxCode, address, email, contactName }) => ({
    legalName: name,
    taxCode,
    budgetUnitCode: '',
    address,
    email,
    contactName,
  }))(first);
  const old = orderOf([], {
    lines: [
      lineOf(1, { ...of(first), invoiceParty, state: 'cancelled', years: 2 }),
      lineOf(2, { ...of(second), state: 'cancelled', payer: 'owner', recipientEmail: 'hai@kh.vn' }),
      lineOf(3, { ...of(third), state: 'paid' }),
    ],
  });
  const placed: Order = { ...orderOf(['awaiting_payment']), id: NEW, number: 'DH000001' };
  server = serverWithOwnDrafts(customers, 'reorder')
    .on('orders.get', ({ orderId }) => (orderId === NEW ? placed : old))
    .on('orders.list', () => ({ orders: [old], nextCursor: null }))
    .on('paymentLinks.list', () => [])
    .on('payments.methods', () => ({
      methods: [{ method: 'bank_transfer', unavailable: null, limit: null }],
      openAttempts: [],
      amount: 1,
    }))
    .install();
});

afterEach(() => clearPage(server));

const hasForm = (element: Element) => deepQuery(element, 'renewal-order-wizard') !== undefined;

/** Presses the button, and waits for the form. */
async function again(element: Element) {
  await eventually(() => deepQuery(element, 'renewal-order-details'), 'the order');
  button(element, AGAIN).click();
  await eventually(() => rowsOf(element).length === 2, 'the rows');
}

async function place(element: Element) {
  await toPlace(element);
  button(element, 'Đặt hàng').click();
  await shows(element, 'Đặt hàng thành công');
}

describe('ordering again', () => {
  it('reordering opens the form in place, filled in as the order was, and then shows the new one', async () => {
    const orders = connected('renewal-orders', server, { orderId: OLD });
    const closed: Event[] = [];
    orders.addEventListener('renewal-close', (event) => closed.push(event));
    await again(orders);
    expect(focused()?.id, 'the focus goes along').to.equal('title');
    await shows(orders, 'Chủ doanh nghiệp trả');
    await shows(orders, 'Gửi thêm thông báo: hai@kh.vn');
    await expectNoFaults(orders);
    await place(orders);
    const [order] = server.inputsOf('orders.place');
    expect(
      order?.lines.map(({ customerId, years, payer, recipientEmail }) => [
        customerId,
        years,
        payer,
        recipientEmail,
      ]),
    ).to.deep.equal([
      [first.id, 2, undefined, undefined],
      [second.id, 1, 'owner', 'hai@kh.vn'],
    ]);
    button(orders, 'Xem chi tiết').click();
    await eventually(() => !hasForm(orders), 'the form is gone');
    expect(orders.orderId).to.equal(NEW);
    await shows(orders, 'Đơn hàng DH000001');
    await eventually(() => focused()?.localName === 'h2', 'the focus');
    expect(closed).to.have.length(0);
  });

  it('reordering leads to paying the new order at once', async () => {
    const payment = connected('renewal-payment', server, { orderId: OLD });
    await again(payment);
    await place(payment);
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Thanh toán đơn hàng DH000001');
    expect(payment.orderId).to.equal(NEW);
  });

  it('reordering returns to the order when the form is closed, and to the new one once placed', async () => {
    const payment = connected('renewal-payment', server, { orderId: OLD });
    const closed: Event[] = [];
    payment.addEventListener('renewal-close', (event) => closed.push(event));
    await again(payment);
    button(payment, 'Đóng').click();
    await shows(payment, 'Đơn hàng DH000007');
    await again(payment);
    await place(payment);
    button(payment, 'Hoàn tất').click();
    await eventually(() => !hasForm(payment), 'the form is gone');
    await shows(payment, 'Đơn hàng DH000001');
    expect(closed, 'nothing to the host').to.have.length(0);
  });

  it('reordering from the wizard’s own order begins the wizard anew', async () => {
    server.on('orders.quote', ({ lines }) => {
      const problems = lines.map((_, row) => ({
        row,
        field: 'firstFiscalYear' as const,
        code: 'ALREADY_ORDERED' as const,
        orderId: OLD,
        orderNumber: 'DH000007',
        fiscalYear: 2027,
      }));
      const totals = { list: 0, discount: 0, net: 0, vat: 0, total: 0 };
      const none = {
        lines: [],
        discountRate: 0,
        volumeKeptBack: 0,
        discounts: [],
        codeProblem: null,
      };
      return { ...none, today: TODAY, problems, totals };
    });
    const wizard = await wizardFor(server, third.taxCode);
    (
      await eventually(
        () => deepQuery<HTMLElement>(wizard, 'td.notes .error ~ button'),
        'the problem',
      )
    ).click();
    await shows(wizard, 'Đơn hàng DH000007');
    button(wizard, AGAIN).click();
    await shows(wizard, 'Bạn có đơn hàng đang nhập dở');
    button(wizard, 'Bắt đầu đơn mới (2)').click();
    await eventually(() => rowsOf(wizard).length === 2, 'the rows');
    expect(deepQueryAll(wizard, 'renewal-order-wizard'), 'one, not one in another').to.have.length(
      1,
    );
    await shows(wizard, 'Gửi thêm thông báo: hai@kh.vn');
  });

  it('reordering again continues the typed draft', async () => {
    const orders = connected('renewal-orders', server, { orderId: OLD });
    await again(orders);
    const years = deepQuery<HTMLSelectElement>(orders, '[name=years]') as HTMLSelectElement;
    expect(years.value).to.equal('2');
    years.value = '3';
    years.dispatchEvent(new Event('change'));
    button(orders, 'Đóng').click();
    await again(orders);
    expect(deepQuery<HTMLSelectElement>(orders, '[name=years]')?.value).to.equal('3');
  });

  it('reordering asks which draft to use where the same customers’ order was begun otherwise', async () => {
    (await wizardFor(server, first.taxCode, second.taxCode)).remove();
    const orders = connected('renewal-orders', server, { orderId: OLD });
    await eventually(() => deepQuery(orders, 'renewal-order-details'), 'the order');
    button(orders, AGAIN).click();
    await shows(orders, 'Bạn có đơn hàng đang nhập dở');
    await expectNoFaults(orders);
    button(orders, 'Bắt đầu đơn mới (2)').click();
    await shows(orders, 'Gửi thêm thông báo: hai@kh.vn');
  });

  it('reordering whose look-up failed says so, and tries again', async () => {
    const orders = connected('renewal-orders', server, { orderId: OLD });
    await eventually(() => deepQuery(orders, 'renewal-order-details'), 'the order');
    server.offline = true;
    button(orders, AGAIN).click();
    await shows(orders, 'Không kết nối được máy chủ.');
    server.offline = false;
    button(orders, 'Thử lại').click();
    await eventually(() => rowsOf(orders).length === 2, 'the rows');
    await shows(orders, 'Gửi thêm thông báo: hai@kh.vn');
  });

  it('rows typed after a failed look-up are not replaced by another try', async () => {
    const orders = connected('renewal-orders', server, { orderId: OLD });
    await eventually(() => deepQuery(orders, 'renewal-order-details'), 'the order');
    server.offline = true;
    button(orders, AGAIN).click();
    await shows(orders, 'Không kết nối được máy chủ.');
    server.offline = false;
    const code = deepQuery<HTMLInputElement>(orders, 'input[role=combobox]') as HTMLInputElement;
    type(code, first.taxCode);
    const found = await eventually(
      () => deepQuery<HTMLElement>(orders, '[role=option]'),
      'the customer',
    );
    found.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, cancelable: true }));
    found.click();
    await eventually(() => rowsOf(orders)[0]?.textContent?.includes('31/12/2026'), 'the row');
    const form = deepQuery(orders, 'renewal-order-wizard') as Element;
    await eventually(() => !visibleText(form).includes('Thử lại'), 'no other try');
    await shows(orders, 'Không kết nối được máy chủ.');
  });

  it('reordering is left to a host that does it itself', async () => {
    const orders = connected('renewal-orders', server, { orderId: OLD });
    const asked: unknown[] = [];
    orders.addEventListener('renewal-reorder', (event) => {
      event.preventDefault();
      asked.push(event.detail);
    });
    await eventually(() => deepQuery(orders, 'renewal-order-details'), 'the order');
    button(orders, AGAIN).click();
    expect(asked).to.deep.equal([{ orderId: OLD, customers: [first.taxCode, second.taxCode] }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(visibleText(orders)).to.contain('Đơn hàng DH000007');
    expect(hasForm(orders)).to.equal(false);
  });
});
