import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import type { QuoteOrderInput } from '../../../shared/schemas/quote.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, quoteOf } from '../../testing/firm.ts';
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
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';
import type { DetailsStep } from '../details/details-step.ts';

const customers = customersOf(300).map((customer, index) => ({
  ...customer,
  // Two whose rows add enough; the owner of the second has no address.
  ...(index === 7 ? { email: '' } : {}),
}));
const codes = customers.filter(({ licenses }) => licenses.length > 0).map(({ taxCode }) => taxCode);
const ORDER = { orderId: 'order-4', orderNumber: 'DH000004' };

let server: FakeServer;
/** Ids of the customers that an order has already. */
let ordered: ReadonlySet<string>;

beforeEach(() => {
  ordered = new Set(customers.slice(50, 249).map(({ id }) => id));
  server = serverWithOwnDrafts(customers, 'row-groups').install();
  server.on('orders.quote', (input) => {
    const problems = input.lines.flatMap(problemOf);
    const wrong = new Set(problems.map(({ row }) => row));
    const quote = quoteOf(customers, input);
    return { ...quote, lines: quote.lines.filter(({ row }) => !wrong.has(row)), problems };
  });
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

function problemOf({ customerId }: QuoteOrderInput['lines'][number], row: number): RowProblem[] {
  if (!ordered.has(customerId)) return [];
  return [{ row, field: 'customerId', code: 'ALREADY_ORDERED', ...ORDER }];
}

/** The wizard with many customers, not all of whose rows are drawn. */
async function wizardOf(...taxCodes: string[]) {
  const wizard = connected('renewal-wizard', server, { customers: taxCodes });
  await eventually(() => step(wizard)?.draft.rows.length === taxCodes.length, 'the rows');
  return wizard;
}

const step = (wizard: Element) => deepQuery(wizard, 'renewal-details-step') as DetailsStep;
const groups = (wizard: Element) =>
  deepQueryAll(wizard, '.groups li b').map((each) => visibleText(each));
const groupAction = (wizard: Element, action: string, group: string) =>
  deepQueryAll<HTMLButtonElement>(wizard, '.groups li button').find(
    (each) => each.ariaLabel === `${action}: ${group}`,
  ) as HTMLButtonElement;

describe('rows to look at, as groups', () => {
  it('a row’s way to its other order is named with the row, in a grid of which many can be chosen', async () => {
    const wizard = await wizardOf(...codes.slice(45, 60));
    const link = await eventually(
      () => deepQueryAll(wizard, 'td button').find((each) => visibleText(each) === 'Mở đơn hàng'),
      'the way to the order',
    );
    const root = link.getRootNode() as ShadowRoot;
    const ids = link.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const names = ids.map((id) => visibleText(root.getElementById(id) as HTMLElement));
    const row = link.closest('tr') as HTMLElement;
    expect(names).to.deep.equal([
      'Mở đơn hàng',
      ...['td.index', 'td.name .text'].map((cell) =>
        visibleText(row.querySelector(cell) as HTMLElement),
      ),
    ]);
    expect(deepQuery(wizard, '[role=grid]')?.ariaMultiSelectable).to.equal('true');
  });

  it('on a phone, the buttons below the groups keep their texts in one line', async () => {
    await setViewport({ width: 340, height: 700 });
    const wizard = await wizardOf(...codes.slice(40, 60));
    await eventually(() => groups(wizard).length > 0, 'the groups');
    const heights = deepQueryAll(wizard, '.groups .turn button').map(
      ({ offsetHeight }) => offsetHeight,
    );
    expect(heights).to.deep.equal([32, 32]);
  });

  it('199 rows of another order are taken out by one press, and come back by Ctrl+Z', async () => {
    const wizard = await wizardOf(...codes);
    const text = '199 dòng đã có trong DH000004';
    await shows(wizard, text);
    await expectNoFaults(wizard);
    groupAction(wizard, 'Bỏ khỏi đơn', text).click();
    await shows(wizard, 'Đã bỏ 199 dòng khỏi đơn.');
    expect(step(wizard).draft.rows).to.have.length(codes.length - 199);
    expect(visibleText(wizard)).not.to.contain('DH000004');
    await eventually(() => focused()?.closest('.groups'), 'the focus on the next group');
    await pressKeys('Control+z');
    await shows(wizard, text);
    expect(step(wizard).draft.rows).to.have.length(codes.length);
  });

  it('the order that has the rows is opened', async () => {
    const wizard = await wizardFor(server, ...codes.slice(49, 60));
    let opened = '';
    await eventually(() => groups(wizard).some((each) => each.includes('DH000004')));
    step(wizard).onOpenOrder = (orderId) => {
      opened = orderId;
    };
    const [text = ''] = groups(wizard);
    groupAction(wizard, 'Mở đơn', text).click();
    expect(opened).to.equal(ORDER.orderId);
  });

  it('a group is shown alone; F8 goes from row to row and round again', async () => {
    const wizard = await wizardFor(
      server,
      ...codes.slice(0, 3),
      'abc',
      ...codes.slice(5, 8),
      'abd',
    );
    await shows(wizard, '2 mã không đúng');
    groupAction(wizard, 'Xem', '2 mã không đúng').click();
    await shows(wizard, 'Đang xem 2/8 dòng');
    const inputs = () => deepQueryAll<HTMLInputElement>(wizard, '[role=combobox]');
    await eventually(
      () =>
        inputs()
          .map(({ value }) => value)
          .join() === 'abc,abd',
    );
    const at = () => (focused() as HTMLInputElement).value;
    await eventually(() => at() === 'abc', 'the first');
    await pressKeys('F8');
    await eventually(() => at() === 'abd', 'the next');
    await pressKeys('F8');
    await eventually(() => at() === 'abc', 'the first again');
    await pressKeys('Shift+F8');
    await eventually(() => at() === 'abd', 'and back');
    await expectNoFaults(wizard);
    button(wizard, 'Xem tất cả 8 dòng').click();
    await eventually(() => inputs().length === 8);
  });

  it('only the rows to look at are shown, until all are asked for', async () => {
    const wizard = await wizardFor(server, ...codes.slice(0, 3), 'abc');
    await shows(wizard, '1 mã không đúng');
    button(wizard, 'Chỉ dòng cần xem').click();
    await eventually(() => deepQueryAll(wizard, '[role=combobox]').length < 4);
    const [shown, all] = (visibleText(wizard).match(/Đang xem (\d)\/(\d) dòng/) ?? []).slice(1);
    expect(deepQueryAll(wizard, '[role=combobox]')).to.have.length(Number(shown));
    expect(all).to.equal('4');
  });

  it('missing e-mail addresses are asked for together, and a pasted column fills them', async () => {
    const without = customers.slice(20, 24).map((customer) => ({ ...customer, email: '' }));
    server.restore();
    server = serverWithOwnDrafts(without, 'row-groups').install();
    const wizard = await wizardFor(server, ...without.map(({ taxCode }) => taxCode));
    const text = '4 khách hàng thiếu email';
    await shows(wizard, text);
    groupAction(wizard, 'Nhập', text).click();
    const fields = () =>
      deepQueryAll<HTMLInputElement>(
        deepQuery(wizard, 'renewal-emails-dialog') as HTMLElement,
        'input',
      );
    await eventually(() => fields().length === 4);
    await expectNoFaults(wizard);
    type(fields()[0] as HTMLInputElement, 'không');
    button(wizard, 'Lưu').click();
    await shows(wizard, 'Địa chỉ email không hợp lệ.');
    await eventually(() => focused() === fields()[0], 'the focus on the wrong one');
    const data = new DataTransfer();
    data.setData('text', 'a@x.vn\nb@x.vn\nc@x.vn');
    fields()[0]?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
    await eventually(() => fields()[2]?.value === 'c@x.vn', 'the pasted column');
    button(wizard, 'Lưu').click();
    await shows(wizard, '1 khách hàng thiếu email');
    await shows(wizard, 'Đã nhập email của 3 khách hàng.');
    expect(step(wizard).draft.rows.map(({ recipientEmail }) => recipientEmail)).to.deep.equal([
      'a@x.vn',
      'b@x.vn',
      'c@x.vn',
      '',
    ]);
  });

  it('the groups are complete in English and fit a phone', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = await wizardFor(server, ...codes.slice(45, 60), 'abc');
    (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(wizard, '1 code is not right');
    await shows(wizard, 'rows are already in DH000004');
    await eventually(() => document.documentElement.scrollWidth === 360, 'no sideways scrolling');
    await expectNoFaults(wizard);
  });
});
