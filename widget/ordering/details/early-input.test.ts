import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { customersOf } from '../../testing/firm.ts';
import { deepQuery, deepQueryAll, eventually, focused, pressKeys } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

/** Keys and pastes that come before the parts of the form that handle them. */

const customers = customersOf(4);
const whenIdle = window.requestIdleCallback;
let wizard: HTMLElement;
let restore: () => void;

beforeEach(async () => {
  await setViewport({ width: 1500, height: 800 });
  // No part is loaded before something needs it.
  window.requestIdleCallback = () => 0;
  const server = serverWithOwnDrafts(customers, 'early-input').install();
  restore = () => server.restore();
  wizard = await wizardFor(server, ...customers.map(({ taxCode }) => taxCode));
  await eventually(() => yearsOf().length === 4, 'the rows');
  expect(deepQuery(wizard, 'button[name=undo]'), 'no later part').to.equal(undefined);
});

afterEach(async () => {
  wizard.remove();
  restore();
  window.requestIdleCallback = whenIdle;
  await setViewport({ width: 800, height: 600 });
});

const yearsOf = () =>
  deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);
const cellOf = (column: string, row = 0) =>
  deepQueryAll(wizard, `td.${column}`)[row] as HTMLTableCellElement;

const rowOf = (element: Element | null) =>
  deepQueryAll(wizard, 'td.years').findIndex((cell) => cell.contains(element));

function paste(at: Element, text: string, html = ''): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  clipboardData.setData('text/html', html);
  const reaches = { bubbles: true, cancelable: true, composed: true };
  at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, ...reaches }));
}

function pressAt(at: Element | null, key: string): void {
  const reaches = { bubbles: true, cancelable: true, composed: true };
  at?.dispatchEvent(new KeyboardEvent('keydown', { key, ...reaches }));
}

describe('input before the later parts are loaded', () => {
  it('a paste into a cell, and keys in their order, are taken once the later parts are loaded', async () => {
    cellOf('years').focus();
    paste(cellOf('years'), '3');
    await pressKeys('ArrowDown');
    await pressKeys('Control+d');
    await eventually(
      () => yearsOf().slice(0, 2).join() === '3,3',
      () => yearsOf().join(),
    );
    await eventually(() => focused() === cellOf('years', 1), 'the next row’s cell');
  });

  it('several keys lead one after the other, and the focus stays where they led', async () => {
    cellOf('code').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown'])
      pressAt(focused(), key);
    await eventually(() => focused() === cellOf('name', 3), 'the cell that the keys lead to');
  });

  it('pastes go to the cells that had the focus then', async () => {
    cellOf('years', 2).focus();
    paste(cellOf('years', 2), '2');
    const select = cellOf('years').querySelector('select') as HTMLSelectElement;
    select.focus();
    paste(select, '4');
    await eventually(
      () => yearsOf().join() === '4,1,2,1',
      () => yearsOf().join(),
    );
  });

  it('a table keeps its merged cells when it is pasted that early', async () => {
    const [first, second] = customers.map(({ taxCode }) => taxCode);
    cellOf('code').focus();
    paste(
      cellOf('code'),
      `${first}\t3 năm\r\n${second}\t\r\n`,
      `<table><tr><td>${first}</td><td rowspan="2">3 năm</td></tr><tr><td>${second}</td></tr></table>`,
    );
    await shows(wizard, '2 dòng của đơn được cập nhật');
  });

  it('a text typed on a cell is typed into its field', async () => {
    cellOf('code', 1).focus();
    await sendKeys({ press: '0' });
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    await eventually(() => (focused() as HTMLInputElement | null)?.value === '0', 'the text');
    await sendKeys({ type: '1' });
    expect((focused() as HTMLInputElement).value).to.equal('01');
  });

  it('a letter typed on a cell with a list chooses from it, after the keys that led there', async () => {
    cellOf('years').focus();
    for (const key of ['ArrowDown', '3']) pressAt(cellOf('years'), key);
    await eventually(
      () => yearsOf().join() === '1,3,1,1',
      () => yearsOf().join(),
    );
    await eventually(() => focused()?.matches('select') && rowOf(focused()) === 1, 'the list');
    await pressKeys('Escape');
    await eventually(() => yearsOf().join() === '1,1,1,1', 'the year before');
  });

  it('letters typed on a cell with a list choose the option that begins with them all', async () => {
    const list = cellOf('plan').querySelector('select') as HTMLSelectElement;
    const chosen: (string | undefined)[] = [];
    list.addEventListener('change', () => chosen.push(list.selectedOptions[0]?.text));
    cellOf('plan').focus();
    for (const letter of 'gói ti') pressAt(cellOf('plan'), letter);
    await eventually(
      () => chosen.join() === 'Gói Theo năm,Gói Tiêu chuẩn',
      () => chosen.join(),
    );
  });

  it('nothing is repeated once the person is elsewhere, and a paste that is lost is said', async () => {
    const recipient = () => deepQuery<HTMLInputElement>(wizard, 'input[name=notify]');
    cellOf('years').focus();
    paste(cellOf('years'), '3');
    pressAt(cellOf('years'), 'ArrowDown');
    pressAt(cellOf('years'), '5');
    recipient()?.focus();
    await shows(wizard, 'Nội dung vừa dán vào bảng chưa được nhận. Hãy dán lại.');
    await eventually(() => focused() === recipient(), 'the focus where the person has put it');
    expect(yearsOf().join()).to.equal('1,1,1,1');
  });

  it('a list keeps its own keys, and the cell to which the person has gone keeps the focus', async () => {
    const select = cellOf('years').querySelector('select') as HTMLSelectElement;
    select.focus();
    for (const key of ['ArrowDown', 'Enter', 'Tab']) pressAt(select, key);
    paste(select, '3');
    cellOf('years', 2).focus();
    await eventually(
      () => yearsOf().join() === '3,1,1,1',
      () => yearsOf().join(),
    );
    await eventually(() => focused() === cellOf('years', 2), 'the cell of the person');
  });

  it('a letter that a keyboard replaces by one with an accent is replaced', async () => {
    cellOf('code', 1).focus();
    for (const key of ['a', 'Backspace', 'á']) pressAt(cellOf('code', 1), key);
    await eventually(
      () => (focused() as HTMLInputElement | null)?.value === 'á',
      () => String((focused() as HTMLInputElement | null)?.value),
    );
  });
});
