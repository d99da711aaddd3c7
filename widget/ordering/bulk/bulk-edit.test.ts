import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { ANNIVERSARY, customersOf, quoteOf, YEARLY } from '../../testing/firm.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  pressKeys,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../../testing/wizard.ts';
import type { DetailsStep } from '../details/details-step.ts';

/** With a licence each, and a fiscal year from January. */
const customers = customersOf(1_300)
  .filter((_, index) => index % 4 === 0 && index > 0)
  .filter(({ licenses }) => licenses.length > 0)
  .slice(0, 300);
const codes = customers.map(({ taxCode }) => taxCode);

let server: FakeServer;

beforeEach(async () => {
  server = serverWithOwnDrafts(customers, 'bulk-edit').install();
  await setViewport({ width: 1_400, height: 900 });
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const step = (wizard: Element) => deepQuery(wizard, 'renewal-details-step') as DetailsStep;
const rows = (wizard: Element) => step(wizard).draft.rows;
const ticks = (wizard: Element) => deepQueryAll<HTMLInputElement>(wizard, 'input[name=tick]');
const tickAll = (wizard: Element) =>
  deepQuery<HTMLInputElement>(wizard, 'input[name=tick-all]') as HTMLInputElement;
const countOf = <Value>(values: readonly Value[], value: Value) =>
  values.filter((each) => each === value).length;

async function wizardOf(count: number) {
  const wizard = connected('renewal-wizard', server, { customers: codes.slice(0, count) });
  await eventually(() => step(wizard)?.draft.rows.length === count, 'the rows');
  await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
  return wizard;
}

/** Opens a menu by its name, in the bar or in a column's heading, and presses one of its items. */
async function choose(wizard: Element, menuName: string, item: string) {
  openerOf(wizard, menuName).click();
  (await itemOf(wizard, item)).click();
}

function openerOf(wizard: Element, name: string) {
  const menu = deepQueryAll(wizard, 'renewal-menu').find(
    (each) => each.getAttribute('label') === name,
  );
  return menu?.shadowRoot?.querySelector('.opener') as HTMLButtonElement;
}

function itemOf(wizard: Element, text: string) {
  return eventually(
    () =>
      deepQueryAll<HTMLButtonElement>(wizard, '.item').find(
        (each) => visibleText(each.querySelector('span') as Element) === text,
      ),
    `the item ${text}`,
  );
}

describe('ticked rows in the order form', () => {
  it('a press ticks a row, Shift all up to it, and the bar counts them', async () => {
    const wizard = await wizardOf(20);
    ticks(wizard)[1]?.click();
    await shows(wizard, 'Đã chọn 1');
    const shiftClick = new MouseEvent('click', {
      shiftKey: true,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    ticks(wizard)[6]?.dispatchEvent(shiftClick);
    await shows(wizard, 'Đã chọn 6');
    expect(
      ticks(wizard)
        .slice(0, 8)
        .map(({ checked }) => checked),
    ).to.deep.equal([false, true, true, true, true, true, true, false]);
    expect(tickAll(wizard).indeterminate).to.equal(true);
    await expectNoFaults(wizard);
    button(wizard, 'Bỏ chọn').click();
    await shows(wizard, 'Đã chọn 0');
    expect(visibleText(wizard)).to.not.include('Bỏ chọn');
    expect(focused()?.localName, 'the button is gone').to.equal('td');
    expect(ticks(wizard).some(({ checked }) => checked)).to.equal(false);
  });

  it('rows are ticked by keyboard: Space ticks, Ctrl+A ticks all, and again none', async () => {
    const wizard = await wizardOf(20);
    ticks(wizard)[0]?.focus();
    await pressKeys('Space');
    await shows(wizard, 'Đã chọn 1');
    deepQuery(wizard, '[aria-rowindex="6"] td.years')?.focus();
    await pressKeys('Shift+Space');
    await shows(wizard, 'Đã chọn 5');
    await pressKeys('Control+a');
    await shows(wizard, 'Đã chọn 20');
    expect(tickAll(wizard).checked).to.equal(true);
    await pressKeys('Control+a');
    await shows(wizard, 'Đã chọn 0');
    expect(visibleText(wizard)).to.not.include('Bỏ chọn');
  });

  it('the rows of a value are shown alone, and only those are ticked by the head', async () => {
    const wizard = await wizardOf(12);
    ticks(wizard)[2]?.click();
    await shows(wizard, 'Đã chọn 1');
    await choose(wizard, 'Số năm gia hạn', '3 năm');
    await shows(wizard, 'Đã đổi 1 dòng.');
    button(wizard, 'Bỏ chọn').click();
    await choose(wizard, 'Thao tác với cột Số năm gia hạn', '1 năm');
    await eventually(
      () => rows(wizard).every(({ years }) => years === 1),
      'the same text sets all',
    );
    await pressKeys('Control+z');
    await eventually(() => rows(wizard)[2]?.years === 3);
    openerOf(wizard, 'Thao tác với cột Số năm gia hạn').click();
    const only = await eventually(
      () => deepQueryAll<HTMLButtonElement>(wizard, '.item[data-id="only:3"]')[0],
    );
    only.click();
    await shows(wizard, 'Đang xem 1/12 dòng');
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 1');
    button(wizard, 'Xem tất cả 12 dòng').click();
    await eventually(() => ticks(wizard).length === 12);
    expect(
      ticks(wizard)
        .map(({ checked }) => checked)
        .indexOf(true),
    ).to.equal(2);
  });
});

describe('the filter in a column’s menu', () => {
  const namesOf = (wizard: Element) => deepQueryAll(wizard, 'td.name .text').map(visibleText);

  async function filter(wizard: Element, column: string, text: string) {
    openerOf(wizard, `Thao tác với cột ${column}`).click();
    const field = await eventually(() => {
      const focusedField = focused();
      return focusedField?.closest('form') && (focusedField as HTMLInputElement);
    }, 'the field');
    type(field, text);
    await pressKeys('Enter');
  }

  it('a column’s filter shows the rows that contain a text, without marks, beside the filters of other columns', async () => {
    const wizard = await wizardOf(30);
    const all = namesOf(wizard);
    await filter(wizard, 'Khách hàng', 'CO PHAN so 1');
    const found = all.filter((name) => name.includes('Cổ phần Số 1'));
    await shows(wizard, `Đang xem ${found.length}/30 dòng`);
    expect(namesOf(wizard)).to.deep.equal(found);
    const opener = openerOf(wizard, 'Thao tác với cột Khách hàng');
    expect(opener.getAttribute('aria-label')).to.equal('Thao tác với cột Khách hàng, Đang lọc');
    expect(focused() === opener).to.equal(true);
    await expectNoFaults(wizard);
    const [code = ''] = step(wizard)
      .shownRows()
      .map(({ customer }) => customer?.taxCode ?? '');
    await filter(wizard, 'MST/Mã số kinh doanh', code.slice(2));
    await shows(wizard, 'Đang xem 1/30 dòng');
    await filter(wizard, 'MST/Mã số kinh doanh', 'xyz');
    await shows(wizard, 'Không có dòng nào chứa «xyz».');
    expect(namesOf(wizard)).to.have.length(1);
    await choose(wizard, 'Thao tác với cột MST/Mã số kinh doanh', 'Bỏ lọc cột này');
    await shows(wizard, `Đang xem ${found.length}/30 dòng`);
    await filter(wizard, 'Khách hàng', ' ');
    await eventually(() => namesOf(wizard).length === 30, 'all rows');
  });

  it('a column’s filter finds an amount as it is shown, and the keys lead from the field to the items', async () => {
    const wizard = await wizardOf(3);
    await shows(wizard, '1.200.000 ₫');
    await filter(wizard, 'Thành tiền', '1.200.0');
    await eventually(() => !visibleText(wizard).includes('Đang xem'), 'all rows match');
    openerOf(wizard, 'Thao tác với cột Thành tiền').click();
    await eventually(() => focused()?.localName === 'input', 'the field');
    await expectNoFaults(wizard);
    await pressKeys('ArrowDown');
    expect(visibleText(focused() as Element)).to.equal('Tăng dần');
    await pressKeys('ArrowUp');
    expect(focused()?.localName).to.equal('input');
    await pressKeys('Escape');
    await eventually(() => focused()?.localName === 'button', 'the button');
  });
});

describe('changes of all ticked rows', () => {
  it('years, plan and payer are changed, each undone by one Ctrl+Z', async () => {
    const wizard = await wizardOf(12);
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 12');
    await choose(wizard, 'Số năm gia hạn', '2 năm');
    await shows(wizard, 'Đã đổi 12 dòng.');
    await choose(wizard, 'Gói sản phẩm', 'Gói Theo năm');
    await eventually(() => rows(wizard).every(({ planId }) => planId === ANNIVERSARY.id));
    await choose(wizard, 'Người thanh toán', 'Chủ doanh nghiệp');
    await eventually(() => rows(wizard).every(({ payer }) => payer === 'owner'));
    await pressKeys('Control+z');
    await eventually(() => rows(wizard).every(({ payer }) => payer === null));
    await pressKeys('Control+z');
    await eventually(() => rows(wizard).every(({ planId }) => planId !== ANNIVERSARY.id));
    expect(rows(wizard).map(({ years }) => years)).to.deep.equal(Array(12).fill(2));
  });

  it('one invoice party and one recipient for the ticked rows; wrong fields stay open', async () => {
    const wizard = await wizardOf(6);
    ticks(wizard)[1]?.click();
    await shows(wizard, 'Đã chọn 1');
    ticks(wizard)[2]?.click();
    await shows(wizard, 'Đã chọn 2');
    button(wizard, 'Nhận thông báo').click();
    const dialog = deepQuery(wizard, 'renewal-bulk-parties-dialog') as HTMLElement;
    const email = await eventually(() => deepQuery<HTMLInputElement>(dialog, '#email'));
    type(email, 'không');
    button(wizard, 'Áp dụng cho 2 dòng').click();
    await shows(wizard, 'Địa chỉ email không hợp lệ.');
    await expectNoFaults(wizard);
    type(email, 'chu@kh.vn');
    button(wizard, 'Áp dụng cho 2 dòng').click();
    await shows(wizard, 'Đã đổi 2 dòng.');
    expect(rows(wizard).map(({ recipientEmail }) => recipientEmail)).to.deep.equal([
      '',
      'chu@kh.vn',
      'chu@kh.vn',
      '',
      '',
      '',
    ]);
    button(wizard, 'Xuất hóa đơn').click();
    const name = await eventually(() => deepQuery<HTMLInputElement>(dialog, '#bulk-legalName'));
    type(name, 'Công ty Mẹ');
    type(deepQuery(dialog, '#bulk-taxCode') as HTMLInputElement, codes[3] ?? '');
    type(deepQuery(dialog, '#bulk-address') as HTMLInputElement, 'Hà Nội');
    button(wizard, 'Áp dụng cho 2 dòng').click();
    await eventually(() => focused()?.id === 'bulk-email', 'the focus on the missing address');
    type(deepQuery(dialog, '#bulk-email') as HTMLInputElement, 'ketoan@me.vn');
    button(wizard, 'Áp dụng cho 2 dòng').click();
    await eventually(() => rows(wizard)[1]?.invoiceParty?.legalName === 'Công ty Mẹ');
    expect(
      countOf(
        rows(wizard).map(({ invoiceParty }) => invoiceParty),
        null,
      ),
    ).to.equal(4);
  });

  it('ticked rows are taken out, and come back', async () => {
    const wizard = await wizardOf(12);
    for (const at of [0, 5]) {
      ticks(wizard)[at]?.click();
      await shows(wizard, `Đã chọn ${at === 0 ? 1 : 2}`);
    }
    button(wizard, 'Bỏ khỏi đơn').click();
    await shows(wizard, 'Đã bỏ 2 dòng khỏi đơn.');
    expect(rows(wizard)).to.have.length(10);
    await pressKeys('Control+z');
    await eventually(() => rows(wizard).length === 12, 'the focus is where the key works');
  });

  it('Delete on a ticked row’s cell takes the ticked rows out, and on another’s takes nothing out', async () => {
    const wizard = await wizardOf(12);
    for (const at of [0, 5]) ticks(wizard)[at]?.click();
    await shows(wizard, 'Đã chọn 2');
    await step(wizard).focusRow(rows(wizard)[2]?.key ?? 0, '.year');
    await pressKeys('Delete');
    expect(rows(wizard)).to.have.length(12);
    await step(wizard).focusRow(rows(wizard)[5]?.key ?? 0, '.year');
    await pressKeys('Control+Delete');
    expect(rows(wizard)).to.have.length(12);
    await pressKeys('Delete');
    await shows(wizard, 'Đã bỏ 2 dòng khỏi đơn.');
    expect(rows(wizard)).to.have.length(10);
    await pressKeys('Control+z');
    await eventually(() => rows(wizard).length === 12, 'the focus is where the key works');
  });

  it('the bar is one line on a laptop, in both languages, whatever is ticked', async () => {
    await setViewport({ width: 1280, height: 800 });
    const wizard = await wizardOf(3);
    (wizard as HTMLElement).style.cssText = 'display: block; width: 1240px';
    for (const [locale, said] of [
      ['vi', 'Đã chọn'],
      ['en', 'selected'],
    ] as const) {
      (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = locale;
      ticks(wizard)[0]?.click();
      await shows(wizard, said);
      const bar = deepQuery(wizard, '.bar') as HTMLElement;
      expect(bar.offsetHeight, locale).to.be.below(60);
      expect(bar.scrollWidth, locale).to.be.at.most(bar.clientWidth);
      tickAll(wizard).click();
      await eventually(() => ticks(wizard).every(({ checked }) => checked));
      expect(bar.offsetHeight, locale).to.be.below(60);
      tickAll(wizard).click();
      await eventually(() => !deepQuery(wizard, '.bar'));
    }
  });

  it('the bar and its menus are complete in English and fit a phone', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = await wizardOf(3);
    (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(wizard, 'Add row');
    ticks(wizard)[0]?.click();
    await shows(wizard, '1 selected');
    await choose(wizard, 'Years to renew', '2 years');
    await shows(wizard, '1 row changed.');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await expectNoFaults(wizard);
  });
});

describe('copy, paste and fill in the table', () => {
  const clipboard = (kind: 'copy' | 'paste', text = '') => {
    const clipboardData = new DataTransfer();
    if (text) clipboardData.setData('text/plain', text);
    return new ClipboardEvent(kind, {
      clipboardData,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
  };

  it('ticked rows are copied as a spreadsheet takes them', async () => {
    const wizard = await wizardOf(4);
    await shows(wizard, '4.800.000 ₫');
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 4');
    const event = clipboard('copy');
    ticks(wizard)[0]?.focus();
    ticks(wizard)[0]?.dispatchEvent(event);
    const lines = event.clipboardData?.getData('text/plain').split('\r\n') ?? [];
    expect(lines).to.have.length(4);
    const [first] = customers;
    const table = event.clipboardData?.getData('text/html');
    expect(table, 'a text for Excel').to.contain(`"\\@"'>${first?.taxCode}</td>`);
    expect(lines[0]?.split('\t')).to.deep.equal([
      first?.taxCode,
      first?.name,
      'Gói Tiêu chuẩn',
      '2027',
      '1',
      'Công ty dịch vụ',
      '31/12/2026',
      '31/12/2027',
      '1200000',
    ]);
    await shows(wizard, 'Đã sao chép 4 dòng.');
  });

  /** The cell of a column in the nth row, focused as by the arrow keys. */
  const cell = (wizard: Element, column: string, nth: number) => {
    const found = deepQuery(wizard, `[aria-rowindex="${nth + 1}"] td.${column}`) as HTMLElement;
    found.focus();
    return found;
  };
  const yearsOf = (wizard: Element) =>
    rows(wizard)
      .map(({ years }) => years)
      .join();

  it('pasted cells change rows from the cell on, in one step', async () => {
    const wizard = await wizardOf(5);
    await setViewport({ width: 1_600, height: 900 });
    await eventually(() => deepQuery(wizard, 'td.payer')?.checkVisibility(), 'the payers');
    const text = '2\tChủ doanh nghiệp\r\n3\t\r\nx\tCông ty dịch vụ\r\n';
    cell(wizard, 'years', 2).dispatchEvent(clipboard('paste', text));
    await shows(wizard, 'Đã đổi 2 dòng. 1 ô không đọc được nên giữ nguyên.');
    expect(yearsOf(wizard)).to.equal('1,2,3,1,1');
    expect(rows(wizard)[1]?.payer).to.equal('owner');
    await pressKeys('Control+z');
    await eventually(() => rows(wizard).every(({ years, payer }) => years === 1 && payer === null));
  });

  it('pasted cells may say their values in the words that an import understands', async () => {
    const wizard = await wizardOf(4);
    await setViewport({ width: 1_600, height: 900 });
    await eventually(() => deepQuery(wizard, 'td.payer')?.checkVisibility(), 'the payers');
    const text = '24 tháng\tKH tự trả\n2 nam\tKTDV\n3 năm (36 tháng)\tchủ DN\n6 tháng\t?\n';
    cell(wizard, 'years', 1).dispatchEvent(clipboard('paste', text));
    await shows(wizard, 'Đã đổi 3 dòng. 2 ô không đọc được nên giữ nguyên.');
    expect(yearsOf(wizard)).to.equal('2,2,3,1');
    expect(rows(wizard).map(({ payer }) => payer)).to.deep.equal(['owner', null, 'owner', null]);
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard) === '1,1,1,1', 'as before');
  });

  it('one pasted value goes to all ticked rows', async () => {
    const wizard = await wizardOf(5);
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 5');
    cell(wizard, 'years', 4).dispatchEvent(clipboard('paste', '4'));
    await eventually(() => yearsOf(wizard) === '4,4,4,4,4');
  });

  it('copied rows, changed in a spreadsheet, go back to the rows of their codes', async () => {
    const wizard = await wizardOf(4);
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 4');
    const event = clipboard('copy');
    cell(wizard, 'name', 1).dispatchEvent(event);
    const lines = (event.clipboardData?.getData('text/plain') ?? '').split('\r\n');
    expect(lines.every((line) => line.startsWith('0'))).to.equal(true);
    // The spreadsheet strips the codes' zeros.
    const changed = lines
      .map((line, at) => line.slice(1).replace('\t1\t', `\t${at + 2}\t`))
      .reverse();
    cell(wizard, 'code', 1).dispatchEvent(clipboard('paste', changed.join('\n')));
    await eventually(() => yearsOf(wizard) === '2,3,4,5', 'each at its row');
    expect(rows(wizard)).to.have.length(4);
  });

  it('codes pasted on a code’s cell are added', async () => {
    const wizard = await wizardOf(2);
    cell(wizard, 'code', 1).dispatchEvent(clipboard('paste', codes.slice(2, 5).join('\n')));
    await eventually(() => rows(wizard).length === 5);
  });

  it('columns of codes pasted one right after the other are all added', async () => {
    const wizard = await wizardOf(2);
    const at = cell(wizard, 'code', 1);
    for (const from of [2, 4, 6]) {
      at.dispatchEvent(clipboard('paste', codes.slice(from, from + 2).join('\n')));
    }
    await eventually(() => rows(wizard).length === 8, 'all three columns');
  });

  it('codes pasted on a customer’s name are added, as on its code', async () => {
    const wizard = await wizardOf(2);
    cell(wizard, 'name', 1).dispatchEvent(clipboard('paste', codes.slice(2, 5).join('\n')));
    await eventually(() => rows(wizard).length === 5);
  });

  it('Shift and arrows choose a range, which is copied, filled and pasted into', async () => {
    const wizard = await wizardOf(6);
    cell(wizard, 'years', 1).dispatchEvent(clipboard('paste', '3'));
    await eventually(() => rows(wizard)[0]?.years === 3);
    cell(wizard, 'year', 1);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await pressKeys(`Shift+${key}`);
    await shows(wizard, 'Đã chọn 3 × 2 ô.');
    expect(deepQueryAll(wizard, 'td.ranged')).to.have.length(6);
    await expectNoFaults(wizard);
    const event = clipboard('copy');
    focused()?.dispatchEvent(event);
    expect(event.clipboardData?.getData('text/plain')).to.equal('2027\t3\r\n2027\t1\r\n2027\t1');
    await pressKeys('Control+d');
    await eventually(() => yearsOf(wizard) === '3,3,3,1,1,1', 'filled down');
    await pressKeys('ArrowRight');
    await eventually(() => deepQueryAll(wizard, 'td.ranged').length === 0, 'the range is left');
    await pressKeys('Shift+ArrowDown');
    focused()?.dispatchEvent(clipboard('paste', '5'));
    await eventually(() => yearsOf(wizard) === '5,5,3,1,1,1', 'the value in all of the range');
  });

  it('Ctrl+D fills down from the row above, or from the first ticked row to the others', async () => {
    const wizard = await wizardOf(6);
    cell(wizard, 'years', 1).dispatchEvent(clipboard('paste', '3'));
    await eventually(() => rows(wizard)[0]?.years === 3);
    cell(wizard, 'years', 2);
    await pressKeys('Control+d');
    await eventually(() => rows(wizard)[1]?.years === 3);
    for (const at of [1, 3, 5]) ticks(wizard)[at]?.click();
    await shows(wizard, 'Đã chọn 3');
    cell(wizard, 'years', 4);
    await pressKeys('Control+d');
    await eventually(() => yearsOf(wizard) === '3,3,1,3,1,3');
  });
});

/** Presses, key strokes and scrolls of a person. */
class Person {
  count = 0;

  async press(element: HTMLElement, shiftKey = false): Promise<void> {
    this.count++;
    element.dispatchEvent(
      new MouseEvent('click', { shiftKey, bubbles: true, composed: true, cancelable: true }),
    );
    await new Promise(requestAnimationFrame);
  }

  async scroll(wizard: Element, key: number): Promise<HTMLInputElement> {
    this.count++;
    void step(wizard).focusRow(key);
    return await eventually(
      () => deepQuery<HTMLInputElement>(wizard, `#tick-${key}`),
      `row ${key}`,
    );
  }
}

describe('how many actions an accountant needs', () => {
  it('the year of 300 rows takes at most 6 actions', async () => {
    server.on('catalog.plans', () => [{ ...YEARLY, allowsGap: true }]);
    const wizard = await wizardOf(300);
    const person = new Person();
    await person.press(tickAll(wizard));
    await shows(wizard, 'Đã chọn 300');
    const before = rows(wizard)[0]?.firstFiscalYear ?? 0;
    await person.press(openerOf(wizard, 'Năm tài chính'));
    const items = await eventually(() => {
      const found = deepQueryAll<HTMLButtonElement>(wizard, '.item');
      return found.length > 0 && found;
    });
    const other = items.find(({ dataset }) => Number(dataset.id) !== before) as HTMLButtonElement;
    const year = Number(other.dataset.id);
    await person.press(other);
    await eventually(() => rows(wizard).every(({ firstFiscalYear }) => firstFiscalYear === year));
    expect(person.count).to.be.at.most(6);
  });

  it('the payer of half of 300 rows takes at most 8 actions', async () => {
    const wizard = await wizardOf(300);
    const person = new Person();
    await person.press(ticks(wizard)[0] as HTMLInputElement);
    await shows(wizard, 'Đã chọn 1');
    const last = await person.scroll(wizard, rows(wizard)[149]?.key ?? 0);
    await person.press(last, true);
    await shows(wizard, 'Đã chọn 150');
    await person.press(openerOf(wizard, 'Người thanh toán'));
    await person.press(await itemOf(wizard, 'Chủ doanh nghiệp'));
    await eventually(
      () =>
        countOf(
          rows(wizard).map(({ payer }) => payer),
          'owner',
        ) === 150,
    );
    expect(person.count).to.be.at.most(8);
  });

  it('199 problems are mended by at most 2 actions', async () => {
    const ordered = new Set(customers.slice(0, 199).map(({ id }) => id));
    server.on('orders.quote', (input) => {
      const problems = input.lines.flatMap(({ customerId }, row): RowProblem[] =>
        ordered.has(customerId)
          ? [
              {
                row,
                field: 'customerId',
                code: 'ALREADY_ORDERED',
                orderId: 'o',
                orderNumber: 'DH000004',
              },
            ]
          : [],
      );
      return { ...quoteOf(customers, input), problems };
    });
    const wizard = await wizardOf(300);
    await shows(wizard, '199 dòng đã có trong DH000004');
    const person = new Person();
    await person.press(button(wizard, 'Bỏ khỏi đơn: 199 dòng đã có trong DH000004'));
    await eventually(() => rows(wizard).length === 101);
    await eventually(() => step(wizard).problems.count === 0);
    expect(person.count).to.be.at.most(2);
  });

  it('a change of 300 rows asks for one new price', async () => {
    const wizard = await wizardOf(300);
    await shows(wizard, '360.000.000 ₫');
    const asked = server.inputsOf('orders.quote').length;
    tickAll(wizard).click();
    await shows(wizard, 'Đã chọn 300');
    await choose(wizard, 'Số năm gia hạn', '2 năm');
    await shows(wizard, '720.000.000 ₫');
    expect(server.inputsOf('orders.quote')).to.have.length(asked + 1);
  });
});
