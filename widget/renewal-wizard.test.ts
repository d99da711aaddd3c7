import { expect } from '@open-wc/testing';
import './define.ts';
import type { RowProblem } from '../shared/error-codes.ts';
import { renewedExpiry } from '../shared/license-term.ts';
import { expectNoFaults } from './testing/checks.ts';
import type { FakeServer } from './testing/fake-server.ts';
import { Refusal } from './testing/fake-server.ts';
import {
  customersOf,
  effectOf,
  firstYearOf,
  PRICE,
  quoteOf,
  serverOf,
  TODAY,
  uuid,
  WHO_AM_I,
} from './testing/firm.ts';
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
import { shows, toPlace } from './testing/wizard.ts';

const TICK = 'Tôi đã kiểm tra và xác nhận thông tin trên là đúng';
const customers = customersOf(400);
const [first, second, third, , unlicensed] = customers as [
  (typeof customers)[number],
  (typeof customers)[number],
  (typeof customers)[number],
  (typeof customers)[number],
  (typeof customers)[number],
];

let server: FakeServer;

beforeEach(() => {
  for (const key of ownDrafts()) localStorage.removeItem(key);
  server = serverOf(customers).install();
});

afterEach(() => {
  for (const element of document.querySelectorAll('renewal-wizard, .host')) element.remove();
  server.restore();
});

const rowsOf = (wizard: Element) => deepQueryAll(wizard, 'tr.line');
const comboboxes = (wizard: Element) => deepQueryAll<HTMLInputElement>(wizard, '[role=combobox]');
/** Other test files run beside this one in the same browser, with accountants of their own. */
const ownDrafts = () =>
  Object.keys(localStorage).filter((key) => key.endsWith(`:${WHO_AM_I.accountant.id}`));
const payer = (wizard: Element, value: 'firm' | 'owner') =>
  deepQuery<HTMLInputElement>(wizard, `input[name=payer][value=${value}]`) as HTMLInputElement;

async function wizardFor(...codes: string[]) {
  const wizard = connected('renewal-wizard', server, { customers: codes });
  await eventually(() => rowsOf(wizard).length >= Math.max(codes.length, 1), 'the rows');
  return wizard;
}

describe('renewal-wizard: ordering', () => {
  it('the wizard orders for the host’s customers, and reports the order to the host', async () => {
    const wizard = await wizardFor(first.taxCode, second.taxCode);
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
    const wizard = await wizardFor(second.taxCode);
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
    const wizard = await wizardFor(customer.taxCode);
    const row = visibleText(rowsOf(wizard)[0] as HTMLElement);
    expect(row).to.contain('30/06/2026 Hạn tạm 20/12/2026').and.not.to.contain('Đã hết hạn');
  });

  it('the wizard sends an invoice party and recipient typed by hand, with errors at the field', async () => {
    const wizard = await wizardFor(first.taxCode);
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
    const wizard = await wizardFor(first.taxCode, second.taxCode);
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
    const wizard = await wizardFor(first.taxCode);
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

describe('renewal-wizard: the table', () => {
  it('the table finds a customer without diacritics and chooses by keyboard', async () => {
    const wizard = await wizardFor();
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    expect(field.getAttribute('aria-label')).to.equal('MST/Mã số kinh doanh');
    type(field, 'dai phat');
    await eventually(() => field.getAttribute('aria-activedescendant'), 'an option');
    const list = (field.getRootNode() as ShadowRoot).getElementById('list') as HTMLElement;
    expect(visibleText(list)).to.equal(`Công ty TNHH Đại Phát 31/12/2026 ${first.taxCode}`);
    await expectNoFaults(wizard);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await shows(wizard, 'Công ty TNHH Đại Phát');
    await eventually(() => field.value === first.taxCode);
    await shows(wizard, '1.200.000 ₫');
  });

  it('the table shows the present code for a former one, in any notation', async () => {
    const moved = { ...first, formerTaxCodes: ['0100109106'] };
    server.on('customers.search', () => ({ customers: [moved], nextCursor: null }));
    const wizard = await wizardFor();
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    for (const typed of ['0100109106', '0100 109 106', '0100.109']) {
      type(field, typed);
      await shows(wizard, `Mã số thuế 0100109106 nay là ${first.taxCode}`);
      type(field, 'dai phat');
      await eventually(() => !visibleText(wizard).includes('nay là'), 'found by name');
    }
  });

  it('the table chooses nobody from an outdated list when Enter precedes the answer', async () => {
    const wizard = await wizardFor();
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    field.click();
    await eventually(() => deepQueryAll(wizard, '[role=option]').length === 20, 'the list');
    server.delay = 60;
    type(field, third.taxCode);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await eventually(() => rowsOf(wizard)[0]?.textContent?.includes(third.name), 'the third');
  });

  it('the table leaves the list alone while an input method composes', async () => {
    const wizard = await wizardFor();
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    field.focus();
    field.value = 'd';
    field.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true }));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(server.inputsOf('customers.search')).to.deep.equal([]);
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await eventually(() => server.inputsOf('customers.search').length === 1);
  });

  it('the table reads a code typed in full, and keeps an unknown one with its error', async () => {
    const wizard = await wizardFor();
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    type(field, second.taxCode.replace(/^0+/, ''));
    field.blur();
    await shows(wizard, second.name);
    button(wizard, 'Thêm dòng').click();
    const next = await eventually(() => comboboxes(wizard)[1]);
    await eventually(() => focused() === next, 'focus in the new row');
    type(next, 'Công ty Nào Đó');
    next.blur();
    await shows(wizard, '«Công ty Nào Đó» không phải mã số thuế.');
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused() === next, 'focus on the problem');
    expect(next.value).to.equal('Công ty Nào Đó');
    button(wizard, 'Xóa dòng', 1).click();
    await eventually(() => rowsOf(wizard).length === 1);
    await eventually(() => focused() === comboboxes(wizard)[0], 'focus on the row that is left');
  });

  it('the table takes a column of 400 codes in one call, merges duplicates, keeps unknown ones', async () => {
    const wizard = await wizardFor(first.taxCode);
    await eventually(() => server.inputsOf('orders.quote').length > 0, 'the quote of the one row');
    server.calls.length = 0;
    const codes = customers.map((customer) => customer.taxCode.replace(/^0/, ''));
    const pasted = ['MST', ...codes, codes[7], '0100109106', 'xyz9'].join('\r\n');
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', pasted);
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    field.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
    await shows(wizard, 'Đã thêm 399 khách hàng; 2 đã có trong đơn; 2 không nhận ra.');
    expect(server.inputsOf('customers.lookUp')).to.have.length(1);
    await shows(wizard, '399 khách hàng Tạm tính');
    expect(comboboxes(wizard).length, 'drawn at a time').to.be.below(60);
    await eventually(() => server.inputsOf('orders.quote').length > 0);
    expect(server.inputsOf('orders.quote')).to.have.length(1);
    expect(server.inputsOf('orders.quote')[0]?.lines).to.have.length(399);
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Có 3 chỗ cần sửa');
    await shows(wizard, 'Khách hàng chưa có giấy phép để gia hạn.');
    expect((focused() as HTMLInputElement).value, 'the one without a licence').to.equal(
      unlicensed.taxCode,
    );
  });

  it('the table draws the rows in sight of 2,000, prices all by one call, and takes no more', async () => {
    server.restore();
    const many = customersOf(2_001).filter((customer) => customer.licenses.length > 0);
    server = serverOf(many).install();
    const codes = many.map((customer) => customer.taxCode);
    const wizard = await wizardFor();
    wizard.customers = codes;
    await shows(wizard, '2.000 khách hàng');
    await shows(wizard, '2.400.000.000 ₫');
    expect(comboboxes(wizard).length).to.be.below(60);
    expect(deepQuery(wizard, '[role=grid]')?.getAttribute('aria-rowcount')).to.equal('2001');
    const calls = server.inputsOf('orders.quote').length;
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '2';
    years.dispatchEvent(new Event('change'));
    await wizard.updateComplete;
    await new Promise(requestAnimationFrame);
    await shows(wizard, '2.401.200.000 ₫');
    expect(server.inputsOf('orders.quote')).to.have.length(calls + 1);
    button(wizard, 'Thêm dòng').click();
    await shows(wizard, 'Một đơn hàng có tối đa 2.000 dòng.');
  });

  it('the paste dialog itself says that the text has no code', async () => {
    const wizard = await wizardFor();
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'));
    button(dialog, 'Thêm vào đơn').click();
    await eventually(() => visibleText(dialog).includes('Không tìm thấy mã số thuế nào'));
    await expectNoFaults(wizard);
    type(
      dialog.querySelector('textarea') as HTMLTextAreaElement,
      `${first.taxCode}\n${second.taxCode}`,
    );
    button(dialog, 'Thêm vào đơn').click();
    await eventually(() => !dialog.open && rowsOf(wizard).length === 2);
  });

  it('the table shows a server’s problem at its row and field, and the order that has the year', async () => {
    const problem: RowProblem = {
      row: 1,
      field: 'firstFiscalYear',
      code: 'ALREADY_ORDERED',
      orderId: uuid(77),
      orderNumber: 'DH000077',
      fiscalYear: 2026,
    };
    refuseRows(problem);
    const wizard = await wizardFor(first.taxCode, second.taxCode);
    await shows(wizard, 'Năm tài chính 2026 đang chờ thanh toán trong đơn hàng DH000077.');
    button(wizard, 'Mở đơn hàng');
    button(wizard, 'Tiếp tục').click();
    const select = await eventually(
      () => focused() instanceof HTMLSelectElement && (focused() as HTMLSelectElement),
    );
    expect(select.name).to.equal('firstFiscalYear');
    expect(select.closest('tr')).to.equal(rowsOf(wizard)[1]);
    expect(select.getAttribute('aria-invalid')).to.equal('true');
    const [problemId = ''] = select.getAttribute('aria-describedby')?.split(' ') ?? [];
    const root = select.getRootNode() as ShadowRoot;
    expect(root.getElementById(problemId)?.textContent).to.contain('DH000077');
    await expectNoFaults(wizard);
  });

  it('the table accepts the new date of a changed licence with one press', async () => {
    const wizard = await wizardFor(first.taxCode);
    await shows(wizard, '1.200.000 ₫');
    refuseRows({
      row: 0,
      field: 'presentExpiry',
      code: 'LICENSE_MOVED',
      expiry: '2027-12-31',
    });
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '2';
    years.dispatchEvent(new Event('change'));
    await shows(wizard, 'Hạn sử dụng đã đổi thành 31/12/2027.');
    refuseRows();
    button(wizard, 'Dùng hạn mới').click();
    await eventually(() => !visibleText(wizard).includes('đã đổi thành'));
    expect(visibleText(rowsOf(wizard)[0] as HTMLElement)).to.contain('31/12/2029');
    expect(server.inputsOf('orders.quote').at(-1)?.lines[0]?.firstFiscalYear).to.equal(2028);
  });
});

/** The server rejects these, and prices the rest. */
function refuseRows(...problems: RowProblem[]): void {
  const rows = new Set(problems.map((problem) => problem.row));
  server.on('orders.quote', ({ lines }) => {
    const total = PRICE * (lines.length - problems.length);
    return {
      today: TODAY,
      lines: lines.flatMap((_, row) =>
        rows.has(row)
          ? []
          : {
              row,
              list: PRICE,
              discount: 0,
              net: PRICE,
              vat: 0,
              total: PRICE,
              vatRate: 'KCT' as const,
              presentExpiry: row === 0 && problems.length === 0 ? '2027-12-31' : '2026-12-31',
              newExpiry: '2029-12-31',
              ...effectOf('2026-12-31', '2029-12-31'),
            },
      ),
      problems,
      discountRate: 0,
      volumeKeptBack: 0,
      discounts: [],
      codeProblem: null,
      totals: { list: total, discount: 0, net: total, vat: 0, total },
    };
  });
}

describe('renewal-wizard: placing once', () => {
  it('a double click places one order', async () => {
    const wizard = await wizardFor(first.taxCode);
    await toPlace(wizard);
    server.delay = 80;
    const place = button(wizard, 'Đặt hàng');
    place.click();
    place.click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(server.inputsOf('orders.place')).to.have.length(1);
    expect(ownDrafts(), 'the draft has gone').to.have.length(0);
  });

  it('a failed network keeps everything, and the next try has the same request id', async () => {
    const wizard = await wizardFor(first.taxCode);
    await toPlace(wizard);
    server.offline = true;
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    await expectNoFaults(wizard);
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'Đặt hàng thành công');
  });

  it('a draft keeps its payers, and one of an earlier release is read', async () => {
    const wizard = await wizardFor(first.taxCode);
    payer(wizard, 'owner').click();
    wizard.remove();
    const again = await wizardFor(first.taxCode);
    expect(payer(again, 'owner').checked).to.equal(true);
    again.remove();
    // Beside it is what the server has of it, once that is saved.
    const key = ownDrafts().find((own) => own.startsWith('renewal-wizard:')) ?? '';
    const draft = JSON.parse(localStorage.getItem(key) ?? '');
    const { payer: _, discountCode: __, quotation: ___, ...old } = draft;
    for (const row of old.rows) delete row.payer;
    localStorage.setItem(key, JSON.stringify(old));
    const older = await wizardFor(first.taxCode);
    expect(payer(older, 'firm').checked).to.equal(true);
    await toPlace(older);
  });

  it('a lost answer is followed by the same request id, even over a reload', async () => {
    const wizard = await wizardFor(first.taxCode);
    await toPlace(wizard);
    const seen: string[] = [];
    server.on('orders.place', ({ requestId }) => {
      seen.push(requestId);
      if (seen.length < 3) throw new Refusal({ code: 'INTERNAL' });
      return { id: uuid(1), number: 'DH000001' };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Hệ thống gặp sự cố.');
    button(wizard, 'Thử lại').click();
    await eventually(() => seen.length === 2);
    wizard.remove();
    const reloaded = await wizardFor(first.taxCode);
    await toPlace(reloaded);
    button(reloaded, 'Đặt hàng').click();
    await shows(reloaded, 'Đặt hàng thành công');
    expect(seen).to.have.length(3);
    expect(new Set(seen).size).to.equal(1);
    expect(seen[0]).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('a changed price requires confirming again', async () => {
    const wizard = await wizardFor(first.taxCode);
    await toPlace(wizard);
    const total = 1_500_000;
    const price = { list: total, discount: 0, net: total, vat: 0, total };
    server.on('orders.quote', () => ({
      today: TODAY,
      lines: [
        {
          row: 0,
          ...price,
          vatRate: 'KCT',
          presentExpiry: '2026-12-31',
          newExpiry: '2027-12-31',
          ...effectOf('2026-12-31', '2027-12-31'),
        },
      ],
      problems: [],
      discountRate: 0,
      volumeKeptBack: 0,
      discounts: [],
      codeProblem: null,
      totals: price,
    }));
    server.on('orders.place', ({ confirmedTotal }) => {
      if (confirmedTotal !== total) throw new Refusal({ code: 'PRICE_CHANGED', total });
      return { id: uuid(1), number: 'DH000009' };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Tổng thanh toán mới là 1.500.000 ₫.');
    const tick = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'));
    expect(tick.checked).to.equal(false);
    await eventually(
      () => visibleText(deepQuery(wizard, 'tbody') as HTMLElement).includes('1.500.000 ₫'),
      'the new price in the list',
    );
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'DH000009');
  });

  it('the confirmed new expiry is ordered, and another one requires confirming again', async () => {
    const wizard = await wizardFor(first.taxCode, second.taxCode);
    await toPlace(wizard);
    const newExpiry = '2027-06-29';
    const sent: (string | undefined)[][] = [];
    server.on('orders.place', ({ lines }) => {
      sent.push(lines.map((line) => line.newExpiry));
      const rowProblems: RowProblem[] = [
        { row: 1, field: 'years', code: 'TERM_CHANGED', newExpiry },
      ];
      if (lines[1]?.newExpiry === newExpiry) return { id: uuid(1), number: 'DH000009' };
      throw new Refusal({ code: 'ORDER_LINES_REJECTED', rowProblems });
    });
    server.on('orders.quote', (input) => {
      const quote = quoteOf(customers, input);
      return {
        ...quote,
        lines: quote.lines.map((line) => (line.row === 1 ? { ...line, newExpiry } : line)),
      };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Hạn sử dụng mới nay là 29/06/2027.');
    const years = await eventually(
      () => focused() instanceof HTMLSelectElement && (focused() as HTMLSelectElement),
      'focus on the term',
    );
    expect(years.closest('tr')).to.equal(rowsOf(wizard)[1]);
    expect(years.getAttribute('aria-invalid')).to.equal('true');
    button(wizard, 'Tiếp tục').click();
    const tick = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'));
    expect(tick.checked, 'to be confirmed anew').to.equal(false);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'DH000009');
    expect(sent).to.deep.equal([
      ['2027-12-31', '2027-03-31'],
      ['2027-12-31', newExpiry],
    ]);
  });

  it('the wizard returns to the rows that the server refused', async () => {
    const wizard = await wizardFor(first.taxCode, second.taxCode);
    await toPlace(wizard);
    server.on('orders.place', () => {
      const rowProblems: RowProblem[] = [
        { row: 1, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry: '2027-03-31' },
      ];
      throw new Refusal({ code: 'ORDER_LINES_REJECTED', rowProblems });
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Giấy phép đã có hạn đến 31/03/2027');
    await eventually(() => focused()?.closest('tr') === rowsOf(wizard)[1], 'focus on the row');
  });
});

describe('renewal-wizard: the draft', () => {
  it('the wizard asks when the host’s customers differ from the draft’s', async () => {
    (await wizardFor(first.taxCode, second.taxCode)).remove();
    const wizard = connected('renewal-wizard', server, { customers: [third.taxCode] });
    await shows(wizard, 'Bạn có đơn hàng đang nhập dở');
    await expectNoFaults(wizard);
    button(wizard, 'Tiếp tục đơn đang nhập (2)').click();
    await eventually(() => rowsOf(wizard).length === 2);
    await eventually(() => focused()?.id === 'title', 'the focus on the heading');
    wizard.remove();
    const anew = connected('renewal-wizard', server, { customers: [third.taxCode] });
    await shows(anew, 'Bạn có đơn hàng đang nhập dở');
    button(anew, 'Bắt đầu đơn mới (1)').click();
    await shows(anew, third.name);
    expect(rowsOf(anew)).to.have.length(1);
    expect(focused()?.id, 'the buttons are gone').to.equal('title');
  });

  it('the wizard continues the same accountant’s draft, and never another’s', async () => {
    const wizard = await wizardFor(first.taxCode);
    button(wizard, 'Thêm dòng').click();
    await eventually(() => rowsOf(wizard).length === 2);
    type(comboboxes(wizard)[1] as HTMLInputElement, 'gõ dở');
    comboboxes(wizard)[1]?.blur();
    await shows(wizard, 'gõ dở');
    wizard.remove();
    const back = await wizardFor();
    await shows(back, first.name);
    expect(comboboxes(back)[1]?.value).to.equal('gõ dở');
    back.remove();
    const accountant = { ...WHO_AM_I.accountant, id: 'other' };
    server.on('signIn.whoAmI', () => ({ ...WHO_AM_I, accountant }));
    const others = await wizardFor();
    expect(visibleText(others)).not.to.contain(first.name);
  });

  it('the wizard asks again when the host chooses other customers later', async () => {
    const wizard = await wizardFor(first.taxCode);
    wizard.customers = [first.taxCode];
    await wizard.updateComplete;
    expect(rowsOf(wizard)).to.have.length(1);
    wizard.customers = [second.taxCode, third.taxCode];
    await shows(wizard, 'Bạn có đơn hàng đang nhập dở');
  });

  it('a failed look-up says so, and is tried again with what was typed meanwhile', async () => {
    let isDown = true;
    server.on('customers.lookUp', () => {
      if (isDown) throw new Refusal({ code: 'INTERNAL' });
      return {
        results: [
          { outcome: 'found', taxCode: first.taxCode, customer: first, formerTaxCode: null },
        ],
      };
    });
    const wizard = connected('renewal-wizard', server, { customers: [first.taxCode] });
    await shows(wizard, 'Hệ thống gặp sự cố.');
    deepQuery<HTMLInputElement>(wizard, '[name=invoiceTo][value=other]')?.click();
    const name = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#party-legalName'));
    type(name, 'Công ty Khác');
    isDown = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, first.name);
    expect(deepQuery<HTMLInputElement>(wizard, '#party-legalName')?.value).to.equal('Công ty Khác');
  });
});

describe('renewal-wizard: in a host page', () => {
  it('the wizard is accessible in both languages, empty and full', async () => {
    const wizard = await wizardFor();
    expect(visibleText(wizard)).to.contain('Chưa có khách hàng nào.');
    await expectNoFaults(wizard);
    wizard.remove();
    const full = await wizardFor(first.taxCode, second.taxCode);
    await shows(full, '2.400.000 ₫');
    await expectNoFaults(full);
    full.locale = 'en';
    await shows(full, 'Invoice recipient');
    expect(rowsOf(full), 'what was typed stays').to.have.length(2);
    expect(visibleText(full)).to.contain('Standard plan');
    await expectNoFaults(full);
  });

  it('the wizard is the same whether properties come before or after attaching', async () => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div class="host"><renewal-wizard></renewal-wizard></div>',
    );
    const wizard = document.querySelector(
      'renewal-wizard',
    ) as HTMLElementTagNameMap['renewal-wizard'];
    await wizard.updateComplete;
    expect(deepQuery(wizard, '[role=status]')).to.exist;
    wizard.setAttribute('customers', `${first.taxCode}, ${second.taxCode}`);
    wizard.server = server.url;
    await wizard.updateComplete;
    wizard.fetchToken = async () => 'token';
    await eventually(() => rowsOf(wizard).length === 2);
  });

  it('the wizard keeps typed values when moved, and when the host sets fetchToken anew', async () => {
    const wizard = await wizardFor(first.taxCode);
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(wizard);
    wizard.fetchToken = async () => 'another';
    await wizard.updateComplete;
    await shows(wizard, '1.200.000 ₫');
    button(wizard, 'Thêm dòng').click();
    await eventually(() => rowsOf(wizard).length === 2);
    const asked = server.calls.filter(({ path }) => path === 'signIn.whoAmI');
    expect(asked.map(({ token }) => token)).to.deep.equal(['token', 'another']);
  });

  it('the wizard requests one new token when the old one has expired', async () => {
    let tokens = 0;
    const fetchToken = async () => `token-${++tokens}`;
    const wizard = connected('renewal-wizard', server, { fetchToken });
    await eventually(() => rowsOf(wizard).length === 1);
    server.expired.add('token-1');
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    type(field, first.taxCode);
    await eventually(() => deepQueryAll(wizard, '[role=option]').length === 1, 'the answer');
    expect(tokens).to.equal(2);
  });

  it('a wizard that can’t begin says why, and begins on another try', async () => {
    const codes: string[] = [];
    const note = (event: Event) => codes.push((event as CustomEvent).detail.code);
    document.addEventListener('renewal-error', note);
    let signedIn = false;
    const wizard = connected('renewal-wizard', server, {
      fetchToken: async () => {
        if (!signedIn) throw new Error('401');
        return 'token';
      },
    });
    await shows(wizard, 'hoặc đăng nhập lại trên cổng kế toán.');
    await expectNoFaults(wizard);
    signedIn = true;
    server.offline = true;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'Chưa kết nối được dịch vụ gia hạn.');
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await eventually(() => rowsOf(wizard).length === 1);
    document.removeEventListener('renewal-error', note);
    expect(codes).to.deep.equal(['FETCH_TOKEN_FAILED', 'OFFLINE']);
  });

  it('the wizard keeps plain keys from the host’s hot-keys, and leaves it Escape', async () => {
    const wizard = await wizardFor();
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', hear);
    const press = (key: string, ctrlKey = false) =>
      comboboxes(wizard)[0]?.dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, composed: true }),
      );
    press('n');
    press('k', true);
    press('Escape');
    expect(heard).to.deep.equal(['k', 'Escape']);
    wizard.remove();
    press('x');
    expect(heard).to.deep.equal(['k', 'Escape']);
    document.removeEventListener('keydown', hear);
  });

  it('the wizard looks the same in a hostile host', async () => {
    const calm = await wizardFor(first.taxCode);
    await shows(calm, '1.200.000 ₫');
    const before = looksOf(calm);
    calm.remove();
    const style = document.createElement('style');
    style.textContent = `
      html { font-size: 5px }
      body { text-align: right; letter-spacing: 3px; line-height: 3; color: red; font: italic bold 30px serif }
      * { text-transform: uppercase; word-spacing: 9px; white-space: pre; text-indent: 20px }
      button, input, td, h2 { display: none !important; border: 9px solid red }
    `;
    document.head.append(style);
    const hostile = await wizardFor(first.taxCode);
    await shows(hostile, '1.200.000 ₫');
    const after = looksOf(hostile);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});

function looksOf(wizard: Element) {
  return ['h2', 'td.name', 'button.primary', '[role=combobox]'].map((selector) => {
    const style = getComputedStyle(deepQuery(wizard, selector) as HTMLElement);
    const { color, display, fontFamily, fontSize, fontStyle, fontWeight, letterSpacing } = style;
    const { lineHeight, textAlign, textIndent, textTransform, whiteSpace, wordSpacing } = style;
    return {
      ...{ color, display, fontFamily, fontSize, fontStyle, fontWeight, letterSpacing },
      ...{ lineHeight, textAlign, textIndent, textTransform, whiteSpace, wordSpacing },
    };
  });
}
