import { expect } from '@open-wc/testing';
import '../define.ts';
import { renewedExpiry } from '../../shared/license-term.ts';
import { expectNoFaults } from '../testing/checks.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf, firstYearOf, PRICE, TODAY, uuid } from '../testing/firm.ts';
import {
  button,
  clearPage,
  deepQuery,
  eventually,
  focused,
  type,
  visibleText,
} from '../testing/page.ts';
import { rowsOf, serverWithOwnDrafts, shows, toPlace, wizardFor } from '../testing/wizard.ts';

const TICK = 'Tôi đã kiểm tra và xác nhận thông tin trên là đúng';
const customers = customersOf(5);
const [first, second, third] = customers as [
  (typeof customers)[number],
  (typeof customers)[number],
  (typeof customers)[number],
];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'order-wizard').install();
});

afterEach(() => clearPage(server));

describe('renewal-wizard: ordering', () => {
  it('the wizard orders for the host’s customers, and reports the order to the host', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    const events: unknown[] = [];
    wizard.addEventListener('renewal-order-placed', (event) => events.push(event.detail));
    await shows(wizard, '2.400.000 ₫');
    await toPlace(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(visibleText(wizard)).to.contain('DH000001');
    expect(events).to.deep.equal([{ orderId: uuid(900_001), orderNumber: 'DH000001' }]);
    const [order] = server.inputsOf('orders.place');
    expect(order?.invoiceTo).to.deep.equal({ kind: 'customer' });
    expect(order?.notify).to.deep.equal({ kind: 'accountant' });
    expect(order?.confirmedTotal).to.equal(2 * PRICE);
    expect(order?.lines).to.deep.equal(
      [first, second].map((customer, index) => ({
        customerId: customer.id,
        licenseId: customer.licenses[0]?.id,
        planId: customer.licenses[0]?.planId,
        firstFiscalYear: firstYearOf(customer),
        years: 1,
        presentExpiry: customer.licenses[0]?.expiry,
        newExpiry: ['2027-12-31', '2027-03-31'][index],
      })),
    );
    button(wizard, 'Thanh toán ngay');
    button(wizard, 'Xem chi tiết');
  });

  it('the wizard shows present and new expiry, and the period of a fiscal year from April', async () => {
    const wizard = await wizardFor(server, second.taxCode);
    const row = rowsOf(wizard)[0] as HTMLElement;
    const fiscalYear = firstYearOf(second);
    const term = {
      termRule: 'fiscal_year',
      firstFiscalYear: fiscalYear,
      years: 1,
      fiscalYearStart: 4,
    };
    const expiry = renewedExpiry(term as never, second.licenses[0]?.expiry ?? '', TODAY);
    expect(visibleText(row)).to.contain('30/06/2026');
    expect(visibleText(row)).to.contain(expiry.split('-').reverse().join('/'));
    expect(visibleText(row)).to.contain(`01/04/${fiscalYear}–31/03/${fiscalYear + 1}`);
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '2';
    years.dispatchEvent(new Event('change'));
    await shows(wizard, `31/03/${fiscalYear + 2}`);
    await shows(wizard, '2.400.000 ₫');
  });

  it('the wizard shows the end of a commitment’s temporary extension', async () => {
    const [customer] = customersOf(2).slice(1) as [(typeof customers)[number]];
    const licenses = [{ ...customer.licenses[0], temporaryExpiry: '2026-12-20' }];
    server.on('customers.lookUp', ({ taxCodes: [taxCode = ''] }) => ({
      results: [
        {
          outcome: 'found',
          taxCode,
          customer: { ...customer, licenses } as never,
          formerTaxCode: null,
        },
      ],
    }));
    const wizard = await wizardFor(server, customer.taxCode);
    const row = visibleText(rowsOf(wizard)[0] as HTMLElement);
    expect(row).to.contain('30/06/2026 Hạn tạm 20/12/2026').and.not.to.contain('Đã hết hạn');
  });

  it('the wizard sends an invoice party and recipient typed by hand, with errors at the field', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    for (const group of ['invoiceTo', 'notify']) {
      deepQuery<HTMLInputElement>(wizard, `input[name=${group}][value=other]`)?.click();
    }
    await eventually(() => deepQuery(wizard, '#recipient-name'), 'the fields');
    button(wizard, 'Tiếp tục').click();
    const party = await eventually(
      () => focused()?.id === 'party-legalName' && (focused() as HTMLInputElement),
      'focus on the first field',
    );
    expect(party.getAttribute('aria-invalid')).to.equal('true');
    expect(visibleText(wizard)).to.contain('Có 6 chỗ cần sửa');
    const texts = {
      'party-legalName': 'Công ty Mẹ',
      'party-taxCode': 'abc',
      'party-address': 'Hà Nội',
      'party-email': 'ketoan@me.vn',
      'recipient-name': 'Bà Hoa',
      'recipient-email': 'hoa@me.vn',
    };
    for (const [id, text] of Object.entries(texts)) {
      type(deepQuery<HTMLInputElement>(wizard, `#${id}`) as HTMLInputElement, text);
    }
    await shows(wizard, 'Mã số thuế không hợp lệ.');
    const taxCode = deepQuery<HTMLInputElement>(wizard, '#party-taxCode') as HTMLInputElement;
    expect(taxCode.getAttribute('aria-describedby')).to.equal('party-taxCode-error');
    type(taxCode, third.taxCode);
    await toPlace(wizard);
    expect(visibleText(wizard)).to.contain('Bà Hoa · hoa@me.vn');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const [order] = server.inputsOf('orders.place');
    expect(order?.invoiceTo).to.deep.equal({
      kind: 'other',
      party: {
        legalName: 'Công ty Mẹ',
        taxCode: third.taxCode,
        budgetUnitCode: '',
        address: 'Hà Nội',
        email: 'ketoan@me.vn',
        contactName: '',
      },
    });
    expect(order?.notify).to.deep.equal({
      kind: 'other',
      recipient: { name: 'Bà Hoa', email: 'hoa@me.vn', phone: '' },
    });
  });

  it('the wizard accepts an invoice party and an e-mail for one row', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    button(wizard, 'Thông tin riêng của dòng', 1).click();
    const id = `email-2`;
    const email = await eventually(
      () => deepQuery<HTMLInputElement>(wizard, `#${id}`),
      'the field',
    );
    type(email, 'chu@kh2.vn');
    deepQuery<HTMLInputElement>(wizard, '.own input[type=checkbox]')?.click();
    await eventually(() => deepQuery(wizard, '#party-2-legalName'), 'the party');
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused()?.id === 'party-2-legalName', 'focus on what is missing');
    for (const [name, text] of Object.entries({
      legalName: 'Chi nhánh Huế',
      taxCode: third.taxCode,
      address: 'Huế',
      email: 'hue@kh2.vn',
    })) {
      type(deepQuery<HTMLInputElement>(wizard, `#party-2-${name}`) as HTMLInputElement, text);
    }
    await toPlace(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const lines = server.inputsOf('orders.place')[0]?.lines;
    expect(lines?.[0]).not.to.have.any.keys('invoiceParty', 'recipientEmail');
    expect(lines?.[1]?.recipientEmail).to.equal('chu@kh2.vn');
    expect(lines?.[1]?.invoiceParty?.legalName).to.equal('Chi nhánh Huế');
  });

  it('the wizard requires the tick, and opens a customer’s details from the list', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    button(wizard, 'Tiếp tục').click();
    const tick = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'));
    expect(tick.closest('label')?.textContent?.trim()).to.equal(TICK);
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Vui lòng kiểm tra và xác nhận trước khi tiếp tục.');
    await eventually(() => focused() === tick, 'the focus');
    expect(tick.getAttribute('aria-invalid')).to.equal('true');
    await expectNoFaults(wizard);
    button(wizard, first.name).click();
    const dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'));
    for (const text of [first.address, first.email, 'lan@antam.example', '31/12/2026']) {
      expect(visibleText(dialog)).to.contain(text);
    }
    await expectNoFaults(wizard);
  });
});
