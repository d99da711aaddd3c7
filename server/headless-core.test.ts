import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { type OrderForm, RenewalCore, RenewalFault, withRow } from '../widget/core.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  taxCodes,
} from './testing/test-directory.ts';
import { signToken, startTestServer, type TestServer } from './testing/test-server.ts';

describe('the headless core', () => {
  let server: TestServer;
  let core: RenewalCore;
  const codes = taxCodes(8);

  before(async () => {
    server = await startTestServer();
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
    core = await RenewalCore.open({ server: server.url, fetchToken: () => signToken() });
  });
  after(() => server.stop());

  async function formWith(...added: string[]): Promise<OrderForm> {
    const form = core.orderForm();
    await form.addCustomers(added);
    await form.settled();
    return form;
  }

  const quoteOf = (form: OrderForm) => form.quote ?? assert.fail('There is no quote.');
  const faultOf = async (done: Promise<unknown>) => {
    const error = await done.then(
      () => assert.fail('It was done.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof RenewalFault, String(error));
    return error.fault;
  };

  it('the core adds customers, prices them, takes changes back, and places the order once', async () => {
    const form = await formWith(...codes.slice(0, 2));
    assert.equal(form.rows.length, 2);
    const [row] = form.rows;
    assert.ok(row && form.quote && form.priceOf(row));
    const { total } = form.quote.totals;
    form.change(withRow(row.key, () => ({ years: 2 })));
    assert.ok(form.isQuoting);
    assert.equal(form.priceOf(row), undefined);
    await form.settled();
    assert.ok(form.quote.totals.total > total);
    assert.ok(form.step('undo'));
    await form.settled();
    assert.equal(form.quote.totals.total, total);
    const { quote } = form;
    const [placed, again] = await Promise.all([form.place(quote), form.place(quote)]);
    assert.equal(form.quote, null);
    assert.equal(placed.id, again.id);
    assert.equal(form.rows.length, 0, 'the form begins anew');
    const order = await core.order(placed.id);
    assert.equal(order.number, placed.number);
    assert.equal(order.total, total);
  });

  it('a total that the person has not confirmed is not ordered, and the draft stays', async () => {
    const form = await formWith(codes[2] as string);
    const { quote } = form;
    const [row] = form.rows;
    assert.ok(quote && row);
    form.change(withRow(row.key, () => ({ years: 2 })));
    const { code, total } = await faultOf(form.place(quote));
    assert.deepEqual([code, total], ['PRICE_CHANGED', form.quote?.totals.total]);
    assert.equal(form.fault?.code, 'PRICE_CHANGED');
    assert.equal(form.rows.length, 1);
    await form.place(quoteOf(form));
    assert.equal(form.fault, null);
  });

  it('another licence at the same price is not ordered without a new confirmation', async () => {
    const form = await formWith(codes[5] as string);
    const confirmed = quoteOf(form);
    const [row] = form.rows;
    form.change(() => ({ rows: [] }));
    await form.addCustomers([codes[6] as string]);
    assert.equal((await faultOf(form.place(confirmed))).code, 'PRICE_CHANGED');
    assert.equal(quoteOf(form).totals.total, confirmed.totals.total);
    assert.notEqual(form.rows[0]?.licenseId, row?.licenseId);
  });

  it('a form goes on when the server was away', async () => {
    const form = await formWith(codes[7] as string);
    const { url } = server;
    let isAway = true;
    const far = await RenewalCore.open({ server: url, fetchToken: () => signToken() });
    const lost = far.orderForm(form.draft);
    const { fetch } = globalThis;
    globalThis.fetch = (...call) => (isAway ? Promise.reject(new TypeError()) : fetch(...call));
    try {
      await lost.settled();
      assert.equal(lost.fault?.code, 'OFFLINE');
      assert.equal((await faultOf(lost.place(quoteOf(form)))).code, 'OFFLINE');
      isAway = false;
      lost.refresh();
      await lost.settled();
      assert.equal(lost.fault, null);
    } finally {
      globalThis.fetch = fetch;
    }
    assert.deepEqual(quoteOf(lost).totals, quoteOf(form).totals);
    lost.close();
  });

  it('a draft is plain data: it goes on in another form, and a row that names nobody is refused', async () => {
    const kept = JSON.stringify((await formWith(codes[3] as string, '0123')).draft);
    const form = core.orderForm(JSON.parse(kept));
    await form.settled();
    assert.deepEqual(
      form.rows.map(({ text, customer }) => customer?.taxCode ?? text),
      [codes[3], '0123'],
    );
    const fault = await faultOf(form.place(quoteOf(form)));
    assert.equal(fault.code, 'INVALID_INPUT');
    assert.equal(form.rows.length, 2);
  });

  it('the form announces its changes, once for all of a moment', async () => {
    const form = core.orderForm();
    await form.settled();
    let changes = 0;
    form.addEventListener('change', () => changes++);
    const changed = once(form, 'change');
    form.change(() => ({ payer: 'owner' }));
    form.change(() => ({ discountCode: 'TET' }));
    await changed;
    assert.equal(changes, 1);
  });

  it('an order of more rows than fit is refused as a whole', async () => {
    const form = core.orderForm();
    const many = Array.from({ length: 2_001 }, (_, index) => `KH${index}`);
    await assert.rejects(form.addCustomers(many), /RenewalFault|RangeError/);
    assert.equal(form.rows.length, 0);
  });

  it('signing in fails by its reason, and an order of another firm is not found', async () => {
    const open = (fetchToken: () => Promise<string>) =>
      RenewalCore.open({ server: server.url, fetchToken });
    const failing = () => Promise.reject(new Error('no session'));
    assert.equal((await faultOf(open(failing))).code, 'FETCH_TOKEN_FAILED');
    const form = await formWith(codes[4] as string);
    const { id } = await form.place(quoteOf(form));
    const spy = await open(() => signToken({ firm: { id: 'firm-9', name: 'Khác' } }));
    assert.equal((await faultOf(spy.order(id))).code, 'NOT_FOUND');
  });
});
