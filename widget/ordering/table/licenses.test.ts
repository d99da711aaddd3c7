import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import {
  ANNIVERSARY,
  BY_USER,
  customersOf,
  licenseOf,
  userLicenseOf,
  uuid,
  YEARLY,
} from '../../testing/firm.ts';
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
import { serverWithOwnDrafts, shows, toConfirm, wizardFor } from '../../testing/wizard.ts';

/** Customers with several licences, of products and by user. */

const [first, second] = customersOf(2) as [Customer, Customer];
const [DUE, SIGNATURE, LATER] = [uuid(1), uuid(2), uuid(3)];
const three: Customer = {
  ...first,
  licenses: [
    licenseOf('2026-12-31', { id: DUE }),
    userLicenseOf('2027-01-31', SIGNATURE, 3),
    { ...licenseOf('2028-12-31', { id: LATER }), externalId: 'L-7001' },
  ],
};

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts([three, second], 'licenses').on('catalog.plans', () => [
    YEARLY,
    ANNIVERSARY,
    BY_USER,
  ]);
  server.install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const lines = (wizard: Element) => deepQueryAll(wizard, 'tr.line');
const lastQuote = () => server.inputsOf('orders.quote').at(-1)?.lines ?? [];

async function wizardOfThree(): Promise<HTMLElement> {
  const wizard = await wizardFor(server, three.taxCode);
  await eventually(() => lines(wizard).length === 2, 'a row of each licence that is due');
  await shows(wizard, '+1 giấy phép khác');
  return wizard;
}

function setUsers(wizard: Element, text: string): HTMLInputElement {
  const field = deepQuery<HTMLInputElement>(wizard, '[name=quantity]') as HTMLInputElement;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event('change'));
  return field;
}

describe('renewal-wizard: several licences of a customer', () => {
  it('each licence that is due is a row with its product; the others are one click away', async () => {
    const wizard = await wizardOfThree();
    expect(deepQueryAll(wizard, '.product').map(visibleText)).to.deep.equal([
      'ASP Kế toán',
      'Chữ ký số',
    ]);
    const plans = deepQueryAll<HTMLSelectElement>(wizard, '[name=planId]');
    expect(plans.map(({ options }) => [...options].map(visibleText))).to.deep.equal([
      ['Gói Tiêu chuẩn', 'Gói Theo năm'],
      ['Gói Người dùng'],
    ]);
    await expectNoFaults(wizard);

    button(wizard, '+1 giấy phép khác').focus();
    await sendKeys({ press: 'Enter' });
    await shows(wizard, 'Thêm giấy phép khác của Công ty TNHH Đại Phát (1)');
    await shows(wizard, 'ASP Kế toán (L-7001) · Gói Tiêu chuẩn hạn 31/12/2028');
    await expectNoFaults(wizard);
    button(wizard, 'Thêm ASP Kế toán (L-7001) của Công ty TNHH Đại Phát').focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => lines(wizard).length === 3, 'its row');
    await eventually(() => focused()?.getAttribute('name') === 'planId', 'the focus in it');
    expect(visibleText(wizard)).not.to.contain('giấy phép khác');
    await eventually(() => lastQuote().length === 3, 'their prices');
    expect(lastQuote().map(({ licenseId }) => licenseId)).to.deep.equal([DUE, SIGNATURE, LATER]);
  });

  it('a removed row’s licence is offered again', async () => {
    const wizard = await wizardOfThree();
    button(wizard, 'Xóa dòng', 1).click();
    await shows(wizard, '+2 giấy phép khác');
  });

  it('a changed number of users is priced, and shown at the row, at Xác nhận and in the order', async () => {
    const wizard = await wizardOfThree();
    expect(deepQuery<HTMLInputElement>(wizard, '[name=quantity]')?.value).to.equal('3');
    setUsers(wizard, '5');
    await shows(wizard, '+2 người dùng');
    await shows(wizard, '6.000.000');
    await expectNoFaults(wizard);
    const tick = await toConfirm(wizard);
    await shows(wizard, 'Chữ ký số – Gói Người dùng, 5 người dùng');
    await shows(wizard, '+2 người dùng');
    await expectNoFaults(wizard);
    button(wizard, `${three.name}, Chữ ký số – Gói Người dùng, 5 người dùng`).click();
    await eventually(() => deepQuery(wizard, 'dialog[open] dl'), 'the details');
    await shows(wizard, 'Gói sản phẩm Chữ ký số – Gói Người dùng, 5 người dùng');
    button(deepQuery(wizard, 'dialog[open]') as Element, 'Đóng').click();
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Gia hạn cho 1 khách hàng, 2 giấy phép');
    await shows(wizard, '1 dòng đổi số người dùng');
    button(wizard, 'Đặt hàng').click();
    const [placed] = await eventually(() => {
      const inputs = server.inputsOf('orders.place');
      return inputs.length > 0 && inputs;
    }, 'the order');
    expect(placed?.lines.map((line) => [line.licenseId, line.quantity])).to.deep.equal([
      [DUE, undefined],
      [SIGNATURE, 5],
    ]);
  });

  it('fewer users are shown in English too', async () => {
    const wizard = connected('renewal-wizard', server, {
      customers: [three.taxCode],
      locale: 'en',
    });
    await eventually(() => lines(wizard).length === 2, 'the rows');
    setUsers(wizard, '1');
    await shows(wizard, '−2 users');
  });

  it('an impossible number of users is an error at its field, and the other rows are priced', async () => {
    const wizard = await wizardOfThree();
    for (const text of ['', '0', '1.5', '10001']) {
      const field = setUsers(wizard, text);
      await shows(wizard, 'Số người dùng là số nguyên từ 1 đến 10.000.');
      expect(field.getAttribute('aria-invalid')).to.equal('true');
    }
    await eventually(() => lastQuote().length === 1, 'the price of the other row');
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused()?.getAttribute('name') === 'quantity', 'the focus');
    await expectNoFaults(wizard);
    setUsers(wizard, '2');
    await eventually(() => !visibleText(wizard).includes('Số người dùng là số nguyên'), 'it right');
  });

  it('a later year that leaves days uncovered says on which days nothing is in force', async () => {
    server.on('customers.lookUp', () => {
      const customer = { ...three, licenses: [userLicenseOf('2027-01-31', SIGNATURE, 3)] };
      const found = { outcome: 'found', taxCode: three.taxCode, formerTaxCode: null } as const;
      return { results: [{ ...found, customer }] };
    });
    const wizard = await wizardFor(server, three.taxCode);
    const year = deepQuery<HTMLSelectElement>(wizard, '[name=firstFiscalYear]');
    expect([...(year?.options ?? [])].map(({ value }) => value)).to.include('2028');
    if (year) year.value = '2028';
    year?.dispatchEvent(new Event('change'));
    await shows(wizard, 'Không có hiệu lực từ 01/02/2027 đến 31/12/2027');
    await expectNoFaults(wizard);
  });

  it('rows are brought to one end date where their plan prorates, and back', async () => {
    const wizard = await wizardOfThree();
    button(wizard, 'Đồng hạn').click();
    const date = await eventually(
      () => deepQuery<HTMLInputElement>(wizard, 'dialog[open] #date'),
      'the dialog',
    );
    await shows(wizard, 'Áp dụng cho 1/1 dòng Công ty TNHH Đại Phát – Chữ ký số');
    await shows(
      wizard,
      '1 dòng không đồng hạn được vì gói không tính theo tháng hoặc ngày Công ty TNHH Đại Phát – ASP Kế toán',
    );
    await expectNoFaults(wizard);
    const tick = deepQuery<HTMLInputElement>(wizard, 'dialog[open] [type=checkbox]');
    tick?.click();
    button(wizard, 'Đồng hạn đến 31/12/2027').click();
    await shows(wizard, 'Vui lòng chọn ít nhất một dòng.');
    tick?.click();
    type(date, '01/01/2020');
    deepQuery(wizard, 'dialog[open] button.primary')?.click();
    await shows(wizard, '1 dòng không thể hết hạn ngày này');
    expect(date.getAttribute('aria-invalid')).to.equal('true');
    await eventually(() => focused() === date, 'the focus');
    type(date, '30/06/2027');
    await shows(wizard, 'Đồng hạn đến 30/06/2027');
    button(wizard, 'Đồng hạn đến 30/06/2027').click();
    await shows(wizard, 'Đã đồng hạn 1 dòng đến 30/06/2027. 1 dòng không đồng hạn được');
    await eventually(() => lastQuote()[1]?.until === '2027-06-30', 'its price');
    expect(lastQuote()[0]).not.to.have.property('until');
    await shows(wizard, 'đến 30/06/2027');
    await expectNoFaults(wizard);

    button(wizard, 'Bỏ đồng hạn').click();
    await eventually(
      () => lastQuote().length === 2 && !JSON.stringify(lastQuote()).includes('until'),
      'it gone',
    );
  });

  it('the row of a licence fits a phone', async () => {
    await setViewport({ width: 360, height: 800 });
    const wizard = await wizardOfThree();
    button(wizard, '+1 giấy phép khác').click();
    await eventually(() => deepQuery(wizard, '.others'), 'the others');
    expect(document.documentElement.scrollWidth).to.equal(360);
  });
});
