import { expect } from '@open-wc/testing';
import { resetMouse, sendMouse, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { DraftsServer } from '../../testing/drafts-server.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  pressKeys,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../../testing/wizard.ts';
import type { DetailsStep } from '../details/details-step.ts';

const all = customersOf(600);
const customers = all
  .filter((_, index) => index % 4 === 0 && index > 0)
  .filter(({ licenses }) => licenses.length > 0)
  .slice(0, 100);

let server: FakeServer;

beforeEach(async () => {
  server = serverWithOwnDrafts(all, 'cell-pointer').install();
  // A draft that the server does not list is asked about, above the table.
  new DraftsServer(server, all, 'cell-pointer');
  await setViewport({ width: 1_600, height: 900 });
});

afterEach(async () => {
  await resetMouse();
  clearPage(server);
  await sendMouse({ type: 'move', position: [0, 0] });
  await setViewport({ width: 800, height: 600 });
});

const step = (wizard: Element) => deepQuery(wizard, 'renewal-details-step') as DetailsStep;
const yearsOf = (wizard: Element) =>
  step(wizard)
    .draft.rows.map(({ years }) => years)
    .join();
const ranged = (wizard: Element) => deepQueryAll(wizard, 'td.ranged').length;
const cellOf = (wizard: Element, column: string, nth: number) =>
  deepQuery(wizard, `[aria-rowindex="${nth + 1}"] td.${column}`) as HTMLElement;

async function wizardOf(years: readonly number[], of = customers) {
  const codes = of.slice(0, years.length).map(({ taxCode }) => taxCode);
  const wizard = connected('renewal-wizard', server, { customers: codes });
  await eventually(() => step(wizard)?.draft.rows.length === years.length, 'the rows');
  await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
  for (const [index, row] of step(wizard).draft.rows.entries()) {
    const count = years[index] ?? 1;
    if (count !== row.years) await step(wizard).change(row.key, () => ({ years: count }));
  }
  await eventually(() => yearsOf(wizard) === years.join());
  await eventually(() => step(wizard).draft.rows.every((row) => step(wizard).facts.quotedOf(row)));
  await eventually(() => deepQuery(wizard, '.saving span:not(.live)'), 'the saved draft');
  await isSteady(wizard);
  return wizard;
}

/** Waits until the rows have kept their place through some looks: prices and the draft's state are shown. */
async function isSteady(wizard: Element) {
  let [place, looks] = ['', 0];
  await eventually(() => {
    const now = middleOf(cellOf(wizard, 'years', 1)).join();
    looks = now === place ? looks + 1 : 0;
    place = now;
    return looks > 15;
  }, 'rows that keep their place');
}

type Point = [x: number, y: number];

function middleOf(cell: HTMLElement): Point {
  const { left, top, width, height } = cell.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
}

function handleOf(cell: HTMLElement): Point {
  const { right, bottom } = cell.getBoundingClientRect();
  return [Math.round(right) - 1, Math.round(bottom) - 1];
}

async function drag(from: Point, ...to: Point[]) {
  await sendMouse({ type: 'move', position: from });
  await sendMouse({ type: 'down' });
  for (const position of to) await sendMouse({ type: 'move', position });
}

const drop = () => sendMouse({ type: 'up' });

describe('choosing cells with the mouse', () => {
  it('dragging over cells chooses a range, from a list as from a text', async () => {
    const wizard = await wizardOf([1, 1, 1, 1, 1]);
    await drag(middleOf(cellOf(wizard, 'year', 2)), middleOf(cellOf(wizard, 'payer', 4)));
    await eventually(() => ranged(wizard) === 9, '3 × 3 cells');
    await drop();
    await shows(wizard, 'Đã chọn 3 × 3 ô.');
    expect(focused() === cellOf(wizard, 'year', 2)).to.equal(true);
    await expectNoFaults(wizard);
    await isSteady(wizard);
    await drag(middleOf(cellOf(wizard, 'expiry', 3)), middleOf(cellOf(wizard, 'newExpiry', 1)));
    await drop();
    await eventually(() => ranged(wizard) === 6, '3 × 2 cells');
    expect(getSelection()?.toString()).to.equal('');
    await sendMouse({ type: 'click', position: middleOf(cellOf(wizard, 'name', 5)) });
    await eventually(() => ranged(wizard) === 0, 'a press leaves the range');
  });

  it('dragging chooses the cells under the mouse also below a list of rows to look at', async () => {
    const licensed = all.filter(({ licenses }) => licenses.length > 0);
    const wizard = await wizardOf(Array(12).fill(1), licensed);
    await eventually(() => deepQuery(wizard, '.groups'), 'the rows to look at');
    await isSteady(wizard);
    await drag(middleOf(cellOf(wizard, 'year', 2)), middleOf(cellOf(wizard, 'payer', 4)));
    await eventually(() => ranged(wizard) === 9, '3 × 3 cells');
    await drop();
    await shows(wizard, 'Đã chọn 3 × 3 ô.');
  });

  it('a press with Shift chooses from the cell with the focus', async () => {
    const wizard = await wizardOf([1, 1, 1, 1]);
    cellOf(wizard, 'plan', 1).focus();
    await eventually(() => focused()?.matches('td.plan'));
    const [clientX, clientY] = middleOf(cellOf(wizard, 'years', 3));
    const target = cellOf(wizard, 'years', 3).querySelector('select') as HTMLElement;
    const shift = { shiftKey: true, clientX, clientY, bubbles: true, composed: true };
    target.dispatchEvent(new PointerEvent('pointerdown', { ...shift, pointerType: 'mouse' }));
    const press = new MouseEvent('mousedown', { ...shift, cancelable: true });
    target.dispatchEvent(press);
    await eventually(() => ranged(wizard) === 9, '3 × 3 cells');
    expect(press.defaultPrevented, 'the list stays closed').to.equal(true);
    expect(focused()?.matches('td.plan')).to.equal(true);
  });

  it('a press that leads nowhere opens the list', async () => {
    const wizard = await wizardOf([1, 1, 1]);
    const select = cellOf(wizard, 'years', 2).querySelector('select') as HTMLSelectElement;
    let opened = 0;
    select.showPicker = () => {
      opened += 1;
    };
    await sendMouse({ type: 'click', position: middleOf(cellOf(wizard, 'years', 2)) });
    await eventually(() => opened === 1, 'the list');
    expect(focused() === select).to.equal(true);
    expect(ranged(wizard)).to.equal(0);
  });

  it('dragging beyond the last row in sight scrolls on', async () => {
    const wizard = await wizardOf(Array(100).fill(1));
    const [x] = middleOf(cellOf(wizard, 'years', 2));
    await drag(middleOf(cellOf(wizard, 'years', 2)), [x, 899]);
    await eventually(() => deepQuery(wizard, '[aria-rowindex="101"] .ranged'), 'the last row');
    await drop();
    await shows(wizard, 'Đã chọn 99 × 1 ô.');
  });
});

describe('filling by dragging the handle', () => {
  it('the value of the cell goes to the rows below, in one step', async () => {
    const wizard = await wizardOf([3, 1, 1, 1, 1]);
    cellOf(wizard, 'years', 1).focus();
    const last = middleOf(cellOf(wizard, 'years', 4));
    await drag(handleOf(cellOf(wizard, 'years', 1)), middleOf(cellOf(wizard, 'years', 2)), last);
    await eventually(() => deepQueryAll(wizard, 'td.filling').length === 3, 'the rows to fill');
    expect(yearsOf(wizard)).to.equal('3,1,1,1,1');
    await drop();
    await eventually(() => yearsOf(wizard) === '3,3,3,3,1');
    await shows(wizard, 'Đã đổi 3 dòng.');
    expect(ranged(wizard)).to.equal(4);
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard) === '3,1,1,1,1');
    await pressKeys('Control+y');
    await eventually(() => yearsOf(wizard) === '3,3,3,3,1');
  });

  it('a value that another tab changes during the drag goes to the rows as it is then', async () => {
    const wizard = await wizardOf([3, 1, 1]);
    cellOf(wizard, 'years', 1).focus();
    await drag(handleOf(cellOf(wizard, 'years', 1)), middleOf(cellOf(wizard, 'years', 3)));
    await eventually(() => deepQueryAll(wizard, 'td.filling').length === 2, 'the rows to fill');
    const [first] = step(wizard).draft.rows;
    await step(wizard).change(first?.key ?? -1, () => ({ years: 5 }));
    await drop();
    await eventually(() => yearsOf(wizard) === '5,5,5');
  });

  it('the row with the handle stands over the row below, on whose ground a part of it is', async () => {
    const wizard = await wizardOf([1, 1, 1, 1]);
    const levelOf = (nth: number) =>
      getComputedStyle(cellOf(wizard, 'years', nth).closest('.line') as HTMLElement).zIndex;
    cellOf(wizard, 'years', 2).focus();
    await eventually(() => levelOf(2) === '1', 'the focused cell’s');
    expect(levelOf(3)).to.equal('auto');
    await drag(middleOf(cellOf(wizard, 'years', 1)), middleOf(cellOf(wizard, 'years', 3)));
    await drop();
    await eventually(() => levelOf(3) === '1', 'the range’s');
    expect(levelOf(4)).to.equal('auto');
  });

  it('the rows of a range repeat, below it and above', async () => {
    const wizard = await wizardOf([1, 1, 1, 4, 5, 1, 1, 1]);
    await drag(middleOf(cellOf(wizard, 'years', 4)), middleOf(cellOf(wizard, 'years', 5)));
    await drop();
    await eventually(() => ranged(wizard) === 2);
    const corner = () => deepQuery(wizard, 'td.corner') as HTMLElement;
    await drag(handleOf(corner()), middleOf(cellOf(wizard, 'years', 8)));
    await drop();
    await eventually(() => yearsOf(wizard) === '1,1,1,4,5,4,5,4', 'below');
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard) === '1,1,1,4,5,1,1,1');
    await drag(middleOf(cellOf(wizard, 'years', 4)), middleOf(cellOf(wizard, 'years', 5)));
    await drop();
    await eventually(() => ranged(wizard) === 2);
    await drag(handleOf(corner()), middleOf(cellOf(wizard, 'years', 1)));
    await drop();
    await eventually(() => yearsOf(wizard) === '5,4,5,4,5,1,1,1', 'above, the nearest first');
  });

  it('Escape takes the drag back, and two presses fill all below', async () => {
    const wizard = await wizardOf([2, 1, 1, 1]);
    cellOf(wizard, 'years', 1).focus();
    await drag(handleOf(cellOf(wizard, 'years', 1)), middleOf(cellOf(wizard, 'years', 3)));
    await eventually(() => deepQueryAll(wizard, 'td.filling').length === 2);
    await pressKeys('Escape');
    await eventually(() => deepQueryAll(wizard, 'td.filling').length === 0);
    await drop();
    expect(yearsOf(wizard)).to.equal('2,1,1,1');
    const cell = cellOf(wizard, 'years', 1);
    const [clientX, clientY] = handleOf(cell);
    const press = { detail: 2, clientX, clientY, bubbles: true, composed: true, cancelable: true };
    for (const type of ['mousedown', 'mouseup']) cell.dispatchEvent(new MouseEvent(type, press));
    await eventually(() => yearsOf(wizard) === '2,2,2,2');
  });

  it('a second press on a handle that the first one has only brought there fills nothing', async () => {
    const wizard = await wizardOf([2, 1, 1]);
    const cell = cellOf(wizard, 'years', 1);
    const [clientX, clientY] = middleOf(cell);
    const pressAt = (x: number, y: number, detail: number) => {
      const at = {
        detail,
        clientX: x,
        clientY: y,
        bubbles: true,
        composed: true,
        cancelable: true,
      };
      const pointer = { ...at, pointerType: 'mouse', button: 0 };
      cell.dispatchEvent(new PointerEvent('pointerdown', pointer));
      for (const type of ['mousedown', 'mouseup']) cell.dispatchEvent(new MouseEvent(type, at));
    };
    pressAt(clientX, clientY, 1);
    cell.focus();
    pressAt(...handleOf(cell), 2);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(yearsOf(wizard)).to.equal('2,1,1');
    pressAt(...handleOf(cell), 3);
    await eventually(() => yearsOf(wizard) === '2,2,2');
  });

  it('dragging in the field that is typed in marks its text, and chooses no cells', async () => {
    const wizard = await wizardOf([1, 1]);
    const field = deepQuery(wizard, 'input[role=combobox]') as HTMLInputElement;
    field.focus();
    const at = middleOf(field);
    await drag(at, middleOf(cellOf(wizard, 'years', 2)));
    await drop();
    expect(deepQueryAll(wizard, 'td.ranged').length).to.equal(0);
  });
});

describe('choosing cells by keyboard', () => {
  it('Shift with Control and an arrow chooses to the edge, and Control+D fills', async () => {
    const wizard = await wizardOf([3, ...Array(99).fill(1)]);
    cellOf(wizard, 'years', 1).focus();
    await pressKeys('Control+Shift+ArrowDown');
    await shows(wizard, 'Đã chọn 100 × 1 ô.');
    await eventually(() => deepQuery(wizard, '[aria-rowindex="101"] .corner'), 'the end in sight');
    expect(focused() === cellOf(wizard, 'years', 1)).to.equal(true);
    await pressKeys('Control+d');
    await eventually(() => yearsOf(wizard) === Array(100).fill(3).join());
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard) === [3, ...Array(99).fill(1)].join());
  });
});
