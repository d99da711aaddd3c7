import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job } from '../../announce/outbox/job.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { DAY_MS, HOUR_MS } from '../../foundation/durations.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { NOW, type TestServer } from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import { replanJobs } from './replan-jobs.ts';
import { type OutboxRunner, startOutbox } from './run-outbox.ts';

let server: TestServer;
let outbox: OutboxRunner | undefined;
let orderId = '';
let sent: string[] = [];
const mailer: Mailer = { send: async (id) => void sent.push(id), close() {} };

before(async () => {
  const codes = taxCodes(1);
  const opened = await openFirm(codes);
  server = opened.server;
  const order = await opened.client.orders.place.mutate(await orderOf(opened.client, codes));
  orderId = order.id;
});
beforeEach(async () => {
  server.setNow(NOW);
  sent = [];
  await server.context.db.deleteFrom('outbox').execute();
  const to = { name: '', email: 'ai@kh.example' };
  const job: Job = { kind: 'order_placed', orderId, to, lineIds: null };
  await server.context.db.transaction().execute((tx) => enqueue(tx, NOW, [job]));
});
afterEach(async () => {
  await outbox?.stop();
  outbox = undefined;
});
after(() => server.stop());

const change = (values: { tries?: number; run_at?: number; locked_until?: number }) =>
  server.context.db.updateTable('outbox').set(values).execute();
const row = () => server.context.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();

async function untilSent(): Promise<void> {
  outbox = startOutbox(server.context, mailer);
  await until(() => sent.length > 0);
}

it('a clock that is set back a day delays no new mail', async () => {
  server.setNow(NOW - DAY_MS);
  await untilSent();
});

it('a clock set back a day delays no mail that waits for another try', async () => {
  await change({ tries: 3, run_at: NOW + 20_000 });
  server.setNow(NOW - DAY_MS);
  await untilSent();
});

it('after a clock set back a day, a dead process’s lock on a mail lasts no longer than any lock', async () => {
  await change({ tries: 1, locked_until: NOW + 120_000 });
  server.setNow(NOW - DAY_MS);
  await replanJobs(server.context);
  assert.equal((await row()).locked_until, NOW - DAY_MS + 120_000);
});

it('after a clock set forward a day, a mail under way is not sent twice', async () => {
  const hanging = Promise.withResolvers<void>();
  outbox = startOutbox(server.context, {
    async send(id) {
      sent.push(id);
      await hanging.promise;
    },
    close() {},
  });
  await until(() => sent.length > 0);
  server.setNow(NOW + DAY_MS);
  // Several looks later: a second mail leaves by the free place.
  const to = { name: '', email: 'khac@kh.example' };
  const job: Job = { kind: 'order_placed', orderId, to, lineIds: null };
  await server.context.db.transaction().execute((tx) => enqueue(tx, NOW + DAY_MS, [job]));
  await until(() => sent.length === 2);
  hanging.resolve();
  await outbox.stop();
  assert.equal(new Set(sent).size, 2);
  assert.equal(sent.length, 2);
});

it('a mail whose wait fits its number of tries goes on waiting', async () => {
  for (const [tries, pause] of [
    [1, 5_000],
    [5, 80_000],
    [13, 20_480_000],
    [19, 21_600_000],
  ] as const) {
    await change({ tries, run_at: NOW + pause });
    await replanJobs(server.context);
    assert.equal((await row()).run_at, NOW + pause, `after ${tries} tries`);
  }
});

it('a clock that is corrected by less than a minute changes nothing that is planned', async () => {
  await change({ locked_until: NOW + 120_000 });
  const before = await row();
  server.setNow(NOW - 60_000);
  await replanJobs(server.context);
  assert.deepEqual(await row(), before);
  server.setNow(NOW - 60_001);
  await replanJobs(server.context);
  const { run_at, locked_until } = await row();
  assert.deepEqual([run_at, locked_until], [NOW - 60_001, NOW - 60_001 + 120_000]);
});

it('a mail that is to leave hours later waits, but no longer than the longest pause', async () => {
  const longest = 6 * HOUR_MS + 60_000;
  for (const [run_at, planned] of [
    [NOW + longest, NOW + longest],
    [NOW + longest + 1, NOW],
  ] as const) {
    await change({ run_at });
    await replanJobs(server.context);
    assert.equal((await row()).run_at, planned);
  }
});
