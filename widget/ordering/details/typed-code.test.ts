import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  button,
  deepQuery,
  deepQueryAll,
  eventually,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

const [, first, second] = customersOf(3) as [Customer, Customer, Customer];

describe('going on while a typed code is being looked up', () => {
  it('going on waits for the customer of a typed code, who is in the list to confirm', async () => {
    const server = serverWithOwnDrafts([first, second], 'typed-code').install();
    const wizard = await wizardFor(server, first.taxCode);
    await shows(wizard, first.name);
    const looking = Promise.withResolvers<void>();
    server.on('customers.lookUp', async () => {
      await looking.promise;
      const { taxCode } = second;
      return { results: [{ outcome: 'found', taxCode, customer: second, formerTaxCode: null }] };
    });
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    button(wizard, 'Thêm dòng').click();
    const codes = () => deepQueryAll<HTMLInputElement>(wizard, 'input[role=combobox]');
    await eventually(() => codes().length === 2, 'the new row');
    const code = codes()[1] as HTMLInputElement;
    type(code, second.taxCode);
    code.blur();
    button(wizard, 'Tiếp tục').click();
    await eventually(() => server.inputsOf('customers.lookUp').length === 2, 'the look-up');
    for (let frames = 0; frames < 60; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, 'renewal-confirm-table')).to.have.length(0);
    looking.resolve();
    await eventually(() => deepQuery(wizard, 'renewal-confirm-table'), 'the list to confirm');
    await shows(wizard, second.name);
    wizard.remove();
    server.restore();
  });

  it('a code typed while the server is away is looked up when the person goes on', async () => {
    const server = serverWithOwnDrafts([first, second], 'typed-code').install();
    const wizard = await wizardFor(server, first.taxCode);
    await shows(wizard, first.name);
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    button(wizard, 'Thêm dòng').click();
    const codes = () => deepQueryAll<HTMLInputElement>(wizard, 'input[role=combobox]');
    await eventually(() => codes().length === 2, 'the new row');
    server.offline = true;
    const code = codes()[1] as HTMLInputElement;
    type(code, second.taxCode);
    code.blur();
    await shows(wizard, 'Không kết nối được máy chủ');
    expect(visibleText(wizard), 'nobody knows that').not.to.contain('Không có khách hàng nào');
    button(wizard, 'Tiếp tục').click();
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, 'renewal-confirm-table')).to.have.length(0);
    server.offline = false;
    button(wizard, 'Tiếp tục').click();
    await eventually(() => deepQuery(wizard, 'renewal-confirm-table'), 'the list to confirm');
    await shows(wizard, second.name);
    wizard.remove();
    server.restore();
  });

  it('the answer about a former code leaves what is being typed', async () => {
    const server = serverWithOwnDrafts([first, second], 'typed-code').install();
    const wizard = await wizardFor(server);
    const looking = Promise.withResolvers<void>();
    server.on('customers.lookUp', async ({ taxCodes }) => {
      await looking.promise;
      const found = { outcome: 'found', customer: first, formerTaxCode: null } as const;
      return { results: taxCodes.map((taxCode) => ({ ...found, taxCode })) };
    });
    const code = deepQuery<HTMLInputElement>(wizard, 'input[role=combobox]') as HTMLInputElement;
    type(code, first.taxCode);
    code.blur();
    await eventually(() => server.inputsOf('customers.lookUp').length > 0, 'the look-up');
    type(code, '01');
    looking.resolve();
    await shows(wizard, first.name);
    expect(code.value).to.equal('01');
    code.blur();
    await eventually(() => server.inputsOf('customers.lookUp').length > 1, 'the next look-up');
    wizard.remove();
    server.restore();
  });
});
