import { expect } from '@open-wc/testing';
import '../define.ts';
import type { RenewalErrorDetail } from '../error-codes.ts';
import { expectNoFaults } from '../testing/checks.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf, WHO_AM_I } from '../testing/firm.ts';
import { orderOf } from '../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  visibleText,
} from '../testing/page.ts';
import { serverWithOwnDrafts, shows, toPlace, wizardFor } from '../testing/wizard.ts';

const ACCOUNTANT = 'accountant-identity';
const OTHER_FIRM = { id: 'firm-2', name: 'Đại lý thuế Minh Phát' };
const customers = customersOf(3);
const codes = customers.map(({ taxCode }) => taxCode);

let server: FakeServer;
let errors: RenewalErrorDetail[];
const note = (event: Event) => errors.push((event as CustomEvent<RenewalErrorDetail>).detail);

beforeEach(() => {
  errors = [];
  server = serverWithOwnDrafts(customers, ACCOUNTANT).install();
  const accountant = { ...WHO_AM_I.accountant, id: ACCOUNTANT };
  server
    .on('signIn.whoAmI', () => {
      const token = server.calls.at(-1)?.token;
      if (token === 'another-firm') return { ...WHO_AM_I, accountant, firm: OTHER_FIRM };
      const id = token === 'another-person' ? `${ACCOUNTANT}-2` : ACCOUNTANT;
      return { ...WHO_AM_I, accountant: { ...accountant, id, name: id } };
    })
    .on('orders.get', () => orderOf(['awaiting_payment']))
    .on('orders.list', () => ({ orders: [], nextCursor: null }))
    .on('notifications.list', () => ({ notifications: [], unread: 0, hasMore: false }));
  document.addEventListener('renewal-error', note);
});

afterEach(() => {
  document.removeEventListener('renewal-error', note);
  for (const name of ['wizard', 'bell', 'orders', 'payment']) {
    for (const element of document.querySelectorAll(`renewal-${name}`)) element.remove();
  }
  server.restore();
});

/** Returns these tokens one after the other, then the last one again. */
function giving(...tokens: string[]): () => Promise<string> {
  return async () => (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? '';
}

describe('a renewed token of somebody else', () => {
  for (const token of ['another-firm', 'another-person']) {
    it(`a renewed token of ${token} places no order, says so, and keeps the draft for its owner`, async () => {
      const wizard = connected('renewal-wizard', server, {
        customers: codes.slice(0, 2),
        fetchToken: giving('mine', token),
      });
      await eventually(() => deepQueryAll(wizard, 'tr.line').length === 2, 'the rows');
      await toPlace(wizard);
      server.expired.add('mine');
      button(wizard, 'Đặt hàng').click();
      await shows(wizard, 'Phiên làm việc đã chuyển sang');
      expect(server.inputsOf('orders.place').length, 'tried with the old token only').to.equal(1);
      expect(server.calls.findLast(({ path }) => path === 'orders.place')?.token).to.equal('mine');
      expect(errors.map(({ code }) => code)).to.deep.equal(['IDENTITY_CHANGED']);
      expect(visibleText(wizard)).to.contain('Khai báo').and.not.to.contain('Tóm tắt đơn hàng');
      await expectNoFaults(wizard);
      button(wizard, 'Đóng').click();
      await eventually(() => !visibleText(wizard).includes('đã chuyển sang'), 'no notice');
      wizard.remove();
      const again = connected('renewal-wizard', server, { fetchToken: giving('mine-again') });
      await eventually(() => deepQueryAll(again, 'tr.line').length === 2, 'the draft');
    });
  }

  it('another person’s token is noticed when the host replaces fetchToken, before any press', async () => {
    const wizard = await wizardFor(server, ...codes.slice(0, 1));
    wizard.setAttribute('locale', 'en');
    Object.assign(wizard, { fetchToken: giving('another-firm') });
    await shows(
      wizard,
      `The session has passed to ${WHO_AM_I.accountant.name} (${OTHER_FIRM.name})`,
    );
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 1, 'an empty form');
    expect(visibleText(wizard)).not.to.contain(customers[0]?.name);
  });

  it('another person’s token ends the contents of bell, orders and payment', async () => {
    for (const name of ['renewal-bell', 'renewal-orders', 'renewal-payment'] as const) {
      errors.length = 0;
      const element = connected(name, server, {
        fetchToken: giving('mine'),
        orderId: orderOf(['awaiting_payment']).id,
      });
      const content = await eventually(
        () => deepQuery(element, 'renewal-bell-menu, renewal-order-details'),
        name,
      );
      element.fetchToken = giving('another-firm');
      await eventually(() => !content.isConnected, `the end of what ${name} showed`);
      expect(errors.map(({ code }) => code)).to.deep.equal(['IDENTITY_CHANGED']);
      await eventually(
        () => deepQuery(element, 'renewal-bell-menu, renewal-order-list, renewal-order-view'),
        'a new beginning',
      );
      if (name === 'renewal-orders') expect(element).to.have.property('orderId', '');
      element.remove();
    }
  });

  it('nothing is sent while the owner of a new token can’t be found out', async () => {
    const wizard = connected('renewal-wizard', server, {
      customers: codes.slice(0, 1),
      fetchToken: giving('mine', 'another-firm'),
    });
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 1, 'the row');
    await toPlace(wizard);
    server.expired.add('mine');
    server.on('signIn.whoAmI', () => {
      server.offline = true;
      throw new TypeError('Failed to fetch');
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    // None where another call was the first to meet the expired token.
    expect(server.inputsOf('orders.place')).to.have.length.at.most(1);
    expect(visibleText(wizard)).to.contain('Tóm tắt đơn hàng');
  });
});

describe('a new fetchToken', () => {
  it('a new fetchToken is used at once, by the very next call', async () => {
    const wizard = await wizardFor(server, ...codes.slice(0, 1));
    await toPlace(wizard);
    Object.assign(wizard, { fetchToken: giving('renewed') });
    await (wizard as HTMLElementTagNameMap['renewal-wizard']).updateComplete;
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(server.calls.find(({ path }) => path === 'orders.place')?.token).to.equal('renewed');
    expect(errors).to.deep.equal([]);
  });

  it('a new fetchToken replaces one that has not answered', async () => {
    const wizard = connected('renewal-wizard', server, { fetchToken: () => new Promise(() => {}) });
    await wizard.updateComplete;
    wizard.fetchToken = giving('good');
    await eventually(() => deepQuery(wizard, 'tr.line'), 'the form');
    expect(server.calls[0]?.token).to.equal('good');
  });

  it('a new fetchToken is called once, a moment later, however often a framework sets another', async () => {
    const wizard = await wizardFor(server, ...codes.slice(0, 1));
    let asked = 0;
    for (let i = 0; i < 20; i++) {
      const fetchToken = async () => `renewed-${++asked}`;
      Object.assign(wizard, { fetchToken });
      await (wizard as HTMLElementTagNameMap['renewal-wizard']).updateComplete;
    }
    await eventually(() => asked > 0, 'a question');
    expect(asked).to.equal(1);
  });
});
