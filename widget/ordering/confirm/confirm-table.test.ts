import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, quoteOf } from '../../testing/firm.ts';
import { orderOf } from '../../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, toConfirm } from '../../testing/wizard.ts';

/** More than one page holds, and without the one that has no licence. */
const CUSTOMERS = customersOf(60).filter(({ licenses }) => licenses.length > 0);

let server: FakeServer;
let wizard: HTMLElement;

beforeEach(async () => {
  await setViewport({ width: 1280, height: 800 });
  server = serverWithOwnDrafts(CUSTOMERS, 'confirming-accountant').install();
});

afterEach(() => {
  document.body.replaceChildren();
  server.restore();
});

const names = () =>
  deepQueryAll(wizard, 'tbody tr .main button').map((shown) => visibleText(shown));

async function confirm(count: number): Promise<HTMLInputElement> {
  const codes = CUSTOMERS.slice(0, count).map(({ taxCode }) => taxCode);
  wizard = connected('renewal-wizard', server, { customers: codes });
  await eventually(() => deepQueryAll(wizard, 'tr.line').length >= Math.min(count, 3), 'the rows');
  return await toConfirm(wizard);
}

describe('confirming an order', () => {
  it('the rows to confirm are searched and sorted, and come back as they were typed', async () => {
    await confirm(59);
    const typed = names();
    expect(typed.length).to.equal(50);
    const head = (name: string) => button(deepQuery(wizard, 'thead') as Element, name);
    const table = () => deepQuery(wizard, 'renewal-confirm-table') as HTMLElement;
    button(table(), 'Khách hàng').click();
    await eventually(() => names()[0] !== typed[0]);
    expect(head('Khách hàng').closest('th')?.getAttribute('aria-sort')).to.equal('ascending');
    const sorted = names();
    button(table(), 'Khách hàng').click();
    await eventually(() => names()[0] !== sorted[0]);
    button(table(), 'Khách hàng').click();
    await eventually(() => names().join() === typed.join(), 'the order typed');
    const last = CUSTOMERS[58];
    const search = deepQuery<HTMLInputElement>(table(), 'input[type=search]');
    type(search as HTMLInputElement, last?.taxCode ?? '');
    await eventually(() => names().length === 1);
    expect(names()).to.deep.equal([last?.name]);
    type(search as HTMLInputElement, 'không có ai');
    await shows(wizard, 'Không tìm thấy khách hàng nào.');
  });

  it('the cells of a row stand beside the first line of its name', async () => {
    const [first, second] = CUSTOMERS as [(typeof CUSTOMERS)[0], (typeof CUSTOMERS)[0]];
    const names = [
      `Công ty TNHH Một thành viên ${'Thương mại và Dịch vụ '.repeat(4)}An`,
      second.name,
    ];
    server.restore();
    const renamed = [first, second].map((each, index) => ({ ...each, name: names[index] ?? '' }));
    server = serverWithOwnDrafts(renamed, 'confirming-accountant').install();
    await confirm(2);
    const tops = (row: number) =>
      ['.main button', '.plan', '.payer', '.number'].map((cell) => {
        const shown = deepQueryAll(wizard, `tbody tr ${cell}`)[row] as Element;
        const text = document.createRange();
        text.selectNodeContents(shown);
        return text.getClientRects()[0]?.top ?? 0;
      });
    for (const row of [0, 1]) {
      const [name = 0, ...others] = tops(row);
      for (const top of others) expect(top).to.be.closeTo(name, 1.5);
    }
    const [long, short] = deepQueryAll<HTMLElement>(wizard, 'tbody tr .main button');
    expect(long?.offsetHeight).to.be.above(1.5 * (short?.offsetHeight ?? 0));
  });

  it('all its rows are printed, also by a host’s button, and afterwards pages are shown again', async () => {
    await confirm(59);
    expect(names().length).to.equal(50);
    window.dispatchEvent(new Event('beforeprint'));
    expect(names().length, 'as soon as the page is about to be printed').to.equal(59);
    window.dispatchEvent(new Event('afterprint'));
    expect(names().length).to.equal(50);
  });

  it('no late price takes the confirmation from a person who looks at a customer or types', async () => {
    const tick = await confirm(11);
    tick.click();
    const code = deepQuery<HTMLInputElement>(wizard, '#code') as HTMLInputElement;
    type(code, 'KHONGCO');
    const pricing = Promise.withResolvers<void>();
    server.on('orders.quote', async (input) => {
      await pricing.promise;
      return quoteOf(CUSTOMERS, input) as never;
    });
    const asked = server.inputsOf('orders.quote').length;
    button(wizard, 'Tiếp tục').click();
    await eventually(() => server.inputsOf('orders.quote').length > asked, 'the price');
    const search = deepQuery<HTMLInputElement>(wizard, 'input[type=search]') as HTMLInputElement;
    search.focus();
    pricing.resolve();
    await shows(wizard, 'Không có mã giảm giá này.');
    expect(focused() === search, 'no late problem takes the focus').to.equal(true);
    // A press after that leads to it; then, without the code, a customer is looked at while the price is asked for.
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused() === code, 'the code');
    const again = Promise.withResolvers<void>();
    server.on('orders.quote', async (input) => {
      await again.promise;
      return quoteOf(CUSTOMERS, input) as never;
    });
    type(code, '');
    button(wizard, 'Tiếp tục').click();
    deepQuery(wizard, 'tbody tr .main button')?.click();
    await eventually(() => deepQuery(wizard, 'dialog[open] #customer-name'), 'the customer');
    again.resolve();
    await eventually(() => !visibleText(wizard).includes('Không có mã giảm giá này.'), 'the price');
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(wizard, 'dialog[open]'), 'the dialog stays').to.have.length(1);
    deepQuery(wizard, 'dialog[open] button')?.click();
    expect(tick.checked, 'the code has changed what was ticked').to.equal(false);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
  });

  it('each row says who pays it, and the order by when and how much of it each pays', async () => {
    await confirm(3);
    const cells = deepQueryAll(wizard, 'tbody tr').map((row) => visibleText(row));
    expect(cells.every((text) => text.includes('Công ty dịch vụ'))).to.equal(true);
    await shows(wizard, 'Hạn thanh toán: 23/12/2026');
    await expectNoFaults(wizard);
  });
});

describe('the summary before placing, and the order placed', () => {
  it('the summary says until when an order is to be paid and what leaves, and then its present state', async () => {
    server
      .on('orders.get', ({ orderId }) => orderOf(['awaiting_payment'], { id: orderId }))
      .on('paymentLinks.list', () => []);
    const tick = await confirm(3);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    await shows(wizard, '23/12/2026 sau 30 ngày');
    await shows(
      wizard,
      '1 email đơn hàng kèm hướng dẫn thanh toán Nguyễn Thị Lan · lan@antam.example',
    );
    expect(visibleText(wizard)).not.to.include('chủ doanh nghiệp của');
    await expectNoFaults(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    await shows(wizard, 'Số đơn hàng DH000001');
    await shows(wizard, 'Hạn thanh toán 23/12/2026');
    await shows(wizard, 'Người thanh toán Công ty dịch vụ');
    await shows(wizard, 'Tình trạng Chưa thanh toán');
    await expectNoFaults(wizard);
  });
});
