import { expect } from '@open-wc/testing';
import type { Customer } from '../../shared/schemas/customer.ts';
import '../define.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf } from '../testing/firm.ts';
import { button, deepQuery, deepQueryAll, eventually, visibleText } from '../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm, wizardFor } from '../testing/wizard.ts';

/** Wraps every text in `<font>` elements, as translating browsers do; marked texts are left alone. */
function translate(root: ParentNode): void {
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) translate(element.shadowRoot);
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const parent = text.parentElement;
    if (text.data.trim() === '' || parent?.closest('font, style, [translate=no]')) continue;
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }
}

describe('on a page that the browser has translated', () => {
  let server: FakeServer;
  let wizard: HTMLElement;
  const customers = customersOf(3);
  const [first, second] = customers as [Customer, Customer];

  beforeEach(async () => {
    server = serverWithOwnDrafts(customers, 'accountant-translated').install();
    wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await shows(wizard, '2.400.000 ₫');
  });
  afterEach(() => {
    wizard.remove();
    server.restore();
  });

  it('amounts, dates, codes and names are marked as not to be translated', async () => {
    await toConfirm(wizard);
    const texts = deepQueryAll(wizard, '*').filter(
      (element) => element.children.length === 0 && !element.closest('dialog, style'),
    );
    const isFigure = (text: string) =>
      /^[−-]?[\d.]+\s₫$|^\d\d\/\d\d\/\d{4}$|^\d{10}(-\d{3})?$/.test(text) ||
      customers.some(({ name }) => text === name);
    const unmarked = texts.filter(
      (element) => isFigure(visibleText(element)) && !element.closest('[translate=no]'),
    );
    expect(unmarked.map((element) => element.outerHTML)).to.deep.equal([]);
  });

  it('on a translated page, amounts, counts and steps stay up to date', async () => {
    translate(wizard.shadowRoot as ShadowRoot);
    button(wizard, 'Xóa dòng', 1).click();
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 1, 'one row');
    await eventually(
      () => visibleText(deepQuery(wizard, '.totals') as Element).includes('1.200.000 ₫'),
      'the new total',
    );
    expect(visibleText(deepQuery(wizard, '.totals') as Element)).to.include('1 khách hàng');
    translate(wizard.shadowRoot as ShadowRoot);
    const next = deepQueryAll(wizard, 'button.primary')[0] as HTMLButtonElement;
    next.click();
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the next step');
  });
});
