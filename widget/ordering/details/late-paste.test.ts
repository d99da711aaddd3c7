import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { Refusal } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import { button, deepQuery, deepQueryAll, eventually, visibleText } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

const [first, second, third] = customersOf(3) as [Customer, Customer, Customer];

function paste(wizard: Element, ...customers: readonly Customer[]): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', customers.map(({ taxCode }) => taxCode).join('\n'));
  const code = deepQuery(wizard, 'input[role=combobox]');
  code?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
}

describe('codes that are looked up for long after they were pasted', () => {
  it('what a person changes meanwhile stays', async () => {
    const server = serverWithOwnDrafts([first, second, third], 'late-paste').install();
    const wizard = await wizardFor(server, first.taxCode);
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
    const years = deepQuery<HTMLSelectElement>(wizard, 'select[name=years]') as HTMLSelectElement;
    years.value = '3';
    years.dispatchEvent(new Event('change', { bubbles: true }));
    button(wizard, 'Thêm dòng').click();
    looking.resolve();
    const values = () =>
      deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);
    await eventually(() => values().length >= 3, 'the pasted rows');
    expect(values().slice(0, 3)).to.deep.equal(['3', '1', '1']);
    wizard.remove();
    server.restore();
  });

  it('codes pasted while the server is away are looked up by one press once it is back', async () => {
    const server = serverWithOwnDrafts([first, second, third], 'late-paste').install();
    const wizard = await wizardFor(server, first.taxCode);
    await shows(wizard, first.name);
    server.offline = true;
    paste(wizard, second, third);
    const sources = () => deepQuery(wizard, 'renewal-row-sources') as Element;
    await eventually(() => visibleText(sources()).includes('Không kết nối được'), 'the fault');
    await expectNoFaults(wizard);
    server.offline = false;
    button(sources(), 'Thử lại').click();
    await shows(wizard, third.name);
    await eventually(() => !visibleText(sources()).includes('Không kết nối được'), 'no fault');
    wizard.remove();
    server.restore();
  });

  it('columns pasted one after the other while the server is away are looked up together', async () => {
    const server = serverWithOwnDrafts([first], 'late-paste').install();
    const wizard = await wizardFor(server, first.taxCode);
    await shows(wizard, first.name);
    server.on('customers.lookUp', () => {
      throw new Refusal({ code: 'INTERNAL' });
    });
    const others = customersOf(5).slice(1);
    paste(wizard, ...others.slice(0, 2));
    paste(wizard, ...others.slice(2));
    const lastAsked = () => server.inputsOf('customers.lookUp').at(-1)?.taxCodes ?? [];
    await eventually(() => lastAsked().length === 4, 'both columns');
    expect(lastAsked()).to.have.members(others.map(({ taxCode }) => taxCode));
    wizard.remove();
    server.restore();
  });
});
