import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../define.ts';
import { addDays } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import { expectNoFaults } from '../testing/checks.ts';
import { PRICE, uuid, WHO_AM_I } from '../testing/firm.ts';
import { firmWithOrders, numbered, rowsOf } from '../testing/firm-with-orders.ts';
import { orderOf } from '../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../testing/page.ts';
import { filesSavedBy } from '../testing/saved-files.ts';
import { shows } from '../testing/wizard.ts';

const firm = firmWithOrders();

/** The price of so many licences, as a page shows it. */
const dong = (count: number) => formatDong(count * PRICE).replaceAll('\u00a0', ' ');

describe('renewal-orders: the list', () => {
  it('renewal-orders lists number, customers, date, orderer, state, total and amount due', async () => {
    const orders = await firm.list();
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
    const orders = await firm.list();
    const field = deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement;
    type(field, 'dh00000');
    type(field, 'DH000002');
    await eventually(() => rowsOf(orders).length === 1);
    expect(firm.server.inputsOf('orders.list').map(({ query }) => query)).to.deep.equal([
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

  it('orders are looked for by each state in which they are shown', async () => {
    const orders = await firm.list();
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
    await eventually(() => firm.server.inputsOf('orders.list').length === 2);
    expect(firm.server.inputsOf('orders.list').at(-1)).to.deep.include({ state: 'partly_expired' });
  });

  it('renewal-orders marks orders with unapplied money or a refund due, and finds them', async () => {
    firm.stored = [
      orderOf(['awaiting_payment'], { ...numbered(3), unappliedAmount: 5_000_000 }),
      orderOf(['paid'], { ...numbered(2), refundDue: 3_655_000 }),
      orderOf(['paid'], numbered(1)),
    ];
    const orders = await firm.list();
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
    const { state, hasMoneyWaiting } = firm.server.inputsOf('orders.list').at(-1) ?? {};
    expect({ state, hasMoneyWaiting }).to.deep.equal({ state: undefined, hasMoneyWaiting: true });
    await expectNoFaults(orders);
    orders.locale = 'en';
    await shows(orders, '5.000.000 ₫ unapplied');
    await shows(orders, '3.655.000 ₫ to be refunded');
  });

  it('renewal-orders has rows of one height, whether or not they have a button to copy', async () => {
    await setViewport({ width: 1280, height: 800 });
    firm.stored = [orderOf(['awaiting_payment'], numbered(3)), orderOf(['paid'], numbered(2))];
    const orders = await firm.list();
    const heights = rowsOf(orders).map((row) => row.getBoundingClientRect().height);
    expect(heights[0]).to.be.closeTo(heights[1] ?? 0, 1);
    await setViewport({ width: 800, height: 600 });
  });

  it('renewal-orders has the amount due below the total on a phone', async () => {
    await setViewport({ width: 360, height: 800 });
    const orders = await firm.list();
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
    const orders = await firm.list();
    let answerSlow = () => {};
    const slow = new Promise<void>((resolve) => {
      answerSlow = resolve;
    });
    firm.server.on('orders.list', async ({ query }) => {
      if (query === 'slow') await slow;
      const found = firm.stored.filter(({ number }) => query === 'slow' || number.includes(query));
      return { orders: found, nextCursor: null };
    });
    const field = deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement;
    type(field, 'slow');
    await eventually(() => firm.server.inputsOf('orders.list').length === 2);
    type(field, 'DH000001');
    await eventually(() => rowsOf(orders).length === 1);
    answerSlow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rowsOf(orders)).to.have.length(1);
  });

  it('renewal-orders loads more, and keeps the present ones when that fails', async () => {
    firm.stored = Array.from({ length: 30 }, (_, n) => orderOf(['paid'], { id: uuid(900 + n) }));
    const orders = await firm.list();
    expect(rowsOf(orders)).to.have.length(20);
    firm.server.offline = true;
    button(orders, 'Xem thêm').click();
    await shows(orders, 'Không kết nối được máy chủ.');
    expect(rowsOf(orders)).to.have.length(20);
    await expectNoFaults(orders);
    firm.server.offline = false;
    button(orders, 'Thử lại').click();
    await eventually(() => rowsOf(orders).length === 30);
  });

  it('renewal-orders adds up all orders found, and shows those due within a week', async () => {
    const today = WHO_AM_I.today;
    firm.stored = [
      orderOf(['awaiting_payment'], { ...numbered(2), dueDate: addDays(today, 7) }),
      orderOf(['awaiting_payment', 'paid'], { ...numbered(1), dueDate: addDays(today, 8) }),
    ];
    const orders = await firm.list();
    await shows(orders, `2 đơn hàng, ${dong(3)}, còn phải trả ${dong(2)}`);
    const select = deepQuery(orders, 'select') as HTMLSelectElement;
    expect(visibleText(select)).to.contain('Đến hạn trong 7 ngày');
    select.value = 'dueSoon';
    select.dispatchEvent(new Event('change'));
    await shows(orders, `1 đơn hàng, ${dong(1)}, còn phải trả ${dong(1)}`);
    expect(firm.server.inputsOf('orders.list').at(-1)?.dueBy).to.equal(addDays(today, 7));
    expect(rowsOf(orders)).to.have.length(1);
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    const asked = firm.server.inputsOf('orders.list').length;
    firm.server.tell('list', 5, null);
    await eventually(() => firm.server.inputsOf('orders.list').length > asked, 'it is read anew');
    expect(firm.server.inputsOf('orders.list').at(-1)?.limit).to.equal(20);
  });

  it('renewal-orders saves all orders found as a file, not those shown alone', async () => {
    firm.stored = Array.from({ length: 23 }, (_, n) =>
      orderOf(['awaiting_payment'], {
        id: uuid(700 + n),
        number: `DH${String(n).padStart(6, '0')}`,
      }),
    );
    const orders = await firm.list();
    const [csv] = await filesSavedBy(async (count) => {
      button(orders, 'Xuất CSV').click();
      await eventually(() => count() === 1, 'the CSV');
    });
    await shows(orders, 'Đã xuất 23 đơn hàng.');
    const lines = (await csv?.text())?.trim().split('\r\n') ?? [];
    expect(lines).to.have.length(24);
    expect(lines[0]).to.contain('Người đặt');
    expect(lines[23]).to.contain('DH000022').and.to.contain(String(PRICE));
    const [workbook] = await filesSavedBy(async (count) => {
      button(orders, 'Xuất Excel').click();
      await eventually(() => count() === 1, 'the workbook');
    });
    expect(workbook?.type).to.contain('spreadsheetml');
  });

  it('an export has all orders that were found at the click, however many, and whatever is searched meanwhile', async () => {
    firm.stored = Array.from({ length: 10_600 }, (_, n) =>
      orderOf([n < 10_500 ? 'awaiting_payment' : 'cancelled'], {
        id: uuid(700 + n),
        number: `DH${String(n).padStart(6, '0')}`,
      }),
    );
    const orders = await firm.list();
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
    firm.stored = [];
    const orders = connected('renewal-orders', firm.server);
    await shows(orders, 'Chưa có đơn hàng nào.');
  });

  it('renewal-orders opens an order in place, and comes back to the same row', async () => {
    const orders = await firm.list();
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
    const orders = await firm.order();
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 3);
    orders.setAttribute('order-id', uuid(703));
    await shows(orders, 'Đơn hàng DH000003');
  });
});
