import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { NOW, PORTAL_ID, startTestServer, type TestServer } from '../testing/test-server.ts';
import { inTransaction, type Work } from './in-transaction.ts';

describe('work in a transaction', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  const addFirm = ({ tx }: Work, id: string) =>
    tx.insertInto('firms').values({ portal_id: PORTAL_ID, id, name: id }).execute();

  const hasFirm = async (id: string) => {
    const { db } = server.context;
    const firm = await db.selectFrom('firms').select('id').where('id', '=', id).executeTakeFirst();
    return firm !== undefined;
  };

  it('work in a transaction is committed, and then its postponed actions run in their order', async () => {
    const { context } = server;
    const log = mock.method(context, 'log', () => {});
    const seen: unknown[] = [];
    context.live.publish = (...topics) => seen.push(...topics);
    const result = await inTransaction(context, async (work) => {
      await addFirm(work, 'kept');
      work.afterCommit(({ live }) => live.publish('first'));
      work.log('firm.added', { id: 'kept' });
      work.afterCommit(({ live }) => live.publish('second'));
      assert.deepEqual([seen, log.mock.callCount()], [[], 0], 'nothing is told before the commit');
      return 'done';
    });
    assert.equal(result, 'done');
    assert.equal(await hasFirm('kept'), true);
    assert.deepEqual(seen, ['first', 'second']);
    assert.deepEqual(log.mock.calls[0]?.arguments, ['firm.added', { id: 'kept' }]);
  });

  it('work that throws is taken back, and nothing is published or logged', async () => {
    const log = mock.method(server.context, 'log', () => {});
    const failing = inTransaction(server.context, async (work) => {
      await addFirm(work, 'lost');
      work.log('firm.added');
      work.afterCommit(() => assert.fail('it was taken back'));
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.equal(await hasFirm('lost'), false);
    assert.equal(log.mock.callCount(), 0);
  });

  it('work in a transaction has one instant from its beginning to its end, and no database but its own', async () => {
    await inTransaction(server.context, async (work) => {
      server.setNow(NOW + 1_000);
      assert.equal(work.now(), NOW);
      assert.ok(!('db' in work) && !('live' in work) && !('peers' in work));
    });
    server.setNow(NOW);
  });
});
