import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Quotation, QuotationDetails } from '../../../shared/schemas/quotation.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { Refusal } from '../../testing/fake-server.ts';
import {
  CODE,
  customersOf,
  effectOf,
  firstYearOf,
  PRICE,
  TODAY,
  uuid,
  YEARLY,
} from '../../testing/firm.ts';
import { NOW } from '../../testing/orders.ts';
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

/** Quotations: saved in the confirm step, ordered at their price, and their end. */

const customers = customersOf(4);
const [first, second] = customers as [(typeof customers)[number], (typeof customers)[number]];

const QUOTATION: Quotation = {
  id: uuid(400),
  number: 'BG000012',
  url: 'https://renewal.test/quotations/12',
  validUntil: '2026-12-23',
  total: 2 * PRICE,
};

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'quotations')
    .on('quotations.save', () => QUOTATION)
    .install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

async function saved(...codes: string[]) {
  const wizard = await wizardFor(server, ...codes);
  await toConfirm(wizard);
  button(wizard, 'Lưu báo giá').click();
  await shows(wizard, 'Báo giá BG000012 giữ giá đến hết ngày 23/12/2026');
  return wizard;
}

async function toSummary(wizard: Element) {
  deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
  button(wizard, 'Tiếp tục').click();
  await shows(wizard, 'Tóm tắt đơn hàng');
}

/** Makes the server refuse the order of the quotation. */
function refuseQuotation(code: 'QUOTATION_EXPIRED' | 'QUOTATION_DIFFERS' | 'QUOTATION_USED') {
  const refuse = () => {
    throw new Refusal({ code });
  };
  const { quotationId } = server.inputsOf('orders.quote').at(-1) ?? {};
  expect(quotationId, 'prices were asked for by the quotation').to.equal(QUOTATION.id);
  server.on('orders.place', (input) =>
    input.quotationId ? refuse() : { id: uuid(1), number: 'DH000001' },
  );
}

/** Makes the server refuse quotes with the quotation, as after its last day. */
function expireQuotation(code: 'QUOTATION_EXPIRED' | 'NOT_FOUND' = 'QUOTATION_EXPIRED') {
  const price = { list: PRICE, discount: 0, net: PRICE, vat: 0, total: PRICE };
  const presentExpiry = first.licenses[0]?.expiry ?? '';
  server.on('orders.quote', ({ quotationId }) => {
    if (quotationId) throw new Refusal({ code });
    return {
      today: TODAY,
      lines: [
        {
          row: 0,
          ...price,
          vatRate: 'KCT',
          presentExpiry,
          newExpiry: '2027-12-31',
          ...effectOf(presentExpiry, '2027-12-31'),
        },
      ],
      problems: [],
      discountRate: 0,
      volumeKeptBack: 0,
      discounts: [],
      codeProblem: null,
      totals: price,
    };
  });
}

describe('renewal-wizard: quotations', () => {
  it('a quotation is saved, shows its number and validity, opens, and is ordered at its price', async () => {
    const wizard = await saved(first.taxCode, second.taxCode);
    expect(server.inputsOf('quotations.save')[0]?.lines).to.have.length(2);
    const link = deepQuery<HTMLAnchorElement>(wizard, '.panel a') as HTMLAnchorElement;
    expect(link.href).to.equal(QUOTATION.url);
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener']);
    await expectNoFaults(wizard);
    await eventually(() => server.inputsOf('orders.quote').at(-1)?.quotationId === QUOTATION.id);
    await toSummary(wizard);
    await shows(wizard, 'Báo giá BG000012');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(server.inputsOf('orders.place')[0]?.quotationId).to.equal(QUOTATION.id);
  });

  it('a saved quotation’s link gets the focus', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toConfirm(wizard);
    button(wizard, 'Lưu báo giá').focus();
    await sendKeys({ press: 'Enter' });
    await shows(wizard, 'Báo giá BG000012 giữ giá đến hết ngày 23/12/2026');
    await eventually(() => focused() === deepQuery(wizard, '.panel a'), 'the focus on the link');
  });

  it('a quotation is addressed to the invoice party for all of it', async () => {
    const wizard = await saved(first.taxCode);
    expect(server.inputsOf('quotations.save')[0]?.buyerName).to.equal(first.name);
    expect(visibleText(wizard)).not.to.contain('Lưu báo giá để gửi');
  });

  it('a quotation includes a code that was typed and not applied', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toConfirm(wizard);
    type(deepQuery<HTMLInputElement>(wizard, '#code') as HTMLInputElement, CODE);
    button(wizard, 'Lưu báo giá').click();
    await shows(wizard, 'giữ giá đến hết ngày');
    expect(server.inputsOf('quotations.save')[0]?.discountCode).to.equal(CODE);
  });

  it('a quotation guarantees no price once the order differs, and says so; again when it is as before', async () => {
    const wizard = await saved(first.taxCode);
    button(wizard, 'Quay lại').click();
    const years = await eventually(() =>
      deepQuery<HTMLSelectElement>(wizard, 'select[name=years]'),
    );
    await shows(wizard, 'Báo giá BG000012 giữ giá đến hết ngày 23/12/2026');
    const choose = (value: string) => {
      years.value = value;
      years.dispatchEvent(new Event('change'));
    };
    choose('2');
    await shows(wizard, 'Đơn hàng đã khác báo giá BG000012: đang áp dụng giá hiện tại');
    await shows(wizard, '2.400.000 ₫');
    expect(server.inputsOf('orders.quote').at(-1)?.quotationId).to.equal(undefined);
    choose('1');
    await shows(wizard, 'Báo giá BG000012 giữ giá');
    await eventually(() => server.inputsOf('orders.quote').at(-1)?.quotationId === QUOTATION.id);
  });

  for (const [code, text] of [
    ['QUOTATION_EXPIRED', 'Báo giá đã hết hiệu lực.'],
    ['QUOTATION_DIFFERS', 'Đơn hàng khác với báo giá.'],
    ['QUOTATION_USED', 'Báo giá này đã được dùng cho một đơn hàng.'],
  ] as const) {
    it(`${code} at placing is shown, keeps typed values, and requires confirming today's price`, async () => {
      const wizard = await saved(first.taxCode);
      await eventually(() => server.inputsOf('orders.quote').at(-1)?.quotationId);
      await toSummary(wizard);
      refuseQuotation(code);
      button(wizard, 'Đặt hàng').click();
      await shows(wizard, text);
      await eventually(() => !server.inputsOf('orders.quote').at(-1)?.quotationId);
      expect(visibleText(wizard)).to.contain(first.name);
      expect(deepQuery<HTMLInputElement>(wizard, '#confirmed')?.checked).to.equal(false);
      await expectNoFaults(wizard);
      await toSummary(wizard);
      button(wizard, 'Đặt hàng').click();
      await shows(wizard, 'Đặt hàng thành công');
      expect(server.inputsOf('orders.place').at(-1)?.quotationId).to.equal(undefined);
    });
  }

  it('an expired quotation in a stored draft is dropped at the first price, with a message', async () => {
    const wizard = await saved(first.taxCode);
    wizard.remove();
    expireQuotation();
    const reloaded = await wizardFor(server, first.taxCode);
    await shows(reloaded, 'Báo giá đã hết hiệu lực.');
    await shows(reloaded, 'Tổng thanh toán 1.200.000 ₫');
    await toPlace(reloaded);
  });

  it('a quotation that the server no longer knows is dropped, and the order goes on', async () => {
    const wizard = await saved(first.taxCode);
    wizard.remove();
    expireQuotation('NOT_FOUND');
    const reloaded = await wizardFor(server, first.taxCode);
    await shows(reloaded, 'Báo giá đã hết hiệu lực.');
    await shows(reloaded, 'Tổng thanh toán 1.200.000 ₫');
    await toPlace(reloaded);
  });

  it('a quotation that could not be saved says why, and is saved on another try', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toConfirm(wizard);
    server.offline = true;
    const save = button(wizard, 'Lưu báo giá');
    save.click();
    save.click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    server.offline = false;
    button(wizard, 'Lưu báo giá').click();
    await shows(wizard, 'Mở báo giá BG000012');
    expect(visibleText(wizard)).not.to.contain('Không kết nối được máy chủ.');
  });

  it('quotations are translated to English, and fit a phone', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = await saved(first.taxCode);
    expect(document.documentElement.scrollWidth).to.equal(360);
    (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(wizard, 'Quotation BG000012 guarantees the price until 23/12/2026');
    await expectNoFaults(wizard);
  });
});

describe('renewal-wizard: saved quotations', () => {
  const details: QuotationDetails = {
    ...QUOTATION,
    createdAt: NOW,
    createdBy: 'Nguyễn Thị Lan',
    buyerName: 'Công ty Dịch vụ Kế toán An Tâm',
    lineCount: 2,
    orderNumber: null,
    lines: [first, second].map((customer, index) => ({
      customerId: customer.id,
      taxCode: customer.taxCode,
      customerName: customer.name,
      licenseId: customer.licenses[0]?.id ?? null,
      planId: customer.licenses[0]?.planId ?? '',
      quantity: 1,
      firstFiscalYear: firstYearOf(customer) + index,
      years: 1 + index,
      until: null,
      presentPlan: { code: YEARLY.code, name: YEARLY.name },
      changesPlan: false,
      daysGained: 365,
      total: PRICE,
    })),
    discounts: [{ kind: 'code', code: CODE, amount: 1 }],
    totals: { list: PRICE, discount: 0, net: PRICE, vat: 0, total: PRICE },
  };
  const { lines: _, discounts: __, totals: ___, ...summary } = details;

  beforeEach(() => {
    server
      .on('quotations.list', ({ cursor }) =>
        cursor
          ? { quotations: [{ ...summary, id: uuid(403), number: 'BG000009' }], nextCursor: null }
          : {
              quotations: [
                summary,
                { ...summary, id: uuid(401), number: 'BG000011', orderNumber: 'DH000004' },
                { ...summary, id: uuid(402), number: 'BG000010', validUntil: '2026-11-22' },
              ],
              nextCursor: 'more',
            },
      )
      .on('quotations.get', () => details);
  });

  async function listed() {
    const wizard = await wizardFor(server);
    button(wizard, 'Báo giá đã lưu').click();
    await shows(wizard, 'BG000012 · Công ty Dịch vụ Kế toán An Tâm');
    return wizard;
  }

  it('saved quotations are listed with their outcome; an expired one can’t be ordered', async () => {
    const wizard = await listed();
    const items = deepQueryAll(wizard, 'li').filter((item) => item.closest('dialog'));
    expect(items.map((item) => visibleText(item).replace(/.*hiệu lực/, ''))).to.deep.equal([
      ' đến 23/12/2026 Đặt theo báo giá',
      ' đến 23/12/2026 Đã đặt: DH000004',
      ' ngày 22/11/2026 Đặt theo báo giá',
    ]);
    expect(button(wizard, 'Đặt theo báo giá', 1).disabled).to.equal(true);
    await expectNoFaults(wizard);
    button(wizard, 'Xem thêm').click();
    await shows(wizard, 'BG000009');
  });

  it('a saved quotation is ordered: its rows, its code, its price', async () => {
    const wizard = await listed();
    button(wizard, 'Đặt theo báo giá').focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2, 'the rows');
    await shows(wizard, 'Báo giá BG000012 giữ giá đến hết ngày 23/12/2026');
    await toPlace(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const [order] = server.inputsOf('orders.place');
    expect(order?.quotationId).to.equal(QUOTATION.id);
    expect(order?.discountCode).to.equal(CODE);
    expect(
      order?.lines.map(({ firstFiscalYear, years }) => [firstFiscalYear, years]),
    ).to.deep.equal([
      [firstYearOf(first), 1],
      [firstYearOf(second) + 1, 2],
    ]);
  });

  it('ordering a quotation keeps the settings of a customer that is entered already', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    button(wizard, 'Thông tin riêng của dòng').click();
    const email = await eventually(() =>
      deepQuery<HTMLInputElement>(wizard, '.own input[type=email]'),
    );
    type(email, 'chu@khach.example');
    button(wizard, 'Báo giá đã lưu').click();
    await shows(wizard, 'BG000012');
    button(wizard, 'Đặt theo báo giá').click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2, 'the rows');
    await shows(wizard, 'Gửi thêm thông báo: chu@khach.example');
  });

  it('ordering a quotation says that it replaces the entered rows', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    button(wizard, 'Báo giá đã lưu').click();
    await shows(wizard, 'Đặt hàng theo báo giá sẽ thay 1 dòng đang nhập.');
    await sendKeys({ press: 'Escape' });
    expect(deepQueryAll(wizard, 'tr.line')).to.have.length(1);
  });

  it('a quotation that arrives once its list was closed replaces nothing', async () => {
    const wizard = await listed();
    const reading = Promise.withResolvers<void>();
    server.on('quotations.get', async () => {
      await reading.promise;
      return details;
    });
    button(wizard, 'Đặt theo báo giá').click();
    await eventually(() => server.inputsOf('quotations.get').length === 1, 'the question');
    await sendKeys({ press: 'Escape' });
    await eventually(() => !deepQuery(wizard, 'dialog[open]'), 'a closed list');
    const before = server.inputsOf('customers.lookUp').length;
    reading.resolve();
    await eventually(() => server.inputsOf('customers.lookUp').length > before, 'the customers');
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, 'tr.line')).to.have.length(1);
  });

  it('saved quotations that could not be loaded say so, and are loaded again', async () => {
    const wizard = await wizardFor(server);
    server.offline = true;
    button(wizard, 'Báo giá đã lưu').click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'BG000012');
  });

  it('an empty list of quotations says so', async () => {
    server.on('quotations.list', () => ({ quotations: [], nextCursor: null }));
    const wizard = await wizardFor(server);
    button(wizard, 'Báo giá đã lưu').click();
    await shows(wizard, 'Chưa có báo giá nào.');
    await expectNoFaults(wizard);
  });
});
