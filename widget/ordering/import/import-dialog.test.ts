import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { readSheet } from 'read-excel-file/universal';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { ANNIVERSARY, customersOf, taxCode } from '../../testing/firm.ts';
import {
  button,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { filesSavedBy } from '../../testing/saved-files.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';
import { type Cell, xlsxFile } from '../../ui/spreadsheet/xlsx-file.ts';
import { zipFile } from '../../ui/spreadsheet/zip-file.ts';
import { withLookedUp } from '../draft/draft-customers.ts';
import { ImportList } from './import-list.ts';

const customers = customersOf(60).filter(({ licenses }) => licenses.length > 0);
const [first, second, third] = customers as [Customer, Customer, Customer];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'importing').install();
});

afterEach(async () => {
  server.restore();
  document.body.replaceChildren();
  await setViewport({ width: 1280, height: 800 });
});

async function fileOf(rows: readonly (readonly Cell[])[], name = 'danh-sach.xlsx'): Promise<File> {
  return new File([await xlsxFile(rows, 'Khách hàng')], name);
}

/** Drops a file on the form, as from the desktop. */
async function drop(wizard: Element, file: File): Promise<HTMLDialogElement> {
  await dropFiles(wizard, file);
  return await eventually(() => importDialog(wizard), 'the dialog');
}

async function dropFiles(wizard: Element, ...files: File[]): Promise<void> {
  const step = await eventually(() => deepQuery(wizard, 'renewal-details-step'));
  // Dropping works once the later parts are there.
  await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  step.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

function importDialog(wizard: Element): HTMLDialogElement | null | undefined {
  return deepQuery(wizard, 'renewal-import-dialog')?.shadowRoot?.querySelector('dialog[open]');
}

function dialogOf(wizard: Element): HTMLDialogElement {
  return deepQuery<HTMLDialogElement>(wizard, 'dialog[open]') as HTMLDialogElement;
}

async function choose(select: HTMLSelectElement, value: string): Promise<void> {
  select.value = value;
  select.dispatchEvent(new Event('change'));
}

/** A workbook of sheets with these rows, written by hand. */
async function workbookOf(...sheets: string[]): Promise<File> {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';
  const each = (xml: (number: number) => string) => sheets.map((_, at) => xml(at + 1)).join('');
  const listed = each((number) => `<sheet name="Trang ${number}" r:id="s${number}"/>`);
  const related = each(
    (number) => `<Relationship Id="s${number}" Type="${type}" Target="${number}.xml"/>`,
  );
  const file = await zipFile([
    { name: 'xl/workbook.xml', text: `<workbook><sheets>${listed}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', text: `<Relationships>${related}</Relationships>` },
    ...sheets.map((rows, at) => ({
      name: `xl/${at + 1}.xml`,
      text: `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ]);
  return new File([file], 'loc.xlsx');
}

/** A row of a sheet. */
function rowOf(number: number, texts: readonly string[], isHidden = false): string {
  const cells = texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('');
  return `<row r="${number}"${isHidden ? ' hidden="1"' : ''}>${cells}</row>`;
}

const codes = (wizard: Element) =>
  deepQueryAll<HTMLInputElement>(wizard, '[role=combobox]').map(({ value }) => value);
const rowTexts = (wizard: Element) => deepQueryAll(wizard, 'tr.line').map(visibleText);

describe('an import', () => {
  it('of several files dropped at once none is taken in silence: the person is asked to choose one', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    const files = ['a.csv', 'b.csv'].map((name) => new File([`MST\n${second.taxCode}`], name));
    await dropFiles(wizard, ...files);
    await shows(wizard, 'Mỗi lần chỉ nhập được một tệp.');
    const dialog = deepQuery(wizard, 'renewal-paste-dialog')?.shadowRoot?.querySelector('dialog');
    const error = () => dialog?.querySelector('#error')?.textContent?.trim();
    await expectNoFaults(wizard);
    dialog?.close();
    button(wizard, 'Dán danh sách, nhập Excel').click();
    await eventually(() => dialog?.open && error() === '', 'a dialog without an error');
    const dataTransfer = new DataTransfer();
    for (const file of files) dataTransfer.items.add(file);
    dialog?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await eventually(() => error()?.startsWith('Mỗi lần chỉ nhập được một tệp.'), error());
    expect(importDialog(wizard)).to.equal(undefined);
  });

  it('a dropped workbook is shown with its columns, looked up in one call, and taken with its values', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    server.calls.length = 0;
    const dialog = await drop(
      wizard,
      await fileOf([
        ['DANH SÁCH GIA HẠN', '', '', '', '', ''],
        ['STT', 'MST', 'Tên', 'Gói', 'Số năm', 'Email'],
        [1, first.taxCode.slice(1), first.name, '', '3', ''],
        [2, Number(second.taxCode), second.name, 'annual', '2 năm', 'ke.toan@example.vn'],
        ['', '', '', '', '', ''],
        [3, `'${third.taxCode}`, third.name, 'Gói nào đó', '9', 'không có'],
        [4, '0100109106', 'Công ty lạ', '', '', ''],
        ['Tổng cộng', '', '', '', 4, ''],
      ]),
    );
    await shows(dialog, '2 dòng mới; 1 dòng của đơn được cập nhật; 3 dòng tiêu đề');
    expect(server.inputsOf('customers.lookUp')).to.have.length(1);
    // What is left is announced, too.
    expect(visibleText(dialog.querySelector('[role=status]') as Element)).to.match(
      /1 dòng chưa nhận ra khách hàng\. 3 nội dung không dùng được/,
    );
    await shows(dialog, '1 dòng chưa nhận ra khách hàng');
    await shows(dialog, 'Dòng 6, Gói sản phẩm: “Gói nào đó”');
    await shows(dialog, 'Dòng 6, Số năm gia hạn: “9”');
    await shows(dialog, 'Dòng 6, Email nhận thông báo: “không có”');
    expect(rowTexts(wizard), 'nothing is taken yet').to.have.length(1);
    await expectNoFaults(wizard);
    button(dialog, 'Đưa 4 dòng vào đơn').click();
    await shows(wizard, 'Đã đưa danh sách vào đơn: 2 dòng mới; 1 dòng của đơn được cập nhật.');
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 4);
    const values = (name: string) =>
      deepQueryAll<HTMLSelectElement>(wizard, `select[name=${name}]`).map(({ value }) => value);
    await eventually(() => values('years').join().startsWith('3,2,1'), values('years').join());
    expect(values('planId')[1]).to.equal(ANNIVERSARY.id);
    button(wizard, 'Hoàn tác').click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 1, 'one step back');
  });

  it('a line without a customer is mended in the list, and keeps its other values', async () => {
    const wizard = await wizardFor(server);
    const dialog = await drop(
      wizard,
      await fileOf([
        ['MST', 'Số năm'],
        [first.taxCode, 1],
        ['0100109107', 4],
      ]),
    );
    await shows(dialog, '1 dòng chưa nhận ra khách hàng');
    const field = deepQuery<HTMLInputElement>(dialog, 'li input') as HTMLInputElement;
    type(field, '0100109106');
    await sendKeys({ press: 'Enter' });
    await shows(dialog, 'Không có khách hàng nào có mã này.');
    expect(field.getAttribute('aria-invalid')).to.equal('true');
    type(field, second.taxCode);
    button(dialog, 'Tra lại dòng 3').click();
    await shows(dialog, '2 dòng mới');
    expect(visibleText(dialog)).not.to.contain('chưa nhận ra');
    button(dialog, 'Đưa 2 dòng vào đơn').click();
    const years = () =>
      deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);
    await eventually(() => years().join() === '1,4', 'the mended row has its years');
  });

  it('a column that was taken for something else is corrected, the column of codes too', async () => {
    const wizard = await wizardFor(server);
    const dialog = await drop(
      wizard,
      await fileOf([
        ['MST', 'Mã cũ', 'A'],
        [third.taxCode, '', 2],
        [first.taxCode, second.taxCode, 2],
      ]),
    );
    await shows(dialog, '2 dòng mới');
    const selects = deepQueryAll<HTMLSelectElement>(dialog, 'thead select');
    expect(selects.map(({ value }) => value)).to.deep.equal(['code', '', '']);
    await choose(selects[2] as HTMLSelectElement, 'years');
    await choose(selects[1] as HTMLSelectElement, 'code');
    await shows(dialog, '1 dòng mới');
    await shows(dialog, '1 dòng chưa nhận ra khách hàng');
    expect(selects.map(({ value }) => value)).to.deep.equal(['', 'code', 'years']);
    button(dialog, 'Đưa 2 dòng vào đơn').click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2);
    expect(rowTexts(wizard)[0]).to.contain(second.name);
  });

  it('customers side by side on each pasted line are all shown, each with its term', async () => {
    const wizard = await wizardFor(server);
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const paste = await eventually(() => dialogOf(wizard));
    const line = `Cty A ${first.taxCode} 2 năm, Cty B ${second.taxCode} 3 năm`;
    type(
      paste.querySelector('textarea') as HTMLTextAreaElement,
      `${line}\nCty C ${third.taxCode} 2 năm, Cty D ${taxCode(900)} 2 năm`,
    );
    button(paste, 'Thêm vào đơn').click();
    const dialog = await eventually(() => importDialog(wizard));
    await shows(dialog, '3 dòng mới');
    await shows(dialog, '1 dòng chưa nhận ra khách hàng');
    button(dialog, 'Đưa 4 dòng vào đơn').click();
    const years = () =>
      deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);
    await eventually(() => years().slice(0, 3).join() === '2,3,2', 'their terms');
  });

  it('a pasted table is checked first, CSV with semicolons and quotes as well; a list of codes is added at once', async () => {
    const wizard = await wizardFor(server);
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const paste = await eventually(() => dialogOf(wizard));
    type(
      paste.querySelector('textarea') as HTMLTextAreaElement,
      `MST;Tên;Số năm\n${first.taxCode};"Công ty; ""Đại Phát""\nHà Nội";2\n${second.taxCode};B;1`,
    );
    button(paste, 'Thêm vào đơn').click();
    const dialog = await eventually(() => importDialog(wizard));
    await shows(dialog, '2 dòng mới');
    await shows(dialog, 'Công ty; "Đại Phát" Hà Nội');
    button(dialog, 'Đóng').click();
    await eventually(() => !dialog.open);
    expect(rowTexts(wizard).join()).not.to.contain(first.name);
    button(wizard, 'Dán danh sách, nhập Excel').click();
    await eventually(() => paste.open);
    expect(paste.querySelector('textarea')?.value).to.equal('');
  });

  it('a table pasted into the order’s own table is checked first where it has years, plans or payers', async () => {
    const wizard = await wizardFor(server);
    const paste = async (text: string) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', text);
      const field = await eventually(() => deepQuery(wizard, '[role=combobox]'));
      const options = { clipboardData, bubbles: true, cancelable: true, composed: true };
      field.dispatchEvent(new ClipboardEvent('paste', options));
    };
    await paste(`MST\tSố năm\n${first.taxCode}\t3\n${second.taxCode}\t2`);
    const dialog = await eventually(() => importDialog(wizard));
    await shows(dialog, '2 dòng mới');
    button(dialog, 'Đóng').click();
    await eventually(() => !dialog.open);
    await paste(`MST\tTên\n${first.taxCode}\t${first.name}\n${second.taxCode}\tB`);
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2);
    expect(importDialog(wizard)).to.equal(null);
  });

  it('cells that a copied table merges count for each row, in the order’s own table and in the dialog', async () => {
    const wizard = await wizardFor(server);
    const copied = new DataTransfer();
    copied.setData('text/plain', `${first.taxCode}\t3\r\n${second.taxCode}\t\r\n`);
    copied.setData(
      'text/html',
      `<table><tr><td>${first.taxCode}</td><td rowspan=2>3 năm</td></tr><tr><td>${second.taxCode}</td></tr></table>`,
    );
    const paste = (at: HTMLElement) => {
      const options = { clipboardData: copied, bubbles: true, cancelable: true, composed: true };
      return at.dispatchEvent(new ClipboardEvent('paste', options));
    };
    const isMerged = async () => {
      const dialog = await eventually(() => importDialog(wizard));
      await shows(dialog, '2 dòng mới');
      expect([...dialog.querySelectorAll('tbody tr')].map(visibleText).join()).to.match(
        /3 năm.*3 năm/,
      );
      button(dialog, 'Đóng').click();
      await eventually(() => !dialog.open);
    };
    paste(await eventually(() => deepQuery<HTMLElement>(wizard, '[role=combobox]')));
    await isMerged();
    // A cell takes a paste once the later parts are there.
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    const field = deepQuery(wizard, '[role=combobox]')?.getRootNode() as ShadowRoot;
    const cell = field.host.closest('td') as HTMLElement;
    cell.focus();
    paste(cell);
    await isMerged();
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const dialog = await eventually(() => dialogOf(wizard));
    const textarea = dialog.querySelector('textarea') as HTMLTextAreaElement;
    expect(paste(textarea), 'the browser puts the text into the field').to.equal(true);
    type(textarea, copied.getData('text/plain').replaceAll('\r', ''));
    button(dialog, 'Thêm vào đơn').click();
    await isMerged();
  });

  it('an order has room for 2,000 lines: the others are named, and saved with those not understood', async () => {
    server.restore();
    const many = customersOf(2_100).filter(({ licenses }) => licenses.length > 0);
    server = serverWithOwnDrafts(many, 'importing').install();
    const wizard = await wizardFor(server);
    const csv = [
      'MST,Ghi chú',
      ...many.map(({ taxCode }, at) => `${taxCode},"=ghi chú ${at}"`),
      'xyz,sai',
    ];
    const dialog = await drop(wizard, new File([csv.join('\r\n')], 'a.csv'));
    await shows(dialog, '2.000 dòng mới');
    await shows(dialog, '99 dòng không đưa vào được: một đơn hàng có tối đa 2.000 dòng.');
    const [saved] = await filesSavedBy(async (count) => {
      button(dialog, 'Tải các dòng này về (.xlsx)').click();
      await eventually(() => count() > 0, 'the file');
    });
    const rows = await readSheet(saved as Blob);
    expect(rows).to.have.length(101);
    expect(rows[0]?.slice(2)).to.deep.equal(['MST', 'Ghi chú']);
    expect(rows.at(-1)?.slice(2)).to.deep.equal([many[2_098]?.taxCode, '=ghi chú 2098']);
    button(dialog, 'Đưa 2.000 dòng vào đơn').click();
    await shows(wizard, '2.000 khách hàng');
  });

  it('a file that can’t be read is told why, and the next one is read', async () => {
    const wizard = await wizardFor(server);
    const zip = await xlsxFile([['MST'], [first.taxCode]], 'x');
    const wrong: [content: BlobPart, told: string][] = [
      [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'Không đọc được loại tệp này'],
      [
        new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
        'Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu',
      ],
      [zip.slice(0, 300), 'Tệp bị hỏng'],
      ['', 'Không có dòng nào để đọc'],
      [new Uint8Array(20_000_001), 'Tệp quá lớn'],
      ['<html><body><p>MST</p></body></html>', 'Không đọc được loại tệp này'],
    ];
    for (const [content, told] of wrong) {
      const dialog = await drop(wizard, new File([content], 'x.xlsx'));
      await shows(dialog, told);
      button(dialog, 'Đóng').click();
      await eventually(() => !dialog.open);
    }
    const dialog = await drop(wizard, new File([zip], 'x.xlsx'));
    await shows(dialog, '1 dòng mới');
  });

  it('a line that says not to renew is left out, which is said, and taken when wanted', async () => {
    const wizard = await wizardFor(server);
    const dialog = await drop(
      wizard,
      await fileOf([
        ['MST', 'Ghi chú'],
        [first.taxCode, ''],
        [second.taxCode, 'Không gia hạn'],
      ]),
    );
    const said = '1 dòng ghi là không gia hạn, hoặc chưa đánh dấu';
    await shows(dialog, `${said}, nên không đưa vào đơn: dòng 3.`);
    await shows(dialog, '1 dòng mới; 1 dòng tiêu đề');
    button(dialog, 'Vẫn đưa vào đơn').click();
    await shows(dialog, '2 dòng mới; 1 dòng tiêu đề');
    await shows(dialog, `Gồm cả ${said}: dòng 3.`);
    await expectNoFaults(wizard);
    button(dialog, 'Không đưa vào đơn').click();
    await shows(dialog, '1 dòng mới; 1 dòng tiêu đề');
  });

  it('rows that the workbook hides are left out, which is said, and taken when wanted', async () => {
    const wizard = await wizardFor(server);
    const rows = [rowOf(1, ['MST']), rowOf(2, [first.taxCode]), rowOf(3, [second.taxCode], true)];
    const dialog = await drop(wizard, await workbookOf(rows.join('')));
    await shows(dialog, '1 dòng mới');
    await shows(dialog, '1 dòng bị ẩn trong bảng tính đã bỏ qua.');
    button(dialog, 'Lấy cả các dòng bị ẩn').click();
    await shows(dialog, '2 dòng mới');
    await shows(dialog, 'Danh sách gồm cả 1 dòng bị ẩn trong bảng tính.');
    await expectNoFaults(wizard);
    button(dialog, 'Bỏ qua các dòng bị ẩn').click();
    await shows(dialog, '1 dòng mới');
  });

  it('columns and codes that a person has corrected stay so with hidden rows and without them', async () => {
    const wizard = await wizardFor(server);
    const rows = [
      rowOf(1, ['MST', 'A']),
      rowOf(2, [first.taxCode, '2']),
      rowOf(3, [second.taxCode, '3'], true),
      rowOf(4, ['0100109106', '4']),
    ];
    const dialog = await drop(wizard, await workbookOf(rows.join('')));
    await shows(dialog, '1 dòng chưa nhận ra khách hàng');
    const roles = () =>
      deepQueryAll<HTMLSelectElement>(dialog, 'thead select').map(({ value }) => value);
    const [, years] = deepQueryAll<HTMLSelectElement>(dialog, 'thead select');
    await choose(years as HTMLSelectElement, 'years');
    type(await eventually(() => deepQuery<HTMLInputElement>(dialog, 'li input')), third.taxCode);
    button(dialog, 'Tra lại dòng 4').click();
    await shows(dialog, '2 dòng mới');
    button(dialog, 'Lấy cả các dòng bị ẩn').click();
    await shows(dialog, '3 dòng mới');
    expect(roles()).to.deep.equal(['code', 'years']);
    button(dialog, 'Bỏ qua các dòng bị ẩn').click();
    await shows(dialog, '2 dòng mới');
    expect(roles()).to.deep.equal(['code', 'years']);
  });

  it('a sheet that can’t be read has no note about hidden rows of another', async () => {
    const wizard = await wizardFor(server);
    const rows = [rowOf(1, ['MST']), rowOf(2, [first.taxCode]), rowOf(3, [second.taxCode], true)];
    const dialog = await drop(wizard, await workbookOf(rows.join(''), ''));
    await shows(dialog, '1 dòng bị ẩn trong bảng tính đã bỏ qua.');
    const sheet = () => deepQuery<HTMLSelectElement>(dialog, '.facts select') as HTMLSelectElement;
    await choose(sheet(), '1');
    await shows(dialog, 'Không có dòng nào để đọc');
    expect(visibleText(dialog)).not.to.contain('bị ẩn');
    expect(sheet().value).to.equal('1');
    await choose(sheet(), '0');
    await shows(dialog, '1 dòng bị ẩn trong bảng tính đã bỏ qua.');
  });

  it('a sheet that hides all of its rows is read, and offers no list without them', async () => {
    const wizard = await wizardFor(server);
    const rows = [rowOf(1, ['MST'], true), rowOf(2, [first.taxCode], true)];
    const dialog = await drop(wizard, await workbookOf(rows.join('')));
    await shows(dialog, 'Danh sách gồm cả 2 dòng bị ẩn trong bảng tính.');
    await shows(dialog, '1 dòng mới');
    expect(visibleText(dialog)).not.to.contain('Bỏ qua');
  });

  it('a payer and years merged over several lines are those of each line', async () => {
    const wizard = await wizardFor(server);
    const rows = [
      rowOf(1, ['MST', 'Số năm', 'Người thanh toán']),
      rowOf(2, [first.taxCode, '3', 'Chủ doanh nghiệp']),
      rowOf(3, [second.taxCode]),
      rowOf(4, [third.taxCode]),
    ];
    const merged = '<mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="C2:C4"/></mergeCells>';
    const sheet = `${rows.join('')}</sheetData>${merged}<sheetData>`;
    const dialog = await drop(wizard, await workbookOf(sheet));
    await shows(dialog, '3 dòng mới');
    button(dialog, 'Đưa 3 dòng vào đơn').click();
    await eventually(() => codes(wizard).length === 3);
    const values = (name: string) =>
      deepQueryAll<HTMLSelectElement>(wizard, `.line select[name=${name}]`).map(
        ({ value }) => value,
      );
    await eventually(
      () => values('years').join() === '3,3,1',
      () => values('years').join(),
    );
    expect(values('payer')).to.deep.equal(['owner', 'owner', 'owner']);
  });

  it('a line without a code is found by its name, or by a choice among customers of one name', async () => {
    server.restore();
    const [one, other] = [customers[4], customers[5]] as [Customer, Customer];
    const twins = [one, other].map((each) => ({ ...each, name: 'Cửa hàng Lan' }));
    server = serverWithOwnDrafts([first, second, third, ...twins], 'importing').install();
    const wizard = await wizardFor(server);
    server.calls.length = 0;
    const dialog = await drop(
      wizard,
      await fileOf([
        ['STT', 'MST', 'Tên khách hàng', 'Điện thoại', 'Số năm'],
        [1, first.taxCode, 'Tên khác', '0901234567', 1],
        [2, '', ` ${second.name.toLocaleUpperCase('vi')}`, '0901234568', 2],
        [3, '0100109106', third.name, '', 1],
        [4, '', 'CỬA HÀNG LAN', '0901234569', 3],
        [5, '', 'Công ty không có', '', 1],
      ]),
    );
    await shows(dialog, '2 dòng mới');
    expect(server.inputsOf('customers.lookUpNames')).to.deep.equal([
      { names: [second.name.toLocaleUpperCase('vi'), 'CỬA HÀNG LAN', 'Công ty không có'] },
    ]);
    const results = () => deepQueryAll(dialog, 'td.result').map(visibleText);
    expect(results()).to.deep.equal([
      'Tiêu đề, dòng tổng',
      `✓ ${first.name}`,
      `✓ tìm theo tên ${second.name}`,
      'Không có trong danh sách khách hàng',
      '2 khách hàng cùng tên',
      'Không có trong danh sách khách hàng',
    ]);
    await shows(
      dialog,
      '1 dòng không có mã số thuế đã tìm được theo tên, hãy kiểm tra lại: dòng 3',
    );
    await shows(dialog, '3 dòng chưa nhận ra khách hàng');
    await expectNoFaults(wizard);
    const select = deepQuery<HTMLSelectElement>(dialog, 'li select') as HTMLSelectElement;
    expect([...select.options].map(({ text }) => text)).to.deep.equal([
      '2 khách hàng cùng tên',
      `${one.taxCode} · Cửa hàng Lan`,
      `${other.taxCode} · Cửa hàng Lan`,
    ]);
    await choose(select, other.taxCode);
    button(dialog, 'Chọn khách hàng cho dòng 5').click();
    await shows(dialog, '3 dòng mới');
    await shows(dialog, '2 dòng chưa nhận ra khách hàng');
    button(dialog, 'Đưa 5 dòng vào đơn').click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 5);
    expect(codes(wizard).slice(0, 3)).to.deep.equal(
      [first, second, other].map(({ taxCode }) => taxCode),
    );
  });

  it('names are looked up anew where another column has them', async () => {
    const wizard = await wizardFor(server);
    const dialog = await drop(
      wizard,
      await fileOf([
        ['Tên khách hàng', 'Ghi chú cho dòng này'],
        ['Đại lý', first.name],
        ['Đại lý', second.name],
      ]),
    );
    await shows(dialog, '2 dòng chưa nhận ra khách hàng');
    const [, notes] = deepQueryAll<HTMLSelectElement>(dialog, 'thead select');
    await choose(notes as HTMLSelectElement, 'name');
    await shows(dialog, '2 dòng mới');
    button(dialog, 'Đưa 2 dòng vào đơn').click();
    await eventually(() => codes(wizard).join() === `${first.taxCode},${second.taxCode}`);
  });

  it('a pasted column of names is looked up, and shown before it is taken', async () => {
    const wizard = await wizardFor(server);
    const opener = button(wizard, 'Dán danh sách, nhập Excel');
    opener.focus();
    opener.click();
    const paste = await eventually(() => dialogOf(wizard));
    type(
      paste.querySelector('textarea') as HTMLTextAreaElement,
      `${first.name}\n${second.name}\n${third.name}`,
    );
    button(paste, 'Thêm vào đơn').click();
    const dialog = await eventually(() => importDialog(wizard));
    await shows(dialog, '3 dòng mới');
    await shows(dialog, '3 dòng không có mã số thuế đã tìm được theo tên');
    expect(paste.open).to.equal(false);
    button(dialog, 'Đóng').click();
    await eventually(() => focused() === opener, 'the focus where it was');
  });

  it('names pasted into one field of the table are looked up, and shown before they are taken', async () => {
    const wizard = await wizardFor(server);
    // Cells take a paste once the later parts are there.
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    for (const names of [[first.name, second.name, 'Không có ai'], [third.name]]) {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', names.join('\r\n'));
      const options = { clipboardData, bubbles: true, cancelable: true, composed: true };
      const field = await eventually(() => deepQuery(wizard, '[role=combobox]'));
      // A single name is a search in a field, and a customer on a cell.
      const target =
        names.length > 1
          ? field
          : (field.getRootNode() as ShadowRoot).host.closest<HTMLElement>('td');
      (target as HTMLElement).focus();
      target?.dispatchEvent(new ClipboardEvent('paste', options));
      const dialog = await eventually(() => importDialog(wizard));
      await shows(dialog, names.length > 1 ? '2 dòng mới' : '1 dòng mới');
      if (names.length > 1) await shows(dialog, '1 dòng chưa nhận ra khách hàng');
      button(dialog, 'Đóng').click();
      await eventually(() => !dialog.open);
    }
    expect(codes(wizard)).to.deep.equal(['']);
  });

  it('an order that changes while the list is weighed against it is kept', async () => {
    const wizard = await wizardFor(server);
    const { outcome } = ImportList.prototype;
    let weighed = 0;
    ImportList.prototype.outcome = async function (draft, signal) {
      weighed += 1;
      if (weighed === 1) {
        const host = deepQuery(wizard, 'renewal-import-dialog') as Element;
        const result = { outcome: 'found', formerTaxCode: null, customer: first } as const;
        const found = [{ ...result, taxCode: first.taxCode }];
        Object.assign(host, { draft: withLookedUp(draft, found).draft });
      }
      return await outcome.call(this, draft, signal);
    };
    try {
      const dialog = await drop(wizard, await fileOf([['MST'], [first.taxCode], [second.taxCode]]));
      await shows(dialog, '1 dòng mới; 1 dòng đã có trong đơn');
    } finally {
      ImportList.prototype.outcome = outcome;
    }
  });

  it('a lost connection is said, and the look-up goes on when it is back', async () => {
    const wizard = await wizardFor(server);
    const file = await fileOf([['MST'], [first.taxCode]]);
    server.offline = true;
    const dialog = await drop(wizard, file);
    const retry = await eventually(
      () => deepQuery<HTMLButtonElement>(dialog, '.notice button'),
      'the retry',
    );
    server.offline = false;
    retry.click();
    await shows(dialog, '1 dòng mới');
  });

  it('the list is checked by keyboard alone, in English, and fits a narrow page', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = await wizardFor(server);
    (wizard as HTMLElement & { locale: string }).locale = 'en';
    await shows(wizard, 'Paste or import a list');
    const dialog = await drop(
      wizard,
      await fileOf([
        ['Tax code', 'Company', 'Years'],
        [first.taxCode, first.name, 2],
        ['123', 'Nobody in particular, '.repeat(9), 1],
      ]),
    );
    await shows(dialog, '1 new row; 1 heading or total left out.');
    await expectNoFaults(wizard);
    expect(dialog.scrollWidth).to.be.at.most(dialog.clientWidth);
    const reached = new Set<string>();
    for (let tab = 0; tab < 14; tab++) {
      const at = focused();
      reached.add(at?.getAttribute('aria-label') ?? (at ? visibleText(at) : ''));
      if (at && visibleText(at) === 'Take 2 rows into the order') break;
      await sendKeys({ press: 'Tab' });
    }
    for (const name of [
      'What column 3 holds',
      'First lines of the list',
      'Right tax code of line 3',
      'Look up line 3',
      'Download these lines (.xlsx)',
      'Close',
    ]) {
      expect([...reached], name).to.include(name);
    }
    await sendKeys({ press: 'Enter' });
    await eventually(() => !dialog.open);
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2);
  });

  it('the order is saved as a workbook that is read back without a change', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await shows(wizard, '2 khách hàng');
    // A blank row is no line of the file.
    button(wizard, 'Thêm dòng').click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 3, 'a blank row');
    const [saved] = await filesSavedBy(async () => {
      const exporting = () =>
        deepQueryAll(wizard, 'button').find((each) => visibleText(each) === 'Xuất');
      (await eventually(exporting)).click();
      (await eventually(() => deepQuery<HTMLButtonElement>(wizard, '[data-id=xlsx]'))).click();
      await shows(wizard, 'Đã xuất 2 dòng.');
    });
    const file = saved as Blob;
    const sheet = await readSheet(file);
    expect(sheet[0]).to.include.members(['Mã số thuế', 'Gói sản phẩm']);
    expect(sheet).to.have.length(3);
    const dialog = await drop(wizard, new File([file], 'x.xlsx'));
    await shows(dialog, '0 dòng mới; 2 dòng đã có trong đơn');
    expect(button(dialog, 'Đưa 0 dòng vào đơn').getAttribute('aria-disabled')).to.equal('true');
  });
});
