import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import './define.ts';
import { expectNoFaults, hostilePage, looksOf } from './testing/checks.ts';
import { uuid } from './testing/firm.ts';
import { orderToPay } from './testing/order-to-pay.ts';
import { lineOf, orderOf } from './testing/orders.ts';
import { button, connected, deepQuery, eventually, focused, visibleText } from './testing/page.ts';
import { shows } from './testing/wizard.ts';

const paying = orderToPay();

describe('renewal-payment: a term by anniversary', () => {
  it('a term by anniversary has years and no fiscal year, among the lines and in the choice', async () => {
    paying.order = orderOf([], { lines: [lineOf(1, { termRule: 'anniversary', years: 2 })] });
    const element = connected('renewal-payment', paying.server, { orderId: paying.order.id });
    await eventually(() => visibleText(element).includes('Thời hạn 2 năm'), 'the term');
    expect(visibleText(element)).not.to.include('Năm tài chính');
    element.stage = 'method';
    const term = await eventually(() => deepQuery<HTMLElement>(element, 'td.term'), 'the choice');
    expect([term.dataset.label, visibleText(term)]).to.deep.equal(['Thời hạn', '2 năm']);
    element.remove();
  });
});

describe('renewal-payment: details', () => {
  it('renewal-payment shows the order, and pays it', async () => {
    const payment = connected('renewal-payment', paying.server, { orderId: paying.order.id });
    await shows(payment, 'Đơn hàng DH000007');
    expect(() => button(payment, 'Quay lại'), 'nowhere to go back to').to.throw();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Thanh toán đơn hàng DH000007');
    await eventually(() => focused()?.localName === 'h2', 'the focus on the heading');
    button(payment, 'Quay lại').click();
    await shows(payment, 'Đối tượng gửi thông báo');
  });

  it('renewal-payment says that the recipient’s address refuses mails', async () => {
    const payment = connected('renewal-payment', paying.server, { orderId: paying.order.id });
    await shows(payment, 'Đối tượng gửi thông báo');
    expect(visibleText(payment)).not.to.include('email bị từ chối');
    paying.order = { ...paying.order, isRecipientRefused: true };
    await shows(
      connected('renewal-payment', paying.server, { orderId: paying.order.id }),
      'email bị từ chối',
    );
  });

  it('renewal-payment shows that all is paid, with the dates', async () => {
    paying.order = orderOf(['paid', 'paid']);
    const payment = connected('renewal-payment', paying.server, {
      orderId: paying.order.id,
      stage: 'method',
    });
    await shows(payment, 'Đơn hàng đã được thanh toán đủ');
    const row = visibleText(deepQuery(payment, 'tbody tr') as HTMLElement);
    expect(row).to.contain('31/12/2027').and.to.contain('23/11/2026');
    await expectNoFaults(payment);
  });

  it('renewal-payment shows another order of the host’s from the beginning', async () => {
    const payment = connected('renewal-payment', paying.server, { orderId: paying.order.id });
    await shows(payment, 'Đơn hàng DH000007');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Thanh toán đơn hàng DH000007');
    paying.order = orderOf(['paid'], { id: uuid(701), number: 'DH000008' });
    payment.orderId = paying.order.id;
    await shows(payment, 'Đơn hàng DH000008');
  });
});

describe('renewal-payment: in a host page', () => {
  it('renewal-payment is translated to English', async () => {
    const payment = await paying.waitingForTransfer();
    payment.locale = 'en';
    await shows(payment, 'Waiting for the money.');
    expect(visibleText(payment), 'and goes on with the same payment').to.contain('GH0DRX6H0');
    await expectNoFaults(payment);
    expect(paying.server.inputsOf('payments.start')).to.have.length(1);
    expect(paying.server.inputsOf('live.follow'), 'and the same stream').to.have.length(1);
  });

  it('renewal-payment continues the payment when moved', async () => {
    const payment = await paying.waitingForTransfer();
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(payment);
    await eventually(() => paying.server.inputsOf('live.follow').length === 2, 'a new stream');
    await eventually(() => paying.server.followersOf('orders') === 1, 'and only that');
    paying.update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
  });

  it('renewal-payment fits a phone at every step', async () => {
    await setViewport({ width: 360, height: 740 });
    const fits = () => expect(document.documentElement.scrollWidth).to.equal(360);
    const payment = await paying.choosing();
    fits();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    fits();
    paying.update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
    fits();
    await setViewport({ width: 800, height: 600 });
  });

  it('renewal-payment looks the same in a hostile host', async () => {
    const selectors = ['h2', 'td.main', '.method strong', '.method span', 'button.primary'];
    const calm = await paying.choosing();
    const before = looksOf(calm, selectors);
    calm.remove();
    const style = hostilePage();
    const hostile = await paying.choosing();
    const after = looksOf(hostile, selectors);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});
