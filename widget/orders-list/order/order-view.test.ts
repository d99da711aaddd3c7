import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { Refusal } from '../../testing/fake-server.ts';
import { uuid } from '../../testing/firm.ts';
import { firmWithOrders, linkOf, numbered, rowsOf } from '../../testing/firm-with-orders.ts';
import { lineOf, NOW, orderOf, paymentOf, refundOf } from '../../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { shows } from '../../testing/wizard.ts';

const firm = firmWithOrders();

describe('renewal-orders: an order', () => {
  it('an order shows every line with its term, its expiry before and after, its state and date', async () => {
    const orders = await firm.order();
    const [first, , third] = rowsOf(orders).map(visibleText);
    expect(first).to.contain('Công ty Cổ phần Số 1');
    expect(first).to.contain('31/12/2026 → 31/12/2027');
    expect(first).to.contain('Chưa thanh toán');
    expect(first).to.contain('1.200.000 ₫');
    expect(third).to.contain('Đã thanh toán 23/11/2026');
  });

  it('money for one of a customer’s licences is shown with the licence', async () => {
    const { customer } = lineOf(1);
    const name = { vi: 'ASP Kế toán Tháng', en: 'ASP Monthly' };
    const second = lineOf(2, { customer, plan: { code: 'MONTHLY', name } });
    const amounts = { firstCustomerName: customer.name, lineCount: 1, firstLineId: second.id };
    const none = { ...amounts, allocated: 0, allocations: [] };
    firm.stored = [
      orderOf([], {
        ...numbered(3),
        lines: [lineOf(1), second],
        payments: [
          paymentOf({ ...none, received: 250_000, unapplied: 250_000 }),
          paymentOf({ ...none, id: uuid(901), refundDue: 50_000, refunds: [refundOf()] }),
        ],
        unapplied: [
          {
            ...amounts,
            attemptId: uuid(42),
            unapplied: 250_000,
            missing: 950_000,
            partsUntil: null,
          },
        ],
      }),
    ];
    firm.links = [linkOf(1, firm.stored[0]?.id ?? '', second.id)];
    const orders = await firm.order();
    await shows(
      orders,
      'Đã nhận 250.000 ₫ cho Công ty Cổ phần Số 1, ASP Kế toán Tháng, còn thiếu 950.000 ₫.',
    );
    await shows(
      orders,
      'Khoản 50.000 ₫ đã nhận cho Công ty Cổ phần Số 1, ASP Kế toán Tháng sẽ được hoàn lại',
    );
    await shows(orders, '· Cho Công ty Cổ phần Số 1, ASP Kế toán Tháng');
    await shows(
      orders,
      'Liên kết thanh toán đang dùng được Công ty Cổ phần Số 1, ASP Kế toán Tháng đến',
    );
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
      firstLineId: uuid(5_002),
      firstCustomerName: 'Công ty Cổ phần Số 2',
      lineCount: 2_000,
      allocated: 0,
      allocations: [],
      unapplied: 1_200_000,
      unappliedReason: 'suspected_fraud',
    });
    firm.stored = [
      orderOf(['paid', 'awaiting_payment'], {
        ...numbered(3),
        payments: [short, again, suspected],
        unapplied: [
          {
            attemptId: attempt,
            unapplied: 250_000,
            missing: 950_000,
            partsUntil: null,
            firstLineId: uuid(5_001),
            firstCustomerName: 'Công ty Cổ phần Số 1',
            lineCount: 3,
          },
          {
            attemptId: uuid(802),
            unapplied: 300_000_000,
            missing: 200_000_000,
            partsUntil: { first: null, all: '2027-01-02' },
            firstLineId: uuid(5_001),
            firstCustomerName: 'Công ty Cổ phần Số 1',
            lineCount: 3,
          },
          {
            attemptId: uuid(803),
            unapplied: 100_000_000,
            missing: 500_000_000,
            partsUntil: { first: '2026-12-30', all: '2027-01-02' },
            firstLineId: uuid(5_002),
            firstCustomerName: 'Công ty Cổ phần Số 2',
            lineCount: 3,
          },
        ],
      }),
    ];
    const orders = await firm.order();
    await shows(orders, 'Vui lòng chuyển các lần còn lại chậm nhất ngày 02/01/2027.');
    await shows(orders, 'Cần nhận tổng cộng ít nhất 250.000.000 ₫ chậm nhất ngày 30/12/2026.');
    await shows(
      orders,
      'Đã nhận 250.000 ₫ cho Công ty Cổ phần Số 1 và 2 giấy phép khác, còn thiếu 950.000 ₫.',
    );
    await shows(orders, 'Đã nhận 1.200.000 ₫, cổng thanh toán đang kiểm tra giao dịch này.');
    await shows(
      orders,
      'Khoản 50.000 ₫ đã nhận cho Công ty Cổ phần Số 1 sẽ được hoàn lại: số tiền chuyển nhiều hơn',
    );
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
    const orders = await firm.order();
    const paid: string[] = [];
    orders.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    await eventually(() => firm.server.followersOf('orders') === 1, 'the stream');
    const update = orderOf(['paid', 'paid', 'paid'], { ...numbered(3), version: 2 });
    firm.server.tell(`order:${update.id}`, 2, update);
    await shows(orders, 'Đơn hàng đã được thanh toán đủ');
    firm.server.tell(`order:${update.id}`, 2, update);
    firm.server.tell(`order:${update.id}`, 1, firm.stored[0] as Order);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(visibleText(orders), 'an older version is not shown').to.contain('thanh toán đủ');
    expect(paid).to.deep.equal([uuid(703)]);
    expect(() => button(orders, 'Thanh toán ngay')).to.throw();
    expect(() => button(orders, 'Hủy đơn hàng')).to.throw();
  });

  it('an order is no longer followed when the list is shown again', async () => {
    const orders = await firm.order();
    await eventually(() => firm.server.followersOf('orders') === 1, 'the stream');
    button(orders, 'Quay lại').click();
    await eventually(() => firm.server.followersOf('orders') === 0, 'no stream');
  });

  it('a missing order says so, with a way back', async () => {
    const orders = connected('renewal-orders', firm.server, { orderId: uuid(999) });
    await shows(orders, 'Không tìm thấy nội dung yêu cầu.');
    await expectNoFaults(orders);
    button(orders, 'Quay lại').click();
    await eventually(() => rowsOf(orders).length === 3);
  });
});

describe('renewal-orders: cancelling', () => {
  it('cancelling an order requires a reason, and cancels its unpaid lines', async () => {
    const orders = await firm.order();
    button(orders, 'Hủy đơn hàng').click();
    const reason = await eventually(() => deepQuery<HTMLTextAreaElement>(orders, 'textarea'));
    await expectNoFaults(orders);
    button(orders, 'Hủy đơn hàng', 1).click();
    await shows(orders, 'Vui lòng nhập thông tin này.');
    await eventually(() => focused() === reason, 'the focus');
    expect(firm.server.inputsOf('orders.cancel')).to.have.length(0);
    type(reason, '  Khách đổi ý ');
    const confirm = button(orders, 'Hủy đơn hàng', 1);
    confirm.click();
    confirm.click();
    await eventually(() => !deepQuery(orders, 'dialog[open]'));
    expect(firm.server.inputsOf('orders.cancel')).to.deep.equal([
      { orderId: uuid(703), reason: 'Khách đổi ý' },
    ]);
    await shows(orders, 'Đã hủy');
    expect(focused()?.localName, 'the button is gone').to.equal('h2');
  });

  it('cancelling an order keeps the reason when it fails', async () => {
    firm.server.on('orders.cancel', () => {
      throw new Refusal({ code: 'ORDER_NOT_CANCELLABLE' });
    });
    const orders = await firm.order();
    button(orders, 'Hủy đơn hàng').click();
    const reason = await eventually(() => deepQuery<HTMLTextAreaElement>(orders, 'textarea'));
    type(reason, 'Khách đổi ý');
    button(orders, 'Hủy đơn hàng', 1).click();
    await shows(orders, 'Chỉ có thể hủy phần chưa thanh toán của đơn hàng.');
    expect(reason.value).to.equal('Khách đổi ý');
  });
});
