import { expect } from '@open-wc/testing';
import '../define.ts';
import type { PaymentAttempt } from '../../shared/schemas/payment.ts';
import { expectNoFaults } from '../testing/checks.ts';
import { Refusal } from '../testing/fake-server.ts';
import { openWindows, orderToPay, radio } from '../testing/order-to-pay.ts';
import { orderOf, paymentOf } from '../testing/orders.ts';
import { button, deepQuery, deepQueryAll, eventually, visibleText } from '../testing/page.ts';
import { shows } from '../testing/wizard.ts';

const paying = orderToPay();

async function waitingForVnpay(isBlocked = false) {
  const windows = openWindows(isBlocked);
  const payment = await paying.choosing();
  radio(payment, 'vnpay').click();
  button(payment, 'Thanh toán ngay').click();
  await shows(payment, 'Đang chờ VNPay xác nhận.');
  return { payment, ...windows };
}

describe('renewal-payment: VNPay', () => {
  it('VNPay’s window opens in the click, and goes on when its address is there', async () => {
    const { payment, places, tab } = await waitingForVnpay();
    expect(places).to.deep.equal(['about:blank#vnpay']);
    expect(tab.opener, 'it can’t reach back').to.equal(null);
    expect(tab.document.body.textContent).to.equal('Đang chuyển đến cổng thanh toán…');
    await shows(payment, 'Trang thanh toán đã mở ở thẻ khác.');
    await expectNoFaults(payment);
  });

  it('a blocked VNPay window becomes a link', async () => {
    const { payment } = await waitingForVnpay(true);
    await shows(payment, 'Trình duyệt đã chặn cửa sổ mới.');
    const here = deepQueryAll<HTMLAnchorElement>(payment, 'a.button').at(-1);
    expect(here?.target, 'a frame without popups has no other way').to.equal('_self');
    expect(here?.textContent).to.equal('Mở ngay tại đây');
    const link = deepQuery<HTMLAnchorElement>(payment, 'a.button.primary');
    expect(link?.getAttribute('href')).to.equal('about:blank#vnpay');
    expect(link?.rel).to.equal('noopener');
    await expectNoFaults(payment);
  });

  it('VNPay’s window closes when the payment could not start', async () => {
    const { places } = openWindows();
    paying.server.on('payments.start', () => {
      throw new Refusal({ code: 'GATEWAY_UNAVAILABLE' });
    });
    const payment = await paying.choosing();
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Cổng thanh toán chưa phản hồi.');
    expect(places).to.deep.equal(['closed']);
  });

  it('a hanging gateway is shown at its method, and another can be chosen meanwhile', async () => {
    const { places } = openWindows();
    const hanging = Promise.withResolvers<never>();
    paying.server.on('payments.start', () => hanging.promise);
    const payment = await paying.choosing();
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang xử lý…');
    radio(payment, 'bank_transfer').click();
    await shows(payment, 'Thanh toán ngay');
    radio(payment, 'vnpay').click();
    hanging.reject(new Refusal({ code: 'GATEWAY_UNAVAILABLE' }));
    await shows(payment, 'Cổng thanh toán chưa phản hồi.');
    const row = radio(payment, 'vnpay').closest('label');
    expect(row?.querySelector('[role=alert]')?.textContent).to.contain('chưa phản hồi');
    expect(places).to.deep.equal(['closed']);
    await expectNoFaults(payment);
  });

  it('the method chosen last counts, though another answers later', async () => {
    const { places } = openWindows();
    const hanging = Promise.withResolvers<typeof paying.attempt>();
    paying.server.on('payments.start', () => hanging.promise);
    const payment = await paying.choosing();
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang xử lý…');
    paying.server.on('payments.start', () => {
      throw new Refusal({ code: 'METHOD_UNAVAILABLE' });
    });
    radio(payment, 'bank_transfer').click();
    await shows(payment, 'Thanh toán ngay');
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => paying.server.inputsOf('payments.start').length === 2);
    hanging.resolve(paying.attempt);
    await eventually(() => places.includes('closed'));
    expect(visibleText(payment)).not.to.contain('Đang chờ VNPay');
  });

  it('the attempt is read when the person comes back, and shows failure or expiry', async () => {
    const { payment } = await waitingForVnpay();
    expect(paying.server.inputsOf('payments.attempt')).to.have.length(0);
    paying.attempt = { ...paying.attempt, state: 'failed' };
    dispatchEvent(new Event('focus'));
    await shows(payment, 'Thanh toán chưa thành công.');
    await expectNoFaults(payment);
    button(payment, 'Chọn phương thức khác').click();
    await eventually(() => radio(payment, 'vnpay'));
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ VNPay xác nhận.');
    paying.attempt = { ...paying.attempt, state: 'expired' };
    dispatchEvent(new Event('focus'));
    await shows(payment, 'Phiên thanh toán đã hết hạn.');
  });

  it('a gateway that is slow to answer is not asked again meanwhile', async () => {
    const rounds: (() => void)[] = [];
    const { setInterval } = window;
    window.setInterval = ((round: () => void) => rounds.push(round)) as typeof setInterval;
    const { payment } = await waitingForVnpay();
    window.setInterval = setInterval;
    const answer = Promise.withResolvers<PaymentAttempt>();
    paying.server.on('payments.attempt', () => answer.promise);
    const round = rounds.at(-1);
    round?.();
    await eventually(() => paying.server.inputsOf('payments.attempt').length === 1);
    round?.();
    answer.resolve({ ...paying.attempt, state: 'failed' });
    await shows(payment, 'Thanh toán chưa thành công.');
    expect(paying.server.inputsOf('payments.attempt')).to.have.length(1);
  });

  it('late money is shown as paid, even after a failure', async () => {
    const { payment } = await waitingForVnpay();
    paying.attempt = { ...paying.attempt, state: 'failed' };
    paying.update({ ...paying.order, version: 2 });
    await shows(payment, 'Thanh toán chưa thành công.');
    paying.update(orderOf(['paid', 'paid', 'paid'], { version: 3 }));
    await shows(payment, 'Thanh toán thành công');
  });

  it('nobody is asked to pay again while the gateway checks a payment for fraud', async () => {
    const { payment } = await waitingForVnpay();
    const money = {
      method: 'vnpay' as const,
      received: 3_600_000,
      allocated: 0,
      unapplied: 3_600_000,
    };
    const suspected = paymentOf({ ...money, unappliedReason: 'suspected_fraud' });
    paying.update({ ...paying.order, version: 2, payments: [suspected] });
    await eventually(() => paying.server.inputsOf('payments.attempt').length === 1);
    expect(visibleText(payment), 'another attempt’s').to.contain('Mở trang thanh toán');
    const payments = [{ ...suspected, attemptId: paying.attempt.id }];
    paying.update({ ...paying.order, version: 3, payments });
    await shows(payment, 'Đã nhận 3.600.000 ₫, cổng thanh toán đang kiểm tra giao dịch này.');
    expect(visibleText(payment)).not.to.contain('Đang chờ VNPay');
    expect(visibleText(payment)).not.to.contain('Mở trang thanh toán');
    await expectNoFaults(payment);
    paying.attempt = { ...paying.attempt, state: 'expired' };
    dispatchEvent(new Event('focus'));
    await eventually(() => paying.server.inputsOf('payments.attempt').length === 3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(visibleText(payment), 'nor when the attempt has ended').to.contain('đang kiểm tra');
    expect(visibleText(payment)).not.to.contain('Vui lòng chọn lại phương thức');
    expect(() => button(payment, 'Chọn phương thức khác')).to.throw();
  });

  it('a removed element no longer asks about the payment', async () => {
    const { payment } = await waitingForVnpay();
    payment.remove();
    dispatchEvent(new Event('focus'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(paying.server.inputsOf('payments.attempt')).to.have.length(0);
    expect(paying.server.followersOf('orders')).to.equal(0);
  });
});
