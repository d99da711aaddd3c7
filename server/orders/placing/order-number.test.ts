import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { inTransaction } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import { ENGINE } from '../../testing/test-database.ts';
import { handOut, openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  PORTAL_ID,
  refusal,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';
import { type OrderNumber, reserveNumber } from './order-number.ts';

describe('the number of an order', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(15);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  it('orders placed at once have numbers of their own, and a refused one leaves no gap', async () => {
    const [first, ...others] = await Promise.all(
      Array.from({ length: 5 }, () => orderOf(client, some(1))),
    );
    assert.ok(first);
    const before = await client.orders.place.mutate(first);
    const [{ code }, ...placed] = await Promise.all([
      refusal(client.orders.place.mutate({ ...first, requestId: newId() })),
      ...others.map((order) => client.orders.place.mutate(order)),
    ]);
    assert.equal(code, 'ORDER_LINES_REJECTED');
    const again = await client.orders.place.mutate(first);
    assert.deepEqual(again, before);
    const last = await client.orders.place.mutate(await orderOf(client, some(1)));
    const numbers = [before, ...placed, last].map(({ number }) => Number(number.slice(2)));
    const lowest = Math.min(...numbers);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      numbers.map((_, index) => lowest + index),
    );
  });

  it('a number that an order has is not given back, however often its placing is tried', async () => {
    const { context } = server;
    const take = (number: OrderNumber) => inTransaction(context, ({ tx }) => number.take(tx));
    const number = await reserveNumber(context.db, PORTAL_ID);
    const taken = await take(number);
    number.giveBack(taken);
    const next = await take(await reserveNumber(context.db, PORTAL_ID));
    assert.notEqual(next, taken);
  });

  it('a server that has forgotten the last numbers, as after a fail-over, gives each once all the same', {
    skip: ENGINE !== 'postgresql' && 'SQLite counts in the order’s own transaction',
  }, async () => {
    const placed = await Promise.all(
      [1, 2, 1].map(async (lines) =>
        client.orders.place.mutate(await orderOf(client, some(lines))),
      ),
    );
    const { db } = server.context;
    const { next_order_number: next } = await db
      .selectFrom('portals')
      .select('next_order_number')
      .where('id', '=', PORTAL_ID)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('portals')
      .set({ next_order_number: next - placed.length })
      .where('id', '=', PORTAL_ID)
      .execute();
    const inputs = await Promise.all([1, 1].map(() => orderOf(client, some(1))));
    const later = await Promise.all(inputs.map((input) => client.orders.place.mutate(input)));
    assert.equal(new Set([...placed, ...later].map(({ number }) => number)).size, 5);
  });
});

describe('order numbers that are asked for at once', { skip: ENGINE !== 'postgresql' }, () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('order numbers are counted by one statement for all who wait, and none twice', async () => {
    const { db } = server.context;
    const query = mock.method(pg.Client.prototype, 'query');
    const reserved = await Promise.all(
      Array.from({ length: 20 }, () => reserveNumber(db, PORTAL_ID)),
    );
    const texts = query.mock.calls.map(({ arguments: [config] }) => JSON.stringify(config));
    query.mock.restore();
    assert.equal(texts.filter((text) => /update portals/.test(text)).length, 2);
    const numbers = await db
      .transaction()
      .execute((tx) => Promise.all(reserved.map((each) => each.take(tx))));
    const wanted = Array.from({ length: 20 }, (_, n) => `DH${String(n + 1).padStart(6, '0')}`);
    assert.deepEqual(numbers, wanted);
    const next = await db.selectFrom('portals').select('next_order_number').execute();
    assert.deepEqual(next, [{ next_order_number: 21 }]);
  });

  it('counting that fails does so for all who wait for an order number, and for nobody after them', async () => {
    const { db } = server.context;
    const reserve = () => reserveNumber(db, 'none');
    const results = await Promise.allSettled([reserve(), reserve(), reserve()]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await assert.rejects(reserve(), /no portal none/);
    await (await reserveNumber(db, PORTAL_ID)).giveBack();
  });
});
