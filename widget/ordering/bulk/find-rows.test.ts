import { expect } from '@open-wc/testing';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  clearPage,
  connected,
  deepQuery,
  eventually,
  focused,
  pressKeys,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts } from '../../testing/wizard.ts';
import type { DetailsStep } from '../details/details-step.ts';

const customers = customersOf(300).filter(({ licenses }) => licenses.length > 0);

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'find-rows').install();
});

afterEach(() => clearPage(server));

async function wizardOf(count: number) {
  const taxCodes = customers.slice(0, count).map(({ taxCode }) => taxCode);
  const wizard = connected('renewal-wizard', server, { customers: taxCodes });
  await eventually(() => step(wizard)?.draft.rows.length === count, 'the rows');
  return wizard;
}

/** The wizard with a field that searches its table. */
async function searched(count = 100) {
  const wizard = await wizardOf(count);
  return { wizard, field: await eventually(() => search(wizard), 'the search') };
}

const step = (wizard: Element) => deepQuery(wizard, 'renewal-details-step') as DetailsStep;
const search = (wizard: Element) => deepQuery<HTMLInputElement>(wizard, '.find input');
const said = (wizard: Element) =>
  visibleText(deepQuery(wizard, '.find [role=status]') as HTMLElement);
const shown = (wizard: Element) =>
  step(wizard)
    .shownRows()
    .map(({ customer }) => customer?.name);

describe('the search in the table', () => {
  it('Ctrl+F in the table leads to the search, and rows out of sight are found and shown alone', async () => {
    const { wizard } = await searched();
    await step(wizard).focusRow(step(wizard).draft.rows[2]?.key ?? 0, '.year');
    await pressKeys('Control+f');
    await eventually(() => focused() === search(wizard), 'the focus in the search');
    const sought = customers[90];
    await type(search(wizard) as HTMLInputElement, sought?.taxCode ?? '');
    await eventually(() => shown(wizard).length === 1, 'the row found');
    expect(shown(wizard)).to.deep.equal([sought?.name]);
    expect(said(wizard)).to.equal('Đang xem 1/100 dòng');
    await expectNoFaults(wizard);
    await pressKeys('Enter');
    await eventually(() => focused()?.matches('td.code'), 'the focus in the row');
  });

  it('a search without a match says so and hides no row', async () => {
    const { wizard, field } = await searched();
    await type(field, 'không có ai');
    await eventually(() => said(wizard) === 'Không tìm thấy khách hàng nào.', 'the message');
    expect(shown(wizard)).to.have.length(100);
    // Typed on, the next letter would replace the customer of the first row.
    await pressKeys('Enter');
    expect(focused()).to.equal(field);
  });

  it('the search stays while few rows are left, and says that others are hidden', async () => {
    const { wizard, field } = await searched(12);
    await type(field, customers[9]?.taxCode ?? '');
    await eventually(() => shown(wizard).length === 1, 'the row found');
    await step(wizard).onDraft(({ rows }) => ({ rows: rows.slice(2) }));
    await step(wizard).updateComplete;
    expect([search(wizard), said(wizard)]).to.deep.equal([field, 'Đang xem 1/10 dòng']);
  });

  it('Ctrl+F, Delete and Ctrl+Z work in a dialog of the page', async () => {
    const dialog = document.createElement('dialog');
    dialog.className = 'host';
    document.body.append(dialog);
    const { wizard } = await searched(12);
    dialog.append(wizard);
    dialog.showModal();
    await eventually(() => search(wizard), 'the search');
    const [row] = step(wizard).draft.rows;
    await step(wizard).focusRow(row?.key ?? 0, '.year');
    await pressKeys('Shift+Space');
    await pressKeys('Delete');
    await eventually(() => step(wizard).draft.rows.length === 11, 'the row taken out');
    await pressKeys('Control+z');
    await eventually(() => step(wizard).draft.rows.length === 12, 'the row again');
    await pressKeys('Control+f');
    await eventually(() => focused() === search(wizard), 'the focus in the search');
  });

  it('Escape ends a search, then leads back to the table', async () => {
    const { wizard, field } = await searched();
    await type(field, customers[90]?.taxCode ?? '');
    await eventually(() => shown(wizard).length === 1, 'the row found');
    await pressKeys('Escape');
    await eventually(() => shown(wizard).length === 100, 'all rows');
    expect([field.value, focused()]).to.deep.equal(['', field]);
    await pressKeys('Escape');
    await eventually(() => focused()?.matches('td'), 'the focus in the table');
  });

  it('a search ends with every action that shows all rows', async () => {
    const { wizard, field } = await searched();
    await type(field, customers[90]?.taxCode ?? '');
    await eventually(() => shown(wizard).length === 1, 'the row found');
    step(wizard).turnTo(0);
    await eventually(() => field.value === '' && said(wizard) === '', 'the end of the search');
    expect(shown(wizard)).to.have.length(100);
  });

  it('a search that all rows match keeps its text', async () => {
    const { wizard, field } = await searched();
    await type(field, '0');
    await step(wizard).updateComplete;
    expect([field.value, shown(wizard).length]).to.deep.equal(['0', 100]);
  });

  it('a short list has no search', async () => {
    const wizard = await wizardOf(10);
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    expect(search(wizard)).to.equal(undefined);
  });
});
