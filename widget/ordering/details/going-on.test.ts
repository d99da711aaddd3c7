import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, quoteOf } from '../../testing/firm.ts';
import { button, deepQuery, eventually, focused, type } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

/** Going on while the answer about prices is late, and the person does not wait for it. */

const customers = customersOf(2);
const [customer] = customers as [Customer];

let server: FakeServer;
let wizard: HTMLElement;
let pricing: PromiseWithResolvers<void>;

beforeEach(async () => {
  server = serverWithOwnDrafts(customers, 'going-on').install();
  pricing = Promise.withResolvers<void>();
  server.on('orders.quote', async (input) => {
    await pricing.promise;
    return quoteOf(customers, input);
  });
  wizard = await wizardFor(server, customer.taxCode);
  deepQuery(wizard, 'input[name=invoiceTo][value=other]')?.click();
  await eventually(() => field('legalName'), 'the fields');
});

afterEach(() => {
  wizard.remove();
  server.restore();
});

const field = (name: string) => deepQuery<HTMLInputElement>(wizard, `#party-${name}`);

/** Presses Tiếp tục, and goes on typing. */
function goOnTyping(texts: Record<string, string>): void {
  button(wizard, 'Tiếp tục').focus();
  button(wizard, 'Tiếp tục').click();
  for (const [name, text] of Object.entries(texts)) type(field(name) as HTMLInputElement, text);
}

async function answered(): Promise<void> {
  pricing.resolve();
  await shows(wizard, '1.200.000 ₫');
  for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
}

describe('going on before the prices are there', () => {
  it('the field in which the person types keeps the focus, whatever is wrong', async () => {
    goOnTyping({ taxCode: '0101243151', address: '1 Tràng Tiền' });
    await shows(wizard, 'Mã số thuế sai số kiểm tra');
    await answered();
    expect(focused()?.id).to.equal('party-address');
    // A press after that leads to the problem.
    goOnTyping({});
    await eventually(() => focused()?.id === 'party-legalName', 'the first problem');
  });

  it('the form stays while the person types into it, and goes on with the next press', async () => {
    goOnTyping({
      ...{ legalName: 'Công ty Mẹ', taxCode: '0101243150' },
      ...{ email: 'ketoan@me.vn', address: '1 Tràng Tiền' },
    });
    await answered();
    expect(focused()?.id).to.equal('party-address');
    goOnTyping({});
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
  });

  it('the form stays under a dialog that the person opens, with the text typed there', async () => {
    deepQuery(wizard, 'input[name=invoiceTo][value=customer]')?.click();
    goOnTyping({});
    button(wizard, 'Dán danh sách, nhập Excel').click();
    const list = await eventually(
      () => deepQuery<HTMLTextAreaElement>(wizard, 'dialog[open] textarea'),
      'the dialog',
    );
    type(list, '0101243150');
    await answered();
    expect(list.isConnected && list.checkVisibility()).to.equal(true);
  });
});
