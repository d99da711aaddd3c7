import { expect } from '@open-wc/testing';
import './define.ts';
import { expectNoFaults } from './testing/checks.ts';
import type { FakeServer } from './testing/fake-server.ts';
import { Refusal } from './testing/fake-server.ts';
import { customersOf, WHO_AM_I } from './testing/firm.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from './testing/page.ts';
import { comboboxes, rowsOf, serverWithOwnDrafts, shows, wizardFor } from './testing/wizard.ts';

const customers = customersOf(5);
const [first, second, third] = customers as [
  (typeof customers)[number],
  (typeof customers)[number],
  (typeof customers)[number],
];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'renewal-wizard').install();
});

afterEach(() => clearPage(server));

describe('renewal-wizard: the draft', () => {
  it('the wizard asks when the host’s customers differ from the draft’s', async () => {
    (await wizardFor(server, first.taxCode, second.taxCode)).remove();
    const wizard = connected('renewal-wizard', server, { customers: [third.taxCode] });
    await shows(wizard, 'Bạn có đơn hàng đang nhập dở');
    await expectNoFaults(wizard);
    button(wizard, 'Tiếp tục đơn đang nhập (2)').click();
    await eventually(() => rowsOf(wizard).length === 2);
    await eventually(() => focused()?.id === 'title', 'the focus on the heading');
    wizard.remove();
    const anew = connected('renewal-wizard', server, { customers: [third.taxCode] });
    await shows(anew, 'Bạn có đơn hàng đang nhập dở');
    button(anew, 'Bắt đầu đơn mới (1)').click();
    await shows(anew, third.name);
    expect(rowsOf(anew)).to.have.length(1);
    expect(focused()?.id, 'the buttons are gone').to.equal('title');
  });

  it('the wizard continues the same accountant’s draft, and never another’s', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    button(wizard, 'Thêm dòng').click();
    await eventually(() => rowsOf(wizard).length === 2);
    type(comboboxes(wizard)[1] as HTMLInputElement, 'gõ dở');
    comboboxes(wizard)[1]?.blur();
    await shows(wizard, 'gõ dở');
    wizard.remove();
    const back = await wizardFor(server);
    await shows(back, first.name);
    expect(comboboxes(back)[1]?.value).to.equal('gõ dở');
    back.remove();
    const accountant = { ...WHO_AM_I.accountant, id: 'other' };
    server.on('signIn.whoAmI', () => ({ ...WHO_AM_I, accountant }));
    const others = await wizardFor(server);
    expect(visibleText(others)).not.to.contain(first.name);
  });

  it('the wizard asks again when the host chooses other customers later', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    wizard.customers = [first.taxCode];
    await wizard.updateComplete;
    expect(rowsOf(wizard)).to.have.length(1);
    wizard.customers = [second.taxCode, third.taxCode];
    await shows(wizard, 'Bạn có đơn hàng đang nhập dở');
  });

  it('a failed look-up says so, and is tried again with what was typed meanwhile', async () => {
    let isDown = true;
    server.on('customers.lookUp', () => {
      if (isDown) throw new Refusal({ code: 'INTERNAL' });
      return {
        results: [
          { outcome: 'found', taxCode: first.taxCode, customer: first, formerTaxCode: null },
        ],
      };
    });
    const wizard = connected('renewal-wizard', server, { customers: [first.taxCode] });
    await shows(wizard, 'Hệ thống gặp sự cố.');
    deepQuery<HTMLInputElement>(wizard, '[name=invoiceTo][value=other]')?.click();
    const name = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#party-legalName'));
    type(name, 'Công ty Khác');
    isDown = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, first.name);
    expect(deepQuery<HTMLInputElement>(wizard, '#party-legalName')?.value).to.equal('Công ty Khác');
  });
});

describe('renewal-wizard: in a host page', () => {
  it('the wizard is accessible in both languages, empty and full', async () => {
    const wizard = await wizardFor(server);
    expect(visibleText(wizard)).to.contain('Chưa có khách hàng nào.');
    await expectNoFaults(wizard);
    wizard.remove();
    const full = await wizardFor(server, first.taxCode, second.taxCode);
    await shows(full, '2.400.000 ₫');
    await expectNoFaults(full);
    full.locale = 'en';
    await shows(full, 'Invoice recipient');
    expect(rowsOf(full), 'what was typed stays').to.have.length(2);
    expect(visibleText(full)).to.contain('Standard plan');
    await expectNoFaults(full);
  });

  it('the wizard is the same whether properties come before or after attaching', async () => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div class="host"><renewal-wizard></renewal-wizard></div>',
    );
    const wizard = document.querySelector(
      'renewal-wizard',
    ) as HTMLElementTagNameMap['renewal-wizard'];
    await wizard.updateComplete;
    expect(deepQuery(wizard, '[role=status]')).to.exist;
    wizard.setAttribute('customers', `${first.taxCode}, ${second.taxCode}`);
    wizard.server = server.url;
    await wizard.updateComplete;
    wizard.fetchToken = async () => 'token';
    await eventually(() => rowsOf(wizard).length === 2);
  });

  it('the wizard keeps typed values when moved, and when the host sets fetchToken anew', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(wizard);
    wizard.fetchToken = async () => 'another';
    await wizard.updateComplete;
    await shows(wizard, '1.200.000 ₫');
    button(wizard, 'Thêm dòng').click();
    await eventually(() => rowsOf(wizard).length === 2);
    const asked = server.calls.filter(({ path }) => path === 'signIn.whoAmI');
    expect(asked.map(({ token }) => token)).to.deep.equal(['token', 'another']);
  });

  it('the wizard requests one new token when the old one has expired', async () => {
    let tokens = 0;
    const fetchToken = async () => `token-${++tokens}`;
    const wizard = connected('renewal-wizard', server, { fetchToken });
    await eventually(() => rowsOf(wizard).length === 1);
    server.expired.add('token-1');
    const field = comboboxes(wizard)[0] as HTMLInputElement;
    type(field, first.taxCode);
    await eventually(() => deepQueryAll(wizard, '[role=option]').length === 1, 'the answer');
    expect(tokens).to.equal(2);
  });

  it('a wizard that can’t begin says why, and begins on another try', async () => {
    const codes: string[] = [];
    const note = (event: Event) => codes.push((event as CustomEvent).detail.code);
    document.addEventListener('renewal-error', note);
    let signedIn = false;
    const wizard = connected('renewal-wizard', server, {
      fetchToken: async () => {
        if (!signedIn) throw new Error('401');
        return 'token';
      },
    });
    await shows(wizard, 'hoặc đăng nhập lại trên cổng kế toán.');
    await expectNoFaults(wizard);
    signedIn = true;
    server.offline = true;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'Chưa kết nối được dịch vụ gia hạn.');
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await eventually(() => rowsOf(wizard).length === 1);
    document.removeEventListener('renewal-error', note);
    expect(codes).to.deep.equal(['FETCH_TOKEN_FAILED', 'OFFLINE']);
  });

  it('the wizard keeps plain keys from the host’s hot-keys, and leaves it Escape', async () => {
    const wizard = await wizardFor(server);
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', hear);
    // In a field Escape would end the editing, once that can be.
    const cell = deepQuery(wizard, '.line td');
    const press = (key: string, ctrlKey = false) =>
      cell?.dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, composed: true }),
      );
    press('n');
    press('k', true);
    press('Escape');
    expect(heard).to.deep.equal(['k', 'Escape']);
    wizard.remove();
    press('x');
    expect(heard).to.deep.equal(['k', 'Escape']);
    document.removeEventListener('keydown', hear);
  });

  it('the wizard looks the same in a hostile host', async () => {
    const calm = await wizardFor(server, first.taxCode);
    await shows(calm, '1.200.000 ₫');
    const before = looksOf(calm);
    calm.remove();
    const style = document.createElement('style');
    style.textContent = `
      html { font-size: 5px }
      body { text-align: right; letter-spacing: 3px; line-height: 3; color: red; font: italic bold 30px serif }
      * { text-transform: uppercase; word-spacing: 9px; white-space: pre; text-indent: 20px }
      button, input, td, h2 { display: none !important; border: 9px solid red }
    `;
    document.head.append(style);
    const hostile = await wizardFor(server, first.taxCode);
    await shows(hostile, '1.200.000 ₫');
    const after = looksOf(hostile);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});

function looksOf(wizard: Element) {
  return ['h2', 'td.name', 'button.primary', '[role=combobox]'].map((selector) => {
    const style = getComputedStyle(deepQuery(wizard, selector) as HTMLElement);
    const { color, display, fontFamily, fontSize, fontStyle, fontWeight, letterSpacing } = style;
    const { lineHeight, textAlign, textIndent, textTransform, whiteSpace, wordSpacing } = style;
    return {
      ...{ color, display, fontFamily, fontSize, fontStyle, fontWeight, letterSpacing },
      ...{ lineHeight, textAlign, textIndent, textTransform, whiteSpace, wordSpacing },
    };
  });
}
