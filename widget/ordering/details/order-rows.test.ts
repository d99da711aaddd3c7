import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { ANNIVERSARY, customersOf, licenseOf, YEARLY } from '../../testing/firm.ts';
import {
  button,
  clearPage,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm, wizardFor } from '../../testing/wizard.ts';

/** A row's notes: its own settings, and a short gain. */

const DETAILS = 'Thông tin riêng của dòng';
const OWN = ['Hóa đơn: Chi nhánh Huế', 'Gửi thêm thông báo: chu@kh2.vn'];
const [first, second, third, fourth] = customersOf(4) as [Customer, Customer, Customer, Customer];

let server: FakeServer;

beforeEach(() => {
  // Today is 23/11/2026.
  const soon = {
    ...first,
    licenses: [licenseOf('2026-12-26', { id: first.licenses[0]?.id ?? '' })],
  };
  server = serverWithOwnDrafts([soon, second, third, fourth], 'order-rows').install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

const nameCells = (wizard: Element) => deepQueryAll(wizard, 'td.name').map(visibleText);
const newExpiries = (wizard: Element) => deepQueryAll(wizard, 'td.newExpiry').map(visibleText);

/** Gives the second row an invoice party and an e-mail address of its own. */
async function declareOwn(wizard: Element) {
  button(wizard, DETAILS, 1).click();
  const email = await eventually(
    () => deepQuery<HTMLInputElement>(wizard, '#email-2'),
    'the field',
  );
  type(email, 'chu@kh2.vn');
  deepQuery<HTMLInputElement>(wizard, '.own input[type=checkbox]')?.click();
  await eventually(() => deepQuery(wizard, '#party-2-legalName'), 'the party');
  for (const [name, text] of Object.entries({
    legalName: 'Chi nhánh Huế',
    taxCode: third.taxCode,
    address: 'Huế',
    email: 'hue@kh2.vn',
  })) {
    type(deepQuery<HTMLInputElement>(wizard, `#party-2-${name}`) as HTMLInputElement, text);
  }
}

describe('renewal-wizard: a row’s own settings', () => {
  it('the fields of a party stand two by two, name and address each in a line', async () => {
    await setViewport({ width: 1_200, height: 800 });
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await declareOwn(wizard);
    const top = (name: string) =>
      deepQuery(wizard, `#party-2-${name}`)?.getBoundingClientRect().top ?? 0;
    const names = ['legalName', 'taxCode', 'budgetUnitCode', 'address', 'email', 'contactName'];
    const lines = [...new Set(names.map(top))].sort((a, b) => a - b);
    expect(names.map((name) => lines.indexOf(top(name)))).to.deep.equal([0, 1, 1, 2, 3, 3]);
    await setViewport({ width: 800, height: 600 });
  });

  it('a row’s own settings are shown at the row, when confirming, and in the summary', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await declareOwn(wizard);
    await eventually(() => OWN.every((note) => nameCells(wizard)[1]?.includes(note)), 'the notes');
    expect(nameCells(wizard)[0]).to.equal(first.name);
    await expectNoFaults(wizard);
    const tick = await toConfirm(wizard);
    const [, row] = deepQueryAll(wizard, 'tbody tr').map(visibleText);
    for (const note of OWN) expect(row).to.contain(note);
    await expectNoFaults(wizard);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Khách hàng 1 giấy phép có thông tin hóa đơn riêng');
    await shows(wizard, '1 email cho người nhận riêng');
    await expectNoFaults(wizard);
  });

  it('a row’s own settings in a stored draft are shown at once, in English too', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await declareOwn(wizard);
    wizard.remove();
    const again = await wizardFor(server, first.taxCode, second.taxCode);
    await shows(again, OWN[0] as string);
    (again as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(again, 'Invoice: Chi nhánh Huế Messages also to: chu@kh2.vn');
  });

  it('a row’s own settings follow their button in the keyboard order', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    button(wizard, DETAILS).focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => deepQuery(wizard, '.own select'), 'the details');
    await sendKeys({ press: 'Tab' });
    await eventually(() => focused() === deepQuery(wizard, '.own select'), 'the focus');
  });
});

describe('renewal-wizard: a renewal that gains few days', () => {
  it('a renewal that gains few days is not the default, and says how few when chosen', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await eventually(() => newExpiries(wizard)[0] === '31/12/2027');
    const year = deepQuery<HTMLSelectElement>(wizard, '[name=firstFiscalYear]');
    expect([...(year?.options ?? [])].map(({ value }) => value)).to.deep.equal(['2026', '2027']);
    if (year) year.value = '2026';
    year?.dispatchEvent(new Event('change'));
    await eventually(() => newExpiries(wizard)[0] === '31/12/2026');
    await shows(wizard, 'Chỉ thêm 5 ngày');
    expect(newExpiries(wizard)[1]).to.equal('31/03/2027');
    await shows(wizard, 'Chỉ thêm 129 ngày');
    await expectNoFaults(wizard);
  });
});

describe('renewal-wizard: a page that stays open', () => {
  it('an open page offers the choices of the server’s day, not of the day it was opened', async () => {
    const totals = { list: 0, discount: 0, net: 0, vat: 0, total: 0 };
    const none = {
      lines: [],
      problems: [],
      discountRate: 0,
      volumeKeptBack: 0,
      discounts: [],
      codeProblem: null,
    };
    server.on('orders.quote', () => ({ ...none, today: '2027-12-15', totals }));
    const wizard = await wizardFor(server, first.taxCode);
    const offered = () => [
      ...(deepQuery<HTMLSelectElement>(wizard, '[name=firstFiscalYear]')?.options ?? []),
    ];
    await eventually(() => offered().length === 3, 'the years of that day');
    expect(offered().map(({ value }) => value)).to.deep.equal(['2026', '2027', '2028']);
  });
});

describe('renewal-wizard: a plan', () => {
  it('a plan is offered to the kinds of customers it is for', async () => {
    const others = { ...ANNIVERSARY, customerKinds: ['household' as const] };
    server.on('catalog.plans', () => [YEARLY, others]);
    const wizard = await wizardFor(server, first.taxCode);
    const plan = deepQuery<HTMLSelectElement>(wizard, '[name=planId]') as HTMLSelectElement;
    expect([...plan.options].map(({ value }) => value)).to.deep.equal([YEARLY.id]);
  });

  it('a plan is named in full where its field is too narrow', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    const plan = deepQuery<HTMLSelectElement>(wizard, '[name=planId]') as HTMLSelectElement;
    expect(plan.title).to.equal('Gói Tiêu chuẩn');
  });

  it('an anniversary plan has years and no fiscal year, on confirming too', async () => {
    server.on('catalog.plans', () => [YEARLY, ANNIVERSARY]);
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    const plan = deepQuery<HTMLSelectElement>(wizard, '[name=planId]') as HTMLSelectElement;
    plan.value = ANNIVERSARY.id;
    plan.dispatchEvent(new Event('change'));
    await toConfirm(wizard);
    const terms = () => deepQueryAll(wizard, 'td[data-label="Thời hạn"]').map(visibleText);
    await eventually(() => terms().length === 2, 'the terms');
    expect(terms()).to.deep.equal(['Thời hạn 1 năm', 'Năm tài chính 2026']);

    button(wizard, first.name).click();
    const facts = await eventually(() => deepQuery(wizard, 'dialog[open] dl'), 'the details');
    expect(visibleText(facts))
      .to.match(/Thời hạn 1 năm/)
      .and.not.match(/Năm tài chính/);
  });
});
