import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { enqueue, outboxRows } from '../../announce/outbox/enqueue.ts';
import type { Job } from '../../announce/outbox/job.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { statementsOf } from '../../testing/database/statements.ts';
import { ENGINE, SQLITE_ALONE } from '../../testing/test-database.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { NOW, type TestServer } from '../../testing/test-server.ts';
import { DUE_LOOKED_AT, LOCK_MS, takeJobs } from './take-jobs.ts';

let server: TestServer;
let orderId = '';

before(async () => {
  const codes = taxCodes(1);
  const opened = await openFirm(codes);
  server = opened.server;
  orderId = (await opened.client.orders.place.mutate(await orderOf(opened.client, codes))).id;
});
beforeEach(async () => {
  server.setNow(NOW);
  await server.context.db.deleteFrom('outbox').execute();
});
after(() => server.stop());

const mail = (email: string): Job => ({
  kind: 'order_placed',
  orderId,
  to: { name: '', email },
  lineIds: null,
});
const event = (portalId: string): Job =>
  ({
    ...{ kind: 'host_event', portalId },
    event: { data: { order: { id: orderId } } },
  }) as Job;
const put = (...jobs: Job[]) =>
  server.context.db.transaction().execute((tx) => enqueue(tx, NOW, jobs));
const take = (count = 10) => takeJobs(server.context, 'order_mails', count, '', []);
const rows = () => server.context.db.selectFrom('outbox').selectAll().execute();

it('two processes that look for jobs at the same moment never take the same one', async () => {
  await put(mail('a@kh.example'));
  const taken = await Promise.all([take(), take(), take()]);
  assert.equal(taken.flat().length, 1);
  assert.equal((await rows())[0]?.tries, 1);
});

describe('processes over one PostgreSQL', { skip: ENGINE !== 'postgresql' }, () => {
  it('processes that look for jobs at the same moment get jobs of their own', async () => {
    const addresses = Array.from({ length: 8 }, (_, index) => `kh${index}@kh.example`);
    await put(...addresses.map(mail));
    const taken = (await Promise.all(addresses.map(() => take(1)))).flat();
    assert.equal(taken.length, 8);
    assert.equal(new Set(taken.map(({ id }) => id)).size, 8);
  });

  it('a job that another process is just taking is passed over, and not waited for', async () => {
    const { db } = server.context;
    await put(mail('a@kh.example'), mail('b@kh.example'));
    await db.transaction().execute(async (tx) => {
      const [first] = await takeJobs({ db: tx, now: () => NOW }, 'order_mails', 1, '', []);
      const [second] = await take(1);
      assert.ok(first && second);
      assert.notEqual(first.id, second.id);
      assert.deepEqual(await take(), []);
    });
  });

  it('no more rows are locked than jobs are taken', async () => {
    const { db } = server.context;
    await put(...['a', 'b', 'c'].map((name) => event(`portal-${name}`)));
    await db.transaction().execute(async (tx) => {
      await takeJobs({ db: tx, now: () => NOW }, 'events', 1, '', []);
      const others = await takeJobs(server.context, 'events', 5, '', []);
      assert.deepEqual(
        others.map(({ tenant }) => tenant),
        ['portal-b', 'portal-c'],
      );
    });
  });
});

// On PostgreSQL both are one statement, and nothing comes between them.
it('a job that is finished between look and lock is not taken', {
  skip: ENGINE !== 'sqlite',
}, async () => {
  await put(mail('a@kh.example'));
  const [taken] = await Promise.all([
    take(),
    server.context.db.updateTable('outbox').set({ state: 'done', done_at: NOW }).execute(),
  ]);
  assert.deepEqual(taken, []);
});

it('a job is locked for the duration of a lock, and then free again', async () => {
  await put(mail('a@kh.example'));
  assert.equal((await take()).length, 1);
  server.setNow(NOW + LOCK_MS - 1);
  assert.equal((await take()).length, 0);
  server.setNow(NOW + LOCK_MS);
  assert.equal((await take()).length, 1);
});

it('no more jobs are taken than requested, and none that is not due yet', async () => {
  const later = (index: number) => NOW + index;
  const jobs = [mail('now@kh.example'), mail('later@kh.example')];
  await server.context.db.transaction().execute(async (tx) => {
    await insertRows(tx, 'outbox', await outboxRows(tx, NOW, jobs, undefined, later));
  });
  assert.equal((await take(0)).length, 0);
  const [first, ...none] = await take();
  assert.deepEqual([JSON.parse(first?.payload ?? '{}').to.email, none], ['now@kh.example', []]);
});

it('a job under way in this process is not taken again, whatever the clock shows', async () => {
  await put(mail('a@kh.example'));
  const underWay = await take();
  server.setNow(NOW + 2 * LOCK_MS);
  assert.deepEqual(await takeJobs(server.context, 'order_mails', 10, '', underWay), []);
});

describe('thousands of firms', () => {
  /** Mails of an order, each of which waits as the job of a firm. */
  async function putOf(firms: string[], runAt: number): Promise<void> {
    await server.context.db.transaction().execute(async (tx) => {
      const jobs = firms.map((firm) => mail(`${firm}@kh.example`));
      const rows = await outboxRows(tx, NOW, jobs, undefined, () => runAt);
      await insertRows(
        tx,
        'outbox',
        rows.map((row, index) => ({ ...row, tenant: firms[index] ?? '' })),
      );
    });
  }

  it('firms whose mails are to leave later cost nothing', SQLITE_ALONE, async () => {
    await putOf(['firm-a', 'firm-b', 'firm-c'], NOW + 1);
    const statements = await statementsOf(() => take());
    assert.equal(statements.length, 1, 'no firm is looked at');
    const reads = statements[0]?.plan.filter((step) => step.includes(' outbox'));
    assert.deepEqual(reads, ['SEARCH outbox USING INDEX outbox_pending (run_at<?)']);
  });

  it('a firm has its turn, however many jobs another firm has that are due longer', async () => {
    await putOf(Array(DUE_LOOKED_AT).fill('firm-b'), NOW - 2);
    await putOf(['firm-a'], NOW - 1);
    const taken = await takeJobs(server.context, 'order_mails', 2, 'firm-a', []);
    assert.deepEqual(
      taken.map(({ tenant }) => tenant),
      ['firm-b', 'firm-a'],
    );
  });

  it('firms with a due job have their turns from the last one on', async () => {
    await putOf(['firm-a', 'firm-b', 'firm-c', 'firm-c', 'firm-d'], NOW);
    await putOf(['firm-ab'], NOW + 1);
    const taken = await takeJobs(server.context, 'order_mails', 10, 'firm-b', []);
    assert.deepEqual(
      taken.map(({ tenant }) => tenant),
      ['firm-c', 'firm-d', 'firm-a', 'firm-b'],
    );
  });
});

describe('turns', () => {
  const tenantsOf = (taken: readonly { tenant: string }[]) => taken.map(({ tenant }) => tenant);

  it('portals have their turns from the last one on, and no more jobs are taken than requested', async () => {
    await put(...['a', 'b', 'c', 'd'].map((name) => event(`portal-${name}`)));
    const taken = await takeJobs(server.context, 'events', 3, 'portal-b', []);
    assert.deepEqual(tenantsOf(taken), ['portal-c', 'portal-d', 'portal-a']);
  });

  it('a portal has two events under way, and no third', async () => {
    await put(event('portal-a'), event('portal-a'), event('portal-a'));
    const first = await takeJobs(server.context, 'events', 10, '', []);
    assert.equal(first.length, 1);
    const second = await takeJobs(server.context, 'events', 10, '', first);
    assert.equal(second.length, 1);
    const third = await takeJobs(server.context, 'events', 10, '', [...first, ...second]);
    assert.deepEqual(third, []);
  });
});

it('each kind of job waits in its lane, by firm, portal or gateway, and records its order', async () => {
  const event = { data: { order: { id: orderId } } };
  await put(
    mail('a@kh.example'),
    { kind: 'payment_unmatched', paymentId: 'p', to: { name: '', email: 'op@vendor.example' } },
    { kind: 'host_event', portalId: 'test-portal', event } as Job,
    { kind: 'refund_payment', refundId: 'unknown' },
  );
  const read = (await rows()).map(({ kind, lane, tenant, order_id }) => [
    kind,
    lane,
    tenant,
    order_id,
  ]);
  assert.deepEqual(read, [
    ['order_placed', 'order_mails', 'test-portal/firm-1', orderId],
    ['payment_unmatched', 'operations_mails', 'none', null],
    ['host_event', 'events', 'test-portal', orderId],
    ['refund_payment', 'refunds', 'none', null],
  ]);
});
