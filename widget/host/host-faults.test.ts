import { aTimeout, expect } from '@open-wc/testing';
import '../define.ts';
import type { RenewalErrorDetail } from '../error-codes.ts';
import { expectNoFaults } from '../testing/checks.ts';
import { type FakeServer, Refusal } from '../testing/fake-server.ts';
import { customersOf } from '../testing/firm.ts';
import { orderOf } from '../testing/orders.ts';
import { button, connected, deepQuery, deepQueryAll, eventually } from '../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../testing/wizard.ts';
import { adviseDeveloper } from './host-faults.ts';

const ELEMENTS = ['renewal-wizard', 'renewal-bell', 'renewal-orders', 'renewal-payment'] as const;
/** A moment before the person must have seen a message. */
const ALMOST = 3_500;
const NOT_SET_UP = 'Cổng kế toán chưa kết nối đúng với dịch vụ gia hạn.';

const warn = console.warn;
let server: FakeServer;
let errors: RenewalErrorDetail[];
let lines: unknown[][];
const note = (event: Event) => errors.push((event as CustomEvent<RenewalErrorDetail>).detail);

beforeEach(() => {
  errors = [];
  lines = [];
  console.warn = (...line: unknown[]) => lines.push(line);
  server = serverWithOwnDrafts(customersOf(2), 'accountant-host-faults').install();
  server
    .on('orders.get', () => orderOf(['awaiting_payment']))
    .on('orders.list', () => ({ orders: [], nextCursor: null }))
    .on('notifications.list', () => ({ notifications: [], unread: 0, hasMore: false }));
  document.addEventListener('renewal-error', note);
});

afterEach(() => {
  document.removeEventListener('renewal-error', note);
  for (const name of ELEMENTS)
    for (const element of document.querySelectorAll(name)) element.remove();
  server.restore();
  console.warn = warn;
});

const opens = (element: Element) => eventually(() => deepQuery(element, 'tr.line'), 'the form');
const codes = () => errors.map(({ code }) => code);
/** The elements' lines about a fault; one about another may come late, from an element that has been removed. */
const linesOf = (code: string) =>
  lines
    .map(([text]) => String(text))
    .filter((text) => text.startsWith('<ren') && text.includes(code));

async function faultOf(properties: Record<string, unknown>): Promise<Element> {
  const wizard = connected('renewal-wizard', server, properties);
  await eventually(() => errors.length > 0 && deepQuery(wizard, '[role=alert]'), 'a message');
  await wizard.updateComplete;
  return wizard;
}

describe('a host that is not set up right', () => {
  for (const [name, missing, code] of [
    ['no server', { server: '' }, 'NO_SERVER'],
    ['server taken away', { server: null }, 'NO_SERVER'],
    ['no fetchToken', { fetchToken: undefined }, 'NO_FETCH_TOKEN'],
    [
      'a fetchToken that never answers',
      { fetchToken: () => new Promise(() => {}) },
      'FETCH_TOKEN_TIMEOUT',
    ],
  ] as const) {
    it(`every element reports ${name} to the host within five seconds, and begins once it is mended`, async () => {
      const elements = ELEMENTS.map((element) =>
        connected(element, server, { ...(missing as object), orderId: 'order' } as object),
      );
      await aTimeout(ALMOST);
      expect(codes(), 'a framework may set it a little later').to.deep.equal([]);
      await eventually(() => errors.length === ELEMENTS.length, 'an event of each');
      expect(new Set(codes())).to.deep.equal(new Set([code]));
      const [wizard, bell] = elements as unknown as [Element, Element];
      await shows(wizard, code);
      expect(deepQuery(bell, 'button')?.title).to.contain(code);
      await expectNoFaults(wizard);
      await expectNoFaults(bell);
      await eventually(() => linesOf(code).length === ELEMENTS.length, 'one line of each');
      for (const element of elements) {
        Object.assign(element, { server: server.url, fetchToken: async () => 'token' });
      }
      await opens(wizard);
      await eventually(() => deepQuery(bell, 'renewal-bell-menu'), 'the bell');
      expect(errors).to.have.length(ELEMENTS.length);
    });
  }

  it('a fetchToken that is no function is reported at once', async () => {
    for (const fetchToken of ['a.b.c', {}, 7, Promise.resolve('token')]) {
      errors.length = 0;
      const wizard = await faultOf({ fetchToken });
      await shows(wizard, NOT_SET_UP);
      expect(codes()).to.deep.equal(['FETCH_TOKEN_NOT_FUNCTION']);
      wizard.remove();
    }
  });

  it('a server that is no address is reported at once', async () => {
    for (const address of ['localhost:8787', 'ftp://renewal.example', 'http://', {}, 7]) {
      errors.length = 0;
      const wizard = await faultOf({ server: address });
      expect(errors[0]?.details?.property).to.equal('server');
      expect(codes()).to.deep.equal(['INVALID_PROPERTY']);
      wizard.remove();
    }
  });

  it('an error of the host’s fetchToken is reported to the host, not to the person', async () => {
    for (const [thrown, message] of [
      [new TypeError('user is undefined'), 'user is undefined'],
      ['session gone', 'session gone'],
      [undefined, 'undefined'],
      [Object.create(null), 'object'],
    ]) {
      errors.length = 0;
      lines.length = 0;
      const wizard = await faultOf({ fetchToken: () => Promise.reject(thrown) });
      await shows(wizard, 'Chưa xác nhận được phiên làm việc của bạn.');
      expect(errors).to.deep.equal([
        { code: 'FETCH_TOKEN_FAILED', details: { error: thrown, message } },
      ]);
      await eventually(() => linesOf('FETCH_TOKEN_FAILED').length === 1, 'a line');
      expect(linesOf('FETCH_TOKEN_FAILED')[0]).to.contain(message);
      wizard.remove();
    }
    const wizard = await faultOf({
      fetchToken: () => {
        throw new Error('at once');
      },
    });
    expect(errors.at(-1)?.details?.message).to.equal('at once');
    button(wizard, 'Thử lại');
  });

  it('a fetchToken result that is no token text is reported', async () => {
    for (const given of [
      { token: 'secret' },
      '',
      '  ',
      null,
      undefined,
      7,
      'two words',
      'dấu',
      'x'.repeat(9_000),
    ]) {
      errors.length = 0;
      lines.length = 0;
      const wizard = await faultOf({ fetchToken: async () => given });
      expect(codes(), String(given)).to.deep.equal(['FETCH_TOKEN_INVALID']);
      expect(JSON.stringify(errors)).not.to.contain('secret');
      wizard.remove();
    }
    expect(server.calls, 'nothing was sent').to.deep.equal([]);
  });

  it('a token is accepted as a header has it, with blanks around it, or without a promise', async () => {
    for (const given of ['Bearer good', ' good\n', 'bearer  good']) {
      const wizard = connected('renewal-wizard', server, { fetchToken: (() => given) as never });
      await opens(wizard);
      expect(server.calls.at(-1)?.token).to.equal('good');
      wizard.remove();
    }
  });

  it('a refused token is reported with the failed check and the request’s id', async () => {
    const code = 'TOKEN_SIGNATURE_INVALID';
    server.on('signIn.whoAmI', () => {
      throw new Refusal({ code });
    });
    const wizard = await faultOf({});
    await shows(wizard, NOT_SET_UP);
    await shows(wizard, code);
    expect(codes()).to.deep.equal([code]);
    expect(errors[0]?.details?.requestId).to.match(/^request-\d+$/);
    await eventually(() => linesOf(code).length === 1, 'a line');
    expect(linesOf(code)[0]).to.contain('Request request-');
    wizard.setAttribute('locale', 'en');
    await shows(wizard, 'The accounting portal is not connected properly');
  });

  it('a page without an origin is advised to have one, as a sandboxed frame', () => {
    adviseDeveloper('renewal-bell', { code: 'ORIGIN_NOT_ALLOWED' });
    expect(String(lines.at(-1))).to.contain(location.origin);
    Object.defineProperty(window, 'origin', { value: 'null', configurable: true });
    adviseDeveloper('renewal-bell', { code: 'ORIGIN_NOT_ALLOWED' });
    Object.defineProperty(window, 'origin', { value: location.origin, configurable: true });
    expect(String(lines.at(-1))).to.contain('allow-same-origin');
  });

  it('another server’s answer is reported, and so is none', async () => {
    const { fetch } = window;
    window.fetch = async () => new Response('<!doctype html>', { status: 404 });
    const wizard = await faultOf({});
    window.fetch = async () => new Response('<html>Bad gateway</html>', { status: 502 });
    button(wizard, 'Thử lại').click();
    await eventually(() => errors.length === 2, 'another fault');
    window.fetch = fetch;
    expect(codes()).to.deep.equal(['WRONG_SERVER', 'OFFLINE']);
  });

  it('a slow server is reported within five seconds, and the form opens when it has answered', async () => {
    server.delay = 5_500;
    const wizard = connected('renewal-wizard', server, {});
    await aTimeout(ALMOST);
    await shows(wizard, 'Dịch vụ gia hạn chưa phản hồi.');
    expect(codes()).to.deep.equal(['SERVER_SLOW']);
    await opens(wizard);
    expect(deepQueryAll(wizard, '.skeleton')).to.have.length(0);
  });

  it('an element begins by itself when a token comes late', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const wizard = connected('renewal-wizard', server, { fetchToken: () => promise });
    await aTimeout(ALMOST);
    await shows(wizard, 'FETCH_TOKEN_TIMEOUT');
    resolve('late');
    await opens(wizard);
  });

  it('a payment without an order is reported, and begins when the order is set', async () => {
    const payment = connected('renewal-payment', server, {});
    await aTimeout(ALMOST);
    await shows(payment, 'Không tìm thấy nội dung yêu cầu.');
    expect(errors[0]?.details?.property).to.equal('orderId');
    payment.orderId = 'order';
    await eventually(() => deepQuery(payment, 'renewal-order-view'), 'the order');
  });

  it('a locale that is no language is ignored', async () => {
    for (const locale of ['fr', 7, {}, Symbol('vi'), Object.create(null)]) {
      errors.length = 0;
      const wizard = connected('renewal-wizard', server, { locale: locale as string });
      await opens(wizard);
      expect(errors[0]?.details?.property).to.equal('locale');
      wizard.remove();
    }
    errors.length = 0;
    await opens(connected('renewal-wizard', server, { locale: undefined as never }));
    expect(codes()).to.deep.equal([]);
  });
});
