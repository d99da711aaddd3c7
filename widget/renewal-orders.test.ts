import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import './define.ts';
import { addDays } from '../shared/calendar-date.ts';
import { formatDong } from '../shared/money.ts';
import type { Order, OrderSummary } from '../shared/schemas/order.ts';
import type { PaymentLink } from '../shared/schemas/payment.ts';
import { foldText } from '../shared/search-text.ts';
import { expectNoFaults, hostilePage, looksOf } from './testing/checks.ts';
import type { FakeServer } from './testing/fake-server.ts';
import { Refusal } from './testing/fake-server.ts';
import { PRICE, serverOf, uuid, WHO_AM_I } from './testing/firm.ts';
import { cancellationOf, lineOf, NOW, orderOf, paymentOf, refundOf } from './testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from './testing/page.ts';
import { shows } from './testing/wizard.ts';

const COPY = 'Sao chép thông tin thanh toán';

let server: FakeServer;
let stored: Order[];
let links: PaymentLink[];
/** The copied texts; the test runner's page has no clipboard of its own. */
let clipboard: string[];
const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');

beforeEach(() => {
  stored = [
    orderOf(['awaiting_payment', 'awaiting_payment', 'paid'], numbered(3)),
    orderOf(['paid'], numbered(2)),
    orderOf(['cancelled'], numbered(1)),
  ];
  links = [];
  clipboard = [];
  replaceClipboard(async (text) => void clipboard.push(text));
  server = serverOf([])
    .on('orders.list', ({ query, state, hasMoneyWaiting, dueBy, cursor, limit = 20 }) => {
      const found = stored.filter(
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
    .on('orders.get', ({ orderId }) => orderBy(orderId))
    .on('orders.cancel', ({ orderId }) => {
      const { lines, version } = orderBy(orderId);
      const cancelled = lines.map((line) =>
        line.state === 'paid' ? line : { ...line, state: 'cancelled' as const },
      );
      return orderOf([], { ...numbered(3), lines: cancelled, version: version + 1 });
    })
    .on('paymentLinks.list', () => links)
    .on('paymentLinks.create', ({ orderId, lineId = null }) => {
      const link = linkOf(links.length + 1, orderId, lineId);
      links = [link, ...links];
      return link;
    })
    .on('paymentLinks.revoke', ({ linkId }) => {
      links = links.map((link) => (link.id === linkId ? { ...link, revokedAt: 1 } : link));
      return links.find((link) => link.id === linkId) as PaymentLink;
    })
    .install();
});

afterEach(async () => {
  for (const element of document.querySelectorAll('renewal-orders, .host')) element.remove();
  server.restore();
  if (writeText) Object.defineProperty(Clipboard.prototype, 'writeText', writeText);
  await sendMouse({ type: 'move', position: [0, 0] });
});

function numbered(n: number): Partial<Order> {
  return { id: uuid(700 + n), number: `DH00000${n}` };
}

function orderBy(orderId: string): Order {
  const order = stored.find(({ id }) => id === orderId);
  if (!order) throw new Refusal({ code: 'NOT_FOUND' });
  return order;
}

function linkOf(n: number, orderId: string, lineId: string | null): PaymentLink {
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

function replaceClipboard(write: (text: string) => Promise<void>) {
  Object.defineProperty(Clipboard.prototype, 'writeText', { value: write, configurable: true });
}

/** So many prices, as the text of a page has them. */
const dong = (count: number) => formatDong(count * PRICE).replaceAll('\u00a0', ' ');
const rowsOf = (orders: Element) => deepQueryAll<HTMLTableRowElement>(orders, 'tbody tr');

async function listOf() {
  const orders = connected('renewal-orders', server);
  await eventually(() => rowsOf(orders).length > 0, 'the orders');
  return orders;
}

async function opened(n = 3) {
  const orders = connected('renewal-orders', server, { orderId: uuid(700 + n) });
  await shows(orders, `Đơn hàng DH00000${n}`);
  return orders;
}

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
    const orders = await listOf();
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
    const orders = connected('renewal-orders', server, { route: '#orders' });
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

  it('with a route, an address opens its order, whenever the element comes into the page', async () => {
    location.hash = `#orders/${ORDER}`;
    const orders = connected('renewal-orders', server, { route: '#orders' });
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
    const orders = connected('renewal-orders', server, { route: '#orders' });
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
    const orders = connected('renewal-orders', server, { route: '/orders' });
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

describe('renewal-orders: the list', () => {
  it('renewal-orders lists number, customers, date, orderer, state, total and amount due', async () => {
    const orders = await listOf();
    const [first, second, third] = rowsOf(orders).map(visibleText);
    for (const part of [
      'DH000003',
      'Công ty Cổ phần Số 1',
      '3 giấy phép',
      '23/11/2026',
      'Nguyễn Thị Lan',
      'Thanh toán một phần',
      '3.600.000 ₫',
      '2.400.000 ₫',
    ]) {
      expect(first).to.contain(part);
    }
    expect(second).to.contain('Đã thanh toán');
    expect(third).to.contain('Đã hủy');
  });

  it('renewal-orders searches after a pause in typing, by state too, and says when nothing matches', async () => {
    const orders = await listOf();
    const field = deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement;
    type(field, 'dh00000');
    type(field, 'DH000002');
    await eventually(() => rowsOf(orders).length === 1);
    expect(server.inputsOf('orders.list').map(({ query }) => query)).to.deep.equal([
      '',
      'DH000002',
    ]);
    const states = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    states.value = 'cancelled';
    states.dispatchEvent(new Event('change'));
    await shows(orders, 'Không có đơn hàng nào phù hợp.');
    await expectNoFaults(orders);
    type(field, '');
    await shows(orders, 'DH000001');
    expect(rowsOf(orders)).to.have.length(1);
  });

  it('renewal-orders marks orders with unapplied money or a refund due, and finds them', async () => {
    stored = [
      orderOf(['awaiting_payment'], { ...numbered(3), unappliedAmount: 5_000_000 }),
      orderOf(['paid'], { ...numbered(2), refundDue: 3_655_000 }),
      orderOf(['paid'], numbered(1)),
    ];
    const orders = await listOf();
    const waiting = () => deepQueryAll(orders, 'td.state').map(visibleText);
    expect(waiting()).to.deep.equal([
      'Chưa thanh toán Đang giữ 5.000.000 ₫',
      'Đã thanh toán Sẽ hoàn lại 3.655.000 ₫',
      'Đã thanh toán',
    ]);
    const filter = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    expect(visibleText(filter)).to.contain('Có tiền chờ xử lý');
    filter.value = 'moneyWaiting';
    filter.dispatchEvent(new Event('change'));
    await eventually(() => rowsOf(orders).length === 2);
    const { state, hasMoneyWaiting } = server.inputsOf('orders.list').at(-1) ?? {};
    expect({ state, hasMoneyWaiting }).to.deep.equal({ state: undefined, hasMoneyWaiting: true });
    await expectNoFaults(orders);
    orders.locale = 'en';
    await shows(orders, '5.000.000 ₫ unapplied');
    await shows(orders, '3.655.000 ₫ to be refunded');
  });

  it('renewal-orders has rows of one height, whether or not they have a button to copy', async () => {
    await setViewport({ width: 1280, height: 800 });
    stored = [orderOf(['awaiting_payment'], numbered(3)), orderOf(['paid'], numbered(2))];
    const orders = await listOf();
    const heights = rowsOf(orders).map((row) => row.getBoundingClientRect().height);
    expect(heights[0]).to.be.closeTo(heights[1] ?? 0, 1);
    await setViewport({ width: 800, height: 600 });
  });

  it('renewal-orders has the amount due below the total on a phone', async () => {
    await setViewport({ width: 360, height: 800 });
    const orders = await listOf();
    const ends = deepQueryAll(orders, 'tbody tr:first-child td.number').map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return Math.round(Math.max(...[...range.getClientRects()].map(({ right }) => right)));
    });
    expect(ends[0]).to.equal(ends[1]);
    const [amount] = [...(deepQueryAll(orders, 'td.number span')[0]?.childNodes ?? [])].filter(
      (node) => node.textContent?.includes('2.400.000'),
    );
    const range = document.createRange();
    range.selectNode(amount as Node);
    expect(Math.round(range.getBoundingClientRect().right)).to.equal(ends[0]);
    await setViewport({ width: 800, height: 600 });
  });

  it('renewal-orders shows the answer to the last question, not the last answer', async () => {
    const orders = await listOf();
    let answerSlow = () => {};
    const slow = new Promise<void>((resolve) => {
      answerSlow = resolve;
    });
    server.on('orders.list', async ({ query }) => {
      if (query === 'slow') await slow;
      const found = stored.filter(({ number }) => query === 'slow' || number.includes(query));
      return { orders: found, nextCursor: null };
    });
    const field = deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement;
    type(field, 'slow');
    await eventually(() => server.inputsOf('orders.list').length === 2);
    type(field, 'DH000001');
    await eventually(() => rowsOf(orders).length === 1);
    answerSlow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rowsOf(orders)).to.have.length(1);
  });

  it('renewal-orders loads more, and keeps the present ones when that fails', async () => {
    stored = Array.from({ length: 30 }, (_, n) => orderOf(['paid'], { id: uuid(900 + n) }));
    const orders = await listOf();
    expect(rowsOf(orders)).to.have.length(20);
    server.offline = true;
    button(orders, 'Xem thêm').click();
    await shows(orders, 'Không kết nối được máy chủ.');
    expect(rowsOf(orders)).to.have.length(20);
    await expectNoFaults(orders);
    server.offline = false;
    button(orders, 'Thử lại').click();
    await eventually(() => rowsOf(orders).length === 30);
  });

  it('renewal-orders adds up all orders found, and shows those due within a week', async () => {
    const today = WHO_AM_I.today;
    stored = [
      orderOf(['awaiting_payment'], { ...numbered(2), dueDate: addDays(today, 7) }),
      orderOf(['awaiting_payment', 'paid'], { ...numbered(1), dueDate: addDays(today, 8) }),
    ];
    const orders = await listOf();
    await shows(orders, `2 đơn hàng, ${dong(3)}, còn phải trả ${dong(2)}`);
    const select = deepQuery(orders, 'select') as HTMLSelectElement;
    expect(visibleText(select)).to.contain('Đến hạn trong 7 ngày');
    select.value = 'dueSoon';
    select.dispatchEvent(new Event('change'));
    await shows(orders, `1 đơn hàng, ${dong(1)}, còn phải trả ${dong(1)}`);
    expect(server.inputsOf('orders.list').at(-1)?.dueBy).to.equal(addDays(today, 7));
    expect(rowsOf(orders)).to.have.length(1);
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    const asked = server.inputsOf('orders.list').length;
    server.tell('list', 5, null);
    await eventually(() => server.inputsOf('orders.list').length > asked, 'it is read anew');
    expect(server.inputsOf('orders.list').at(-1)?.limit).to.equal(20);
  });

  it('renewal-orders saves all orders found as a file, not those shown alone', async () => {
    stored = Array.from({ length: 23 }, (_, n) =>
      orderOf(['awaiting_payment'], {
        id: uuid(700 + n),
        number: `DH${String(n).padStart(6, '0')}`,
      }),
    );
    const orders = await listOf();
    const files: Blob[] = [];
    const create = URL.createObjectURL;
    URL.createObjectURL = (file) => {
      files.push(file as Blob);
      return create(file);
    };
    try {
      button(orders, 'Xuất CSV').click();
      await shows(orders, 'Đã xuất 23 đơn hàng.');
      const lines = (await files[0]?.text())?.trim().split('\r\n') ?? [];
      expect(lines).to.have.length(24);
      expect(lines[0]).to.contain('Người đặt');
      expect(lines[23]).to.contain('DH000022').and.to.contain(String(PRICE));
      button(orders, 'Xuất Excel').click();
      await eventually(() => files.length === 2, 'the workbook');
      expect(files[1]?.type).to.contain('spreadsheetml');
    } finally {
      URL.createObjectURL = create;
    }
  });

  it('an export has all orders that were found at the click, however many, and whatever is searched meanwhile', async () => {
    stored = Array.from({ length: 10_600 }, (_, n) =>
      orderOf([n < 10_500 ? 'awaiting_payment' : 'cancelled'], {
        id: uuid(700 + n),
        number: `DH${String(n).padStart(6, '0')}`,
      }),
    );
    const orders = await listOf();
    const filter = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    const choose = (value: string) => {
      filter.value = value;
      filter.dispatchEvent(new Event('change'));
    };
    choose('awaiting_payment');
    await shows(orders, '10.500 đơn hàng');
    button(orders, 'Xuất CSV').click();
    choose('cancelled');
    await shows(orders, 'Đã xuất 10.500 đơn hàng.');
  });

  it('an empty renewal-orders says how to make the first order', async () => {
    stored = [];
    const orders = connected('renewal-orders', server);
    await shows(orders, 'Chưa có đơn hàng nào.');
  });

  it('renewal-orders opens an order in place, and comes back to the same row', async () => {
    const orders = await listOf();
    button(orders, 'Xem chi tiết', 1).click();
    await shows(orders, 'Đơn hàng DH000002');
    expect(orders.orderId).to.equal(uuid(702));
    await eventually(() => focused()?.localName === 'h2', 'the focus on the heading');
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 3);
    expect(orders.orderId).to.equal('');
    await eventually(() => focused() === button(orders, 'Xem chi tiết', 1), 'the focus');
    rowsOf(orders)[0]?.click();
    await shows(orders, 'Đơn hàng DH000003');
  });

  it('renewal-orders opens the same order again when the host says so again', async () => {
    const orders = await opened();
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 3);
    orders.setAttribute('order-id', uuid(703));
    await shows(orders, 'Đơn hàng DH000003');
  });
});

describe('renewal-orders: an order', () => {
  it('an order shows every line with its term, its expiry before and after, its state and date', async () => {
    const orders = await opened();
    const [first, , third] = rowsOf(orders).map(visibleText);
    expect(first).to.contain('Công ty Cổ phần Số 1');
    expect(first).to.contain('31/12/2026 → 31/12/2027');
    expect(first).to.contain('Chưa thanh toán');
    expect(first).to.contain('1.200.000 ₫');
    expect(third).to.contain('Đã thanh toán 23/11/2026');
  });

  it('an order shows money received, unapplied, and to be refunded', async () => {
    const attempt = uuid(42);
    const short = paymentOf({
      received: 1_500_000,
      refundDue: 50_000,
      unapplied: 250_000,
      unappliedReason: 'underpaid',
      refunds: [refundOf()],
      receiptUrl: 'https://renewal.test/receipt/1',
    });
    const again = paymentOf({
      id: uuid(901),
      method: 'momo',
      allocated: 0,
      allocations: [],
      refunded: 1_200_000,
      refunds: [
        refundOf({
          id: uuid(951),
          amount: 1_200_000,
          reason: 'line_already_paid',
          state: 'refunded',
          refundedAt: NOW,
          reference: 'FT26327001',
        }),
      ],
    });
    const suspected = paymentOf({
      id: uuid(902),
      method: 'vnpay',
      reference: '14422574',
      firstCustomerName: 'Công ty Cổ phần Số 2',
      lineCount: 2_000,
      allocated: 0,
      allocations: [],
      unapplied: 1_200_000,
      unappliedReason: 'suspected_fraud',
    });
    stored = [
      orderOf(['paid', 'awaiting_payment'], {
        ...numbered(3),
        payments: [short, again, suspected],
        unapplied: [
          {
            attemptId: attempt,
            unapplied: 250_000,
            missing: 950_000,
            until: null,
            firstCustomerName: 'Công ty Cổ phần Số 1',
            lineCount: 3,
          },
          {
            attemptId: uuid(802),
            unapplied: 300_000_000,
            missing: 200_000_000,
            until: '2027-01-02',
            firstCustomerName: 'Công ty Cổ phần Số 1',
            lineCount: 3,
          },
        ],
      }),
    ];
    const orders = await opened();
    await shows(orders, 'Vui lòng chuyển các lần còn lại chậm nhất ngày 02/01/2027.');
    await shows(
      orders,
      'Đã nhận 250.000 ₫ cho Công ty Cổ phần Số 1 và 2 giấy phép khác, còn thiếu 950.000 ₫.',
    );
    await shows(orders, 'Đã nhận 1.200.000 ₫, cổng thanh toán đang kiểm tra giao dịch này.');
    await shows(orders, 'Khoản 50.000 ₫ đã nhận sẽ được hoàn lại: số tiền chuyển nhiều hơn');
    expect(deepQueryAll(orders, '.payment').map(visibleText)).to.deep.equal([
      '23/11/2026 10:05 Chuyển khoản ngân hàng (VietQR) Biên nhận 1.500.000 ₫ ' +
        'Mã giao dịch FT26327123456 · Cho Công ty Cổ phần Số 1 ' +
        'Đang giữ 250.000 ₫ chờ chuyển tiếp phần còn thiếu ' +
        'Sẽ hoàn lại 50.000 ₫ số tiền chuyển nhiều hơn số phải thanh toán',
      '23/11/2026 10:05 Ví MoMo 1.200.000 ₫ ' +
        'Mã giao dịch FT26327123456 · Cho Công ty Cổ phần Số 1 Đã hoàn lại 1.200.000 ₫ ' +
        'khoản này đã được thanh toán trước đó · 23/11/2026 · số tham chiếu FT26327001',
      '23/11/2026 10:05 VNPay 1.200.000 ₫ ' +
        'Mã giao dịch 14422574 · Cho Công ty Cổ phần Số 2 và 1.999 giấy phép khác Đang giữ 1.200.000 ₫ ' +
        'cổng thanh toán đang kiểm tra giao dịch',
    ]);
    const receipt = deepQuery<HTMLAnchorElement>(orders, '.payment a');
    expect(receipt?.href).to.equal('https://renewal.test/receipt/1');
    expect(receipt?.rel).to.equal('noopener');
    await expectNoFaults(orders);
  });

  it('an order updates by itself, and reports a payment to the host once', async () => {
    const orders = await opened();
    const paid: string[] = [];
    orders.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    await eventually(() => server.followersOf('orders') === 1, 'the stream');
    const update = orderOf(['paid', 'paid', 'paid'], { ...numbered(3), version: 2 });
    server.tell(`order:${update.id}`, 2, update);
    await shows(orders, 'Đơn hàng đã được thanh toán đủ');
    server.tell(`order:${update.id}`, 2, update);
    server.tell(`order:${update.id}`, 1, stored[0] as Order);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(visibleText(orders), 'an older version is not shown').to.contain('thanh toán đủ');
    expect(paid).to.deep.equal([uuid(703)]);
    expect(() => button(orders, 'Thanh toán ngay')).to.throw();
    expect(() => button(orders, 'Hủy đơn hàng')).to.throw();
  });

  it('an order is no longer followed when the list is shown again', async () => {
    const orders = await opened();
    await eventually(() => server.followersOf('orders') === 1, 'the stream');
    button(orders, 'Quay lại').click();
    await eventually(() => server.followersOf('orders') === 0, 'no stream');
  });

  it('a missing order says so, with a way back', async () => {
    const orders = connected('renewal-orders', server, { orderId: uuid(999) });
    await shows(orders, 'Không tìm thấy nội dung yêu cầu.');
    await expectNoFaults(orders);
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 3);
  });
});

describe('renewal-orders: cancelling', () => {
  it('cancelling an order requires a reason, and cancels its unpaid lines', async () => {
    const orders = await opened();
    button(orders, 'Hủy đơn hàng').click();
    const reason = await eventually(() => deepQuery<HTMLTextAreaElement>(orders, 'textarea'));
    await expectNoFaults(orders);
    button(orders, 'Hủy đơn hàng', 1).click();
    await shows(orders, 'Vui lòng nhập thông tin này.');
    await eventually(() => focused() === reason, 'the focus');
    expect(server.inputsOf('orders.cancel')).to.have.length(0);
    type(reason, '  Khách đổi ý ');
    const confirm = button(orders, 'Hủy đơn hàng', 1);
    confirm.click();
    confirm.click();
    await eventually(() => !deepQuery(orders, 'dialog[open]'));
    expect(server.inputsOf('orders.cancel')).to.deep.equal([
      { orderId: uuid(703), reason: 'Khách đổi ý' },
    ]);
    await shows(orders, 'Đã hủy');
    expect(focused()?.localName, 'the button is gone').to.equal('h2');
  });

  it('cancelling an order keeps the reason when it fails', async () => {
    server.on('orders.cancel', () => {
      throw new Refusal({ code: 'ORDER_NOT_CANCELLABLE' });
    });
    const orders = await opened();
    button(orders, 'Hủy đơn hàng').click();
    const reason = await eventually(() => deepQuery<HTMLTextAreaElement>(orders, 'textarea'));
    type(reason, 'Khách đổi ý');
    button(orders, 'Hủy đơn hàng', 1).click();
    await shows(orders, 'Chỉ có thể hủy phần chưa thanh toán của đơn hàng.');
    expect(reason.value).to.equal('Khách đổi ý');
  });
});

describe('renewal-orders: payment links', () => {
  const copyButtons = (orders: Element) =>
    deepQueryAll(orders, 'renewal-copy-link-button.on-row').map(
      (host) => host.shadowRoot?.querySelector('button') as HTMLButtonElement,
    );

  it('the link of a line is copied by a button shown on hover or focus of its row', async () => {
    await setViewport({ width: 1280, height: 800 });
    const orders = await opened();
    const [host, , ...rest] = deepQueryAll(orders, 'renewal-copy-link-button.on-row');
    expect(rest, 'a paid line has none').to.have.length(0);
    expect(visibleText(host as Element)).to.equal(COPY);
    const opacity = () => getComputedStyle(host as Element).opacity;
    expect(opacity()).to.equal('0');
    const { left, top } = (rowsOf(orders)[0] as Element).getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.ceil(left) + 5, Math.ceil(top) + 5] });
    await eventually(() => opacity() === '1', 'shown on hover');
    await sendMouse({ type: 'move', position: [0, 0] });
    await eventually(() => opacity() === '0');
    copyButtons(orders)[0]?.focus();
    expect(opacity(), 'shown on focus').to.equal('1');
    await sendKeys({ press: 'Enter' });
    await shows(orders, 'Đã sao chép');
    (focused() as HTMLElement).blur();
    expect(opacity(), 'as long as it says something').to.equal('1');
    expect(clipboard).to.have.length(1);
    for (const part of ['Công ty Cổ phần Số 1', '1.200.000', 'https://renewal.test/pay/1']) {
      expect(clipboard[0]).to.include(part);
    }
    expect(server.inputsOf('paymentLinks.create')).to.deep.equal([
      { orderId: uuid(703), lineId: lineOf(1).id },
    ]);
    await shows(orders, 'Liên kết thanh toán đang dùng được');
  });

  it('a long plan makes its row taller, and leaves the button to copy within it', async () => {
    const name =
      'Gói Doanh nghiệp nâng cao, nhiều chi nhánh, kèm hóa đơn điện tử và chữ ký số từ xa';
    const plan = { code: 'LONG', name: { vi: name, en: name } };
    const order = orderOf([], { id: uuid(703), lines: [lineOf(1), lineOf(2, { plan })] });
    server.on('orders.get', () => order);
    const orders = connected('renewal-orders', server, { orderId: order.id });
    for (const width of [360, 1120, 1600]) {
      await setViewport({ width, height: 800 });
      await eventually(() => rowsOf(orders).length === 2, 'the lines');
      for (const cell of deepQueryAll(orders, 'td.main')) {
        const { bottom } = cell.getBoundingClientRect();
        const parts = cell.querySelectorAll('.muted, renewal-copy-link-button');
        for (const part of parts) {
          expect(part.getBoundingClientRect().bottom, `${width} px`).to.be.at.most(bottom);
        }
      }
    }
    await setViewport({ width: 800, height: 600 });
  });

  it('the link of a whole order is copied from its row, without opening it', async () => {
    const orders = await listOf();
    expect(copyButtons(orders), 'only where money is due').to.have.length(1);
    copyButtons(orders)[0]?.click();
    await shows(orders, 'Đã sao chép');
    expect(server.inputsOf('paymentLinks.create')).to.deep.equal([{ orderId: uuid(703) }]);
    expect(clipboard[0]).to.match(/^Thanh toán phần còn lại của đơn hàng gia hạn DH000003\n/);
    expect(clipboard[0]).to.include('https://renewal.test/pay/1');
    expect(orders.orderId).to.equal('');
    button(orders, 'Chỉ sao chép liên kết').click();
    await eventually(() => clipboard.length === 2, 'the link alone');
    expect(clipboard[1]).to.equal('https://renewal.test/pay/2');
  });

  it('what is copied of an unpaid order says for whom it is', async () => {
    const order = orderOf(['awaiting_payment', 'awaiting_payment'], { number: 'DH000003' });
    server.on('orders.list', () => ({ orders: [order], nextCursor: null }));
    const orders = connected('renewal-orders', server);
    await eventually(() => copyButtons(orders)[0]).then((copy) => copy.click());
    await shows(orders, 'Đã sao chép');
    expect(clipboard[0]).to.match(
      /^Thanh toán đơn hàng gia hạn DH000003 cho .+ và 1 giấy phép khác\n/,
    );
  });

  it('orders are looked for by each state in which they are shown', async () => {
    const orders = await listOf();
    const select = deepQuery<HTMLSelectElement>(orders, 'select');
    expect(Array.from(select?.options ?? [], ({ label }) => label.trim()).slice(2)).to.deep.equal([
      'Chưa thanh toán',
      'Thanh toán một phần',
      'Đã thanh toán',
      'Trả một phần, còn lại hết hạn',
      'Đã hết hạn thanh toán',
      'Đã hủy',
      'Có tiền chờ xử lý',
    ]);
    if (select) select.value = 'partly_expired';
    select?.dispatchEvent(new Event('change'));
    await eventually(() => server.inputsOf('orders.list').length === 2);
    expect(server.inputsOf('orders.list').at(-1)).to.deep.include({ state: 'partly_expired' });
  });

  it('an order’s number stays in one line beside its state, however narrow the place', async () => {
    await setViewport({ width: 320, height: 800 });
    const order = orderOf(['paid', 'cancelled'], { number: 'DH1000003', expiredAt: NOW });
    server.on('orders.list', () => ({ orders: [order], nextCursor: null }));
    const orders = await listOf();
    expect(deepQuery(orders, 'td.main strong')?.getClientRects()).to.have.length(1);
    expect(document.documentElement.scrollWidth).to.equal(320);
    await setViewport({ width: 800, height: 600 });
  });

  it('the button to copy a link is always visible where the place is narrow', async () => {
    await setViewport({ width: 360, height: 800 });
    const orders = await listOf();
    const host = deepQuery(orders, 'renewal-copy-link-button.on-row') as HTMLElement;
    expect(getComputedStyle(host).opacity).to.equal('1');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await setViewport({ width: 800, height: 600 });
  });

  it('the link is shown, selected, where the clipboard is unavailable', async () => {
    replaceClipboard(() => Promise.reject(new DOMException('', 'NotAllowedError')));
    const orders = await opened();
    copyButtons(orders)[0]?.click();
    const field = await eventually(() =>
      deepQuery<HTMLTextAreaElement>(orders, 'textarea[readonly]'),
    );
    await eventually(() => focused() === field, 'the focus');
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).to.include(
      'https://renewal.test/pay/1',
    );
    await expectNoFaults(orders);
  });

  it('a link that could not be made gives the reason', async () => {
    const orders = await opened();
    server.offline = true;
    copyButtons(orders)[0]?.click();
    await shows(orders, 'Không kết nối được máy chủ.');
  });

  it('an order lists its live links, and revokes one after confirmation', async () => {
    const expired = { ...linkOf(7, uuid(703), null), expiresAt: 1 };
    const revoked = { ...linkOf(8, uuid(703), null), revokedAt: 1 };
    links = [linkOf(1, uuid(703), null), linkOf(2, uuid(703), lineOf(1).id), expired, revoked];
    const orders = await opened();
    await shows(orders, 'Cả đơn hàng đến');
    expect(deepQueryAll(orders, '.row.link')).to.have.length(2);
    button(orders, 'Thu hồi').click();
    await shows(orders, 'Thu hồi liên kết này?');
    await expectNoFaults(orders);
    button(orders, 'Giữ lại').click();
    expect(server.inputsOf('paymentLinks.revoke')).to.have.length(0);
    button(orders, 'Thu hồi').click();
    button(orders, 'Thu hồi', 2).click();
    await eventually(() => deepQueryAll(orders, '.row.link').length === 1);
    expect(server.inputsOf('paymentLinks.revoke')).to.deep.equal([{ linkId: uuid(601) }]);
    await eventually(() => focused()?.localName === 'h3', 'the button is gone');
  });
});

describe('renewal-orders: in a host page', () => {
  it('renewal-orders is accessible in both languages, the list and an order', async () => {
    const orders = await listOf();
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
    const orders = await opened();
    await eventually(() => server.followersOf('orders') === 1, 'the stream');
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(orders);
    await eventually(() => server.inputsOf('live.follow').length === 2, 'a new stream');
    await eventually(() => server.followersOf('orders') === 1, 'and only that');
    expect(visibleText(orders)).to.contain('Đơn hàng DH000003');
    orders.remove();
    await eventually(() => server.followersOf('orders') === 0, 'no stream');
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
    orders.server = server.url;
    await shows(orders, 'Đơn hàng DH000003');
  });

  it('renewal-orders opens an order of 2,000 lines a page at a time', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => lineOf(1, { id: uuid(10_000 + n) }));
    stored = [orderOf([], { ...numbered(3), lines })];
    const orders = await opened();
    expect(rowsOf(orders)).to.have.length(50);
    button(orders, 'Trang sau').click();
    await shows(orders, 'Trang 2/40');
  });

  it('renewal-orders looks the same in a hostile host', async () => {
    const selectors = ['h2', 'td.main', '.badge', 'button.primary', 'dt', 'dd', 'td.number'];
    const calm = await opened();
    const before = looksOf(calm, selectors);
    calm.remove();
    const style = hostilePage();
    const hostile = await opened();
    const after = looksOf(hostile, selectors);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});
