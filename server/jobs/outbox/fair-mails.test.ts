import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job, MailJob } from '../../announce/outbox/job.ts';
import { LANES, laneOf, MAIL_CONNECTIONS } from '../../announce/outbox/lanes.ts';
import { mailChannelOf } from '../../channels/mail/smtp/mail-channel.ts';
import { type Mailer, smtpMailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { newId } from '../../database/id.ts';
import { MailServer } from '../../testing/mail-server.ts';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  openFirm,
  orderOf,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, clientOf, signToken, type TestServer } from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import { type OutboxRunner, startOutbox } from './run-outbox.ts';

const OTHER_FIRM = { id: 'firm-2', name: 'Dịch vụ kế toán An Khang' };

let smtp: MailServer;
let server: TestServer;
let outbox: OutboxRunner | undefined;
/** An order of each of two firms. */
let busy = '';
let other = '';

before(async () => {
  smtp = await MailServer.start();
  const codes = taxCodes(2);
  const opened = await openFirm(codes.slice(0, 1), { SMTP_URL: `smtp://${smtp.address}` });
  server = opened.server;
  await declareCustomers(server, declarationsFor(codes.slice(1)), OTHER_FIRM);
  const client = clientOf(server, await signToken({ firm: OTHER_FIRM, accountantId: 'other' }));
  const place = async (by: Client, own: string[]) =>
    (await by.orders.place.mutate(await orderOf(by, own))).id;
  busy = await place(opened.client, codes.slice(0, 1));
  other = await place(client, codes.slice(1));
});
beforeEach(async () => {
  await server.context.db.deleteFrom('outbox').execute();
  smtp.mails.length = 0;
});
afterEach(async () => {
  await outbox?.stop();
  outbox = undefined;
});
after(async () => {
  await server.stop();
  await smtp.stop();
});

const mailsTo = (email: string, orderId: string, count: number) =>
  Array.from(
    { length: count },
    (): Job => ({ kind: 'order_placed', orderId, to: { name: '', email }, lineIds: null }),
  );

const add = (jobs: readonly Job[]) =>
  server.context.db.transaction().execute((tx) => enqueue(tx, server.context.now(), jobs));

const arrived = (email: string) => smtp.mails.filter(({ to }) => to === email).length;

it('2,000 mails of one firm delay another’s only by the mails under way, at half a second a mail', async () => {
  smtp.delay = 500;
  await add(mailsTo('nhieu@kh.example', busy, 2_000));
  outbox = startOutbox(server.context, smtpMailer(server.context.config));
  await until(() => arrived('nhieu@kh.example') >= 2);
  const before = arrived('nhieu@kh.example');
  await add(mailsTo('it@kh.example', other, 3));
  await until(() => arrived('it@kh.example') === 3);
  // The busy firm has no more than its two places, while three others leave by the third.
  const meanwhile = arrived('nhieu@kh.example') - before;
  assert.ok(meanwhile <= 10, `${meanwhile} mails of the busy firm left before the other’s three`);
});

it('a receipt leaves while the lanes of order mails and operations mails are full', async () => {
  smtp.delay = 500;
  await add(mailsTo('nhieu@kh.example', busy, 500));
  outbox = startOutbox(server.context, smtpMailer(server.context.config));
  await until(() => arrived('nhieu@kh.example') >= 2);
  const before = arrived('nhieu@kh.example');
  const to = { name: '', email: 'bien-nhan@kh.example' };
  const staff = { name: '', email: 'operations@vendor.example' };
  const mail = { kind: 'order_placed', to: 'a@kh.example', tries: 1, error: 'x' };
  await add([
    { kind: 'payment_received', orderId: busy, to, lineIds: [] },
    { kind: 'mail_undeliverable', to: staff, mail },
  ]);
  await until(() => arrived(to.email) === 1 && arrived(staff.email) === 1);
  const meanwhile = arrived('nhieu@kh.example') - before;
  assert.ok(meanwhile <= 8, `${meanwhile} mails of orders left first`);
});

it('a hanging mail server delays no refund and no event', async () => {
  const hanging = Promise.withResolvers<void>();
  const sending: string[] = [];
  const mailer: Mailer = {
    async send(_id, to) {
      sending.push(to.email);
      await hanging.promise;
    },
    close() {},
  };
  await add(mailsTo('nhieu@kh.example', busy, 20));
  outbox = startOutbox(server.context, mailer);
  await until(() => sending.length === LANES.order_mails.ofOneTenant);
  // A refund that a person has settled meanwhile: the job has nothing left to do, and is done.
  await add([{ kind: 'refund_payment', refundId: newId() }]);
  let left = 1;
  while (left > 0) {
    const pending = await server.context.db
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'pending')
      .where('lane', '=', 'refunds')
      .execute();
    left = pending.length;
    await sleep(20);
  }
  assert.equal(sending.length, LANES.order_mails.ofOneTenant);
  hanging.resolve();
});

it('while mails are held, one is tried at a time, and refunds leave', async () => {
  const hanging = Promise.withResolvers<void>();
  let tries = 0;
  const mailer: Mailer = {
    async send() {
      if (tries++ > 0) return await hanging.promise;
      throw Object.assign(new Error('wrong password'), { command: 'AUTH PLAIN' });
    },
    close() {},
  };
  server.context.monotonic = () => performance.now();
  outbox = startOutbox(server.context, mailer, { holdPauses: { first: 20, longest: 20 } });
  const channel = mailChannelOf(server.context);
  await add(mailsTo('dau@kh.example', busy, 1));
  await until(() => channel.hold !== null);
  const to = { name: '', email: 'bien-nhan@kh.example' };
  await add([
    ...mailsTo('nhieu@kh.example', other, 5),
    { kind: 'payment_received', orderId: busy, to, lineIds: [] },
  ]);
  await until(() => tries === 2);
  await add([{ kind: 'refund_payment', refundId: newId() }]);
  // Long enough for several looks into all lanes.
  await sleep(1_000);
  assert.equal(tries, 2);
  const refund = await server.context.db
    .selectFrom('outbox')
    .select('state')
    .where('lane', '=', 'refunds')
    .executeTakeFirstOrThrow();
  assert.equal(refund.state, 'done');
  hanging.resolve();
  await until(() => channel.hold === null);
});

it('stopping lets the mails under way end, starts no more, and then closes the ways to the mail server', async () => {
  const hanging = Promise.withResolvers<void>();
  const did: string[] = [];
  const mailer: Mailer = {
    async send() {
      did.push('started');
      await hanging.promise;
      did.push('sent');
    },
    close: () => void did.push('closed'),
  };
  const fallback: Mailer = { ...mailer, close: () => void did.push('second closed') };
  await add(mailsTo('nhieu@kh.example', busy, 5));
  const stopped = startOutbox(server.context, mailer, { fallback });
  await until(() => did.length === 2);
  const stopping = stopped.stop().then(() => did.push('stopped'));
  await sleep(50);
  hanging.resolve();
  await stopping;
  const ways = ['closed', 'second closed', 'stopped'];
  assert.deepEqual(did, ['started', 'started', 'sent', 'sent', ...ways]);
});

it('mails caused by money are in no lane of mails caused by people', () => {
  const kinds: MailJob['kind'][] = [
    'payment_received',
    'payment_unapplied',
    'refund_due',
    'refund_made',
  ];
  for (const kind of kinds) assert.equal(laneOf(kind), 'money_mails', kind);
  assert.equal(MAIL_CONNECTIONS, 3 + 3 + 1, 'a connection for each mail under way');
});

it(
  'finding the next job seeks by the index, and reads none of 10,000 waiting jobs',
  SQLITE_ALONE,
  async () => {
    const { db } = server.context;
    await add(mailsTo('nhieu@kh.example', busy, 10_000));
    const { rows } = await sql<{ detail: string }>`explain query plan
    select id from outbox as job
    where job.state = 'pending' and job.lane = 'order_mails' and job.tenant = 'x'
      and job.run_at <= 0 and job.locked_until <= 0 order by job.run_at, job.id limit 1`.execute(
      db,
    );
    assert.deepEqual(
      rows.map(({ detail }) => detail),
      ['SEARCH job USING INDEX outbox_turns (lane=? AND tenant=? AND run_at<?)'],
    );
  },
);
