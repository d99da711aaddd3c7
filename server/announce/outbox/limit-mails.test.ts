import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { insertRows } from '../../database/insert-rows.ts';
import { addPortal } from '../../directory/portals/add-portal.ts';
import { pruneOutbox } from '../../jobs/outbox/prune-outbox.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import {
  declaration,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  API_KEY,
  type Client,
  NOW,
  PORTAL_ID,
  PORTAL_SECRET,
  refusal,
  signInAt,
  type TestServer,
} from '../../testing/test-server.ts';
import type { MailJob } from './job.ts';
import { countMails, MAILS_AN_HOUR, rowsWithinLimits } from './limit-mails.ts';
import { mailboxOf } from './mailbox.ts';

const STRANGER = 'nguoi-la@x.example';
const HOUR = 3_600_000;
const SENDER = { portalId: PORTAL_ID, firmId: 'firm-1', email: 'ketoan@minhphat.example' };

let server: TestServer;
let client: Client;
const codes = taxCodes(400);
const some = (count: number) => codes.splice(0, count);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
beforeEach(async () => {
  await setNow(NOW);
  await server.context.db.deleteFrom('mail_counts').execute();
});
after(() => server.stop());

async function setNow(now: number): Promise<void> {
  client = await signInAt(server, now);
}

async function mailsTo(email: string) {
  const rows = await server.context.db
    .selectFrom('outbox')
    .select(['kind', 'payload', 'run_at'])
    .orderBy('id')
    .execute();
  return rows.filter(({ payload }) => JSON.parse(payload).to?.email === email);
}

/** As many mails as are left after this many refusals. */
const use = (emails: readonly string[], sender = SENDER) =>
  server.context.db
    .transaction()
    .execute((tx) => countMails(tx, server.context.now(), sender, emails));

const times = (count: number, email: string) => Array<string>(count).fill(email);

/** An order whose messages go to a stranger. */
async function placeForStranger(count: number, email = STRANGER) {
  const recipient = { name: 'Người Lạ', email, phone: '' };
  const input = await orderOf(client, some(count), { notify: { kind: 'other', recipient } });
  const { id } = await client.orders.place.mutate(input);
  return await client.orders.get.query({ orderId: id });
}

/** An order of several customers, all with one address. */
async function placeForOwners(count: number, email: string) {
  const own = some(count);
  await declareCustomers(
    server,
    own.map((code) => declaration(code, { email })),
  );
  const input = await orderOf(client, own, { payer: 'owner' });
  return (await client.orders.place.mutate(input)).id;
}

describe('mails that people cause', () => {
  it('mails to one mailbox are counted over orders, cancellations, commitments and links together', async () => {
    const order = await placeForStranger(3);
    await use(times(MAILS_AN_HOUR.firmToMailbox - 2, STRANGER));
    const [first, second] = order.lines.map(({ id }) => id);
    const cancel = (lineId = '') =>
      client.orders.cancel.mutate({ orderId: order.id, lineIds: [lineId], reason: 'thử' });
    await cancel(first);
    const fault = await refusal(cancel(second));
    assert.deepEqual(
      { ...fault },
      { code: 'TOO_MANY_REQUESTS', retryAfter: 3_600, mailLimit: 'firmToMailbox', mailsLeft: 0 },
    );
    const { lines: left } = await client.orders.get.query({ orderId: order.id });
    assert.equal(left[1]?.state, 'awaiting_payment', 'nothing was done that nobody is told of');
    assert.equal((await refusal(placeForStranger(1))).code, 'TOO_MANY_REQUESTS');
    const links = await placeForOwners(1, STRANGER);
    const refused = await refusal(client.paymentLinks.send.mutate({ orderId: links }));
    assert.equal(refused.code, 'TOO_MANY_REQUESTS');
    assert.equal((await mailsTo(STRANGER)).length, 2);
    await setNow(NOW + HOUR);
    await cancel(second);
  });

  it('one call sends 300 mails to one mailbox, and names the lines beyond', async () => {
    const email = 'nhieu-dong@x.example';
    const orderId = await placeForOwners(320, email);
    const { sent, skipped } = await client.paymentLinks.send.mutate({ orderId });
    assert.equal(sent.length, MAILS_AN_HOUR.firmToMailbox);
    assert.equal(skipped.length, 20);
    assert.ok(skipped.every(({ reason }) => reason === 'limit_reached'));
    const { lines } = await client.orders.get.query({ orderId });
    const ids = new Set([...sent, ...skipped].map(({ lineId }) => lineId));
    assert.deepEqual(ids, new Set(lines.map(({ id }) => id)));
    assert.equal((await mailsTo(email)).length, MAILS_AN_HOUR.firmToMailbox);
  });

  it('concurrent calls send no more mails than the limit', async () => {
    const email = 'cung-luc@x.example';
    const orders = [await placeForOwners(20, email), await placeForOwners(20, email)];
    await use(times(MAILS_AN_HOUR.firmToMailbox - 25, email));
    const answers = await Promise.all(
      orders.map((orderId) => client.paymentLinks.send.mutate({ orderId })),
    );
    assert.equal(answers.flatMap(({ sent }) => sent).length, 25);
    assert.equal((await mailsTo(email)).length, 25);
  });

  it('mails to the accountant’s own address are not limited', async () => {
    await use(times(MAILS_AN_HOUR.firmToMailbox, SENDER.email));
    const [code = ''] = some(1);
    await client.orders.place.mutate(await orderOf(client, [code]));
  });

  for (const [limit, addressees, sender] of [
    ['firm', (i: number) => `${i}@x.example`, SENDER],
    ['portal', (i: number) => `${i}@x.example`, { ...SENDER, firmId: 'firm-2' }],
    ['portalToMailbox', () => STRANGER, { ...SENDER, firmId: 'firm-2' }],
  ] as const) {
    it(`mails caused by people are bounded by the limit “${limit}”`, async () => {
      // Enough mails to reach the limit, by firms that have not reached their own.
      await use([addressees(0)]);
      const of = limit === 'firm' ? SENDER.firmId : '';
      await server.context.db
        .updateTable('mail_counts')
        .set({ mails: MAILS_AN_HOUR[limit] - 1 })
        .where('firm_id', '=', of)
        .where('addressee', '=', limit === 'portalToMailbox' ? STRANGER : '')
        .execute();
      const refusals = await use([addressees(1), addressees(2)], sender);
      assert.deepEqual(
        refusals.map((each) => each?.limit),
        [undefined, limit],
      );
    });
  }

  it('counts of mails keep no addresses once their hour is over', async () => {
    await use([STRANGER]);
    await pruneOutbox(server.context);
    const counts = () => server.context.db.selectFrom('mail_counts').selectAll().execute();
    assert.equal((await counts()).length, 4);
    await setNow(NOW + 2 * HOUR);
    await pruneOutbox(server.context);
    assert.equal((await counts()).length, 4, 'kept a while longer than they count');
    await setNow(NOW + 2 * HOUR + 1);
    await pruneOutbox(server.context);
    assert.deepEqual(await counts(), []);
  });

  it('a mail that is refused leaves no address behind', async () => {
    await use(['dau@x.example']);
    const counts = server.context.db.updateTable('mail_counts');
    await counts
      .set({ mails: MAILS_AN_HOUR.portal })
      .where('firm_id', '=', '')
      .where('addressee', '=', '')
      .execute();
    const [refused] = await use([STRANGER], { ...SENDER, firmId: 'firm-2' });
    assert.equal(refused?.limit, 'portal');
    const rows = await server.context.db
      .selectFrom('mail_counts')
      .select(['firm_id', 'addressee'])
      .execute();
    assert.deepEqual(
      rows.filter((row) => row.addressee === STRANGER || row.firm_id === 'firm-2'),
      [],
    );
  });

  it('mails are counted by portal, also where two have a firm of one id', async () => {
    const portal = { id: 'portal-b', name: 'Cổng', origins: [], secret: PORTAL_SECRET };
    await addPortal(server.context.db, { ...portal, apiKey: `${API_KEY}-b` });
    await use(times(MAILS_AN_HOUR.firmToMailbox, STRANGER));
    assert.deepEqual(await use([STRANGER], { ...SENDER, portalId: 'portal-b' }), [null]);
    assert.equal((await use([STRANGER]))[0]?.limit, 'firmToMailbox');
  });

  it('mails are counted anew when the clock was set back', async () => {
    await use(times(MAILS_AN_HOUR.firmToMailbox, STRANGER));
    await setNow(NOW - 86_400_000);
    assert.deepEqual(await use([STRANGER]), [null]);
  });
});

it('mails caused by money leave even after a mailbox has reached its hourly limit', async () => {
  const email = 'tien@x.example';
  const order = await placeForStranger(1, email);
  await use(times(MAILS_AN_HOUR.firmToMailbox, email));
  const transfer = await startTransfer(client, order.id);
  await reportTransfer(server, { ...transfer, amount: 1_000 });
  await reportTransfer(server, { ...transfer, amount: transfer.amount });
  const kinds = (await mailsTo(email)).map(({ kind }) => kind).toSorted();
  assert.deepEqual(kinds, ['order_placed', 'payment_received', 'payment_unapplied', 'refund_due']);
});

it('reminders beyond a limit wait for the next hour, and one address gets one for all its lines', async () => {
  const email = 'nhac@x.example';
  const orderId = await placeForOwners(3, email);
  await client.paymentLinks.send.mutate({ orderId });
  await setNow(NOW + 28 * 86_400_000);
  await use(times(MAILS_AN_HOUR.firmToMailbox, email));
  await runOrderLife(server.context);
  const reminders = (await mailsTo(email)).filter(({ kind }) => kind.endsWith('due_soon'));
  assert.deepEqual(
    reminders.map(({ kind, run_at }) => [kind, run_at - server.context.now()]),
    [['order_due_soon', HOUR]],
  );
  assert.equal(JSON.parse(reminders[0]?.payload ?? '').lineIds.length, 3);
});

it('the calendar’s mails to one mailbox leave 300 an hour, and the last of them in five hours', async () => {
  const email = 'lich@x.example';
  const { id: orderId } = await placeForStranger(1, email);
  const to = { name: '', email };
  const job: MailJob = { kind: 'order_due_soon', orderId, to, lineIds: null };
  const jobs = Array<MailJob>(7 * MAILS_AN_HOUR.firmToMailbox - 1).fill(job);
  const order = { portal_id: PORTAL_ID, firm_id: SENDER.firmId };
  await server.context.db
    .transaction()
    .execute(async (tx) => insertRows(tx, 'outbox', await rowsWithinLimits(tx, NOW, order, jobs)));
  const hours = (await mailsTo(email))
    .filter(({ kind }) => kind === job.kind)
    .map(({ run_at }) => (run_at - NOW) / HOUR);
  const counts = [...Map.groupBy(hours, (hour) => hour)].map(([hour, own]) => [hour, own.length]);
  // The order itself was the first mail of the first hour.
  assert.deepEqual(counts, [[0, 299], ...[1, 2, 3, 4].map((hour) => [hour, 300]), [5, 600]]);
});

it('an address counts by the mailbox that it reaches', () => {
  for (const same of ['l.an@gmail.com', 'LAN@googlemail.com', 'lan+1@gmail.com']) {
    assert.equal(mailboxOf(same), 'lan@gmail.com');
  }
  assert.equal(mailboxOf('L.an+don@Kh.example'), 'l.an@kh.example');
});
