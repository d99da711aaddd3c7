import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { DraftsServer } from '../../testing/drafts-server.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  pressKeys,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../../testing/wizard.ts';

/** The table by keyboard: moving between cells, and editing. */

const customers = customersOf(120).filter(({ licenses }) => licenses.length > 0);
let server: FakeServer;
let wizard: HTMLElement;

beforeEach(async () => {
  await setViewport({ width: 1500, height: 800 });
  server = serverWithOwnDrafts(customers, 'grid-keys').install();
  // A draft that the server does not list is asked about, which moves the table down.
  new DraftsServer(server, customers, 'grid-keys');
  const codes = customers.slice(0, 100).map(({ taxCode }) => taxCode);
  wizard = connected('renewal-wizard', server, { customers: codes });
  await eventually(() => deepQuery(wizard, 'td[tabindex="0"]'), 'the keyboard');
});

afterEach(async () => {
  wizard.remove();
  server.restore();
  await setViewport({ width: 800, height: 600 });
});

/** The focused cell, or the cell whose control has the focus: its column, its row's number, and the focused element. */
function place(): string {
  let element: Element | null | undefined = focused();
  const what = element instanceof HTMLTableCellElement ? 'cell' : element?.localName;
  if (element?.id === 'code') element = (element.getRootNode() as ShadowRoot).host;
  const cell = element?.closest('td');
  return `${cell?.className} ${Number(cell?.parentElement?.ariaRowIndex) - 1} ${what}`;
}

const isAt = (expected: string) =>
  eventually(
    () => place() === expected,
    () => `${expected}; the focus is at ${place()}`,
  );

async function begin(): Promise<void> {
  deepQuery(wizard, 'td[tabindex="0"]')?.focus();
  await isAt('code 1 cell');
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await pressKeys(key);
}

const select = (name: string, row: number) =>
  deepQuery<HTMLSelectElement>(wizard, `[aria-rowindex="${row + 1}"] [name=${name}]`);

describe('the table by keyboard', () => {
  it('what has the focus is never below the foot, nor a row’s number cut', async () => {
    // Parts that come later, above the rows, move them all.
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    await begin();
    const step = deepQuery(wizard, 'renewal-details-step') as HTMLElement;
    const foot = deepQuery(step, '.lines > .foot') as HTMLElement;
    const bottom = () => (focused() as HTMLElement).getBoundingClientRect().bottom;
    for (let row = 1; row <= 30; row++) {
      await isAt(`code ${row} cell`);
      await eventually(
        () => bottom() <= foot.getBoundingClientRect().top,
        () => `${place()} ends at ${bottom()}, the foot begins before`,
      );
      await press('ArrowDown');
    }
    const number = deepQuery(wizard, '.index .text') as HTMLElement;
    number.textContent = '2.000';
    number.style.letterSpacing = '2px';
    expect(number.scrollWidth).to.be.at.most(number.clientWidth);
  });

  it('the payer has a column of its own in 1,500 px, and less has none', async () => {
    const isShown = () => select('payer', 1)?.checkVisibility();
    expect(isShown()).to.equal(true);
    await setViewport({ width: 1350, height: 800 });
    expect(isShown()).to.equal(false);
  });

  it('arrows, Home, End and Page keys move between cells, drawn or not', async () => {
    await begin();
    await press('ArrowDown', 'ArrowRight', 'ArrowRight');
    await isAt('plan 2 cell');
    await press('End');
    await isAt('more 2 cell');
    await press('Control+End');
    await isAt('more 100 cell');
    await expectNoFaults(wizard);
    await press('ArrowUp', 'Home');
    await isAt('tick 99 cell');
    await press('Control+Home');
    await isAt('tick 1 cell');
    await press('PageDown');
    await eventually(() => Number(place().split(' ')[1]) > 5, 'a page further');
    // Twice: a page is what is seen, which parts that came meanwhile may have made smaller.
    await press('PageUp', 'PageUp');
    await isAt('tick 1 cell');
    expect(deepQueryAll(wizard, 'td[tabindex="0"]'), 'one cell in the tab order').to.have.length(1);
  });

  it('the row with the focus stays when it is scrolled out of sight', async () => {
    await begin();
    const scroller = deepQuery(wizard, '.scroller') as HTMLElement;
    await eventually(() => {
      // Rows with a hint are higher than expected once they are drawn: the end moves down.
      scroller.scrollTop = scroller.scrollHeight;
      return deepQuery(wizard, '[aria-rowindex="101"]');
    }, 'the last row');
    expect(deepQuery(wizard, '[aria-rowindex="40"]')).to.equal(undefined);
    await isAt('code 1 cell');
    await press('ArrowDown');
    await isAt('code 2 cell');
  });

  it('one cell is in the tab order however far the table is scrolled, also once its row is gone', async () => {
    const inTabOrder = () =>
      deepQueryAll(wizard, 'td[tabindex="0"]').map(
        (cell) => Number(cell.parentElement?.ariaRowIndex) - 1,
      );
    const scroller = deepQuery(wizard, '.scroller') as HTMLElement;
    const scrollToEnd = async () => {
      scroller.scrollTop = scroller.scrollHeight;
      await eventually(() => deepQuery(wizard, '[aria-rowindex="99"]'), 'the last rows');
    };
    await scrollToEnd();
    expect(inTabOrder(), 'before anything had the focus').to.deep.equal([1]);
    await begin();
    await press('PageDown', 'PageDown');
    await eventually(() => inTabOrder()[0] !== 1, 'another row');
    const row = inTabOrder()[0] as number;
    deepQuery(wizard, `[aria-rowindex="${row + 1}"] .remove button`)?.click();
    await eventually(() => deepQuery(wizard, '[role=grid]')?.ariaRowCount === '100', 'a row less');
    (focused() as HTMLElement).blur();
    deepQuery(wizard, 'button[name=undo]')?.click();
    await eventually(() => deepQuery(wizard, '[role=grid]')?.ariaRowCount === '101', 'the row');
    await scrollToEnd();
    expect(inTabOrder(), 'a row that is drawn').to.have.length(1);
  });

  it('Enter and F2 edit, Enter goes on to the row below, and Escape takes back', async () => {
    await begin();
    await press('End', 'ArrowLeft', 'ArrowLeft');
    await press('Control+ArrowLeft', ...Array(6).fill('ArrowRight'));
    await isAt('years 1 cell');
    await press('F2');
    await isAt('years 1 select');
    await press('ArrowDown', 'Enter');
    await isAt('years 2 cell');
    expect(select('years', 1)?.value).to.equal('2');
    await press('3');
    await isAt('years 2 select');
    await eventually(() => select('years', 2)?.value === '3', 'typing chooses');
    await press('Escape');
    await isAt('years 2 cell');
    await eventually(() => select('years', 2)?.value === '1', 'the former number');
  });

  it('Escape that leaves a field or a range is not the host’s, and the next one is', async () => {
    const heard: string[] = [];
    const hear = ({ key }: KeyboardEvent) => heard.push(key);
    document.addEventListener('keydown', hear);
    try {
      await begin();
      // As by a click: no key has begun to edit.
      deepQuery(wizard, '[role=combobox]')?.focus();
      await isAt('code 1 input');
      await press('Escape');
      await isAt('code 1 cell');
      await press('Shift+ArrowDown', 'Escape');
      expect(heard.filter((key) => key === 'Escape')).to.deep.equal([]);
      await press('Escape');
      expect(heard.filter((key) => key === 'Escape')).to.deep.equal(['Escape']);
    } finally {
      document.removeEventListener('keydown', hear);
    }
  });

  it('typing on a customer’s cell searches, and Escape leaves the customer', async () => {
    await begin();
    await sendKeys({ type: 'so 9' });
    await isAt('code 1 input');
    await eventually(() => deepQuery(wizard, '[role=option]'), 'the list');
    await press('Escape');
    expect((focused() as HTMLInputElement).value).to.equal(customers[0]?.taxCode);
    await press('Escape');
    await isAt('code 1 cell');
    await sendKeys({ type: 'zzz' });
    await press('Escape', 'Escape');
    await isAt('code 1 cell');
    await shows(wizard, customers[0]?.name ?? '');
    expect(visibleText(wizard)).not.to.contain('zzz');
  });

  it('Delete and Backspace on a customer’s cell empty its field, and Escape leaves the customer', async () => {
    await begin();
    for (const key of ['Delete', 'Backspace']) {
      await press(key);
      await isAt('code 1 input');
      expect((focused() as HTMLInputElement).value).to.equal('');
      await press('Escape', 'Escape');
      await isAt('code 1 cell');
      await shows(wizard, customers[0]?.name ?? '');
    }
  });

  it('Tab goes from field to field and on to the next row, and from a cell out of the table', async () => {
    await begin();
    await press('Enter');
    await isAt('code 1 input');
    await press('Tab');
    await isAt('plan 1 select');
    await press('Tab', 'Tab', 'Tab', 'Tab');
    await isAt('code 2 input');
    await press('Shift+Tab');
    await isAt('payer 1 select');
    await press('Escape', 'Tab');
    await eventually(() => visibleText(focused() as Element) === 'Thêm dòng', 'the next button');
    await press('Shift+Tab');
    await isAt('payer 1 cell');
  });

  it('a button’s cell presses it, and Escape leads back from a row’s details', async () => {
    await begin();
    await press('End', 'Enter');
    await eventually(() => deepQuery(wizard, '.details select'), 'the details');
    await press('Tab');
    await isAt('details 1 select');
    await expectNoFaults(wizard);
    await press('Escape');
    await isAt('more 1 button');
    await press('ArrowLeft', 'Space');
    await shows(wizard, '99 khách hàng');
  });

  it('a field that is disabled under the focus leaves it to its cell', async () => {
    await begin();
    await sendKeys({ type: 'Công ty Nào Đó' });
    await eventually(() => visibleText(wizard).includes('Không tìm thấy'), 'the search');
    await press('Tab');
    await shows(wizard, 'không phải mã số thuế');
    await isAt('plan 1 cell');
  });
});
