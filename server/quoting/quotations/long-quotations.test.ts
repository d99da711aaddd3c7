import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SLICE } from '../../limits/fair-turns.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';

describe('a quotation of 2,000 lines', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(2_000);

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  /** The number of a call's queries. */
  async function countQueries(call: () => Promise<unknown>): Promise<number> {
    const { db } = server.context;
    let count = 0;
    server.context.db = db.withPlugin({
      transformQuery: ({ node }) => node,
      // Also of a prepared query, which is transformed once.
      transformResult: async ({ result }) => {
        count++;
        return result;
      },
    });
    await call();
    server.context.db = db;
    return count;
  }

  it('a quotation of 2,000 lines takes as many queries as a short one, except for the slices', async () => {
    const input = await orderOf(client, codes);
    const short = input.lines.slice(0, 2);
    const save = (lines: typeof short) => () => client.quotations.save.mutate({ lines });
    const few = await countQueries(save(short));
    assert.ok(few < 20, `${few} queries`);
    // Its customers, their licences and those on orders are read 250 at a time, so that others have a turn between.
    const more = 3 * (2_000 / SLICE - 1);
    assert.equal(await countQueries(save(input.lines)), few + more);
    const saved = await client.quotations.save.mutate({ lines: input.lines });
    assert.equal(saved.total, 2_000 * 2_950_000);
    const page = await (await fetch(saved.url)).text();
    for (const code of [codes[0], codes[1_999]]) assert.ok(page.includes(`MST ${code}`));
    const guaranteed = { lines: input.lines, quotationId: saved.id };
    const quoting = await countQueries(() => client.orders.quote.query(guaranteed));
    assert.ok(quoting < 20 + more, `${quoting} queries`);
    const { id } = await client.orders.place.mutate({ ...input, quotationId: saved.id });
    const order = await client.orders.get.query({ orderId: id });
    assert.equal(order.total, saved.total);
  });
});
