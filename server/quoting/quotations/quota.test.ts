import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '../../database/id.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, refusal, type TestServer } from '../../testing/test-server.ts';
import { pruneQuotations } from './prune-quotations.ts';

describe('quotations', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(2);
  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  const save = async (buyerName: string) => {
    const { lines } = await orderOf(client, codes);
    const bare = lines.map(({ presentExpiry: _, ...line }) => line);
    return await client.quotations.save.mutate({ lines: bare, buyerName });
  };

  it('a firm’s quotations in a day are limited by count and by lines', async () => {
    const { id } = await save('A');
    const { db } = server.context;
    const row = await db
      .selectFrom('quotations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const copies = Array.from({ length: 499 }, (_, i) => ({
      ...row,
      id: newId(),
      number: `X${i}`,
    }));
    await db.insertInto('quotations').values(copies.slice(0, 498)).execute();
    await save('B');
    assert.equal((await refusal(save('C'))).code, 'TOO_MANY_REQUESTS');
    await db.deleteFrom('quotations').where('number', 'like', 'X%').execute();
    await db.updateTable('quotations').set({ line_count: 49_997 }).where('id', '=', id).execute();
    assert.equal((await refusal(save('C'))).code, 'TOO_MANY_REQUESTS');
    await db
      .updateTable('quotations')
      .set({ created_at: NOW - DAY_MS })
      .where('id', '=', id)
      .execute();
    await save('C');
  });

  it('a quotation is deleted half a year after its last day, unless it was ordered', async () => {
    const { db } = server.context;
    const kept = await save('ordered');
    const gone = await save('not ordered');
    const order = await orderOf(client, codes);
    await client.orders.place.mutate({ ...order, quotationId: kept.id });
    const idsAt = async (days: number) => {
      server.setNow(NOW + days * DAY_MS);
      await pruneQuotations(server.context);
      return (await db.selectFrom('quotations').select('id').execute()).map(({ id }) => id);
    };
    assert.ok((await idsAt(30 + 180)).includes(gone.id));
    assert.deepEqual(await idsAt(30 + 181), [kept.id]);
  });
});

it('attempts to pay one order in a day are limited', async () => {
  const codes = taxCodes(1);
  const { server, client } = await openFirm(codes);
  const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
  const start = () => client.payments.start.mutate({ orderId, method: 'vnpay', locale: 'vi' });
  for (let i = 0; i < 102; i++) await start();
  assert.equal((await refusal(start())).code, 'TOO_MANY_REQUESTS');
  await server.stop();
});
