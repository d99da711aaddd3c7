import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { Refusal } from '../../testing/fake-server.ts';
import {
  ANNIVERSARY,
  CODE,
  customersOf,
  effectOf,
  PRICE,
  TODAY,
  uuid,
  YEARLY,
} from '../../testing/firm.ts';
import { lineOf, orderOf } from '../../testing/orders.ts';
import {
  button,
  clearPage,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm, toPlace, wizardFor } from '../../testing/wizard.ts';

/** Payers and prices of an order: payers, discount codes, links to owners. */

const SEND = 'Gửi liên kết thanh toán cho chủ doanh nghiệp';
const customers = customersOf(12);
const codes = customers.filter(({ licenses }) => licenses.length > 0).map(({ taxCode }) => taxCode);
const [first, second, third] = codes as [string, string, string];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'order-terms').install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const payer = (wizard: Element, value: 'firm' | 'owner') =>
  deepQuery<HTMLInputElement>(wizard, `input[name=payer][value=${value}]`) as HTMLInputElement;
const codeField = (wizard: Element) =>
  deepQuery<HTMLInputElement>(wizard, '#code') as HTMLInputElement;
const totals = (wizard: Element) => visibleText(deepQuery(wizard, 'dl.totals') as HTMLElement);

/** Chooses the payer of the nth row. */
async function choosePayer(wizard: Element, row: number, value: 'firm' | 'owner') {
  button(wizard, 'Thông tin riêng của dòng', row).click();
  const select = await eventually(
    () => deepQuery<HTMLSelectElement>(wizard, 'td.details select[name=payer]'),
    'the payer',
  );
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await eventually(() => deepQuery(wizard, '.own-note'), 'the mark at the row');
  button(wizard, 'Thông tin riêng của dòng', row).click();
}

async function placed(wizard: Element) {
  await toPlace(wizard);
  button(wizard, 'Đặt hàng').click();
  await shows(wizard, 'Đặt hàng thành công');
}

describe('renewal-wizard: who pays', () => {
  it('the firm pays, unless the order or a row says otherwise', async () => {
    const wizard = await wizardFor(server, first, second, third);
    expect(payer(wizard, 'firm').checked).to.equal(true);
    await shows(wizard, 'Công ty dịch vụ Công ty Dịch vụ Kế toán An Tâm');
    await choosePayer(wizard, 1, 'owner');
    await expectNoFaults(wizard);
    await shows(wizard, 'Chủ doanh nghiệp trả');
    await toConfirm(wizard);
    const rows = deepQueryAll(wizard, 'tbody tr').map(visibleText);
    expect(rows.map((row) => row.includes('Chủ doanh nghiệp'))).to.deep.equal([false, true, false]);
    await expectNoFaults(wizard);
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(
      wizard,
      'Người thanh toán Công ty dịch vụ (2): 2.400.000 ₫ · Chủ doanh nghiệp (1): 1.200.000 ₫',
    );
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, '1 giấy phép do chủ doanh nghiệp thanh toán.');
    const [order] = server.inputsOf('orders.place');
    expect(order?.payer).to.equal('firm');
    expect(order?.lines.map((line) => line.payer)).to.deep.equal([undefined, 'owner', undefined]);
  });

  it('a row’s payer is no override any more when the order’s is the same', async () => {
    const wizard = await wizardFor(server, first, second);
    await choosePayer(wizard, 0, 'owner');
    payer(wizard, 'owner').click();
    await eventually(() => !deepQuery(wizard, '.own-note'));
    await toPlace(wizard);
    expect(visibleText(wizard)).to.contain('Người thanh toán Chủ doanh nghiệp');
  });

  it('the payer is chosen by keyboard', async () => {
    const wizard = await wizardFor(server, first);
    payer(wizard, 'firm').focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(payer(wizard, 'owner').checked).to.equal(true);
    await eventually(() => focused() === payer(wizard, 'owner'), 'the focus');
  });
});

describe('renewal-wizard: links to owners', () => {
  const ownersOrder = async () => {
    const wizard = await wizardFor(server, first, second, third);
    payer(wizard, 'owner').click();
    await placed(wizard);
    return wizard;
  };

  it('links to owners are offered after ordering when owners pay, and only then', async () => {
    const wizard = await wizardFor(server, first);
    await placed(wizard);
    expect(() => button(wizard, SEND)).to.throw();
  });

  it('links to owners are sent once, with a confirmation', async () => {
    server.on('paymentLinks.send', () => ({
      sent: [1, 2, 3].map((n) => ({ lineId: uuid(5_000 + n), email: `kh${n}@example.vn` })),
      skipped: [],
    }));
    const wizard = await ownersOrder();
    expect(button(wizard, 'Thanh toán ngay').className, 'the owners are to pay').to.equal('');
    const send = button(wizard, SEND);
    send.click();
    send.click();
    await shows(wizard, 'Đã gửi 3 liên kết thanh toán qua email.');
    expect(server.inputsOf('paymentLinks.send')).to.deep.equal([{ orderId: uuid(900_001) }]);
    await expectNoFaults(wizard);
  });

  it('links that could not be sent are shown with the reason', async () => {
    const lines: OrderLine[] = [1, 2, 3].map((n) => lineOf(n));
    server
      .on('orders.get', () => orderOf([], { lines }))
      .on('paymentLinks.send', () => ({
        sent: [{ lineId: uuid(5_001), email: 'kh1@example.vn' }],
        skipped: [
          { lineId: uuid(5_002), reason: 'no_email' },
          { lineId: uuid(5_003), reason: 'sent_recently' },
        ],
      }));
    const wizard = await ownersOrder();
    button(wizard, SEND).click();
    await shows(wizard, 'Đã gửi 1 liên kết thanh toán qua email.');
    await shows(wizard, 'Không có địa chỉ email: Công ty Cổ phần Số 2.');
    await shows(wizard, 'Vừa được gửi trong 10 phút qua: Công ty Cổ phần Số 3.');
    await expectNoFaults(wizard);
  });

  it('links can be sent again when the connection was lost', async () => {
    const wizard = await ownersOrder();
    server.offline = true;
    button(wizard, SEND).click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    server.offline = false;
    server.on('paymentLinks.send', () => ({
      sent: [],
      skipped: [{ lineId: uuid(5_001), reason: 'not_payable' }],
    }));
    button(wizard, SEND).click();
    await shows(wizard, 'Chưa gửi được liên kết nào.');
    await shows(wizard, 'Không còn khoản cần thanh toán: 1 giấy phép.');
  });
});

describe('renewal-wizard: committing to pay, at once', () => {
  const COMMIT = 'Cam kết thanh toán';
  let order: Order;

  beforeEach(() => {
    order = orderOf([], {
      lines: [lineOf(1), lineOf(2, { payer: 'owner' })],
      committableUntil: '2026-12-31',
    });
    server
      .on('catalog.plans', () => [{ ...YEARLY, commitmentDays: 60 }, ANNIVERSARY])
      .on('orders.get', () => order)
      .on('orders.commit', ({ payBy }) => {
        const commitment = { payBy, state: 'active' as const, temporaryExpiry: payBy };
        const lines = order.lines.map((line) => ({ ...line, commitment }));
        order = { ...order, lines, committableUntil: null };
        return order;
      });
  });

  it('a commitment is offered beside paying, where every plan allows it', async () => {
    const wizard = await wizardFor(server, first, second);
    await placed(wizard);
    await eventually(() => deepQuery(wizard, 'renewal-commit-dialog'), 'the offer');
    await expectNoFaults(wizard);
    button(wizard, COMMIT).click();
    await shows(wizard, 'Trong đó 1.200.000 ₫ (1 dòng) do chủ doanh nghiệp thanh toán.');
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Cam kết đến 31/12/2026').click();
    await shows(wizard, 'Đã cam kết thanh toán đến hết ngày 31/12/2026');
    expect(() => button(wizard, COMMIT), 'once').to.throw();
    expect(focused()?.getAttribute('role')).to.equal('status');
    const [placedId] = server.inputsOf('orders.get').map(({ orderId }) => orderId);
    expect(placedId).to.equal(uuid(900_001));
    await expectNoFaults(wizard);
  });

  it('a commitment is not offered where a plan does not allow it', async () => {
    const wizard = await wizardFor(server, first, second);
    const plan = deepQuery<HTMLSelectElement>(wizard, '[name=planId]') as HTMLSelectElement;
    plan.value = ANNIVERSARY.id;
    plan.dispatchEvent(new Event('change'));
    await placed(wizard);
    expect(deepQuery(wizard, 'renewal-commit-offer')).to.equal(undefined);
    expect(server.inputsOf('orders.get')).to.have.length(0);
  });

  it('a commitment is not offered where the server refuses: it was made before', async () => {
    order = { ...order, committableUntil: null };
    const wizard = await wizardFor(server, first);
    await placed(wizard);
    await eventually(() => server.inputsOf('orders.get').length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => button(wizard, COMMIT)).to.throw();
  });
});

describe('renewal-wizard: discount codes', () => {
  it('a discount code takes its amount off, shows it in the totals, and is ordered with', async () => {
    const wizard = await wizardFor(server, first, second);
    await toConfirm(wizard);
    type(codeField(wizard), 'giam10');
    button(wizard, 'Áp dụng').click();
    await shows(wizard, 'Đã áp dụng mã GIAM10.');
    expect(totals(wizard)).to.equal(
      '2 khách hàng Tạm tính 2.400.000 ₫ Mã giảm giá GIAM10 −240.000 ₫ Tổng thanh toán 2.160.000 ₫',
    );
    await expectNoFaults(wizard);
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const [order] = server.inputsOf('orders.place');
    expect(order?.discountCode).to.equal('giam10');
    expect(order?.confirmedTotal).to.equal(2 * PRICE * 0.9);
  });

  it('a wrong discount code is reported at its field, in both languages, and stops the form', async () => {
    const wizard = await wizardFor(server, first);
    const tick = await toConfirm(wizard);
    type(codeField(wizard), 'KHONGCO');
    await sendKeys({ press: 'Enter' });
    await shows(wizard, 'Không có mã giảm giá này.');
    expect(codeField(wizard).getAttribute('aria-invalid')).to.equal('true');
    await expectNoFaults(wizard);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused() === codeField(wizard), 'the focus on the code');
    expect(visibleText(wizard)).not.to.contain('Tóm tắt đơn hàng');
    (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(wizard, 'There is no such discount code.');
    await expectNoFaults(wizard);
    button(wizard, 'Remove').click();
    await eventually(() => codeField(wizard).value === '');
    await eventually(() => focused() === codeField(wizard), 'the focus');
    expect(visibleText(wizard)).not.to.contain('There is no such');
  });

  it('a typed discount code is applied on going on, and requires ticking again', async () => {
    const wizard = await wizardFor(server, first);
    const tick = await toConfirm(wizard);
    tick.click();
    type(codeField(wizard), CODE);
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Vui lòng kiểm tra và xác nhận trước khi tiếp tục.');
    await eventually(() => focused() === tick, 'the focus on the tick');
    expect(totals(wizard)).to.contain('1.080.000 ₫');
    button(wizard, 'Quay lại').click();
    await eventually(() => deepQuery(wizard, 'tr.line'), 'the form');
    await shows(wizard, 'Mã giảm giá GIAM10 −120.000 ₫');
  });

  it('the form returns to a code that the server refuses at placing', async () => {
    const wizard = await wizardFor(server, first);
    await toConfirm(wizard);
    type(codeField(wizard), CODE);
    button(wizard, 'Áp dụng').click();
    await shows(wizard, 'Đã áp dụng mã');
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    server.on('orders.place', () => {
      throw new Refusal({ code: 'CODE_REJECTED', codeProblem: 'CODE_USED_UP' });
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Mã giảm giá không dùng được.');
    await shows(wizard, 'Mã giảm giá đã hết lượt sử dụng.');
    await eventually(() => focused() === codeField(wizard), 'the focus on the code');
    expect(codeField(wizard).value, 'nothing typed is lost').to.equal(CODE);
    expect(deepQuery<HTMLInputElement>(wizard, '#confirmed')?.checked).to.equal(false);
    await expectNoFaults(wizard);
  });

  it('the firm’s own discounts are shown', async () => {
    const price = { list: PRICE, discount: 180_000, net: 1_020_000, vat: 0, total: 1_020_000 };
    server.on('orders.quote', ({ lines }) => ({
      today: TODAY,
      lines: lines.map((_, row) => ({
        row,
        ...price,
        ...effectOf('2026-12-31', '2027-12-31'),
        vatRate: 'KCT' as const,
        presentExpiry: '2026-12-31',
        newExpiry: '2027-12-31',
      })),
      problems: [],
      discountRate: 1_000,
      volumeKeptBack: 0,
      discounts: [
        { kind: 'volume' as const, code: null, amount: 120_000 },
        { kind: 'referral' as const, code: 'ANTAM', amount: 60_000 },
      ],
      codeProblem: null,
      totals: price,
    }));
    const wizard = await wizardFor(server, first);
    await shows(wizard, 'Mã giới thiệu ANTAM (đã tự áp dụng) −60.000 ₫');
    await toConfirm(wizard);
    expect(totals(wizard)).to.contain('Chiết khấu 10% −120.000 ₫');
    expect(totals(wizard)).to.contain('Mã giới thiệu ANTAM (đã tự áp dụng) −60.000 ₫');
    await expectNoFaults(wizard);
  });

  it('a price that could not be calculated says so, and is requested again', async () => {
    const wizard = await wizardFor(server, first);
    await toConfirm(wizard);
    server.offline = true;
    type(codeField(wizard), CODE);
    button(wizard, 'Áp dụng').click();
    await shows(wizard, 'Chưa tính được giá.');
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'Mã giảm giá GIAM10 −120.000 ₫');
  });

  it('former prices are muted while present ones could not be calculated, and gone from changed rows', async () => {
    const wizard = await wizardFor(server, first, second);
    await shows(wizard, '2.400.000 ₫');
    const amounts = () => deepQueryAll(wizard, 'td.number .text');
    const texts = () => amounts().map((each) => visibleText(each));
    await eventually(() => !amounts()[0]?.classList.contains('busy'), 'a present price');
    server.offline = true;
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '3';
    years.dispatchEvent(new Event('change'));
    await shows(wizard, 'Chưa tính được giá.');
    expect(texts()).to.deep.equal(['–', '1.200.000 ₫']);
    expect(amounts()[1]?.classList.contains('busy')).to.equal(true);
    server.offline = false;
    deepQuery<HTMLButtonElement>(wizard, '.totals .retry')?.click();
    await eventually(() => texts()[0] === '3.600.000 ₫', 'the present price');
  });

  it('discounts fit a phone', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = await wizardFor(server, first, second);
    await choosePayer(wizard, 1, 'owner');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await toConfirm(wizard);
    type(codeField(wizard), 'KHONGCO');
    button(wizard, 'Áp dụng').click();
    await shows(wizard, 'Không có mã giảm giá này.');
    expect(document.documentElement.scrollWidth).to.equal(360);
  });
});
