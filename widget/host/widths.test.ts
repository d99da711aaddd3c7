import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { QuoteOrderInput } from '../../shared/schemas/quote.ts';
import '../define.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { ANNIVERSARY, customersOf, quoteOf, serverOf, YEARLY } from '../testing/firm.ts';
import { listedOf, withLicenses } from '../testing/licenses.ts';
import { lineOf, orderOf } from '../testing/orders.ts';
import { connected, deepQuery, deepQueryAll, eventually, press } from '../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm, wizardFor } from '../testing/wizard.ts';

const NARROWEST = 320;
const WIDEST = 1_600;
const STEP = 10;

const LONG_NAME =
  'Công ty Trách nhiệm hữu hạn Một thành viên Thương mại Dịch vụ Xuất nhập khẩu Nguyễn Trường Thịnh Phát';

/** Contents that don't fit at the present width: too long texts of fields, cut texts, overflow. */
function misfits(element: HTMLElement): string[] {
  const edge = element.getBoundingClientRect().right + 1;
  const all = deepQueryAll(element, '*').filter(
    (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('dialog, .popup'),
  );
  return all.flatMap((each) => {
    const box = each.getBoundingClientRect();
    if (box.width < 2) return [];
    if (box.right > edge) return [`sticks out: ${nameOf(each)}`];
    if (each instanceof HTMLSelectElement && isCut(each, each.selectedOptions[0]?.text ?? ''))
      return [`select is cut: ${nameOf(each)} ${each.selectedOptions[0]?.text}`];
    if (each instanceof HTMLInputElement && each.type === 'text' && isCut(each, each.value))
      return [`field is cut: ${nameOf(each)} ${each.value}`];
    const isClipped = getComputedStyle(each).overflowX !== 'visible';
    // A name may end in an ellipsis, an amount may not.
    if (
      (!isClipped || each.matches('.number *')) &&
      each.scrollWidth > each.clientWidth + 1 &&
      each.children.length === 0 &&
      each.clientWidth > 0
    )
      return [`text is cut: ${nameOf(each)} ${each.textContent}`];
    return [];
  });
}

const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

function isCut(field: HTMLElement, text: string): boolean {
  const style = getComputedStyle(field);
  // Not `style.font`, which is empty where digits are tabular: texts would be measured in 10 px.
  const { fontStyle, fontWeight, fontSize, fontFamily } = style;
  context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const arrow = field instanceof HTMLSelectElement ? 16 : 0;
  const room =
    field.clientWidth -
    Number.parseFloat(style.paddingLeft) -
    Number.parseFloat(style.paddingRight) -
    arrow;
  return context.measureText(text).width > room + 1;
}

function nameOf(element: Element): string {
  return `${element.localName}.${element.className}#${element.id}`;
}

/** The widths at which each fault occurs. */
async function misfitsByWidth(
  element: HTMLElement,
  place: HTMLElement,
): Promise<Record<string, string>> {
  const found: Record<string, number[]> = {};
  for (let width = NARROWEST; width <= WIDEST; width += STEP) {
    place.style.width = `${width}px`;
    await new Promise(requestAnimationFrame);
    for (const misfit of new Set(misfits(element))) {
      found[misfit] = [...(found[misfit] ?? []), width];
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([what, widths]) => [what, `${widths[0]}–${widths.at(-1)}`]),
  );
}

/** The first line has the highest price. */
function withLargeAmount(quote: ReturnType<typeof quoteOf>) {
  const lines = quote.lines.map((line, index) =>
    index === 0 ? { ...line, total: 9_999_999_999 } : line,
  );
  return { ...quote, lines };
}

describe('at every width', () => {
  let server: FakeServer;
  let place: HTMLElement;
  let wizard: HTMLElement & { locale?: string };
  const customers: Customer[] = customersOf(4).map((customer, index) =>
    index === 0 ? { ...customer, name: LONG_NAME, taxCode: '0314409058-002' } : customer,
  );
  /** The longest text that a select shows whole in one line of the table. */
  const name = { vi: 'ASP Kế toán – Doanh nghiệp', en: 'ASP Accounting – Enterprise' };

  before(() => setViewport({ width: WIDEST + 40, height: 900 }));
  after(() => setViewport({ width: 800, height: 600 }));

  beforeEach(async () => {
    server = serverWithOwnDrafts(customers, 'accountant-widths')
      .on('catalog.plans', () => [{ ...YEARLY, name }, ANNIVERSARY])
      .on('orders.quote', (input) => withLargeAmount(quoteOf(customers, input as QuoteOrderInput)))
      .install();
    place = document.createElement('div');
    document.body.append(place);
    const codes = customers
      .filter(({ licenses }) => licenses.length > 0)
      .map(({ taxCode }) => taxCode);
    wizard = await wizardFor(server, ...codes);
    place.append(wizard);
    await shows(wizard, '₫');
  });
  afterEach(() => {
    wizard.remove();
    place.remove();
    server.restore();
  });

  for (const locale of ['vi', 'en'] as const) {
    it(`the table of the order form fits every width (${locale})`, async () => {
      wizard.locale = locale;
      await shows(wizard, locale === 'vi' ? 'Khách hàng' : 'Client');
      expect(await misfitsByWidth(wizard, place)).to.deep.equal({});
    });

    it(`the table of the order form fits every width in larger fonts (${locale})`, async () => {
      wizard.locale = locale;
      await shows(wizard, locale === 'vi' ? 'Khách hàng' : 'Client');
      for (const size of [16, 22]) {
        wizard.style.setProperty('--renewal-font-size', `${size}px`);
        const found = Object.entries(await misfitsByWidth(wizard, place));
        // The list of a select shows its texts whole.
        const cut = found.filter(([what]) => !what.startsWith('select is cut'));
        expect(Object.fromEntries(cut), `${size}px`).to.deep.equal({});
      }
    });

    it(`the buttons of a card stand beside its amount (${locale})`, async () => {
      wizard.locale = locale;
      await shows(wizard, locale === 'vi' ? 'Khách hàng' : 'Client');
      const apart: number[] = [];
      for (let width = 640; width <= 1200; width += STEP) {
        place.style.width = `${width}px`;
        await new Promise(requestAnimationFrame);
        const lines = deepQueryAll(wizard, '.line:not(.blank)');
        const isApart = lines.some((line) => {
          const [amount, remove, more] = ['.number', '.remove', '.more'].map((each) =>
            (line.querySelector(each) as Element).getBoundingClientRect(),
          ) as [DOMRect, DOMRect, DOMRect];
          const isBeside = amount.top < remove.bottom && remove.top < amount.bottom;
          return !isBeside || remove.right > more.left + 1 || more.right > width;
        });
        if (isApart) apart.push(width);
      }
      expect(apart).to.deep.equal([]);
    });

    it(`a heading of the order form has at most ${locale === 'vi' ? 'two' : 'three'} lines (${locale})`, async () => {
      wizard.locale = locale;
      await shows(wizard, locale === 'vi' ? 'Khách hàng' : 'Client');
      place.style.width = '1240px';
      const head = deepQuery(wizard, 'thead') as HTMLElement;
      await eventually(() => head.offsetHeight > 0, 'the head');
      expect(head.offsetHeight).to.be.below(locale === 'vi' ? 55 : 72);
    });

    it(`the confirmation fits every width (${locale})`, async () => {
      await toConfirm(wizard);
      wizard.locale = locale;
      await eventually(() => deepQuery(wizard, '.confirm'), 'the tick');
      expect(await misfitsByWidth(wizard, place)).to.deep.equal({});
    });
  }
});

describe('at 400 % of a window of 1,280 px', () => {
  it('nothing stays over the rows of the order form or of the list of licences', async () => {
    await setViewport({ width: 320, height: 256 });
    const server = serverWithOwnDrafts(customersOf(4), 'accountant-zoom').install();
    withLicenses(server, customersOf(4), () => listedOf(customersOf(4)));
    const wizard = await wizardFor(server);
    await press(wizard, 'Chọn khách hàng');
    await eventually(() => deepQuery(wizard, 'renewal-license-list'), 'the list');
    const staying = deepQueryAll(wizard, '.card .foot, dialog[open] header, dialog[open] footer');
    expect(staying.map((each) => getComputedStyle(each).position)).to.deep.equal(
      Array(3).fill('static'),
    );
    wizard.remove();
    server.restore();
    await setViewport({ width: 800, height: 600 });
  });
});

describe('at every width, after ordering', () => {
  let server: FakeServer;
  let place: HTMLElement;
  const lines = [
    lineOf(1, { customer: { ...lineOf(1).customer, name: LONG_NAME, taxCode: '0314409058-002' } }),
    lineOf(2, { state: 'paid' }),
    lineOf(3, { payer: 'owner', total: 9_999_999_999 }),
  ];
  const order = orderOf([], { lines, placedBy: 'Nguyễn Thị Phương Lan', total: 9_999_999_999 });

  before(() => setViewport({ width: WIDEST + 40, height: 900 }));
  after(() => setViewport({ width: 800, height: 600 }));

  beforeEach(() => {
    server = serverOf([])
      .on('orders.list', () => ({ orders: [order], nextCursor: null }))
      .on('orders.get', () => order)
      .on('paymentLinks.list', () => [])
      .on('payments.methods', () => ({
        methods: (['bank_transfer', 'vnpay', 'momo'] as const).map((method) => ({
          method,
          unavailable: method === 'momo' ? ('AMOUNT_TOO_LARGE' as const) : null,
          limit: method === 'momo' ? 50_000_000 : null,
        })),
        openAttempts: [],
        amount: order.due,
      }))
      .install();
    place = document.createElement('div');
    document.body.append(place);
  });
  afterEach(() => {
    place.remove();
    server.restore();
  });

  async function fits(element: HTMLElement, selector: string): Promise<void> {
    place.append(element);
    await eventually(() => deepQuery(element, selector), selector);
    expect(await misfitsByWidth(element, place)).to.deep.equal({});
  }

  for (const locale of ['vi', 'en'] as const) {
    it(`the orders, an order and its payment fit every width (${locale})`, async () => {
      await fits(connected('renewal-orders', server, { locale }), 'tr.opens');
      place.replaceChildren();
      const orderId = order.id;
      await fits(connected('renewal-payment', server, { locale, orderId }), 'td.payer');
      place.replaceChildren();
      const stage = 'method' as const;
      await fits(connected('renewal-payment', server, { locale, orderId, stage }), '.method');
    });
  }
});
