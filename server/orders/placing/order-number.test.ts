import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { ENGINE } from '../../testing/test-database.ts';
import { PORTAL_ID, startTestServer, type TestServer } from '../../testing/test-server.ts';
import { reserveNumber } from './order-number.ts';

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
