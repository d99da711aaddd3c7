import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import { HOLD_PAUSES_MS, mailChannelOf } from '../../channels/mail/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp-mailer.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { NOW, type TestServer } from '../../testing/test-server.ts';
import { FIRST_DELAY_MS, runJob } from './run-job.ts';
import { LOCK_MS, takeJobs } from './take-jobs.ts';

let server: TestServer;
let orderId = '';
let logged: [string, unknown][] = [];

before(async () => {
  const codes = taxCodes(1);
  const opened = await openFirm(codes);
  server = opened.server;
  server.context.log = (event, details) => logged.push([event, details?.error]);
  orderId = (await opened.client.orders.place.mutate(await orderOf(opened.client, codes))).id;
});
beforeEach(async () => {
  logged = [];
  const { db } = server.context;
  await db.deleteFrom('outbox').execute();
  const to = { name: '', email: 'ai@kh.example' };
  await db
    .transaction()
    .execute((tx) => enqueue(tx, NOW, [{ kind: 'order_placed', orderId, to, lineIds: null }]));
});
after(() => server.stop());

/** Takes the mail and makes the mail server fail like this. */
async function runWith(failure: unknown) {
  return await runBy(() => Promise.reject(failure));
}

async function runBy(send: Mailer['send'], context = server.context) {
  const [row] = await takeJobs(context, 'order_mails', 1, '', []);
  assert.ok(row);
  const mailer: Mailer = { send, close() {} };
  const channel = mailChannelOf(context);
  await runJob({ context, mailer, channel, isTry: false }, row);
  return await context.db
    .selectFrom('outbox')
    .selectAll()
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
}

it('a mail refused for now waits with the refusal’s text, and the log has it', async () => {
  const refusal = Object.assign(new Error('greylisted'), { command: 'RCPT TO', responseCode: 451 });
  const row = await runWith(refusal);
  const { state, tries, last_error, locked_until, run_at } = row;
  assert.deepEqual([state, tries, last_error, locked_until], ['pending', 1, 'greylisted', 0]);
  assert.equal(run_at, NOW + FIRST_DELAY_MS);
  assert.equal(row.reason, null, 'only what was given up is grouped by its reason');
  assert.deepEqual(logged, [['outbox.postponed', 'greylisted']]);
});

it('a mail refused for good is given up, and the log has it', async () => {
  const refusal = { command: 'RCPT TO', responseCode: 550 };
  const row = await runWith(Object.assign(new Error('no such user: 123abc'), refusal));
  assert.deepEqual([row.state, row.last_error], ['dead', 'no such user: 123abc']);
  assert.equal(row.reason, 'no such user: …');
  assert.deepEqual(logged, [['outbox.given_up', 'no such user: 123abc']]);
});

it('a mail that was sent is done, even where its address can’t be taken from those that refuse mails', async () => {
  const { context } = server;
  const { db } = context;
  const broken = new Proxy(db, {
    get(target, name) {
      if (name === 'deleteFrom') assert.fail('the table is away');
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  let sent = 0;
  const send = async () => void sent++;
  const row = await runBy(send, { ...context, db: broken });
  assert.deepEqual([row.state, sent], ['done', 1]);
});

it('a mail whose content is refused for good is given up', async () => {
  const refusal = Object.assign(new Error('virus'), { command: 'DATA', responseCode: 554 });
  assert.equal((await runWith(refusal)).state, 'dead');
});

it('a mail waits as long as mails are held where the server refuses our login, and no try counts', async () => {
  const refusal = Object.assign(new Error('wrong password'), { code: 'EAUTH', responseCode: 535 });
  const { state, tries, last_error, locked_until, run_at } = await runWith(refusal);
  assert.deepEqual([state, tries, last_error, locked_until], ['pending', 0, 'wrong password', 0]);
  assert.equal(run_at, NOW + HOLD_PAUSES_MS.first);
});

it('only the mail that failed is postponed', async () => {
  const { db } = server.context;
  const to = { name: '', email: 'sau@kh.example' };
  await db
    .transaction()
    .execute((tx) => enqueue(tx, NOW, [{ kind: 'order_placed', orderId, to, lineIds: null }]));
  const others = () =>
    db
      .selectFrom('outbox')
      .select(['tries', 'run_at', 'last_error'])
      .where('payload', 'like', '%sau@kh.example%')
      .execute();
  for (const failure of [{ command: 'RCPT TO', responseCode: 451 }, { code: 'EAUTH' }]) {
    await db.updateTable('outbox').set({ run_at: NOW }).execute();
    await runWith(Object.assign(new Error('not now'), failure));
    assert.deepEqual(await others(), [{ tries: 0, run_at: NOW, last_error: null }]);
  }
});

it('a failure that is no Error is recorded by its text', async () => {
  const row = await runWith('gone');
  assert.deepEqual([row.state, row.last_error], ['pending', 'gone']);
});

it('a very long failure is cut', async () => {
  const row = await runWith(new Error('x'.repeat(2_000)));
  assert.equal(row.last_error?.length, 500);
});

describe('a process that is slower than its lock', () => {
  /** Takes the mail, lets the lock expire and another process send it, and only then fails. */
  async function failLate(failure: unknown) {
    const { context } = server;
    const late = { ...context, now: () => NOW + LOCK_MS + 1 };
    const [row] = await takeJobs(context, 'order_mails', 1, '', []);
    const [again] = await takeJobs(late, 'order_mails', 1, '', []);
    assert.ok(row && again);
    const channel = mailChannelOf(context);
    const send = () => Promise.resolve();
    await runJob({ context: late, mailer: { send, close() {} }, channel, isTry: false }, again);
    const mailer: Mailer = { send: () => Promise.reject(failure), close() {} };
    await runJob({ context: late, mailer, channel, isTry: false }, row);
    return await context.db.selectFrom('outbox').select(['state', 'tries', 'last_error']).execute();
  }

  for (const [outcome, failure] of Object.entries({
    'a failure for now': { command: 'RCPT TO', responseCode: 451 },
    'a refusal for good': { command: 'RCPT TO', responseCode: 550 },
    'a failure of the way': { code: 'EAUTH' },
  })) {
    it(`a process slower than its lock does not undo by ${outcome} what another has sent, and announces nothing`, async () => {
      const rows = await failLate(Object.assign(new Error('not now'), failure));
      assert.deepEqual(rows, [{ state: 'done', tries: 2, last_error: null }]);
      const outcomes = ['outbox.postponed', 'outbox.given_up'];
      assert.ok(!logged.some(([event]) => outcomes.includes(event)));
    });
  }
});
