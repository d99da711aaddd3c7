import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job } from '../../announce/outbox/job.ts';
import { type MailDocument, toPlainText } from '../../channels/mail/document/mail-document.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { openFirm, reportTransfer, taxCodes } from '../../testing/test-directory.ts';
import { NOW, type TestServer } from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import { REPORT_PAUSE_MS, takeReportJob, takeWithReport } from './report-news.ts';
import { type OutboxRunner, startOutbox } from './run-outbox.ts';
import { LOCK_MS, takeJobs } from './take-jobs.ts';

const TO = { name: '', email: 'operations@vendor.example' };

let server: TestServer;
let runner: OutboxRunner | undefined;
let sent: MailDocument[] = [];
let failure: Error | null = null;

const mailer: Mailer = {
  async send(_id, to, mail) {
    if (failure) throw failure;
    if (to.email === TO.email) sent.push(mail);
  },
  close() {},
};

before(async () => {
  ({ server } = await openFirm(taxCodes(1)));
});
afterEach(async () => {
  await runner?.stop();
  failure = null;
});
after(() => server.stop());

const start = () => {
  runner = startOutbox(server.context, mailer);
};
const waiting = () =>
  server.context.db
    .selectFrom('outbox')
    .select(['id', 'tries', 'run_at', 'state'])
    .where('lane', '=', 'operations_mails')
    .where('state', '<>', 'done')
    .orderBy('id')
    .execute();

const undeliverable = (number: number): Job => ({
  kind: 'mail_undeliverable',
  to: TO,
  mail: {
    kind: 'order_placed',
    to: `chu${number}@khach.example`,
    tries: 1,
    error: `550 5.1.1 <chu${number}@khach.example>: no such user, id ${number}x`,
  },
});

it('news for operations are summed up: one mail at once, another a quarter of an hour later', async () => {
  server.setNow(NOW);
  sent = [];
  start();
  await reportTransfer(server, { amount: 123_456, memo: 'mot minh' });
  await until(() => sent.length === 1);
  assert.match(
    sent[0]?.subject ?? '',
    /^Cần đối soát: 123\.456/,
    'a single matter has its own mail',
  );
  for (let i = 0; i < 5; i++) await reportTransfer(server, { amount: 1, memo: `nhieu ${i}` });
  await reportTransfer(server, { amount: 49_999_999, memo: 'lon nhat' });
  const jobs = Array.from({ length: 2_000 }, (_, i) => undeliverable(i));
  await server.context.db.transaction().execute((tx) => enqueue(tx, NOW, jobs));
  server.setNow(NOW + REPORT_PAUSE_MS - 1_000);
  // Long enough for several looks into the lane.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(sent.length, 1);
  assert.equal((await waiting()).length, 2_006);
  server.setNow(NOW + REPORT_PAUSE_MS);
  await until(async () => (await waiting()).length === 0);
  assert.equal(sent.length, 2);
  const text = toPlainText(sent[1] as MailDocument);
  assert.match(sent[1]?.subject ?? '', /^Vận hành: 2\.006 việc mới, lớn nhất 49\.999\.999/);
  assert.match(text, /Tiền không khớp đơn hàng\n {2}Số lượng: 6\s· Tổng tiền: 50\.000\.004/);
  assert.match(text, /Email không gửi được\n {2}Số lượng: 2\.000/);
  // The largest first, and 2,000 of one reason are one row.
  assert.ok(text.indexOf('«lon nhat»') < text.indexOf('«nhieu 0»'));
  assert.equal(text.match(/no such user/g)?.length, 1);
});

it('news whose one mail failed are sent again as one mail, each try counted once', async () => {
  server.setNow(NOW + 10 * REPORT_PAUSE_MS);
  sent = [];
  failure = Object.assign(new Error('451 4.3.0 try later'), {
    responseCode: 451,
    code: 'EMESSAGE',
  });
  const jobs = [1, 2, 3].map(undeliverable);
  await server.context.db.transaction().execute((tx) => enqueue(tx, server.context.now(), jobs));
  start();
  await until(async () => (await waiting()).some(({ run_at }) => run_at > server.context.now()));
  await runner?.stop();
  const postponed = await waiting();
  assert.equal(new Set(postponed.map(({ run_at, tries }) => `${run_at} ${tries}`)).size, 1);
  failure = null;
  server.setNow((postponed[0]?.run_at ?? 0) + 60_000);
  start();
  await until(async () => (await waiting()).length === 0);
  assert.equal(sent.length, 1);
  assert.match(sent[0]?.subject ?? '', /^Vận hành: 3 việc mới$/);
});

it('a report takes what waits for its addressee, and nothing that another process has or that waits longer', async () => {
  server.setNow(NOW + 20 * REPORT_PAUSE_MS);
  const { db, now } = server.context;
  await db.deleteFrom('outbox').execute();
  const jobs = [1, 2, 3, 4, 5].map(undeliverable);
  jobs.push({ ...undeliverable(6), to: { name: '', email: 'khac@vendor.example' } } as Job);
  await db.transaction().execute((tx) => enqueue(tx, now(), jobs));
  const [first] = await takeJobs(server.context, 'operations_mails', 1, '', []);
  assert.ok(first);
  const [, own, locked, later] = await waiting();
  const set = (id: string | undefined, values: { locked_until?: number; run_at?: number }) =>
    db
      .updateTable('outbox')
      .set(values)
      .where('id', '=', id ?? '')
      .execute();
  // This process's own lock has ended by the clock, which was set forward since.
  server.setNow(now() + 2 * LOCK_MS);
  await set(locked?.id, { locked_until: now() + 1 });
  await set(later?.id, { run_at: now() + 1 });
  const taken = await takeWithReport(server.context, first);
  const numbers = taken.map(({ payload }) => JSON.parse(payload).mail.to);
  assert.deepEqual(numbers.toSorted(), ['chu2@khach.example', 'chu5@khach.example']);
  const row = (await waiting()).find(({ id }) => id === own?.id);
  assert.equal(row?.tries, 1);
});

it('one of several processes sends a report, and the others wait for its outcome', async () => {
  const { context } = server;
  server.setNow(NOW + 30 * REPORT_PAUSE_MS);
  await context.db.deleteFrom('outbox').execute();
  const jobs = [1, 2, 3].map(undeliverable);
  await context.db.transaction().execute((tx) => enqueue(tx, context.now(), jobs));
  const taken = await Promise.all([1, 2, 3].map(() => takeReportJob(context)));
  assert.equal(taken.flat().length, 1);
  assert.deepEqual(await takeReportJob(context), [], 'one is under way');
  server.setNow(context.now() + LOCK_MS);
  assert.equal((await takeReportJob(context)).length, 1, 'the process that had it has died');
  await context.db.deleteFrom('outbox').execute();
});

it('a clock set back delays no mail to operations', async () => {
  server.setNow(NOW - DAY_MS);
  sent = [];
  await reportTransfer(server, { amount: 7, memo: 'dong ho lui' });
  start();
  await until(() => sent.length === 1);
});
