import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import { isEmailRefused, noteRefusal } from '../../announce/outbox/refused-addresses.ts';
import { HOLD_PAUSES_MS, mailChannelOf } from '../../channels/mail/smtp/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { newId } from '../../database/id.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Firm } from '../../foundation/firm.ts';
import { listTopic, orderTopic } from '../../foundation/live-updates.ts';
import { statementsOf } from '../../testing/database/statements.ts';
import { breakWrites } from '../../testing/database/triggers.ts';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
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

const readOrder = () =>
  server.context.db
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();

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
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]) => {
        if (values[0] === 'refused_addresses') assert.fail('the table is away');
        return value.apply(target, values);
      };
    },
  });
  let sent = 0;
  const send = async () => void sent++;
  const row = await runBy(send, { ...context, db: broken });
  assert.deepEqual([row.state, sent], ['done', 1]);
});

it('an address that accepts a mail again is told to the pages of its firm alone, and one that never refused to none', async (test) => {
  const { context } = server;
  const { db } = context;
  const { recipient_email: email, ...order } = await readOrder();
  const own = { portalId: order.portal_id, firmId: order.firm_id };
  const other = { ...own, firmId: 'firm-2' };
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('outbox').execute();
    for (const firm of [own, other]) await noteRefusal(tx, NOW, firm, email.toUpperCase());
    const to = { name: '', email };
    const mail = { kind: 'order_placed' as const, orderId, to, lineIds: null };
    await enqueue(tx, NOW, [mail, mail]);
  });
  const published = test.mock.method(context.live, 'publish');
  await runBy(() => Promise.resolve());
  assert.deepEqual(
    published.mock.calls.map((call) => call.arguments),
    [[orderTopic(orderId), listTopic(own)]],
  );
  assert.equal((await readOrder()).version, order.version + 1);
  assert.equal(await isEmailRefused(db, NOW, own, email), false);
  assert.equal(await isEmailRefused(db, NOW, other, email), true);
  await runBy(() => Promise.resolve());
  assert.equal(published.mock.callCount(), 1);
});

it('pages are told of an address by fifty orders at most, the newest', async (test) => {
  const { context } = server;
  const { db } = context;
  const { recipient_email: email, ...order } = await readOrder();
  const own = { portalId: order.portal_id, firmId: order.firm_id };
  const copies = Array.from({ length: 60 }, (_, index) => ({
    ...{ ...order, recipient_email: email.toUpperCase() },
    ...{ id: `z-${String(index).padStart(2, '0')}`, number: `Z${index}`, request_id: newId() },
  }));
  await db.transaction().execute(async (tx) => {
    await insertRows(tx, 'orders', copies);
    await noteRefusal(tx, NOW, own, email);
    const to = { name: '', email };
    await tx.deleteFrom('outbox').execute();
    await enqueue(tx, NOW, [{ kind: 'order_placed', orderId, to, lineIds: null }]);
  });
  const published = test.mock.method(context.live, 'publish');
  await runBy(() => Promise.resolve());
  // Those of the mail's own order first, then those of the others; the list each time.
  const topics = [...new Set(published.mock.calls.flatMap((call) => call.arguments))];
  const newest = copies.slice(10).map(({ id }) => orderTopic(id));
  const expected = [orderTopic(orderId), ...newest, listTopic(own)];
  assert.deepEqual(topics.toSorted(), expected.toSorted());
  await db.deleteFrom('orders').where('id', 'like', 'z-%').execute();
});

const NO_MAILBOX = Object.assign(new Error('no such user'), {
  ...{ command: 'RCPT TO', responseCode: 550, response: '550 5.1.1 no such user' },
});

/** A mail to the order's recipient, to whom another order goes whose pages can't be told. */
async function withOther(deed: (email: string, own: Firm) => Promise<void>): Promise<void> {
  const { db } = server.context;
  const { recipient_email: email, ...order } = await readOrder();
  const other = { id: 'z-other', number: 'Z', request_id: newId() };
  await db.transaction().execute(async (tx) => {
    await insertRows(tx, 'orders', [{ ...order, recipient_email: email, ...other }]);
    await tx.deleteFrom('outbox').execute();
    const to = { name: '', email };
    await enqueue(tx, NOW, [{ kind: 'order_placed', orderId, to, lineIds: null }]);
  });
  const mend = await breakWrites(
    db,
    'update of version on orders',
    'not now',
    `old.id = '${other.id}'`,
  );
  await deed(email, { portalId: order.portal_id, firmId: order.firm_id });
  await mend();
  await db.deleteFrom('orders').where('id', '=', other.id).execute();
  await db.deleteFrom('refused_addresses').execute();
}

it('a refused address is remembered, its mail given up, and its order’s pages told, even where others’ can’t be', async () => {
  await withOther(async (email, own) => {
    const { version } = await readOrder();
    assert.equal((await runWith(NO_MAILBOX)).state, 'dead');
    assert.equal(await isEmailRefused(server.context.db, NOW, own, email), true);
    assert.equal((await readOrder()).version, version + 1);
  });
});

it('an address that accepts a mail again is forgiven with the mail’s record, and its order’s pages told', async () => {
  const { db } = server.context;
  await withOther(async (email, own) => {
    await db.transaction().execute((tx) => noteRefusal(tx, NOW, own, email));
    const { version } = await readOrder();
    assert.equal((await runBy(() => Promise.resolve())).state, 'done');
    assert.equal(await isEmailRefused(db, NOW, own, email), false);
    assert.equal((await readOrder()).version, version + 1);
  });
});

it(
  'an owner’s address that refuses a mail walks none of the firm’s orders',
  SQLITE_ALONE,
  async () => {
    const { version } = await readOrder();
    const statements = await statementsOf(() => runWith(NO_MAILBOX));
    const walks = statements.filter(({ text }) => /where.*lower\(recipient_email\)/s.test(text));
    assert.deepEqual(walks, []);
    assert.equal(
      (await readOrder()).version,
      version + 1,
      'pages that show the order read it anew',
    );
    await server.context.db.deleteFrom('refused_addresses').execute();
  },
);

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
