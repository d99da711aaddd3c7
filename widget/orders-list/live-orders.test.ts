import { expect } from '@open-wc/testing';
import '../define.ts';
import type { Order } from '../../shared/schemas/order.ts';
import { expectNoFaults } from '../testing/checks.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf, serverOf, uuid } from '../testing/firm.ts';
import { orderOf } from '../testing/orders.ts';
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
} from '../testing/page.ts';
import { serverWithOwnDrafts, shows, toPlace, wizardFor } from '../testing/wizard.ts';

let server: FakeServer;
/** The server's orders, newest first. */
let stored: Order[];
let position: number;

const numbered = (n: number, states: Order['state'] = 'awaiting_payment') =>
  orderOf(
    [states === 'paid' ? 'paid' : states === 'cancelled' ? 'cancelled' : 'awaiting_payment'],
    {
      id: uuid(700 + n),
      number: `DH${String(n).padStart(6, '0')}`,
      state: states,
    },
  );

beforeEach(() => {
  stored = Array.from({ length: 45 }, (_, index) => numbered(45 - index));
  position = 100;
  server = serverOf([])
    .on('orders.list', ({ query, state, cursor }) => {
      const found = stored
        .filter((order) => order.number.includes(query) && (!state || order.state === state))
        .filter(({ id }) => !cursor || id < cursor);
      const orders = found.slice(0, 20);
      return { orders, nextCursor: found.length > 20 ? (orders.at(-1)?.id ?? null) : null };
    })
    .on('orders.get', ({ orderId }) => stored.find(({ id }) => id === orderId) as Order)
    .on('paymentLinks.list', () => [])
    .install();
});

afterEach(() => clearPage(server));

async function shown() {
  const orders = connected('renewal-orders', server);
  await eventually(() => rowsOf(orders).length > 0, 'the orders');
  await eventually(() => server.followersOf('list') === 1, 'the stream');
  return orders;
}

const rowsOf = (orders: Element) => deepQueryAll(orders, 'tbody tr');
const numbersOf = (orders: Element) =>
  rowsOf(orders).map((row) => /DH\d+/.exec(visibleText(row))?.[0]);
const rowOf = (orders: Element, number: string) =>
  rowsOf(orders).find((row) => visibleText(row).includes(number));

/** The firm's orders have changed. */
function change(orders: Order[]) {
  stored = orders;
  server.tell('list', ++position, null);
}

const withState = (n: number, state: Order['state']) =>
  stored.map((order) => (order.id === uuid(700 + n) ? numbered(n, state) : order));

describe('renewal-orders: live', () => {
  it('renewal-orders shows new, paid and cancelled orders by itself', async () => {
    const orders = await shown();
    change([numbered(46), ...stored]);
    await eventually(() => numbersOf(orders)[0] === 'DH000046', 'the new order');
    change(withState(45, 'paid'));
    await eventually(() =>
      visibleText(rowOf(orders, 'DH000045') as Node).includes('Đã thanh toán'),
    );
    change(withState(44, 'cancelled'));
    await eventually(() => visibleText(rowOf(orders, 'DH000044') as Node).includes('Đã hủy'));
  });

  it('renewal-orders keeps its opened pages, filter and search while updating', async () => {
    const orders = await shown();
    button(orders, 'Xem thêm').click();
    await eventually(() => rowsOf(orders).length === 40);
    change([numbered(46), ...stored]);
    await eventually(() => numbersOf(orders)[0] === 'DH000046', 'the new order');
    expect(numbersOf(orders)).to.include('DH000006', 'what was shown before stays');
    const select = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    select.value = 'awaiting_payment';
    select.dispatchEvent(new Event('change'));
    await eventually(() => rowsOf(orders).length === 20);
    const search = deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement;
    type(search, 'DH00004');
    await eventually(() => rowsOf(orders).length === 7);
    change(withState(43, 'paid'));
    await eventually(() => rowsOf(orders).length === 6, 'the paid one is gone');
    expect(numbersOf(orders)).not.to.include('DH000043');
    expect(search.value).to.equal('DH00004');
    await eventually(() => focused() === search, 'the focus');
    expect(server.inputsOf('orders.list').at(-1)).to.deep.include({
      query: 'DH00004',
      state: 'awaiting_payment',
    });
  });

  it('renewal-orders keeps the focus on its order, and in its place when that order is gone', async () => {
    const orders = await shown();
    const select = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    select.value = 'awaiting_payment';
    select.dispatchEvent(new Event('change'));
    await eventually(() => server.inputsOf('orders.list').length === 2);
    const details = (n: number) =>
      deepQuery(orders, `[data-order="${uuid(700 + n)}"]`) as HTMLElement;
    details(42).focus();
    change([numbered(46), ...stored]);
    await eventually(() => numbersOf(orders)[0] === 'DH000046', 'the new order');
    await eventually(() => focused() === details(42), 'the focus');
    change(withState(42, 'paid'));
    await eventually(() => !rowOf(orders, 'DH000042'), 'the paid one is gone');
    await eventually(() => focused() === details(41), 'the focus');
    change([]);
    await eventually(() => rowsOf(orders).length === 0);
    await eventually(() => focused() === deepQuery(orders, 'input[type=search]'), 'the focus');
  });

  it('the list is as it was left, and up to date, on coming back from an order', async () => {
    const orders = await shown();
    button(orders, 'Xem thêm').click();
    await eventually(() => rowsOf(orders).length === 40);
    (deepQuery(orders, `[data-order="${uuid(710)}"]`) as HTMLElement).click();
    await eventually(() => visibleText(orders).includes('Đơn hàng DH000010'));
    change(withState(12, 'paid'));
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 40, 'two pages');
    await eventually(
      () => focused() === deepQuery(orders, `[data-order="${uuid(710)}"]`),
      'the focus',
    );
    await eventually(() =>
      visibleText(rowOf(orders, 'DH000012') as Node).includes('Đã thanh toán'),
    );
  });

  it('renewal-orders reads once for many changes, and again after a failure', async () => {
    const orders = await shown();
    const before = server.inputsOf('orders.list').length;
    for (let i = 0; i < 30; i++)
      change([numbered(46), ...stored.filter(({ id }) => id !== uuid(746))]);
    await eventually(() => numbersOf(orders)[0] === 'DH000046', 'the new order');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.inputsOf('orders.list').length - before).to.be.at.most(2);
  });
});

describe('renewal-wizard: an order that was placed', () => {
  const ACCOUNTANT = 'placed-live';
  const [first, second] = customersOf(2);
  const placedId = uuid(900_001);

  afterEach(() => {
    for (const element of document.querySelectorAll('renewal-wizard')) element.remove();
  });

  async function placed() {
    server.restore();
    server = serverWithOwnDrafts(customersOf(2), ACCOUNTANT).install();
    const wizard = await wizardFor(server, first?.taxCode ?? '', second?.taxCode ?? '');
    await toPlace(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    await eventually(() => server.followersOf('orders') === 1, 'the stream');
    return wizard;
  }
  const become = (
    version: number,
    states: readonly ('paid' | 'awaiting_payment' | 'cancelled')[],
  ) => {
    const order = { ...orderOf(states, { version }), id: placedId, number: 'DH000001' };
    server.tell(`order:${placedId}`, version, order);
  };

  it('an order placed in the wizard turns to paid when somebody else pays it, and keeps the focus', async () => {
    const wizard = await placed();
    const paid: string[] = [];
    wizard.addEventListener('renewal-paid', (event) =>
      paid.push((event as HTMLElementEventMap['renewal-paid']).detail.orderId),
    );
    become(1, ['awaiting_payment', 'awaiting_payment']);
    button(wizard, 'Thanh toán ngay').focus();
    become(2, ['paid', 'awaiting_payment']);
    await shows(wizard, 'Thanh toán một phần');
    button(wizard, 'Thanh toán ngay');
    become(3, ['paid', 'paid']);
    await shows(wizard, 'Đơn hàng DH000001 đã được thanh toán đủ');
    expect(() => button(wizard, 'Thanh toán ngay')).to.throw();
    await eventually(() => focused() === button(wizard, 'Xem chi tiết'), 'the focus');
    expect(paid).to.deep.equal([placedId, placedId]);
    await expectNoFaults(wizard);
  });

  it('an order placed in the wizard shows that a colleague has cancelled it, and can’t be paid', async () => {
    const wizard = await placed();
    become(2, ['cancelled', 'cancelled']);
    await shows(wizard, 'Đã hủy');
    expect(() => button(wizard, 'Thanh toán ngay')).to.throw();
    await expectNoFaults(wizard);
  });

  it('the wizard stops following an order when the person has finished', async () => {
    const wizard = await placed();
    button(wizard, 'Hoàn tất').click();
    await eventually(() => server.streams.length === 0, 'no stream');
  });
});
