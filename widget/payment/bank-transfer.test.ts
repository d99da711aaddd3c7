import { expect } from '@open-wc/testing';
import '../define.ts';
import type { PaymentAttempt } from '../../shared/schemas/payment.ts';
import { expectNoFaults } from '../testing/checks.ts';
import { uuid } from '../testing/firm.ts';
import { orderToPay } from '../testing/order-to-pay.ts';
import { lineOf, orderOf, paymentOf, refundOf, transferOf } from '../testing/orders.ts';
import { button, deepQuery, deepQueryAll, eventually, visibleText } from '../testing/page.ts';
import { shows } from '../testing/wizard.ts';

const paying = orderToPay();

const ticks = (payment: Element) => deepQueryAll<HTMLInputElement>(payment, 'td.tick input');

describe('renewal-payment: a bank transfer', () => {
  it('a bank transfer shows the code, and everything to copy', async () => {
    const copied: string[] = [];
    const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');
    const value = async (text: string) => void copied.push(text);
    Object.defineProperty(Clipboard.prototype, 'writeText', { value, configurable: true });
    const payment = await paying.waitingForTransfer();
    const qr = deepQuery<SVGElement>(payment, 'svg.qr') as SVGElement;
    expect(qr.getAttribute('viewBox'), 'four modules of white around').to.equal('-4 -4 33 33');
    expect(getComputedStyle(qr).backgroundColor).to.equal('rgb(255, 255, 255)');
    expect(qr.getAttribute('aria-label')).to.contain('GH0DRX6H0');
    await expectNoFaults(payment);
    for (const fact of [
      'Ngân hàng thụ hưởng',
      'Số tài khoản',
      'Chủ tài khoản',
      'Số tiền',
      'Nội dung chuyển khoản',
    ]) {
      button(payment, `Sao chép: ${fact}`).click();
      await shows(payment, `Đã sao chép: ${fact}`);
    }
    if (writeText) Object.defineProperty(Clipboard.prototype, 'writeText', writeText);
    expect(copied).to.deep.equal([
      'Vietcombank',
      '1023456789',
      'CONG TY CO PHAN PHAN MEM',
      '3600000',
      'GH0DRX6H0',
    ]);
  });

  it('a bank transfer’s money is shown by itself, with every new expiry, and reported once', async () => {
    const payment = await paying.waitingForTransfer();
    const paid: string[] = [];
    payment.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    paying.update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
    expect(deepQueryAll(payment, 'tbody tr').map(visibleText)[2]).to.contain('31/12/2027');
    await expectNoFaults(payment);
    paying.update(orderOf(['paid', 'paid', 'paid'], { version: 3 }));
    button(payment, 'Xem chi tiết').click();
    await shows(payment, 'Đơn hàng DH000007');
    expect(paid).to.deep.equal([paying.order.id]);
  });

  it('a bank transfer of a part offers the rest, and shows refunds due', async () => {
    const payment = await paying.choosing();
    ticks(payment)[2]?.click();
    await shows(payment, 'Đã chọn 2/3');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    const money = { received: 2_450_000, allocated: 2_400_000, refundDue: 50_000 };
    const receiptUrl = 'https://renewal.test/receipt/1';
    const payments = [paymentOf({ ...money, refunds: [refundOf()], receiptUrl })];
    paying.update(orderOf(['paid', 'paid', 'awaiting_payment'], { version: 2, payments }));
    await shows(payment, 'Thanh toán thành công');
    await shows(payment, 'sẽ được hoàn lại: số tiền chuyển nhiều hơn số phải thanh toán.');
    const receipt = deepQuery<HTMLAnchorElement>(payment, 'a.button');
    expect(receipt?.href).to.equal(receiptUrl);
    await expectNoFaults(payment);
    button(payment, 'Thanh toán phần còn lại (1.200.000 ₫)').click();
    await eventually(() => ticks(payment).length === 1);
  });

  it('a short bank transfer shows the amount missing, and asks for that alone', async () => {
    const payment = await paying.waitingForTransfer();
    const unapplied = [
      {
        attemptId: uuid(800),
        unapplied: 1_000_000,
        missing: 2_600_000,
        partsUntil: null,
        firstLineId: uuid(5_001),
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
    ];
    paying.update({ ...paying.order, version: 2, unapplied });
    await shows(payment, 'Đã nhận 1.000.000 ₫, còn thiếu 2.600.000 ₫.');
    expect(visibleText(deepQuery(payment, '#amount') as HTMLElement)).to.equal('2.600.000 ₫');
    expect(deepQuery(payment, 'svg.qr'), 'the code is for the whole').to.equal(undefined);
    await expectNoFaults(payment);
  });

  it('a bank transfer of 500,000,000 ₫ and more has no code, and says how to pay instead', async () => {
    const line = lineOf(1, { total: 500_000_000 });
    paying.order = orderOf([], { lines: [line] });
    paying.server.on('payments.start', () => transferOf(500_000_000));
    const payment = await paying.waitingForTransfer();
    await shows(payment, 'Chuyển nhanh NAPAS247 chỉ nhận dưới 500.000.000 ₫');
    expect(deepQuery(payment, 'svg.qr')).to.equal(undefined);
    await expectNoFaults(payment);
  });

  it('a bank transfer in parts shows a code and a memo for each, and asks for the others once one has come', async () => {
    const line = lineOf(1, { total: 600_000_000 });
    paying.order = orderOf([], { lines: [line] });
    const qr = { size: 25, path: 'M0 0h7v1H0z' };
    const part = (memo: string, amount: number) => ({ memo, amount, qr: amount ? qr : null });
    const inParts = (amount: number, first: number): PaymentAttempt => {
      const whole = transferOf(amount);
      const parts = [part('GHPART001', first), part('GHPART002', 300_000_000)];
      const partsUntil = { first: first > 0 ? '2026-12-23' : null, all: '2026-12-26' };
      return { ...whole, transfer: { ...whole.transfer, qr: null, parts, partsUntil } };
    };
    paying.attempt = inParts(600_000_000, 300_000_000);
    paying.server.on('payments.start', () => paying.attempt);
    const payment = await paying.waitingForTransfer();
    await shows(payment, 'Lần 1 / 2');
    expect(deepQueryAll(payment, 'svg.qr').length).to.equal(2);
    await shows(payment, 'GHPART001');
    await shows(
      payment,
      'tổng cộng ít nhất 250.000.000 ₫ chậm nhất ngày 23/12/2026, phần còn lại chậm nhất ngày 26',
    );
    await shows(payment, 'Hoặc chuyển một lần 600.000.000 ₫ tại ngân hàng');
    expect(
      deepQuery<HTMLAnchorElement>(payment, 'a[href*="payment-orders"]')?.textContent,
    ).to.contain('ủy nhiệm chi');
    await expectNoFaults(payment);
    paying.attempt = inParts(300_000_000, 0);
    const unapplied = [
      {
        attemptId: paying.attempt.id,
        unapplied: 300_000_000,
        missing: 300_000_000,
        partsUntil: null,
        firstLineId: uuid(5_001),
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
    ];
    paying.update({ ...paying.order, version: 2, unapplied });
    await shows(payment, 'Vui lòng chuyển các lần còn lại chậm nhất ngày 26/12/2026.');
    await shows(payment, 'Cần chuyển các lần còn lại chậm nhất ngày 26/12/2026. Nếu quá hạn');
    await eventually(() => deepQueryAll(payment, 'svg.qr').length === 1);
    expect(visibleText(payment)).not.to.contain('GHPART001');
    await expectNoFaults(payment);
  });

  it('a bank transfer ends when the order is cancelled, or somebody else has paid a part', async () => {
    const payment = await paying.waitingForTransfer();
    paying.update(orderOf(['paid', 'awaiting_payment', 'awaiting_payment'], { version: 2 }));
    await shows(payment, 'Một phần vừa được người khác thanh toán.');
    expect(deepQuery(payment, 'svg.qr')).to.equal(undefined);
    await expectNoFaults(payment);
    button(payment, 'Chọn phương thức khác').click();
    await shows(payment, 'Đã chọn 2/2 giấy phép');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    paying.attempt = { ...paying.attempt, state: 'cancelled' };
    const refunds = [refundOf({ amount: 2_400_000, reason: 'order_cancelled' })];
    const payments = [paymentOf({ allocated: 0, refundDue: 2_400_000, refunds })];
    paying.update(orderOf(['paid', 'cancelled', 'cancelled'], { version: 3, payments }));
    await shows(payment, 'Đơn hàng đã bị hủy nên không thể thanh toán tiếp.');
    await shows(
      payment,
      'Khoản 2.400.000 ₫ đã nhận cho Công ty Cổ phần Số 1 sẽ được hoàn lại: đơn hàng đã bị hủy hoặc đã hết hạn thanh toán.',
    );
    button(payment, 'Chọn phương thức khác').click();
    await shows(payment, 'Đơn hàng đã được thanh toán đủ');
  });
});
