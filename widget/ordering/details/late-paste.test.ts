import { expect } from '@open-wc/testing';
import '../../define.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { RenewalWizard } from '../../renewal-wizard.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { customersOf, taxCode } from '../../testing/firm.ts';
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
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';
import type { OrderWizard } from '../order-wizard.ts';

const [first, second, third] = customersOf(3) as [Customer, Customer, Customer];

let server: FakeServer;

afterEach(() => clearPage(server));

/** The wizard with the first customer, priced, at a server that knows these. */
async function openWizard(known: Customer[] = [first, second, third]): Promise<RenewalWizard> {
  server = serverWithOwnDrafts(known, 'late-paste').install();
  const wizard = await wizardFor(server, first.taxCode);
  await shows(wizard, '1.200.000 ₫');
  return wizard;
}

function paste(wizard: Element, ...customers: readonly Customer[]): void {
  pasteText(wizard, customers.map(({ taxCode }) => taxCode).join('\n'));
}

function pasteText(wizard: Element, text: string, html = ''): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', text);
  if (html) clipboardData.setData('text/html', html);
  const code = deepQuery(wizard, 'input[role=combobox]');
  code?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
}

/** The wizard with the first customer, and the others' codes pasted; their look-up waits. */
async function whileLookingUp() {
  const wizard = await openWizard();
  const looking = Promise.withResolvers<void>();
  server.on('customers.lookUp', async ({ taxCodes }) => {
    await looking.promise;
    const customers = [second, third];
    return {
      results: taxCodes.map((taxCode, index) => ({
        ...{ outcome: 'found', taxCode, customer: customers[index] as Customer },
        formerTaxCode: null,
      })) as never,
    };
  });
  paste(wizard, second, third);
  await eventually(() => server.inputsOf('customers.lookUp').length === 2, 'the look-up');
  return { wizard, looking };
}

function changeYears(wizard: Element): void {
  const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
  years.value = '3';
  years.dispatchEvent(new Event('change', { bubbles: true }));
}

async function yearsOfPasted(wizard: Element): Promise<string[]> {
  const values = () =>
    deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);
  await eventually(() => values().length >= 3, 'the pasted rows');
  return values().slice(0, 3);
}

/** No code can be looked up, as where a proxy refuses it; prices are there. */
function away() {
  const before = server.inputsOf('customers.lookUp').length;
  server.on('customers.lookUp', () => {
    throw new Refusal({ code: 'INTERNAL' });
  });
  return { lookUps: () => server.inputsOf('customers.lookUp').length - before };
}

function back(): void {
  const found = [second, third];
  server.on('customers.lookUp', ({ taxCodes }) => ({
    results: taxCodes.map((taxCode, index) => ({
      ...{ outcome: 'found', taxCode, customer: found[index] as Customer },
      formerTaxCode: null,
    })) as never,
  }));
}

/** An element that can't be registered, as where its part can't be loaded. @returns takes that back */
function breakElement(tag: string): () => void {
  const { get, define } = customElements;
  customElements.get = (name) => (name === tag ? undefined : get.call(customElements, name));
  customElements.define = (name, ...element) => {
    if (name === tag) throw new TypeError(`${tag} is away`);
    define.call(customElements, name, ...element);
  };
  return () => Object.assign(customElements, { get, define });
}

/** No table can be read, as where the part for it can't be loaded. @returns takes that back */
function breakTables(): () => void {
  const { match } = String.prototype;
  String.prototype.match = function (this: string, pattern: RegExp) {
    if (pattern.source?.includes('<tr')) throw new TypeError('tables are away');
    return match.call(this, pattern);
  } as typeof match;
  return () => Object.assign(String.prototype, { match });
}

describe('codes that are looked up for long after they were pasted', () => {
  it('changes made while pasted codes are looked up stay', async () => {
    const { wizard, looking } = await whileLookingUp();
    changeYears(wizard);
    button(wizard, 'Thêm dòng').click();
    looking.resolve();
    expect(await yearsOfPasted(wizard)).to.deep.equal(['3', '1', '1']);
  });

  it('changes made while pasted codes are looked up stay also where the form was left meanwhile', async () => {
    const { wizard, looking } = await whileLookingUp();
    const form = deepQuery<OrderWizard>(wizard, 'renewal-order-wizard');
    await form?.go('confirm');
    await form?.go('details');
    changeYears(wizard);
    looking.resolve();
    expect(await yearsOfPasted(wizard)).to.deep.equal(['3', '1', '1']);
  });

  it('text typed into the dialog while its codes are looked up stays there', async () => {
    const wizard = await openWizard([first, second]);
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'));
    const looking = Promise.withResolvers<void>();
    server.on('customers.lookUp', async ({ taxCodes: [taxCode = ''] }) => {
      await looking.promise;
      const found = { outcome: 'found', taxCode, customer: second, formerTaxCode: null };
      return { results: [found] as never };
    });
    const textarea = dialog.querySelector('textarea') as HTMLTextAreaElement;
    type(textarea, second.taxCode);
    const add = button(dialog, 'Thêm vào đơn');
    add.click();
    await eventually(() => add.disabled, 'the look-up');
    type(textarea, `${second.taxCode}\n${third.taxCode}`);
    looking.resolve();
    await eventually(() => !add.disabled, 'the answer');
    await eventually(() => deepQueryAll(wizard, 'select[name=years]').length === 2, 'its row');
    expect(textarea.value).to.equal(`${second.taxCode}\n${third.taxCode}`);
    expect(dialog.open).to.equal(true);
  });

  it('going on waits for pasted codes that are being looked up', async () => {
    const { wizard, looking } = await whileLookingUp();
    button(wizard, 'Tiếp tục').click();
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, '#confirmed').length, 'before they are there').to.equal(0);
    looking.resolve();
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
    await shows(wizard, third.name);
  });

  it('codes pasted while the server is away are looked up by one press once it is back', async () => {
    const wizard = await openWizard();
    server.offline = true;
    paste(wizard, second, third);
    const sources = () => deepQuery(wizard, 'renewal-row-sources') as Element;
    await eventually(() => visibleText(sources()).includes('Không kết nối được'), 'the fault');
    await expectNoFaults(wizard);
    server.offline = false;
    button(sources(), 'Thử lại').click();
    await shows(wizard, third.name);
    await shows(wizard, 'Đã thêm 2 khách hàng.');
    await eventually(() => !visibleText(sources()).includes('Không kết nối được'), 'no fault');
  });

  for (const [answer, left] of [
    ['Thử lại', 3],
    ['Bỏ các dòng này', 1],
  ] as const) {
    it(`going on stays at those that could not be looked up, until “${answer}”`, async () => {
      const wizard = await openWizard();
      const { lookUps } = away();
      paste(wizard, second, third);
      await shows(wizard, '2 dòng vừa dán chưa vào đơn.');
      await expectNoFaults(wizard);
      button(wizard, 'Tiếp tục').click();
      await eventually(() => lookUps() === 2, 'another try');
      await eventually(() => focused() === button(wizard, 'Thử lại'), 'the focus at what is left');
      expect(deepQueryAll(wizard, '#confirmed'), 'the form stays').to.have.length(0);
      back();
      button(wizard, answer).click();
      await eventually(() => deepQueryAll(wizard, 'tr.line').length === left, 'the rows');
      await eventually(() => focused() === button(wizard, 'Thêm dòng'), 'the focus at the list');
      button(wizard, 'Tiếp tục').click();
      await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
    });
  }

  it('the notice stays while it is tried again, with the focus, and the focus elsewhere is left there', async () => {
    const wizard = await openWizard();
    const { lookUps } = away();
    paste(wizard, second, third);
    await shows(wizard, '2 dòng vừa dán chưa vào đơn.');
    const retry = button(wizard, 'Thử lại');
    retry.focus();
    retry.click();
    await eventually(() => lookUps() === 2, 'another try');
    await eventually(() => retry.getAttribute('aria-disabled') === 'false', 'its end');
    expect(focused() === retry).to.equal(true);
    back();
    retry.click();
    const payer = deepQuery<HTMLInputElement>(wizard, 'input[name=payer]') as HTMLInputElement;
    payer.focus();
    await shows(wizard, third.name);
    await eventually(() => !retry.isConnected, 'no notice');
    expect(focused() === payer).to.equal(true);
    await eventually(() => deepQueryAll(wizard, '.notice.said').length === 1, 'no warning');
  });

  it('codes that are tried again can’t be left out meanwhile, which the button shows', async () => {
    const wizard = await openWizard();
    away();
    paste(wizard, second, third);
    await shows(wizard, '2 dòng vừa dán chưa vào đơn.');
    const looking = Promise.withResolvers<void>();
    server.on('customers.lookUp', async () => {
      await looking.promise;
      throw new Refusal({ code: 'INTERNAL' });
    });
    const leaveOut = button(wizard, 'Bỏ các dòng này');
    button(wizard, 'Thử lại').click();
    await eventually(() => leaveOut.getAttribute('aria-disabled') === 'true', 'the try');
    looking.resolve();
    await eventually(() => leaveOut.getAttribute('aria-disabled') === 'false', 'its end');
  });

  for (const answer of ['Thử lại', 'Bỏ các dòng này']) {
    it(`a pasted table that can’t be shown stays until “${answer}”, and going on leads to it`, async () => {
      const wizard = await openWizard();
      const mend = breakElement('renewal-import-dialog');
      button(wizard, 'Dán danh sách, nhập Excel').click();
      const list = () => deepQuery<HTMLTextAreaElement>(wizard, 'dialog[open] textarea');
      type((await eventually(list)) as HTMLTextAreaElement, `${second.taxCode}\t3 năm`);
      list()?.form?.requestSubmit();
      await eventually(() => !list(), 'no dialog');
      await shows(wizard, 'Bỏ các dòng này');
      await expectNoFaults(wizard);
      button(wizard, 'Tiếp tục').click();
      await eventually(() => focused() === button(wizard, 'Thử lại'), 'the focus at the table');
      expect(deepQueryAll(wizard, '#confirmed'), 'the form stays').to.have.length(0);
      mend();
      button(wizard, answer).click();
      if (answer === 'Thử lại') await shows(wizard, '1 dòng mới');
      else {
        await eventually(() => focused() === button(wizard, 'Thêm dòng'), 'the focus at the list');
        button(wizard, 'Tiếp tục').click();
        await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
      }
    });
  }

  it('a table that could not be read at first has its merged cells when it is tried again', async () => {
    const wizard = await openWizard();
    const mend = breakTables();
    pasteText(
      wizard,
      `${second.taxCode}\t3 năm\r\n${third.taxCode}\t\r\n`,
      `<table><tr><td>${second.taxCode}</td><td rowspan="2">3 năm</td></tr><tr><td>${third.taxCode}</td></tr></table>`,
    );
    await shows(wizard, '2 dòng vừa dán chưa vào đơn.');
    mend();
    button(wizard, 'Thử lại').click();
    await shows(wizard, '2 dòng mới');
    await shows(wizard, `${third.taxCode} 3 năm`);
  });

  it('going on stays where the other try refuses what was pasted, and says so', async () => {
    const wizard = await openWizard([first]);
    away();
    const codes = Array.from({ length: LIMITS.orderLines }, (_, index) => taxCode(index + 10));
    paste(wizard, ...codes.map((code) => ({ ...first, taxCode: code })));
    await shows(wizard, '2.000 dòng vừa dán chưa vào đơn.');
    server.on('customers.lookUp', ({ taxCodes }) => ({
      results: taxCodes.map((code) => ({ outcome: 'unknown', taxCode: code })) as never,
    }));
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Một đơn hàng có tối đa 2.000 dòng');
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, '#confirmed'), 'the form stays').to.have.length(0);
    expect(deepQueryAll(wizard, '.notice.said'), 'a warning').to.have.length(0);
  });

  it('going on looks up once more what could not be, and takes it along', async () => {
    const wizard = await openWizard();
    away();
    paste(wizard, second, third);
    await shows(wizard, '2 dòng vừa dán chưa vào đơn.');
    back();
    button(wizard, 'Tiếp tục').click();
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
    await shows(wizard, third.name);
  });

  it('columns pasted one after the other while the server is away are looked up together', async () => {
    const wizard = await openWizard([first]);
    server.on('customers.lookUp', () => {
      throw new Refusal({ code: 'INTERNAL' });
    });
    const others = customersOf(5).slice(1);
    paste(wizard, ...others.slice(0, 2));
    paste(wizard, ...others.slice(2));
    const lastAsked = () => server.inputsOf('customers.lookUp').at(-1)?.taxCodes ?? [];
    await eventually(() => lastAsked().length === 4, 'both columns');
    expect(lastAsked()).to.have.members(others.map(({ taxCode }) => taxCode));
  });

  it('pasted codes that failed stay to be tried again, also when others are added meanwhile', async () => {
    const other = customersOf(4)[3] as Customer;
    const wizard = await openWizard(customersOf(4));
    server.offline = true;
    paste(wizard, second, third);
    const sources = () => deepQuery(wizard, 'renewal-row-sources') as Element;
    await eventually(() => visibleText(sources()).includes('Không kết nối được'), 'the fault');
    server.offline = false;
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const list = () => deepQuery<HTMLTextAreaElement>(wizard, 'dialog[open] textarea');
    await eventually(list, 'the dialog');
    type(list() as HTMLTextAreaElement, other.taxCode);
    list()?.form?.requestSubmit();
    await shows(wizard, other.name);
    await eventually(() => !list(), 'no dialog');
    button(sources(), 'Thử lại').click();
    await shows(wizard, second.name);
  });
});
