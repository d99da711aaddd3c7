import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { openFirm, orderOf, startTransfer, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { checkStarts } from './start-quota.ts';

describe('the attempts to pay that may be begun in a day', () => {
  let server: TestServer;
  let client: Client;
  let orderId = '';
  let otherId = '';
  let like: Tables['payment_attempts'];
  let links: string[] = [];
  const codes = taxCodes(5);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    const [three, two] = [codes.slice(0, 3), codes.slice(3)];
    orderId = (await client.orders.place.mutate(await orderOf(client, three))).id;
    otherId = (await client.orders.place.mutate(await orderOf(client, two))).id;
    await startTransfer(client, orderId);
    const { db } = server.context;
    like = await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    const { lines } = await client.orders.get.query({ orderId });
    for (const { id: lineId } of lines.slice(0, 2)) {
      await client.paymentLinks.create.mutate({ orderId, lineId });
    }
    const rows = await db
      .selectFrom('payment_links')
      .select('id')
      .where('order_id', '=', orderId)
      .where('order_line_id', 'is not', null)
      .execute();
    links = rows.map(({ id }) => id);
    assert.equal(links.length, 2);
  });
  beforeEach(async () => {
    await server.context.db.deleteFrom('payment_attempt_lines').execute();
    await server.context.db.deleteFrom('payment_attempts').execute();
  });
  after(() => server.stop());

  async function begun(count: number, change: Partial<Tables['payment_attempts']>) {
    const rows = Array.from({ length: count }, () => {
      const id = newId();
      return { ...like, id, reference: id.slice(-9), payment_link_id: null, ...change };
    });
    for (let at = 0; at < rows.length; at += 50) {
      await server.context.db
        .insertInto('payment_attempts')
        .values(rows.slice(at, at + 50))
        .execute();
    }
  }
  const mayStart = async (linkId: string | null) =>
    await checkStarts(server.context.db as never, { linkId }, orderId, NOW).then(
      () => true,
      (error: { code: string }) => {
        assert.equal(error.code, 'TOO_MANY_REQUESTS');
        return false;
      },
    );

  it('at most 100 attempts a day can be started by one link, regardless of others', async () => {
    const [own = '', other = ''] = links;
    await begun(99, { payment_link_id: own });
    await begun(120, { payment_link_id: other });
    await begun(120, {});
    assert.equal(await mayStart(own), true);
    await begun(1, { payment_link_id: own });
    assert.equal(await mayStart(own), false);
    assert.equal(await mayStart(other), false);
  });

  it('at most 100 attempts a day, and two for each line, can be started by the accountants of one order', async () => {
    await begun(120, { order_id: otherId });
    await begun(120, { payment_link_id: links[0] ?? '' });
    await begun(105, {});
    assert.equal(await mayStart(null), true);
    await begun(1, {});
    assert.equal(await mayStart(null), false);
  });

  it('the daily limit on attempts counts the last 24 hours', async () => {
    await begun(150, { created_at: NOW - DAY_MS });
    assert.equal(await mayStart(null), true);
    await begun(106, { created_at: NOW - DAY_MS + 1 });
    assert.equal(await mayStart(null), false);
  });
});
