import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, quoteOf } from '../../testing/firm.ts';
import { clearPage, deepQuery, deepQueryAll, eventually, visibleText } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

const customers = customersOf(4);
const codes = customers.map(({ taxCode }) => taxCode);

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'draft-totals').install();
});

afterEach(() => clearPage(server));

const totals = (wizard: Element) => deepQuery(wizard, '.totals') as HTMLElement;

describe('the totals below the rows', () => {
  it('totals and changed rows show no former amount while prices are worked out', async () => {
    const held = Promise.withResolvers<void>();
    const wizard = await wizardFor(server, ...codes);
    await shows(wizard, '4.800.000 ₫');
    server.on('orders.quote', async (input) => {
      await held.promise;
      return quoteOf(customers, input);
    });
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '3';
    years.dispatchEvent(new Event('change'));
    await eventually(() => visibleText(totals(wizard)).endsWith('Tổng thanh toán Đang tính…'));
    expect(totals(wizard).getAttribute('aria-busy')).to.equal('true');
    const shown = deepQueryAll(totals(wizard), 'span, strong')
      .filter(({ childElementCount }) => childElementCount === 0)
      .filter((each) => each.checkVisibility({ visibilityProperty: true }));
    expect(shown.map((each) => visibleText(each)).join()).not.to.contain('₫');
    const amounts = () => deepQueryAll(wizard, 'td.number').map((cell) => visibleText(cell));
    expect(amounts().slice(0, 2), 'the changed row, and another').to.deep.equal([
      '…',
      '1.200.000 ₫',
    ]);
    held.resolve();
    await shows(wizard, '7.200.000 ₫');
    expect(totals(wizard).getAttribute('aria-busy')).to.equal('false');
    await eventually(() => amounts()[0] === '3.600.000 ₫');
  });

  it('the totals keep their height while prices are worked out', async () => {
    await setViewport({ width: 640, height: 800 });
    const held = Promise.withResolvers<void>();
    const wizard = await wizardFor(server, ...codes);
    await shows(wizard, '4.800.000 ₫');
    const height = () => totals(wizard).offsetHeight;
    const before = height();
    server.on('orders.quote', async (input) => {
      await held.promise;
      return quoteOf(customers, input);
    });
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '3';
    years.dispatchEvent(new Event('change'));
    await shows(wizard, 'Tổng thanh toán Đang tính…');
    expect(height()).to.equal(before);
    held.resolve();
    await shows(wizard, '7.200.000 ₫');
    expect(height()).to.equal(before);
    await setViewport({ width: 800, height: 600 });
  });

  it('the totals count the rows that can be ordered, and none with a problem', async () => {
    server.on('orders.quote', (input) => ({
      ...quoteOf(customers, input),
      problems: [{ row: 1, field: 'customerId', code: 'DUPLICATE_ROW' }],
    }));
    const wizard = await wizardFor(server, ...codes);
    await eventually(() => visibleText(totals(wizard)).startsWith('3 khách hàng'));
  });
});
