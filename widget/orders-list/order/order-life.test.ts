import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { Refusal } from '../../testing/fake-server.ts';
import { PRICE, serverOf, taxCode, uuid } from '../../testing/firm.ts';
import { cancellationOf, lineOf, NOW, orderOf } from '../../testing/orders.ts';
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
import { shows } from '../../testing/wizard.ts';

/** An order between placing and paying: links to owners, due date, commitment, the end. */

let server: FakeServer;
let order: Order;

beforeEach(() => {
  order = orderOf([], {
    lines: [
      lineOf(1),
      lineOf(2, { payer: 'owner' }),
      lineOf(3, { payer: 'owner', link: { sentAt: NOW, sentTo: 'ba@kh.example', openedAt: null } }),
      lineOf(4, { payer: 'owner', link: { sentAt: NOW, sentTo: 'bon@kh.example', openedAt: NOW } }),
      lineOf(5, { state: 'paid' }),
    ],
    postponableUntil: '2027-02-21',
    committableUntil: '2026-12-31',
  });
  server = serverOf([])
    .on('orders.previewCancel', () => cancellationOf())
    .on('orders.get', () => order)
    .on('paymentLinks.list', () => [])
    .install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const rowsOf = (element: Element) => deepQueryAll<HTMLTableRowElement>(element, 'tbody tr');
const ticksOf = (element: Element) => deepQueryAll<HTMLInputElement>(element, 'td.tick input');
const dialogOf = (element: Element) => deepQuery<HTMLDialogElement>(element, 'dialog[open]');

async function opened() {
  const element = connected('renewal-payment', server, { orderId: order.id });
  await shows(element, `Đơn hàng ${order.number}`);
  return element;
}

function changed(changes: Partial<Order>): Order {
  order = { ...order, ...changes, version: order.version + 1 };
  return order;
}

/** The date field of the open dialog. */
const dateOf = (element: Element) =>
  deepQueryAll<HTMLInputElement>(element, 'input[type=date]').find((input) =>
    input.closest('dialog[open]'),
  ) as HTMLInputElement;

/** The field in which a person types it. */
const typedDateOf = (element: Element) =>
  dateOf(element).closest('.date')?.querySelector('input[type=text]') as HTMLInputElement;

describe('an order: who pays, and their links', () => {
  it('an order shows each line’s payer, and whether the link was sent and opened', async () => {
    const element = await opened();
    const payers = deepQueryAll(element, 'td.payer').map(visibleText);
    expect(payers).to.deep.equal([
      'Công ty dịch vụ',
      'Chủ doanh nghiệp Chưa gửi liên kết',
      'Chủ doanh nghiệp Đã gửi liên kết 23/11/2026 10:05 ba@kh.example',
      'Chủ doanh nghiệp Đã mở liên kết 23/11/2026 10:05',
      'Công ty dịch vụ',
    ]);
    await expectNoFaults(element);
    element.locale = 'en';
    await shows(element, 'Business owner Link sent 23/11/2026 10:05 ba@kh.example');
    await expectNoFaults(element);
  });

  it('links are sent to all owners who have to pay, and lines without a mail are shown', async () => {
    server.on('paymentLinks.send', () => ({
      sent: [{ lineId: lineOf(2).id, email: 'hai@kh.example' }],
      skipped: [
        { lineId: lineOf(3).id, reason: 'sent_recently' },
        { lineId: lineOf(4).id, reason: 'no_email' },
      ],
    }));
    const element = await opened();
    button(element, 'Gửi liên kết thanh toán cho chủ doanh nghiệp (3)').click();
    await shows(element, 'Đã gửi 1 liên kết thanh toán qua email.');
    await shows(element, 'Vừa được gửi trong 10 phút qua: Công ty Cổ phần Số 3.');
    await shows(element, 'Không có địa chỉ email: Công ty Cổ phần Số 4.');
    expect(server.inputsOf('paymentLinks.send')).to.deep.equal([{ orderId: order.id }]);
    await expectNoFaults(element);
  });

  it('before several links are mailed their addressees and a sample are shown, and declining sends none', async () => {
    server
      .on('paymentLinks.countMails', () => ({
        mails: 2,
        addressees: [
          { lineId: lineOf(2).id, email: 'hai@kh.example' },
          { lineId: lineOf(3).id, email: 'ba@kh.example' },
        ],
        skipped: [{ lineId: lineOf(4).id, reason: 'no_email' }],
        sample: { to: 'hai@kh.example', subject: 'Thanh toán', text: 'Kính gửi Quý khách' },
      }))
      .on('paymentLinks.send', () => ({
        sent: [{ lineId: lineOf(2).id, email: 'hai@kh.example' }],
        skipped: [{ lineId: lineOf(3).id, reason: 'limit_reached' }],
      }));
    const element = await opened();
    const press = async (label: string) => {
      button(element, 'Gửi liên kết thanh toán cho chủ doanh nghiệp (3)').click();
      await shows(element, 'Gửi 2 email liên kết thanh toán?');
      await shows(element, 'Không có địa chỉ email: Công ty Cổ phần Số 4');
      await shows(element, 'Kính gửi Quý khách');
      await eventually(() => button(element, label).checkVisibility());
      await expectNoFaults(element);
      button(element, label).click();
    };
    await press('Chưa gửi');
    expect(server.inputsOf('paymentLinks.send')).to.deep.equal([]);
    await press('Gửi 2 email');
    await shows(element, 'Đã gửi email cho 1 dòng.');
    await shows(element, 'Đã đủ số email cho phép trong một giờ');
    expect(server.inputsOf('paymentLinks.send')).to.deep.equal([
      { orderId: order.id, lineIds: [lineOf(2).id, lineOf(3).id] },
    ]);
  });

  it('the limit on mails is shown with the minutes to wait', async () => {
    server.on('paymentLinks.send', () => {
      throw new Refusal({
        code: 'TOO_MANY_REQUESTS',
        mailLimit: 'firm',
        mailsLeft: 0,
        retryAfter: 1_501,
      });
    });
    const element = await opened();
    button(element, 'Gửi liên kết thanh toán cho chủ doanh nghiệp (3)').click();
    await shows(element, 'Vui lòng thử lại sau 26 phút.');
  });

  it('the links of the ticked lines are sent by keyboard', async () => {
    server.on('paymentLinks.send', ({ lineIds = [] }) => ({
      sent: lineIds.map((lineId) => ({ lineId, email: 'a@kh.example' })),
      skipped: [],
    }));
    const element = await opened();
    expect(ticksOf(element), 'a paid line has no tick').to.have.length(4);
    ticksOf(element)[0]?.focus();
    await sendKeys({ press: 'Space' });
    await shows(element, 'Đã chọn 1');
    button(element, 'Gửi liên kết thanh toán (1)').focus();
    await sendKeys({ press: 'Enter' });
    await shows(element, 'Đã gửi 1 liên kết thanh toán qua email.');
    expect(server.inputsOf('paymentLinks.send')[0]?.lineIds).to.deep.equal([lineOf(1).id]);
    await expectNoFaults(element);
  });

  it('ticking all ticks the unpaid lines, and again none', async () => {
    const element = await opened();
    const all = deepQuery<HTMLInputElement>(element, '.bulk input') as HTMLInputElement;
    ticksOf(element)[1]?.click();
    await eventually(() => all.indeterminate);
    all.click();
    await shows(element, 'Đã chọn 4');
    all.click();
    await shows(element, 'Chọn tất cả dòng chưa thanh toán');
    expect(ticksOf(element).some(({ checked }) => checked)).to.equal(false);
  });

  it('a fully paid order has nothing to tick', async () => {
    order = orderOf(['paid', 'paid']);
    const element = await opened();
    expect(ticksOf(element)).to.have.length(0);
    expect(deepQuery(element, '.bulk')).to.equal(undefined);
  });
});

describe('an order: cancelling lines', () => {
  it('cancelling the ticked lines cancels them alone, with a reason', async () => {
    server.on('orders.cancel', ({ lineIds }) =>
      changed({
        lines: order.lines.map(
          (line): OrderLine =>
            lineIds?.includes(line.id) ? { ...line, state: 'cancelled' } : line,
        ),
      }),
    );
    const element = await opened();
    ticksOf(element)[1]?.click();
    await shows(element, 'Đã chọn 1');
    button(element, 'Hủy 1 dòng').click();
    const reason = await eventually(() => deepQuery<HTMLTextAreaElement>(element, 'textarea'));
    await shows(
      element,
      'Hủy 1 dòng · DH000007 Hủy 1 dòng, 1.200.000 ₫ Công ty Cổ phần Số 2 Lý do hủy',
    );
    await expectNoFaults(element);
    button(element, 'Hủy 1 dòng', 1).click();
    await shows(element, 'Vui lòng nhập thông tin này.');
    type(reason, 'Khách đã giải thể');
    button(element, 'Hủy 1 dòng', 1).click();
    await eventually(() => !dialogOf(element));
    expect(server.inputsOf('orders.cancel')).to.deep.equal([
      { orderId: order.id, lineIds: [lineOf(2).id], reason: 'Khách đã giải thể' },
    ]);
    await eventually(() => ticksOf(element).length === 3);
    await shows(element, 'Chọn tất cả dòng chưa thanh toán');
    button(element, 'Đặt lại 1 dòng đã hủy');
  });
});

describe('an order: cancelling lines that had made the volume', () => {
  it('cancelling lines shows the new prices of the others, and requires confirming them', async () => {
    const repriced = { lineId: lineOf(3).id, total: 1_020_000, newTotal: 1_200_000 };
    let due = 1_200_000;
    server.on('orders.previewCancel', () =>
      cancellationOf({
        dueBefore: 2_040_000,
        due,
        amount: 1_020_000,
        discountRateBefore: 1_500,
        lines: [{ ...repriced, newTotal: due }],
        volumeOwed: 180_000,
      }),
    );
    server.on('orders.cancel', ({ confirmedDue }) => {
      if (confirmedDue === due) return changed({});
      throw new Refusal({ code: 'PRICE_CHANGED', total: due });
    });
    const element = await opened();
    ticksOf(element)[1]?.click();
    await shows(element, 'Đã chọn 1');
    button(element, 'Hủy 1 dòng').click();
    await shows(element, '1 dòng còn lại không đủ số lượng để được chiết khấu 15%');
    await shows(element, 'Công ty Cổ phần Số 3: 1.020.000 ₫ → 1.200.000 ₫');
    await shows(element, 'Còn phải thanh toán: 1.020.000 ₫ → 1.200.000 ₫ (tăng 180.000 ₫)');
    await shows(element, 'nhiều hơn 180.000 ₫');
    await expectNoFaults(element);
    const reason = deepQuery<HTMLTextAreaElement>(element, 'textarea');
    if (reason) type(reason, 'Khách đã giải thể');
    button(element, 'Hủy 1 dòng', 1).click();
    await shows(element, 'Vui lòng xác nhận số tiền mới.');
    expect(server.inputsOf('orders.cancel')).to.have.length(0);
    const agree = () => deepQuery<HTMLInputElement>(element, 'dialog[open] input[type=checkbox]');
    await eventually(() => focused() === agree(), 'the focus');
    agree()?.click();
    due = 1_250_000;
    button(element, 'Hủy 1 dòng', 1).click();
    await shows(element, '1.020.000 ₫ → 1.250.000 ₫');
    expect(agree()?.checked, 'other amounts are agreed to anew').to.equal(false);
    agree()?.click();
    button(element, 'Hủy 1 dòng', 1).click();
    await eventually(() => !dialogOf(element));
    expect(server.inputsOf('orders.cancel').map((input) => input.confirmedDue)).to.deep.equal([
      1_200_000, 1_250_000,
    ]);
    element.locale = 'en';
    await expectNoFaults(element);
  });
});

describe('an order: what was cancelled', () => {
  it('cancelling all unpaid lines shows their total first', async () => {
    const element = await opened();
    button(element, 'Hủy đơn hàng').click();
    await shows(element, 'Hủy đơn hàng · DH000007 Hủy 4 dòng, 4.800.000 ₫ Công ty Cổ phần Số 1,');
    await expectNoFaults(element);
  });

  it('a cancelled line shows when and why, in the list and in its details', async () => {
    order = orderOf([], {
      lines: [
        lineOf(1, { state: 'cancelled', cancelReason: 'Khách đã giải thể' }),
        lineOf(2, { state: 'cancelled' }),
        lineOf(3, { state: 'cancelled', cancelledAt: null }),
      ],
      expiredAt: NOW,
      dueDate: '2026-11-22',
    });
    const element = await opened();
    expect(deepQueryAll(element, 'td.state').map(visibleText)).to.deep.equal([
      'Đã hủy 23/11/2026 · Khách đã giải thể',
      'Đã hủy 23/11/2026 · quá hạn thanh toán 22/11/2026',
      'Đã hủy',
    ]);
    await expectNoFaults(element);
    button(element, 'Công ty Cổ phần Số 1').click();
    const dialog = await eventually(() => dialogOf(element));
    expect(visibleText(dialog)).to.contain('Đã hủy 23/11/2026 · Khách đã giải thể');
    element.locale = 'en';
    await shows(element, 'Cancelled 23/11/2026 · not paid by 22/11/2026');
  });
});

describe('an order: paying what is ticked', () => {
  it('paying the ticked lines begins with them alone, whoever is to pay them', async () => {
    server.on('payments.methods', ({ lineIds = [] }) => ({
      methods: [{ method: 'bank_transfer', unavailable: null, limit: null }],
      openAttempts: [],
      amount: PRICE * lineIds.length,
    }));
    const element = await opened();
    ticksOf(element)[1]?.click();
    ticksOf(element)[2]?.click();
    await shows(element, 'Đã chọn 2');
    button(element, 'Thanh toán 2 dòng').click();
    await shows(element, 'Đã chọn 2/4 giấy phép');
    const ids = [lineOf(2).id, lineOf(3).id];
    await eventually(() => server.inputsOf('payments.methods').length > 0, 'the methods');
    expect(server.inputsOf('payments.methods').at(-1)?.lineIds).to.deep.equal(ids);
    expect(focused()?.localName).to.equal('h2');
    button(element, 'Quay lại').click();
    await shows(element, 'Chọn tất cả dòng chưa thanh toán');
    button(element, 'Thanh toán ngay').click();
    await shows(element, 'Đã chọn 1/4 giấy phép');
  });
});

describe('an order: the due date', () => {
  it('the due date is postponed up to the last day', async () => {
    server.on('orders.postponeDueDate', ({ dueDate }) => changed({ dueDate }));
    const element = await opened();
    await shows(element, 'Hạn thanh toán 23/12/2026');
    button(element, 'Lùi hạn thanh toán').click();
    const date = await eventually(() => dateOf(element));
    await eventually(() => focused() === typedDateOf(element), 'the focus');
    expect(typedDateOf(element).value).to.equal('06/01/2027');
    expect([date.value, date.min, date.max]).to.deep.equal([
      '2027-01-06',
      '2026-12-24',
      '2027-02-21',
    ]);
    await shows(element, 'Chậm nhất: 21/02/2027');
    await expectNoFaults(element);
    type(date, '2027-02-22');
    button(element, 'Lùi hạn đến 06/01/2027').click();
    await shows(element, 'Giá trị không hợp lệ.');
    await eventually(() => focused() === typedDateOf(element), 'the focus');
    type(date, '2027-02-21');
    await sendKeys({ press: 'Enter' });
    await shows(element, 'Hạn thanh toán 21/02/2027');
    expect(server.inputsOf('orders.postponeDueDate')).to.deep.equal([
      { orderId: order.id, dueDate: '2027-02-21' },
    ]);
    expect(dialogOf(element)).to.equal(undefined);
    expect(focused()?.localName).to.equal('h2');
  });

  it('a refused postponement keeps the chosen date', async () => {
    server.on('orders.postponeDueDate', () => {
      throw new Refusal({ code: 'DUE_DATE_NOT_POSTPONABLE' });
    });
    const element = await opened();
    button(element, 'Lùi hạn thanh toán').click();
    const date = await eventually(() => dateOf(element));
    type(typedDateOf(element), '31/1/20');
    expect(typedDateOf(element).value).to.equal('31/1/20');
    type(typedDateOf(element), '31/1/2027');
    await shows(element, 'Lùi hạn đến 31/01/2027');
    button(element, 'Lùi hạn đến 31/01/2027').click();
    await shows(element, 'Không thể gia hạn thanh toán cho đơn hàng này.');
    expect(date.value).to.equal('2027-01-31');
    await expectNoFaults(element);
    await sendKeys({ press: 'Escape' });
    await eventually(() => !dialogOf(element));
    await shows(element, 'Hạn thanh toán 23/12/2026');
  });

  it('the due date can’t be postponed when the server says so', async () => {
    order = { ...order, postponableUntil: null };
    const element = await opened();
    expect(() => button(element, 'Lùi hạn thanh toán')).to.throw();
  });
});

describe('an order: committing to pay', () => {
  it('committing to pay needs a date in range and the tick, and explains what it does', async () => {
    const commitment = { payBy: '2026-12-15', state: 'active' as const };
    server.on('orders.commit', ({ payBy }) =>
      changed({
        committableUntil: null,
        dueDate: payBy,
        lines: order.lines.map((line) =>
          line.state === 'paid'
            ? line
            : { ...line, commitment: { ...commitment, temporaryExpiry: '2026-12-31' } },
        ),
      }),
    );
    const element = await opened();
    button(element, 'Cam kết thanh toán').click();
    const date = await eventually(() => dateOf(element));
    await shows(element, 'Cam kết thanh toán 4.800.000 ₫ còn lại trong thời hạn đã chọn.');
    await shows(element, '4 giấy phép được gia hạn tạm đến hết ngày cam kết');
    await shows(element, 'Trong đó 3.600.000 ₫ (3 dòng) do chủ doanh nghiệp thanh toán.');
    expect([date.value, date.min, date.max]).to.deep.equal([
      '2026-12-31',
      '2026-11-24',
      '2026-12-31',
    ]);
    type(date, '2026-12-15');
    await shows(element, 'Cam kết đến 15/12/2026');
    button(element, 'Cam kết đến 15/12/2026').click();
    await shows(element, 'Vui lòng đánh dấu để xác nhận cam kết.');
    expect(focused()?.id).to.equal('confirmed');
    await expectNoFaults(element);
    expect(server.inputsOf('orders.commit')).to.have.length(0);
    await sendKeys({ press: 'Space' });
    button(element, 'Cam kết đến 15/12/2026').click();
    await shows(element, 'Cam kết trả đến 15/12/2026');
    expect(server.inputsOf('orders.commit')).to.deep.equal([
      { orderId: order.id, payBy: '2026-12-15', confirmed: true },
    ]);
    expect(() => button(element, 'Cam kết thanh toán'), 'once').to.throw();
    await expectNoFaults(element);
  });

  it('a refused commitment says so', async () => {
    server.on('orders.commit', () => {
      throw new Refusal({ code: 'COMMITMENT_NOT_ALLOWED' });
    });
    const element = await opened();
    button(element, 'Cam kết thanh toán').click();
    await eventually(() => dateOf(element));
    deepQuery<HTMLInputElement>(element, '#confirmed')?.click();
    button(element, 'Cam kết đến 31/12/2026').click();
    await shows(element, 'Không thể cam kết thanh toán cho đơn hàng này.');
    expect(dialogOf(element), 'it stays open').not.to.equal(undefined);
  });

  it('a commitment’s outcome is shown, line by line', async () => {
    const of = (state: 'active' | 'kept' | 'lapsed') => ({
      payBy: '2027-01-15',
      temporaryExpiry: '2027-01-15',
      state,
    });
    const covered = { ...of('active'), temporaryExpiry: '2026-12-31' };
    order = orderOf([], {
      lines: [
        lineOf(1, { commitment: of('active') }),
        lineOf(2, { commitment: of('kept'), state: 'paid' }),
        lineOf(3, { commitment: of('lapsed') }),
        lineOf(4, { commitment: of('lapsed'), state: 'cancelled' }),
        lineOf(5, { commitment: covered }),
      ],
    });
    const element = await opened();
    const states = deepQueryAll(element, 'td.state').map(visibleText);
    expect(states).to.deep.equal([
      'Chưa thanh toán Cam kết trả đến 15/01/2027; hạn tạm 15/01/2027',
      'Đã thanh toán 23/11/2026 Đã giữ cam kết (đến 15/01/2027)',
      'Chưa thanh toán Quá hạn cam kết 15/01/2027; hạn tạm 15/01/2027 đã thu hồi',
      'Đã hủy 23/11/2026 Cam kết 15/01/2027 đã chấm dứt; hạn tạm 15/01/2027 đã thu hồi',
      'Chưa thanh toán Cam kết trả đến 15/01/2027',
    ]);
    await expectNoFaults(element);
  });
});

describe('an order: the end of it', () => {
  it('an order that nobody paid in time has expired, and can be ordered again', async () => {
    order = orderOf(['cancelled', 'cancelled'], { expiredAt: NOW, dueDate: '2026-11-22' });
    const element = await opened();
    await shows(element, 'Đã hết hạn thanh toán');
    await shows(element, 'Đã hết hạn thanh toán ngày 22/11/2026');
    await expectNoFaults(element);
    const asked: unknown[] = [];
    const listen = (event: HTMLElementEventMap['renewal-reorder']) => {
      event.preventDefault();
      asked.push(event.detail);
    };
    document.body.addEventListener('renewal-reorder', listen);
    button(element, 'Đặt lại').click();
    document.body.removeEventListener('renewal-reorder', listen);
    expect(asked).to.deep.equal([{ orderId: order.id, customers: [taxCode(1), taxCode(2)] }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Boolean(deepQuery(element, 'renewal-order-wizard')), 'the host does it').to.equal(false);
  });

  it('an order of which some or all has expired is shown so in the list too', async () => {
    order = orderOf(['cancelled'], { expiredAt: NOW });
    server.on('orders.list', () => ({
      orders: [
        order,
        orderOf(['cancelled'], { id: uuid(701), number: 'DH000006' }),
        orderOf(['paid', 'cancelled'], {
          ...{ id: uuid(702), number: 'DH000007', expiredAt: NOW },
        }),
      ],
      nextCursor: null,
    }));
    const element = connected('renewal-orders', server);
    await eventually(() => rowsOf(element).length === 3);
    const badges = deepQueryAll(element, '.badge').map(visibleText);
    expect(badges).to.deep.equal([
      'Đã hết hạn thanh toán',
      'Đã hủy',
      'Trả một phần, còn lại hết hạn',
    ]);
    await expectNoFaults(element);
  });

  it('an order with a cancelled part is not paid in full', async () => {
    order = orderOf(['paid', 'cancelled']);
    const element = await opened();
    expect(visibleText(element)).not.to.contain('mọi giấy phép đã có hạn mới');
    button(element, 'Đặt lại 1 dòng đã hủy');
  });
});

describe('an order, on a phone', () => {
  it('an order fits a phone, dialogs too', async () => {
    await setViewport({ width: 360, height: 740 });
    const fits = () => expect(document.documentElement.scrollWidth).to.equal(360);
    order.lines[0] = lineOf(1, {
      customer: {
        id: uuid(1),
        taxCode: taxCode(1),
        name: `Công ty ${'Trách nhiệm hữu hạn '.repeat(9)}`,
      },
      total: PRICE,
    });
    const element = await opened();
    fits();
    ticksOf(element)[0]?.click();
    await shows(element, 'Đã chọn 1');
    fits();
    button(element, 'Lùi hạn thanh toán').click();
    await eventually(() => dateOf(element));
    const { left, right } = (dialogOf(element) as HTMLElement).getBoundingClientRect();
    expect(left >= 0 && right <= 360).to.equal(true);
    fits();
  });
});
