import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, effectOf, PRICE, TODAY, uuid } from '../../testing/firm.ts';
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
import { comboboxes, rowsOf, serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

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
  server = serverWithOwnDrafts(customers, 'customers-in-rows').install();
});

afterEach(() => clearPage(server));

describe('renewal-wizard: the table', () => {
  it('the table finds a customer without diacritics and chooses by keyboard', async () => {
    const wizard = await wizardFor(server);
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
    const wizard = await wizardFor(server);
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    for (const typed of ['0100109106', '0100 109 106', '0100.109']) {
      type(field, typed);
      await shows(wizard, `Mã số thuế 0100109106 nay là ${first.taxCode}`);
      type(field, 'dai phat');
      await eventually(() => !visibleText(wizard).includes('nay là'), 'found by name');
    }
  });

  it('the table searches again by Enter, an arrow or a click where a search has failed', async () => {
    const wizard = await wizardFor(server);
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    const press = (key: string) => field.dispatchEvent(new KeyboardEvent('keydown', { key }));
    const ways = [() => press('ArrowDown'), () => field.click(), () => press('Enter')];
    for (const goOn of ways) {
      server.offline = true;
      type(field, 'dai phat');
      await eventually(() => deepQuery(wizard, '.popup .error'), 'the failure');
      server.offline = false;
      goOn();
      await eventually(() => !deepQuery(wizard, '.popup .error'), 'the answer');
    }
    // Enter also chooses the only one found.
    await shows(wizard, 'Công ty TNHH Đại Phát');
    await eventually(() => field.value === first.taxCode);
  });

  it('the table chooses nobody from an outdated list when Enter precedes the answer', async () => {
    const wizard = await wizardFor(server);
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    field.click();
    await eventually(() => deepQueryAll(wizard, '[role=option]').length === 20, 'the list');
    server.delay = 60;
    type(field, third.taxCode);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await eventually(() => rowsOf(wizard)[0]?.textContent?.includes(third.name), 'the third');
  });

  it('the table leaves the list alone while an input method composes', async () => {
    const wizard = await wizardFor(server);
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
    const wizard = await wizardFor(server);
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
    const wizard = await wizardFor(server, first.taxCode);
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
    server = serverWithOwnDrafts(many, 'customers-in-rows').install();
    const codes = many.map((customer) => customer.taxCode);
    const wizard = await wizardFor(server);
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
    const wizard = await wizardFor(server);
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
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
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
    const wizard = await wizardFor(server, first.taxCode);
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
