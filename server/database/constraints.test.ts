import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  PORTAL_ID,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { newId } from './id.ts';
import type { Tables } from './tables.ts';

/** Forbidden writes, tried directly, as none of our code does. */
describe('the database', () => {
  let server: TestServer;
  let client: Client;
  let orderId: string;
  let lineId: string;
  let paymentId: string;

  before(async () => {
    server = await startTestServer();
    client = clientOf(server, await signToken());
    await declarePlans(server);
    const codes = taxCodes(2);
    await declareCustomers(server, declarationsFor(codes));
    ({ id: orderId } = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1))));
    const transfer = await startTransfer(client, orderId);
    await reportTransfer(server, transfer);
    const allocation = await server.context.db
      .selectFrom('allocations')
      .selectAll()
      .executeTakeFirstOrThrow();
    lineId = allocation.order_line_id;
    paymentId = allocation.payment_id;
  });
  after(() => server.stop());

  it('the database prevents paying a line twice', async () => {
    const payment = await server.context.db
      .selectFrom('payments')
      .selectAll()
      .executeTakeFirstOrThrow();
    const second = { ...payment, id: newId(), gateway_transaction_id: 'second' };
    await server.context.db.insertInto('payments').values(second).execute();
    const again = server.context.db
      .insertInto('allocations')
      .values({ payment_id: second.id, order_line_id: lineId, amount: 1 })
      .execute();
    await assert.rejects(again, /paid only once/);
    await server.context.db.deleteFrom('payments').where('id', '=', second.id).execute();
  });

  it('the database prevents recording one gateway transaction twice', async () => {
    const payment = await server.context.db
      .selectFrom('payments')
      .selectAll()
      .executeTakeFirstOrThrow();
    const again = server.context.db
      .insertInto('payments')
      .values({ ...payment, id: newId() })
      .execute();
    await assert.rejects(again, /UNIQUE/i);
  });

  it('the database prevents giving back more than is left of a payment', async () => {
    const { db } = server.context;
    const { id: paymentId } = await db
      .selectFrom('payments')
      .select('id')
      .executeTakeFirstOrThrow();
    const due: Tables['refunds_due'] = {
      id: newId(),
      payment_id: paymentId,
      amount: 1,
      reason: 'overpaid',
      created_at: 0,
      state: 'due',
      refunded_at: null,
    };
    await assert.rejects(
      db.insertInto('refunds_due').values(due).execute(),
      /more than is left of the payment/,
    );
  });

  it('the database prevents a line from renewing twice', async () => {
    const renewal = await server.context.db
      .selectFrom('license_renewals')
      .selectAll()
      .executeTakeFirstOrThrow();
    await assert.rejects(
      server.context.db.insertInto('license_renewals').values(renewal).execute(),
      /UNIQUE|PRIMARY/i,
    );
  });

  it('the database prevents two customers of a firm with one tax code', async () => {
    const customer = await server.context.db
      .selectFrom('customers')
      .selectAll()
      .executeTakeFirstOrThrow();
    const twin = server.context.db
      .insertInto('customers')
      .values({ ...customer, id: newId() })
      .execute();
    await assert.rejects(twin, /UNIQUE/i);
  });

  it('the database prevents one request id from placing two orders', async () => {
    const order = await server.context.db
      .selectFrom('orders')
      .selectAll()
      .executeTakeFirstOrThrow();
    const twin = { ...order, id: newId(), number: 'DH999999' };
    await assert.rejects(server.context.db.insertInto('orders').values(twin).execute(), /UNIQUE/i);
  });

  it('the database prevents a fiscal year of a licence on two live lines', async () => {
    const line = await server.context.db
      .selectFrom('order_lines')
      .selectAll()
      .executeTakeFirstOrThrow();
    const claim = { license_id: line.license_id, fiscal_year: 2030, order_line_id: lineId };
    await server.context.db.insertInto('fiscal_year_claims').values(claim).execute();
    await assert.rejects(
      server.context.db.insertInto('fiscal_year_claims').values(claim).execute(),
      /UNIQUE|PRIMARY/i,
    );
  });

  it('the database prevents using a code too often, and two referral codes of a firm', async () => {
    const { db } = server.context;
    const code: Tables['discount_codes'] = {
      id: newId(),
      portal_id: PORTAL_ID,
      firm_id: 'firm-1',
      code: 'MINHPHAT',
      kind: 'percent',
      value: 500,
      scope: 'order',
      referral: 1,
      valid_from: null,
      valid_until: null,
      max_uses: 1,
      used: 1,
      active: 1,
    };
    const insert = (change: Partial<Tables['discount_codes']>) =>
      db
        .insertInto('discount_codes')
        .values({ ...code, id: newId(), ...change })
        .execute();
    await insert({});
    const update = db.updateTable('discount_codes');
    await assert.rejects(update.set({ used: 2 }).execute(), /CHECK/i);
    await assert.rejects(update.set({ used: -1 }).execute(), /CHECK/i);
    await assert.rejects(insert({ referral: 0 }), /UNIQUE/i);
    await assert.rejects(insert({ code: 'SECOND' }), /UNIQUE/i);
    await assert.rejects(insert({ code: 'WHOLE', active: 0, value: 10_000 }), /CHECK/i);
    await assert.rejects(insert({ code: 'NOBODY', firm_id: null }), /CHECK/i);
  });

  it('the database prevents sums that don’t add up, and unapplied money without a reason', async () => {
    const { db } = server.context;
    await assert.rejects(
      db.updateTable('orders').set({ total: 1 }).where('id', '=', orderId).execute(),
      /CHECK/i,
    );
    const line = await db
      .selectFrom('order_lines')
      .selectAll()
      .where('id', '=', lineId)
      .executeTakeFirstOrThrow();
    const other = { ...line, id: newId(), line_number: line.line_number + 1, vat: line.vat + 5 };
    await assert.rejects(db.insertInto('order_lines').values(other).execute(), /CHECK/i);
    await assert.rejects(
      db.updateTable('payments').set({ unapplied: 5 }).where('id', '=', paymentId).execute(),
      /CHECK|more than is left/i,
    );
    await assert.rejects(
      db
        .updateTable('payments')
        .set({ unapplied: -5, unapplied_reason: 'underpaid' })
        .where('id', '=', paymentId)
        .execute(),
      /CHECK/i,
    );
  });

  it('the database prevents changing the price of a paid line', async () => {
    const { db } = server.context;
    const update = (change: Partial<Tables['order_lines']>) =>
      db.updateTable('order_lines').set(change).where('id', '=', lineId).execute();
    await assert.rejects(update({ list: 1, discount: 0, net: 1, vat: 0, total: 1 }), /its price/);
    await update({ customer_name: 'Công ty khác' });
  });

  it('no SQL computes dates, which databases do differently: shared/calendar-date.ts does', () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const sources = globSync('**/*.ts', { cwd: root }).filter((name) => !name.includes('.test.'));
    assert.ok(sources.length > 50);
    for (const name of sources) {
      const source = readFileSync(join(root, name), 'utf8');
      assert.doesNotMatch(source, /strftime|julianday|\bdatetime\(|date_trunc|interval '/, name);
    }
  });
});
