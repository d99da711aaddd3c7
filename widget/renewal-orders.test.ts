import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import './define.ts';
import { expectNoFaults, hostilePage, looksOf } from './testing/checks.ts';
import { uuid } from './testing/firm.ts';
import { firmWithOrders, numbered, rowsOf } from './testing/firm-with-orders.ts';
import { lineOf, orderOf } from './testing/orders.ts';
import { button, connected, deepQuery, eventually, visibleText } from './testing/page.ts';
import { shows } from './testing/wizard.ts';

const firm = firmWithOrders();

describe('renewal-orders: its route', () => {
  const before = location.hash;
  const ORDER = uuid(703);

  afterEach(async () => {
    if (location.hash === before) return;
    const changed = new Promise((resolve) =>
      addEventListener('hashchange', resolve, { once: true }),
    );
    location.hash = before;
    await changed;
  });

  it('opening and closing a screen is an event, and no address without a route', async () => {
    const screens: unknown[] = [];
    const orders = await firm.list();
    orders.addEventListener('renewal-screen', (event) => screens.push(event.detail));
    button(orders, 'Xem chi tiết').click();
    await shows(orders, 'Đơn hàng DH000003');
    button(orders, 'Quay lại').click();
    await shows(orders, 'Tìm đơn hàng');
    button(orders, 'Chưa thanh toán').click();
    await eventually(() => orders.view === 'unpaid', 'the unpaid lines');
    expect(screens).to.deep.equal([
      { screen: 'order', orderId: ORDER },
      { screen: 'orders', orderId: '' },
      { screen: 'unpaid', orderId: '' },
    ]);
    expect(location.hash).to.equal(before);
  });

  it('with a route, the address says what is shown, and the browser’s Back leads back', async () => {
    const orders = connected('renewal-orders', firm.server, { route: '#orders' });
    await eventually(() => rowsOf(orders).length > 0, 'the orders');
    button(orders, 'Xem chi tiết').click();
    await shows(orders, 'Đơn hàng DH000003');
    expect(location.hash).to.equal(`#orders/${ORDER}`);
    button(orders, 'Quay lại').click();
    await shows(orders, 'Tìm đơn hàng');
    expect(location.hash).to.equal('#orders');
    history.back();
    await eventually(() => orders.orderId === ORDER, 'the order again');
    await shows(orders, 'Đơn hàng DH000003');
  });

  it('with a route, the browser’s Back leads to the address that the page had before, and to its list', async () => {
    for (const before of ['', '#main']) {
      history.replaceState(null, '', before || location.pathname);
      const orders = connected('renewal-orders', firm.server, { route: '#orders', view: 'unpaid' });
      await shows(orders, 'Tìm dòng chưa thanh toán');
      button(orders, 'Đơn hàng').click();
      await shows(orders, 'Tìm đơn hàng');
      expect(location.hash).to.equal('#orders');
      history.back();
      await shows(orders, 'Tìm dòng chưa thanh toán');
      expect(location.hash).to.equal(before);
      orders.remove();
    }
  });

  it('with a route, an address opens its order, whenever the element comes into the page', async () => {
    location.hash = `#orders/${ORDER}`;
    const orders = connected('renewal-orders', firm.server, { route: '#orders' });
    await shows(orders, 'Đơn hàng DH000003');
    orders.remove();
    location.hash = '#elsewhere';
    await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    expect(orders.orderId).to.equal(ORDER);
    location.hash = `#orders/${uuid(702)}`;
    await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    expect(orders.orderId, 'out of the page').to.equal(ORDER);
    document.body.append(orders);
    await shows(orders, 'Đơn hàng DH000002');
  });

  it('after the browser’s Back to an order, the one on the screen leads on to the list', async () => {
    const orders = connected('renewal-orders', firm.server, { route: '#orders' });
    await eventually(() => rowsOf(orders).length > 0, 'the orders');
    button(orders, 'Xem chi tiết').click();
    await shows(orders, 'Đơn hàng DH000003');
    const view = deepQuery(orders, 'renewal-order-view') as Element & { onOpen(id: string): void };
    view.onOpen(uuid(702));
    await shows(orders, 'Đơn hàng DH000002');
    history.back();
    await shows(orders, 'Đơn hàng DH000003');
    button(orders, 'Quay lại').click();
    await shows(orders, 'Tìm đơn hàng');
  });

  it('a route that is no hash is reported, and the address left alone', async () => {
    const errors: unknown[] = [];
    const note = (event: Event) => errors.push((event as CustomEvent).detail);
    document.addEventListener('renewal-error', note);
    const orders = connected('renewal-orders', firm.server, { route: '/orders' });
    await eventually(() => rowsOf(orders).length > 0, 'the orders');
    button(orders, 'Xem chi tiết').click();
    await shows(orders, 'Đơn hàng DH000003');
    document.removeEventListener('renewal-error', note);
    expect(location.hash).to.equal(before);
    const message = 'route: it does not begin with #.';
    expect(errors[0]).to.deep.equal({
      code: 'INVALID_PROPERTY',
      details: { property: 'route', message },
    });
  });
});

describe('renewal-orders: in a host page', () => {
  it('renewal-orders is accessible in both languages, the list and an order', async () => {
    const orders = await firm.list();
    await expectNoFaults(orders);
    orders.locale = 'en';
    await shows(orders, 'Partly paid');
    await expectNoFaults(orders);
    orders.orderId = uuid(703);
    await shows(orders, 'Order DH000003');
    expect(visibleText(orders)).to.contain('Standard plan');
    await expectNoFaults(orders);
  });

  it('renewal-orders keeps the open order when moved, and stops following it when removed', async () => {
    const orders = await firm.order();
    await eventually(() => firm.server.followersOf('orders') === 1, 'the stream');
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(orders);
    await eventually(() => firm.server.inputsOf('live.follow').length === 2, 'a new stream');
    await eventually(() => firm.server.followersOf('orders') === 1, 'and only that');
    expect(visibleText(orders)).to.contain('Đơn hàng DH000003');
    orders.remove();
    await eventually(() => firm.server.followersOf('orders') === 0, 'no stream');
  });

  it('renewal-orders begins whether properties come before or after attaching', async () => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div class="host"><renewal-orders></renewal-orders></div>',
    );
    const orders = document.querySelector(
      'renewal-orders',
    ) as HTMLElementTagNameMap['renewal-orders'];
    await orders.updateComplete;
    orders.fetchToken = async () => 'token';
    await orders.updateComplete;
    orders.orderId = uuid(703);
    orders.server = firm.server.url;
    await shows(orders, 'Đơn hàng DH000003');
  });

  it('Escape empties a search first, and is the host’s only then', async () => {
    const orders = await firm.list();
    const heard: boolean[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key === 'Escape');
    document.addEventListener('keydown', hear);
    const field = deepQuery<HTMLInputElement>(orders, 'input[type=search]');
    field?.focus();
    await sendKeys({ type: 'DH000002' });
    await eventually(() => rowsOf(orders).length === 1, 'the order found');
    await sendKeys({ press: 'Escape' });
    await eventually(() => rowsOf(orders).length === 3, 'all orders');
    expect(field?.value).to.equal('');
    expect(heard).to.deep.equal([]);
    await sendKeys({ press: 'Escape' });
    document.removeEventListener('keydown', hear);
    expect(heard).to.deep.equal([true]);
  });

  it('renewal-orders opens an order of 2,000 lines a page at a time', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => lineOf(1, { id: uuid(10_000 + n) }));
    firm.stored = [orderOf([], { ...numbered(3), lines })];
    const orders = await firm.order();
    expect(rowsOf(orders)).to.have.length(50);
    button(orders, 'Trang sau').click();
    await shows(orders, 'Trang 2/40');
  });

  it('renewal-orders looks the same in a hostile host', async () => {
    const selectors = ['h2', 'td.main', '.badge', 'button.primary', 'dt', 'dd', 'td.number'];
    const calm = await firm.order();
    const before = looksOf(calm, selectors);
    calm.remove();
    const style = hostilePage();
    const hostile = await firm.order();
    const after = looksOf(hostile, selectors);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});
