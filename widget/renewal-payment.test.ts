import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import './define.ts';
import type { Order } from '../shared/schemas/order.ts';
import type { PaymentAttempt, PaymentMethods } from '../shared/schemas/payment.ts';
import { expectNoFaults, hostilePage, looksOf } from './testing/checks.ts';
import type { FakeServer } from './testing/fake-server.ts';
import { Refusal } from './testing/fake-server.ts';
import { PRICE, serverOf, uuid } from './testing/firm.ts';
import {
  lineOf,
  NOW,
  orderOf,
  paymentOf,
  redirectOf,
  refundOf,
  transferOf,
} from './testing/orders.ts';
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

let server: FakeServer;
let order: Order;
/** The server's state of the attempt started last. */
let attempt: PaymentAttempt;
let methods: PaymentMethods['methods'];
let openAttempts: PaymentMethods['openAttempts'];
const open = window.open;

beforeEach(() => {
  order = orderOf(['awaiting_payment', 'awaiting_payment', 'awaiting_payment']);
  methods = [
    { method: 'bank_transfer', unavailable: null, limit: null },
    { method: 'vnpay', unavailable: null, limit: null },
  ];
  openAttempts = [];
  server = serverOf([])
    .on('orders.get', () => order)
    .on('paymentLinks.list', () => [])
    .on('payments.methods', ({ lineIds }) => ({
      methods,
      openAttempts,
      amount: PRICE * (lineIds?.length ?? order.lines.length),
    }))
    .on('payments.start', ({ method, lineIds }) => {
      const amount = PRICE * (lineIds?.length ?? 0);
      attempt = method === 'bank_transfer' ? transferOf(amount) : redirectOf(amount, { method });
      return attempt;
    })
    .on('payments.attempt', () => attempt)
    .install();
});

afterEach(() => {
  for (const element of document.querySelectorAll('renewal-payment, .host')) element.remove();
  server.restore();
  window.open = open;
});

const radio = (payment: Element, method: string) =>
  deepQuery<HTMLInputElement>(payment, `input[value=${method}]`) as HTMLInputElement;
const ticks = (payment: Element) => deepQueryAll<HTMLInputElement>(payment, 'td.tick input');

/** The order has changed on the server. */
function update(changed: Order) {
  order = changed;
  server.tell(`order:${changed.id}`, changed.version, changed);
}

async function choosing() {
  const payment = connected('renewal-payment', server, { orderId: order.id, stage: 'method' });
  await eventually(() => radio(payment, 'bank_transfer'), 'the methods');
  await eventually(() => server.followersOf('orders') === 1, 'the stream');
  return payment;
}

async function waitingForTransfer() {
  const payment = await choosing();
  button(payment, 'Thanh toán ngay').click();
  await shows(payment, 'Đang chờ tiền về.');
  return payment;
}

/** A window, or null, as the browser opens it. */
function openWindows(isBlocked = false) {
  const places: string[] = [];
  const opened = { document: document.implementation.createHTMLDocument(), closed: false };
  const tab = {
    ...opened,
    opener: window,
    location: { replace: (url: string) => places.push(url) },
    close: () => places.push('closed'),
  };
  window.open = () => (isBlocked ? null : (tab as unknown as Window));
  return { places, tab };
}

async function waitingForVnpay(isBlocked = false) {
  const windows = openWindows(isBlocked);
  const payment = await choosing();
  radio(payment, 'vnpay').click();
  button(payment, 'Thanh toán ngay').click();
  await shows(payment, 'Đang chờ VNPay xác nhận.');
  return { payment, ...windows };
}

describe('renewal-payment: a term by anniversary', () => {
  it('a term by anniversary has years and no fiscal year, among the lines and in the choice', async () => {
    order = orderOf([], { lines: [lineOf(1, { termRule: 'anniversary', years: 2 })] });
    const element = connected('renewal-payment', server, { orderId: order.id });
    await eventually(() => visibleText(element).includes('Thời hạn 2 năm'), 'the term');
    expect(visibleText(element)).not.to.include('Năm tài chính');
    element.stage = 'method';
    const term = await eventually(() => deepQuery<HTMLElement>(element, 'td.term'), 'the choice');
    expect([term.dataset.label, visibleText(term)]).to.deep.equal(['Thời hạn', '2 năm']);
    element.remove();
  });
});

describe('renewal-payment: who pays', () => {
  it('paying leaves the owners’ lines to them, and shows which they are', async () => {
    order = orderOf([], { lines: [lineOf(1), lineOf(2, { payer: 'owner' }), lineOf(3)] });
    const payment = await choosing();
    await shows(payment, 'Đã chọn 2/3 giấy phép');
    expect(ticks(payment).map((tick) => tick.checked)).to.deep.equal([true, false, true]);
    expect(visibleText(deepQueryAll(payment, 'tbody tr')[1] as HTMLElement)).to.contain(
      'Người thanh toán: Chủ doanh nghiệp',
    );
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    update(
      orderOf([], {
        version: 2,
        lines: order.lines.map((line) => ({
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
    order = orderOf([], { lines: [1, 2].map((n) => lineOf(n, { payer: 'owner' })) });
    await shows(await choosing(), 'Đã chọn 2/2 giấy phép');
  });
});

describe('renewal-payment: details', () => {
  it('renewal-payment shows the order, and pays it', async () => {
    const payment = connected('renewal-payment', server, { orderId: order.id });
    await shows(payment, 'Đơn hàng DH000007');
    expect(() => button(payment, 'Quay lại'), 'nowhere to go back to').to.throw();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Thanh toán đơn hàng DH000007');
    await eventually(() => focused()?.localName === 'h2', 'the focus on the heading');
    button(payment, 'Quay lại').click();
    await shows(payment, 'Đối tượng gửi thông báo');
  });

  it('renewal-payment says that the recipient’s address refuses mails', async () => {
    const payment = connected('renewal-payment', server, { orderId: order.id });
    await shows(payment, 'Đối tượng gửi thông báo');
    expect(visibleText(payment)).not.to.include('email bị từ chối');
    order = { ...order, isRecipientRefused: true };
    await shows(connected('renewal-payment', server, { orderId: order.id }), 'email bị từ chối');
  });

  it('renewal-payment shows that all is paid, with the dates', async () => {
    order = orderOf(['paid', 'paid']);
    const payment = connected('renewal-payment', server, { orderId: order.id, stage: 'method' });
    await shows(payment, 'Đơn hàng đã được thanh toán đủ');
    const row = visibleText(deepQuery(payment, 'tbody tr') as HTMLElement);
    expect(row).to.contain('31/12/2027').and.to.contain('23/11/2026');
    await expectNoFaults(payment);
  });

  it('renewal-payment shows another order of the host’s from the beginning', async () => {
    const payment = connected('renewal-payment', server, { orderId: order.id });
    await shows(payment, 'Đơn hàng DH000007');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Thanh toán đơn hàng DH000007');
    order = orderOf(['paid'], { id: uuid(701), number: 'DH000008' });
    payment.orderId = order.id;
    await shows(payment, 'Đơn hàng DH000008');
  });
});

describe('renewal-payment: choosing', () => {
  it('paying pays all lines that await payment, by the first method', async () => {
    order = orderOf(['awaiting_payment', 'paid', 'awaiting_payment']);
    const payment = await choosing();
    expect(ticks(payment).map(({ checked }) => checked)).to.deep.equal([true, true]);
    await shows(payment, 'Đã chọn 2/2 giấy phép');
    await expectNoFaults(payment);
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(server.inputsOf('payments.start')).to.deep.equal([
      {
        orderId: order.id,
        lineIds: [lineOf(1).id, lineOf(3).id],
        method: 'bank_transfer',
        locale: 'vi',
      },
    ]);
  });

  it('paying pays only ticked lines, and shows the methods for their amount', async () => {
    const payment = await choosing();
    ticks(payment)[1]?.click();
    await shows(payment, 'Đã chọn 2/3 giấy phép 2.400.000 ₫');
    await eventually(() => server.inputsOf('payments.methods').length === 2);
    expect(server.inputsOf('payments.methods').at(-1)?.lineIds).to.deep.equal([
      lineOf(1).id,
      lineOf(3).id,
    ]);
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => server.inputsOf('payments.start').length === 1);
    expect(server.inputsOf('payments.start')[0]?.lineIds).to.have.length(2);
  });

  it('paying starts nothing without a line', async () => {
    const payment = await choosing();
    const all = deepQuery<HTMLInputElement>(payment, '.all input') as HTMLInputElement;
    ticks(payment)[0]?.click();
    await eventually(() => all.indeterminate);
    all.click();
    await shows(payment, 'Đã chọn 3/3 giấy phép');
    all.click();
    await shows(payment, 'Hãy chọn ít nhất một giấy phép.');
    button(payment, 'Thanh toán ngay').click();
    expect(server.inputsOf('payments.start')).to.have.length(0);
    await expectNoFaults(payment);
  });

  it('paying shows why a method can’t be used, and takes another', async () => {
    methods = [
      { method: 'bank_transfer', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'vnpay', unavailable: null, limit: null },
    ];
    const payment = await choosing();
    await shows(payment, 'chỉ nhận tối đa 50.000.000 ₫ mỗi lần thanh toán');
    expect(radio(payment, 'bank_transfer').disabled).to.equal(true);
    await eventually(() => radio(payment, 'vnpay').checked);
    const group = deepQuery(payment, '[role=radiogroup]');
    expect(group?.getAttribute('aria-label')).to.equal('Phương thức thanh toán');
    await expectNoFaults(payment);
  });

  it('paying names every method in both languages, MoMo above its limit with the limit', async () => {
    methods = [
      { method: 'bank_transfer', unavailable: null, limit: null },
      { method: 'vnpay', unavailable: null, limit: null },
      { method: 'momo', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'zalopay', unavailable: 'AMOUNT_TOO_SMALL', limit: 10_000 },
      { method: 'payos', unavailable: null, limit: null },
    ];
    const payment = await choosing();
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
    methods = [
      { method: 'bank_transfer', unavailable: null, limit: null },
      { method: 'momo', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 },
      { method: 'payos', unavailable: null, limit: null },
    ];
    openWindows();
    const payment = await choosing();
    radio(payment, 'bank_transfer').focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(radio(payment, 'payos').checked).to.equal(true);
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await shows(payment, 'Đang chờ payOS (VietQR) xác nhận.');
    await shows(payment, 'Mở trang thanh toán payOS (VietQR)');
    expect(server.inputsOf('payments.start')[0]?.method).to.equal('payos');
  });

  it('paying warns of another payment under way, and lets the person go on', async () => {
    openAttempts = [
      { id: uuid(1), method: 'momo', startedAt: NOW, by: 'link', lineCount: 1 },
      { id: uuid(2), method: 'vnpay', startedAt: NOW, by: 'accountant', lineCount: 3 },
    ];
    const payment = await choosing();
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
    const payment = await choosing();
    server.delay = 60;
    const pay = button(payment, 'Thanh toán ngay');
    pay.click();
    pay.click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(server.inputsOf('payments.start')).to.have.length(1);
  });

  it('paying that could not start says why, and can be tried again', async () => {
    const payment = await choosing();
    const codes: string[] = [];
    payment.addEventListener('renewal-error', (event) => codes.push(event.detail.code));
    server.offline = true;
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Không kết nối được máy chủ.');
    await expectNoFaults(payment);
    server.offline = false;
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    expect(codes).to.deep.equal(['OFFLINE']);
  });

  it('paying reads the methods again when they could not be read', async () => {
    let isDown = true;
    server.on('payments.methods', () => {
      if (isDown) throw new Refusal({ code: 'INTERNAL' });
      return { methods, amount: 1, openAttempts: [] };
    });
    const payment = connected('renewal-payment', server, { orderId: order.id, stage: 'method' });
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
    order = orderOf([], { lines });
    const payment = await choosing();
    expect(ticks(payment)).to.have.length(50);
    (deepQuery(payment, '.all input') as HTMLElement).click();
    await shows(payment, 'Hãy chọn ít nhất một giấy phép.');
    const field = deepQuery<HTMLInputElement>(payment, 'input[type=search]') as HTMLInputElement;
    type(field, 'Đào 1234.');
    await eventually(() => ticks(payment).length === 1);
    ticks(payment)[0]?.click();
    await shows(payment, 'Đã chọn 1/2.000 giấy phép');
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => server.inputsOf('payments.start').length === 1);
    expect(server.inputsOf('payments.start')[0]?.lineIds).to.deep.equal([uuid(11_234)]);
  });
});

describe('renewal-payment: a bank transfer', () => {
  it('a bank transfer shows the code, and everything to copy', async () => {
    const copied: string[] = [];
    const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');
    const value = async (text: string) => void copied.push(text);
    Object.defineProperty(Clipboard.prototype, 'writeText', { value, configurable: true });
    const payment = await waitingForTransfer();
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
    const payment = await waitingForTransfer();
    const paid: string[] = [];
    payment.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
    expect(deepQueryAll(payment, 'tbody tr').map(visibleText)[2]).to.contain('31/12/2027');
    await expectNoFaults(payment);
    update(orderOf(['paid', 'paid', 'paid'], { version: 3 }));
    button(payment, 'Xem chi tiết').click();
    await shows(payment, 'Đơn hàng DH000007');
    expect(paid).to.deep.equal([order.id]);
  });

  it('a bank transfer of a part offers the rest, and shows refunds due', async () => {
    const payment = await choosing();
    ticks(payment)[2]?.click();
    await shows(payment, 'Đã chọn 2/3');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    const money = { received: 2_450_000, allocated: 2_400_000, refundDue: 50_000 };
    const receiptUrl = 'https://renewal.test/receipt/1';
    const payments = [paymentOf({ ...money, refunds: [refundOf()], receiptUrl })];
    update(orderOf(['paid', 'paid', 'awaiting_payment'], { version: 2, payments }));
    await shows(payment, 'Thanh toán thành công');
    await shows(payment, 'sẽ được hoàn lại: số tiền chuyển nhiều hơn số phải thanh toán.');
    const receipt = deepQuery<HTMLAnchorElement>(payment, 'a.button');
    expect(receipt?.href).to.equal(receiptUrl);
    await expectNoFaults(payment);
    button(payment, 'Thanh toán phần còn lại (1.200.000 ₫)').click();
    await eventually(() => ticks(payment).length === 1);
  });

  it('a short bank transfer shows the amount missing, and asks for that alone', async () => {
    const payment = await waitingForTransfer();
    const unapplied = [
      {
        attemptId: uuid(800),
        unapplied: 1_000_000,
        missing: 2_600_000,
        until: null,
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
    ];
    update({ ...order, version: 2, unapplied });
    await shows(payment, 'Đã nhận 1.000.000 ₫, còn thiếu 2.600.000 ₫.');
    expect(visibleText(deepQuery(payment, '#amount') as HTMLElement)).to.equal('2.600.000 ₫');
    expect(deepQuery(payment, 'svg.qr'), 'the code is for the whole').to.equal(undefined);
    await expectNoFaults(payment);
  });

  it('a bank transfer of 500,000,000 ₫ and more has no code, and says how to pay instead', async () => {
    const line = lineOf(1, { total: 500_000_000 });
    order = orderOf([], { lines: [line] });
    server.on('payments.start', () => transferOf(500_000_000));
    const payment = await waitingForTransfer();
    await shows(payment, 'Chuyển nhanh NAPAS247 chỉ nhận dưới 500.000.000 ₫');
    expect(deepQuery(payment, 'svg.qr')).to.equal(undefined);
    await expectNoFaults(payment);
  });

  it('a bank transfer in parts shows a code and a memo for each, and asks for the others once one has come', async () => {
    const line = lineOf(1, { total: 600_000_000 });
    order = orderOf([], { lines: [line] });
    const qr = { size: 25, path: 'M0 0h7v1H0z' };
    const part = (memo: string, amount: number) => ({ memo, amount, qr: amount ? qr : null });
    const inParts = (amount: number, first: number): PaymentAttempt => {
      const whole = transferOf(amount);
      const parts = [part('GHPART001', first), part('GHPART002', 300_000_000)];
      const partsUntil = { first: first > 0 ? '2026-12-23' : null, all: '2026-12-26' };
      return { ...whole, transfer: { ...whole.transfer, qr: null, parts, partsUntil } };
    };
    attempt = inParts(600_000_000, 300_000_000);
    server.on('payments.start', () => attempt);
    const payment = await waitingForTransfer();
    await shows(payment, 'Lần 1 / 2');
    expect(deepQueryAll(payment, 'svg.qr').length).to.equal(2);
    await shows(payment, 'GHPART001');
    await shows(
      payment,
      'đủ ít nhất một lần chậm nhất ngày 23/12/2026, các lần còn lại chậm nhất ngày 26',
    );
    await shows(payment, 'Hoặc chuyển một lần 600.000.000 ₫ tại ngân hàng');
    expect(
      deepQuery<HTMLAnchorElement>(payment, 'a[href*="payment-orders"]')?.textContent,
    ).to.contain('ủy nhiệm chi');
    await expectNoFaults(payment);
    attempt = inParts(300_000_000, 0);
    const unapplied = [
      {
        attemptId: attempt.id,
        unapplied: 300_000_000,
        missing: 300_000_000,
        until: null,
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
    ];
    update({ ...order, version: 2, unapplied });
    await shows(payment, 'Vui lòng chuyển các lần còn lại chậm nhất ngày 26/12/2026.');
    await shows(payment, 'Cần chuyển các lần còn lại chậm nhất ngày 26/12/2026. Nếu quá hạn');
    await eventually(() => deepQueryAll(payment, 'svg.qr').length === 1);
    expect(visibleText(payment)).not.to.contain('GHPART001');
    await expectNoFaults(payment);
  });

  it('a bank transfer ends when the order is cancelled, or somebody else has paid a part', async () => {
    const payment = await waitingForTransfer();
    update(orderOf(['paid', 'awaiting_payment', 'awaiting_payment'], { version: 2 }));
    await shows(payment, 'Một phần vừa được người khác thanh toán.');
    expect(deepQuery(payment, 'svg.qr')).to.equal(undefined);
    await expectNoFaults(payment);
    button(payment, 'Chọn phương thức khác').click();
    await shows(payment, 'Đã chọn 2/2 giấy phép');
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    attempt = { ...attempt, state: 'cancelled' };
    const refunds = [refundOf({ amount: 2_400_000, reason: 'order_cancelled' })];
    const payments = [paymentOf({ allocated: 0, refundDue: 2_400_000, refunds })];
    update(orderOf(['paid', 'cancelled', 'cancelled'], { version: 3, payments }));
    await shows(payment, 'Đơn hàng đã bị hủy nên không thể thanh toán tiếp.');
    await shows(
      payment,
      'Khoản 2.400.000 ₫ đã nhận sẽ được hoàn lại: đơn hàng đã bị hủy hoặc đã hết hạn thanh toán.',
    );
    button(payment, 'Chọn phương thức khác').click();
    await shows(payment, 'Đơn hàng đã được thanh toán đủ');
  });
});

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
    server.on('payments.start', () => {
      throw new Refusal({ code: 'GATEWAY_UNAVAILABLE' });
    });
    const payment = await choosing();
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Cổng thanh toán chưa phản hồi.');
    expect(places).to.deep.equal(['closed']);
  });

  it('a hanging gateway is shown at its method, and another can be chosen meanwhile', async () => {
    const { places } = openWindows();
    const hanging = Promise.withResolvers<never>();
    server.on('payments.start', () => hanging.promise);
    const payment = await choosing();
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
    const hanging = Promise.withResolvers<typeof attempt>();
    server.on('payments.start', () => hanging.promise);
    const payment = await choosing();
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang xử lý…');
    server.on('payments.start', () => {
      throw new Refusal({ code: 'METHOD_UNAVAILABLE' });
    });
    radio(payment, 'bank_transfer').click();
    await shows(payment, 'Thanh toán ngay');
    button(payment, 'Thanh toán ngay').click();
    await eventually(() => server.inputsOf('payments.start').length === 2);
    hanging.resolve(attempt);
    await eventually(() => places.includes('closed'));
    expect(visibleText(payment)).not.to.contain('Đang chờ VNPay');
  });

  it('the attempt is read when the person comes back, and shows failure or expiry', async () => {
    const { payment } = await waitingForVnpay();
    expect(server.inputsOf('payments.attempt')).to.have.length(0);
    attempt = { ...attempt, state: 'failed' };
    dispatchEvent(new Event('focus'));
    await shows(payment, 'Thanh toán chưa thành công.');
    await expectNoFaults(payment);
    button(payment, 'Chọn phương thức khác').click();
    await eventually(() => radio(payment, 'vnpay'));
    radio(payment, 'vnpay').click();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ VNPay xác nhận.');
    attempt = { ...attempt, state: 'expired' };
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
    server.on('payments.attempt', () => answer.promise);
    const round = rounds.at(-1);
    round?.();
    await eventually(() => server.inputsOf('payments.attempt').length === 1);
    round?.();
    answer.resolve({ ...attempt, state: 'failed' });
    await shows(payment, 'Thanh toán chưa thành công.');
    expect(server.inputsOf('payments.attempt')).to.have.length(1);
  });

  it('late money is shown as paid, even after a failure', async () => {
    const { payment } = await waitingForVnpay();
    attempt = { ...attempt, state: 'failed' };
    update({ ...order, version: 2 });
    await shows(payment, 'Thanh toán chưa thành công.');
    update(orderOf(['paid', 'paid', 'paid'], { version: 3 }));
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
    update({ ...order, version: 2, payments: [suspected] });
    await eventually(() => server.inputsOf('payments.attempt').length === 1);
    expect(visibleText(payment), 'another attempt’s').to.contain('Mở trang thanh toán');
    const payments = [{ ...suspected, attemptId: attempt.id }];
    update({ ...order, version: 3, payments });
    await shows(payment, 'Đã nhận 3.600.000 ₫, cổng thanh toán đang kiểm tra giao dịch này.');
    expect(visibleText(payment)).not.to.contain('Đang chờ VNPay');
    expect(visibleText(payment)).not.to.contain('Mở trang thanh toán');
    await expectNoFaults(payment);
    attempt = { ...attempt, state: 'expired' };
    dispatchEvent(new Event('focus'));
    await eventually(() => server.inputsOf('payments.attempt').length === 3);
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
    expect(server.inputsOf('payments.attempt')).to.have.length(0);
    expect(server.followersOf('orders')).to.equal(0);
  });
});

describe('renewal-payment: in a host page', () => {
  it('renewal-payment is translated to English', async () => {
    const payment = await waitingForTransfer();
    payment.locale = 'en';
    await shows(payment, 'Waiting for the money.');
    expect(visibleText(payment), 'and goes on with the same payment').to.contain('GH0DRX6H0');
    await expectNoFaults(payment);
    expect(server.inputsOf('payments.start')).to.have.length(1);
    expect(server.inputsOf('live.follow'), 'and the same stream').to.have.length(1);
  });

  it('renewal-payment continues the payment when moved', async () => {
    const payment = await waitingForTransfer();
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(payment);
    await eventually(() => server.inputsOf('live.follow').length === 2, 'a new stream');
    await eventually(() => server.followersOf('orders') === 1, 'and only that');
    update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
  });

  it('renewal-payment fits a phone at every step', async () => {
    await setViewport({ width: 360, height: 740 });
    const fits = () => expect(document.documentElement.scrollWidth).to.equal(360);
    const payment = await choosing();
    fits();
    button(payment, 'Thanh toán ngay').click();
    await shows(payment, 'Đang chờ tiền về.');
    fits();
    update(orderOf(['paid', 'paid', 'paid'], { version: 2 }));
    await shows(payment, 'Thanh toán thành công');
    fits();
    await setViewport({ width: 800, height: 600 });
  });

  it('renewal-payment looks the same in a hostile host', async () => {
    const selectors = ['h2', 'td.main', '.method strong', '.method span', 'button.primary'];
    const calm = await choosing();
    const before = looksOf(calm, selectors);
    calm.remove();
    const style = hostilePage();
    const hostile = await choosing();
    const after = looksOf(hostile, selectors);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});
