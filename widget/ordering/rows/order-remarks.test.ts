import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { ANNIVERSARY, customersOf, licenseOf, quoteOf, uuid, YEARLY } from '../../testing/firm.ts';
import { lineOf, orderOf } from '../../testing/orders.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm, toPlace, wizardFor } from '../../testing/wizard.ts';

/** Unexpected effects of a row: few days for a year's price, another plan, an expiry in the past. */

const [a, b, c, d] = customersOf(4).map(
  (customer): Customer => ({ ...customer, fiscalYearStart: 1 }),
) as [Customer, Customer, Customer, Customer];
const licensed = (customer: Customer, expiry: string, id: number): Customer => ({
  ...customer,
  licenses: [licenseOf(expiry, { id: uuid(10_000 + id) })],
});
/** 2026 adds two days, so that 2027 is the default. */
const twoDays = licensed(a, '2026-12-29', 1);
/** 2026 adds 92 days; to begin with 2027 would leave a gap. */
const quarter = licensed(b, '2026-09-30', 2);
const wholeYear = licensed(c, '2026-12-31', 3);
/** Two years back may still be bought. */
const lapsed = licensed(d, '2024-12-31', 4);
const SHORT = 'dòng gia hạn dưới 6 tháng';
const customers = [twoDays, quarter, wholeYear, lapsed];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'order-remarks').install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const wizardWith = (...chosen: Customer[]) =>
  wizardFor(server, ...chosen.map(({ taxCode }) => taxCode));
const remarks = (element: Element) => deepQueryAll(element, '.remark').map(visibleText);
const numbers = (wizard: Element) => deepQueryAll(wizard, 'td.index .text').map(visibleText);
const select = (wizard: Element, name: string, row = 0) =>
  deepQueryAll<HTMLSelectElement>(wizard, `select[name=${name}]`)[row] as HTMLSelectElement;

function choose(wizard: Element, name: string, value: string, row = 0): void {
  const field = select(wizard, name, row);
  field.value = value;
  field.dispatchEvent(new Event('change'));
}

/** The text that describes a control to a screen reader. */
function descriptionOf(control: HTMLElement): string {
  const root = control.getRootNode() as ShadowRoot;
  const ids = control.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => visibleText(root.getElementById(id) as HTMLElement)).join(' ');
}

const quoted = (wizard: Element) =>
  eventually(() => deepQuery(wizard, '.totals:not(.busy)'), 'the price');

describe('renewal-wizard: rows that add little', () => {
  it('a row says why the first year was skipped, and describes the choice by it', async () => {
    const wizard = await wizardWith(twoDays);
    await shows(wizard, 'Chọn 2027 vì 2026 chỉ thêm 2 ngày.');
    expect(select(wizard, 'firstFiscalYear').value).to.equal('2027');
    expect(descriptionOf(select(wizard, 'firstFiscalYear'))).to.contain('2026 chỉ thêm 2 ngày');
    expect(remarks(wizard)).to.deep.equal([]);
    await expectNoFaults(wizard);
  });

  it('a deliberately chosen short year has a badge, at once and from there to the placed order', async () => {
    const wizard = await wizardWith(twoDays, wholeYear);
    choose(wizard, 'firstFiscalYear', '2026');
    await eventually(() => remarks(wizard).join() === 'Chỉ thêm 2 ngày', 'the badge');
    expect(visibleText(wizard)).not.to.contain('Chọn 2027');
    await toConfirm(wizard);
    const rows = deepQueryAll(wizard, 'tbody tr').map(visibleText);
    expect(rows.map((row) => row.includes('Chỉ thêm 2 ngày'))).to.deep.equal([true, false]);
    await expectNoFaults(wizard);
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Lưu ý 1 dòng thêm chưa đến 6 tháng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(remarks(wizard)).to.deep.equal(['1 dòng thêm chưa đến 6 tháng']);
  });

  it('rows that add little are counted, and changed all at once and back', async () => {
    const wizard = await wizardWith(twoDays, quarter, wholeYear);
    choose(wizard, 'firstFiscalYear', '2026');
    await shows(wizard, '2 dòng gia hạn dưới 6 tháng');
    expect(remarks(wizard)).to.deep.equal(['Chỉ thêm 2 ngày', 'Chỉ thêm 39 ngày']);
    await shows(wizard, 'Khi đổi: 1 dòng chuyển sang năm tài chính sau; 1 dòng gia hạn thêm năm.');
    await expectNoFaults(wizard);
    // The former quote must not count for the changed rows from here on: the focus would go to a button that
    // disappears.
    await quoted(wizard);
    button(wizard, 'Dòng cần xem tiếp theo').click();
    await eventually(() => focused()?.getAttribute('name') === 'years', 'the described field');
    expect(focused()?.getAttribute('aria-describedby')).to.match(/^remarks-/);
    button(wizard, `Đổi cả 2 dòng: 2 ${SHORT}`).focus();
    button(wizard, `Đổi cả 2 dòng: 2 ${SHORT}`).click();
    await shows(wizard, 'Đã đổi 2 dòng.');
    await eventually(
      () => focused() === button(wizard, 'Hoàn tác'),
      'the undo button has the focus',
    );
    const terms = () =>
      [0, 1, 2].map((row) => [
        select(wizard, 'firstFiscalYear', row).value,
        select(wizard, 'years', row).value,
      ]);
    expect(terms()).to.deep.equal([
      ['2027', '1'],
      ['2026', '2'],
      ['2027', '1'],
    ]);
    expect(remarks(wizard)).to.deep.equal([]);
    await quoted(wizard);
    await shows(wizard, '4.800.000');
    button(wizard, 'Hoàn tác').click();
    await shows(wizard, '2 dòng gia hạn dưới 6 tháng');
    expect(terms()).to.deep.equal([
      ['2026', '1'],
      ['2026', '1'],
      ['2027', '1'],
    ]);
  });

  it('only the short rows are shown, with their numbers, until a row is added or all are requested', async () => {
    const wizard = await wizardWith(wholeYear, quarter);
    await shows(wizard, '1 dòng gia hạn dưới 6 tháng');
    button(wizard, `Xem: 1 ${SHORT}`).click();
    await eventually(() => numbers(wizard).join() === '2', 'the short row alone');
    button(wizard, `Đổi 1 dòng: 1 ${SHORT}`).click();
    await shows(wizard, 'Đã đổi 1 dòng.');
    expect(numbers(wizard), 'it stays in sight').to.deep.equal(['2']);
    button(wizard, 'Xem tất cả 2 dòng').click();
    await eventually(() => numbers(wizard).join() === '1,2', 'all rows');
    button(wizard, 'Hoàn tác').click();
    await shows(wizard, '1 dòng gia hạn dưới 6 tháng');
    button(wizard, `Xem: 1 ${SHORT}`).click();
    await eventually(() => numbers(wizard).join() === '2', 'the short row alone');
    button(wizard, 'Thêm dòng').click();
    await eventually(() => numbers(wizard).join() === '1,2,3', 'all rows and the new one');
  });

  it('a wrong row gets the focus, even if it is hidden', async () => {
    server.on('orders.quote', (input) => {
      const answer = quoteOf(customers, input);
      const [row = 0] = input.lines.flatMap(({ customerId }, index) =>
        customerId === wholeYear.id ? [index] : [],
      );
      const problems = [{ row, field: 'planId', code: 'PLAN_NOT_FOR_CUSTOMER' } as const];
      return { ...answer, lines: answer.lines.filter((line) => line.row !== row), problems };
    });
    const wizard = await wizardWith(wholeYear, quarter);
    await shows(wizard, '1 dòng gia hạn dưới 6 tháng');
    button(wizard, `Xem: 1 ${SHORT}`).click();
    await eventually(() => numbers(wizard).join() === '2', 'the short row alone');
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused() === select(wizard, 'planId'), 'the plan that is not right');
    expect(numbers(wizard)).to.deep.equal(['1', '2']);
  });

  it('a row whose new expiry is before today says so', async () => {
    const wizard = await wizardWith(lapsed);
    choose(wizard, 'firstFiscalYear', '2025');
    await eventually(() => remarks(wizard).join() === 'Ngày hết hạn mới đã qua', 'the badge');
    await expectNoFaults(wizard);
    await toConfirm(wizard);
    expect(remarks(wizard)).to.deep.equal(['Ngày hết hạn mới đã qua']);
  });

  it('remarks are complete in English, and fit a narrow page', async () => {
    await setViewport({ width: 360, height: 740 });
    const wizard = connected('renewal-wizard', server, {
      customers: [twoDays.taxCode, quarter.taxCode],
    });
    wizard.setAttribute('locale', 'en');
    await shows(wizard, '2027 is chosen, as 2026 adds only 2 days.');
    await shows(wizard, '1 row adds less than six months');
    await shows(wizard, 'Only 39 more days');
    expect(wizard.scrollWidth).to.be.at.most(wizard.clientWidth);
    await expectNoFaults(wizard);
  });
});

describe('renewal-wizard: changes of plan', () => {
  it('a change of plan shows the present and the new plan from the row to the placed order', async () => {
    const wizard = await wizardWith(wholeYear, quarter);
    choose(wizard, 'planId', ANNIVERSARY.id);
    await eventually(() => remarks(wizard)[0] === 'Đổi gói: Gói Tiêu chuẩn → Gói Theo năm');
    expect(descriptionOf(select(wizard, 'planId'))).to.contain('Đổi gói');
    await toConfirm(wizard);
    const [row] = deepQueryAll(wizard, 'tbody tr').map(visibleText);
    expect(row).to.contain('Đổi gói: Gói Tiêu chuẩn → Gói Theo năm');
    deepQuery<HTMLElement>(wizard, 'tbody button.link')?.click();
    await eventually(() => deepQuery(wizard, 'dialog[open] .remark.planChange'));
    await expectNoFaults(wizard);
    button(deepQuery(wizard, 'dialog[open]') as Element, 'Đóng').click();
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Lưu ý 1 dòng đổi gói');
  });

  it('changes of plan are confirmed by plan, present expiry and new expiry of every line', async () => {
    const wizard = await wizardWith(wholeYear, quarter);
    await toConfirm(wizard);
    const rows = deepQueryAll(wizard, 'tbody tr').map(visibleText);
    for (const [row, present, renewed] of [
      [rows[0], '31/12/2026', '31/12/2027'],
      [rows[1], '30/09/2026', '31/12/2026'],
    ] as const) {
      for (const text of ['Gói Tiêu chuẩn', present, renewed]) expect(row).to.contain(text);
    }
  });

  it('only plans for the customer’s kind are offered, and all for a draft without a kind', async () => {
    const household = { ...ANNIVERSARY, customerKinds: ['household' as const] };
    server.on('catalog.plans', () => [YEARLY, household]);
    const plans = (wizard: Element) =>
      [...select(wizard, 'planId').options].map(({ text }) => text);
    const wizard = await wizardWith(wholeYear);
    expect(plans(wizard)).to.deep.equal(['Gói Tiêu chuẩn']);
    await quoted(wizard);
    wizard.remove();
    const key = Object.keys(localStorage).find((name) => name.includes('order-remarks')) ?? '';
    const stored = localStorage.getItem(key) ?? '';
    localStorage.setItem(key, stored.replace('"kind":"company",', ''));
    const again = await wizardWith(wholeYear);
    expect(plans(again)).to.deep.equal(['Gói Tiêu chuẩn', 'Gói Theo năm']);
  });
});

describe('renewal-wizard: a page that stays open', () => {
  const NEW_YEAR = '2027-01-01';
  const CONFIRM_AGAIN = 'Vui lòng kiểm tra và xác nhận lại.';

  /** Sets the clock a quarter of an hour ahead, which makes the quote old. */
  function later(): () => void {
    const { now } = Date;
    Date.now = () => now() + 15 * 60_000;
    return () => {
      Date.now = now;
    };
  }

  /** Moves the server to the next day, and makes the quote old. */
  function nextYear(): () => void {
    const stop = later();
    server.on('orders.quote', (input) => {
      const answer = quoteOf(customers, input);
      const lines = answer.lines.map((line) =>
        line.newExpiry < NEW_YEAR
          ? {
              ...line,
              daysGained: 0,
              warnings: [{ code: 'EXPIRY_PASSED' as const, days: null, fiscalYear: null }],
            }
          : line,
      );
      return { ...answer, today: NEW_YEAR, lines };
    });
    return stop;
  }

  it('a page open over midnight quotes again when somebody looks at it, with the server’s new day', async () => {
    const wizard = await wizardWith(quarter);
    await eventually(() => remarks(wizard).join() === 'Chỉ thêm 39 ngày');
    const stop = nextYear();
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => remarks(wizard).join() === 'Ngày hết hạn mới đã qua', 'the badge');
    stop();
    const years = [...select(wizard, 'firstFiscalYear').options].map(({ value }) => value);
    expect(years).to.deep.equal(['2026', '2027']);
  });

  it('a page open over midnight quotes again before it goes on from the rows', async () => {
    const wizard = await wizardWith(quarter);
    await eventually(() => remarks(wizard).join() === 'Chỉ thêm 39 ngày');
    const stop = nextYear();
    await toConfirm(wizard);
    stop();
    expect(remarks(wizard)).to.deep.equal(['Ngày hết hạn mới đã qua']);
  });

  it('a page open over midnight requires confirming again', async () => {
    const wizard = await wizardWith(quarter);
    await toPlace(wizard);
    const stop = nextYear();
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(wizard, CONFIRM_AGAIN);
    stop();
    expect(deepQuery<HTMLInputElement>(wizard, '#confirmed')?.checked).to.equal(false);
    expect(remarks(wizard)).to.deep.equal(['Ngày hết hạn mới đã qua']);
    expect(server.inputsOf('orders.place')).to.deep.equal([]);
  });

  it('a page open at Đặt hàng requires confirming again when an expiry changes on the same day', async () => {
    const wizard = await wizardWith(wholeYear);
    await toPlace(wizard);
    const stop = later();
    server.on('orders.quote', (input) => {
      const answer = quoteOf(customers, input);
      const lines = answer.lines.map((line) => ({ ...line, newExpiry: '2028-03-31' }));
      return { ...answer, lines };
    });
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(wizard, CONFIRM_AGAIN);
    stop();
    expect(deepQuery<HTMLInputElement>(wizard, '#confirmed')?.checked).to.equal(false);
    await shows(wizard, '31/03/2028');
    expect(server.inputsOf('orders.place')).to.deep.equal([]);
  });

  it('a page open over midnight keeps the confirmation when the new day changes nothing', async () => {
    const wizard = await wizardWith(wholeYear);
    await toPlace(wizard);
    const stop = nextYear();
    const asked = server.inputsOf('orders.quote').length;
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => server.inputsOf('orders.quote').length > asked, 'the question');
    stop();
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
  });
});

describe('renewal-orders: lines that add little or change the plan', () => {
  it('lines that add little or change the plan say so in the list and in a line’s details', async () => {
    const presentPlan = { code: ANNIVERSARY.code, name: ANNIVERSARY.name };
    const order = orderOf([], {
      lines: [
        lineOf(1, { daysGained: 92, newExpiry: '2026-12-31' }),
        lineOf(2, { presentPlan, changesPlan: true }),
        lineOf(3),
        lineOf(4, { newExpiry: '2026-06-30', presentExpiry: '2025-06-30', daysGained: 30 }),
        lineOf(5, { state: 'paid', newExpiry: '2026-06-30', daysGained: 365 }),
      ],
    });
    server
      .on('orders.list', () => ({ orders: [order], nextCursor: null }))
      .on('orders.get', () => order);
    const element = connected('renewal-orders', server);
    await shows(element, 'DH');
    button(element, 'Xem chi tiết').click();
    await shows(element, 'Chỉ thêm 92 ngày');
    expect(remarks(element)).to.deep.equal([
      'Chỉ thêm 92 ngày',
      'Đổi gói: Gói Theo năm → Gói Tiêu chuẩn',
      'Ngày hết hạn mới đã qua',
    ]);
    button(element, 'Công ty Cổ phần Số 2').click();
    await eventually(() => deepQuery(element, 'dialog[open] .remark.planChange'));
    await expectNoFaults(element);
  });
});
