import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../define.ts';
import { expectNoFaults } from '../testing/checks.ts';
import { Refusal } from '../testing/fake-server.ts';
import { uuid } from '../testing/firm.ts';
import { openWindows, orderToPay, radio } from '../testing/order-to-pay.ts';
import { lineOf, NOW, orderOf } from '../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  type,
  visibleText,
} from '../testing/page.ts';
import { shows } from '../testing/wizard.ts';

const paying = orderToPay();

const ticks = (payment: Element) => deepQueryAll<HTMLInputElement>(payment, 'td.tick input');

describe('renewal-payment: who pays', () => {
  it('paying leaves the owners’ lines to them, and shows which they are', async () => {
    paying.order = orderOf([], { lines: [lineOf(1), lineOf(2, { payer: 'owner' }), lineOf(3)] });
    const payment = await paying.choosing();
    await shows(payment, 'Đã chọn 2/3 giấy phép');
    expect(ticks(payment).map((tick) => tick.checked)).to.deep.equal([true, false, true]);
    expect(visibleText(deepQueryAll(payment, 'tbody tr')[1] as HTMLElement)).to.contain(
      'Người thanh toán: Chủ doanh nghiệp',
    );
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    paying.update(
      orderOf([], {
        version: 2,
        lines: paying.order.lines.map((line) => ({
          ...line,
          state: line.payer === 'firm' ? ('paid' as const) : line.state,
        })),
      }),
    );
    await shows(payment, 'Thanh toán thành công');
    button(payment, 'Thanh toán phần còn lại (1.200.000 ₫)').click();
    await shows(payment, 'Đã chọn 1/1 giấy phép');
    await expectNoFaults(payment);
  });

  it('paying has all lines ticked where the owners are to pay all of them', async () => {
    paying.order = orderOf([], { lines: [1, 2].map((n) => lineOf(n, { payer: 'owner' })) });
    await shows(await paying.choosing(), 'Đã chọn 2/2 giấy phép');
  });
});

describe('renewal-payment: choosing', () => {
  it('paying pays all lines that await payment, by the first method', async () => {
    paying.order = orderOf(['awaiting_payment', 'paid', 'awaiting_payment']);
    const payment = await paying.choosing();
    expect(ticks(payment).map(({ checked }) => checked)).to.deep.equal([true, true]);
    await shows(payment, 'Đã chọn 2/2 giấy phép');
    await expectNoFaults(payment);
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(paying.server.inputsOf('payments.start')).to.deep.equal([
      {
        orderId: paying.order.id,
        lineIds: [lineOf(1).id, lineOf(3).id],
        method: 'bank_transfer',
        locale: 'vi',
      },
    ]);
  });

  it('paying pays only ticked lines, and shows the methods for their amount', async () => {
    const payment = await paying.choosing();
    ticks(payment)[1]?.click();
    await shows(payment, 'Đã chọn 2/3 giấy phép 2.400.000 ₫');
    await eventually(() => paying.server.inputsOf('payments.methods').length === 2);
    expect(paying.server.inputsOf('payments.methods').at(-1)?.lineIds).to.deep.equal([
      lineOf(1).id,
      lineOf(3).id,
    ]);
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => paying.server.inputsOf('payments.start').length === 1);
    expect(paying.server.inputsOf('payments.start')[0]?.lineIds).to.have.length(2);
  });

  it('paying starts nothing without a line', async () => {
    const payment = await paying.choosing();
    const all = deepQuery<HTMLInputElement>(payment, '.all input') as HTMLInputElement;
    ticks(payment)[0]?.click();
    await eventually(() => all.indeterminate);
    all.click();
    await shows(payment, 'Đã chọn 3/3 giấy phép');
    all.click();
    await shows(payment, 'Hãy chọn ít nhất một giấy phép.');
    button(payment, 'Thanh toán ngay').click();
    expect(paying.server.inputsOf('payments.start')).to.have.length(0);
    await expectNoFaults(payment);
  });

  it('paying shows why a method can’t be used, and takes another', async () => {
    paying.methods = [
      { method: 'bank_transfer', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'vnpay', unavailable: null, limit: null },
    ];
    const payment = await paying.choosing();
    await shows(payment, 'chỉ nhận tối đa 50.000.000 ₫ mỗi lần thanh toán');
    expect(radio(payment, 'bank_transfer').disabled).to.equal(true);
    await eventually(() => radio(payment, 'vnpay').checked);
    const group = deepQuery(payment, '[role=radiogroup]');
    expect(group?.getAttribute('aria-label')).to.equal('Phương thức thanh toán');
    await expectNoFaults(payment);
  });

  it('paying names every method in both languages, MoMo above its limit with the limit', async () => {
    paying.methods = [
      { method: 'bank_transfer', unavailable: null, limit: null },
      { method: 'vnpay', unavailable: null, limit: null },
      { method: 'momo', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'zalopay', unavailable: 'AMOUNT_TOO_SMALL', limit: 10_000 },
      { method: 'payos', unavailable: null, limit: null },
    ];
    const payment = await paying.choosing();
    const named = () => deepQueryAll(payment, '.method').map(visibleText);
    expect(named()).to.deep.equal([
      'Chuyển khoản ngân hàng (VietQR) Quét mã QR bằng ứng dụng ngân hàng, hoặc tự chuyển khoản.',
      'VNPay Thẻ ATM nội địa, thẻ quốc tế hoặc ứng dụng ngân hàng.',
      'Ví MoMo Không dùng được: chỉ nhận tối đa 50.000.000 ₫ mỗi lần thanh toán.',
      'ZaloPay Không dùng được: chỉ nhận từ 10.000 ₫ mỗi lần thanh toán.',
      'payOS (VietQR) Quét mã VietQR trên trang payOS.',
    ]);
    expect(['momo', 'zalopay'].map((method) => radio(payment, method).disabled)).to.deep.equal([
      true,
      true,
    ]);
    await expectNoFaults(payment);
    payment.locale = 'en';
    await shows(payment, 'MoMo wallet Not available: it takes at most 50.000.000 ₫ at a time.');
    await expectNoFaults(payment);
  });

  it('paying works by keyboard, past unavailable methods', async () => {
    paying.methods = [
      { method: 'bank_transfer', unavailable: null, limit: null },
      { method: 'momo', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'payos', unavailable: null, limit: null },
    ];
    openWindows();
    const payment = await paying.choosing();
    radio(payment, 'bank_transfer').focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(radio(payment, 'payos').checked).to.equal(true);
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await shows(payment, 'Đang chờ payOS (VietQR) xác nhận.');
    await shows(payment, 'Mở trang thanh toán payOS (VietQR)');
    expect(paying.server.inputsOf('payments.start')[0]?.method).to.equal('payos');
  });

  it('paying warns of another payment under way, and lets the person go on', async () => {
    paying.openAttempts = [
      { id: uuid(1), method: 'momo', startedAt: NOW, by: 'link', lineCount: 1 },
      { id: uuid(2), method: 'vnpay', startedAt: NOW, by: 'accountant', lineCount: 3 },
    ];
    const payment = await paying.choosing();
    await shows(payment, 'Đang có một lần thanh toán khác chưa kết thúc.');
    const items = deepQueryAll(payment, '.notice li').map(visibleText);
    expect(items).to.deep.equal([
      'Ví MoMo, bắt đầu 23/11/2026 10:05 qua liên kết thanh toán (1 giấy phép)',
      'VNPay, bắt đầu 23/11/2026 10:05 trên cổng kế toán (3 giấy phép)',
    ]);
    await expectNoFaults(payment);
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
  });

  it('paying starts once on a double click', async () => {
    const payment = await paying.choosing();
    paying.server.delay = 60;
    const pay = button(payment, 'Thanh toán ngay');
    pay.click();
    pay.click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(paying.server.inputsOf('payments.start')).to.have.length(1);
  });

  it('paying that could not start says why, and can be tried again', async () => {
    const payment = await paying.choosing();
    const codes: string[] = [];
    payment.addEventListener('renewal-error', (event) => codes.push(event.detail.code));
    paying.server.offline = true;
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Không kết nối được máy chủ.');
    await expectNoFaults(payment);
    paying.server.offline = false;
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(codes).to.deep.equal(['OFFLINE']);
  });

  it('paying reads the methods again when they could not be read', async () => {
    let isDown = true;
    paying.server.on('payments.methods', () => {
      if (isDown) throw new Refusal({ code: 'INTERNAL' });
      return { methods: paying.methods, amount: 1, openAttempts: [] };
    });
    const payment = connected('renewal-payment', paying.server, {
      orderId: paying.order.id,
      stage: 'method',
    });
    await shows(payment, 'Hệ thống gặp sự cố.');
    isDown = false;
    button(payment, 'Thử lại').click();
    await eventually(() => radio(payment, 'bank_transfer'));
    expect(visibleText(payment)).not.to.contain('Hệ thống gặp sự cố.');
  });

  it('paying finds one line among 2,000, and pays it alone', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) =>
      lineOf(1, {
        id: uuid(10_000 + n),
        customer: { id: uuid(n), taxCode: '0100100001', name: `Hộ kinh doanh Đào ${n}.` },
      }),
    );
    paying.order = orderOf([], { lines });
    const payment = await paying.choosing();
    expect(ticks(payment)).to.have.length(50);
    (deepQuery(payment, '.all input') as HTMLElement).click();
    await shows(payment, 'Hãy chọn ít nhất một giấy phép.');
    const field = deepQuery<HTMLInputElement>(payment, 'input[type=search]') as HTMLInputElement;
    type(field, 'Đào 1234.');
    await eventually(() => ticks(payment).length === 1);
    ticks(payment)[0]?.click();
    await shows(payment, 'Đã chọn 1/2.000 giấy phép');
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => paying.server.inputsOf('payments.start').length === 1);
    expect(paying.server.inputsOf('payments.start')[0]?.lineIds).to.deep.equal([uuid(11_234)]);
  });
});
