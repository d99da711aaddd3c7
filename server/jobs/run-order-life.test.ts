import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { breakWrites } from '../testing/database/triggers.ts';
import { openFirm, orderOf, taxCodes } from '../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../testing/test-server.ts';
import { runOrderLife } from './run-order-life.ts';

/** More than a page of orders. */
const ORDERS = 205;
const AFTER_DUE = NOW + 32 * 86_400_000;

let server: TestServer;
let client: Client;
const codes = taxCodes(ORDERS);

before(async () => {
  ({ server, client } = await openFirm(codes, { RATE_LIMIT: '100000' }));
});
after(() => server.stop());

it('a round expires all orders of a day, however many, and tries one that fails once', async () => {
  const { db } = server.context;
  for (const code of codes) await client.orders.place.mutate(await orderOf(client, [code]));
  const unpaid = async () => {
    const orders = await db
      .selectFrom('orders')
      .select('id')
      .where('state', '=', 'awaiting_payment')
      .orderBy('id')
      .execute();
    return orders.map(({ id }) => id);
  };
  const [broken = ''] = await unpaid();
  const mend = await breakWrites(
    db,
    'update of expired_at on orders',
    'trap',
    `old.id = '${broken}'`,
  );
  server.setNow(AFTER_DUE);
  let looks = 0;
  const stopped = {
    get aborted() {
      return ++looks > 3;
    },
  } as AbortSignal;
  await runOrderLife(server.context, stopped);
  assert.ok((await unpaid()).length >= ORDERS - 3, 'a stop ends the round between two orders');
  const failures: unknown[] = [];
  const log = (event: string, fields?: Record<string, unknown>) => {
    if (event === 'order_life.failed') failures.push(fields?.orderId);
  };
  await runOrderLife({ ...server.context, log });
  assert.deepEqual(await unpaid(), [broken]);
  assert.deepEqual(failures, [broken]);
  await mend();
  await runOrderLife(server.context);
  assert.deepEqual(await unpaid(), []);
});
