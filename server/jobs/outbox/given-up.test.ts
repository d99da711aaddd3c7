import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { HostEvent } from '../../announce/outbox/host-event.ts';
import type { Job } from '../../announce/outbox/job.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { giveUp } from './give-up.ts';
import { pruneOutbox } from './prune-outbox.ts';
import { retryOutbox } from './retry-outbox.ts';

const STAFF = 'operations@vendor.example';

let server: TestServer;
let client: Client;
let orderId = '';

before(async () => {
  const codes = taxCodes(2);
  ({ server, client } = await openFirm(codes));
  orderId = (await client.orders.place.mutate(await orderOf(client, codes))).id;
});
beforeEach(async () => {
  server.setNow(NOW);
  await server.context.db.deleteFrom('outbox').execute();
});
after(() => server.stop());

const mail = (email: string): Job => ({
  kind: 'order_placed',
  orderId,
  to: { name: 'Chị Lan', email },
  lineIds: null,
});
const event = (portalId: string): Job => ({
  kind: 'host_event',
  portalId,
  event: { type: 'order.placed', data: { order: { id: orderId } } } as HostEvent,
});
const rows = () => server.context.db.selectFrom('outbox').selectAll().orderBy('id').execute();
const payloadOf = (row: { payload: string } | undefined) => JSON.parse(row?.payload ?? 'null');

/** Puts a job into the outbox, and returns its row. */
async function put(job: Job) {
  const { context } = server;
  await context.db.transaction().execute((tx) => enqueue(tx, context.now(), [job]));
  const row = (await rows()).at(-1);
  assert.ok(row);
  return row;
}

describe('a job that is given up', () => {
  const given = async (job: Job) => {
    const { context } = server;
    const row = { ...(await put(job)), tries: 20 };
    await inTransaction(context, (work) => giveUp(work, row, job, '550 no such'));
  };
  const told = async () =>
    (await rows()).filter(({ kind }) => kind.endsWith('undeliverable')).map(payloadOf);

  it('a mail that is given up is reported to operations in one mail, with its addressee and kind', async () => {
    await given(mail('chu@kh.example'));
    assert.deepEqual(await told(), [
      {
        to: { name: '', email: STAFF },
        mail: { kind: 'order_placed', to: 'chu@kh.example', tries: 20, error: '550 no such' },
      },
    ]);
  });

  it('a mail to operations that is given up is reported by no other mail', async () => {
    await given(mail(STAFF));
    assert.deepEqual(await told(), []);
  });

  it('nothing is reported where operations have no address', async () => {
    const { config } = server.context;
    config.operationsEmail = null;
    await given(mail('chu@kh.example'));
    await given(event('portal-a'));
    config.operationsEmail = STAFF;
    assert.deepEqual(await told(), []);
  });

  it('a portal whose events do not arrive is reported in one mail a day', async () => {
    const portals = async () => (await told()).map((each) => each.event.portalId);
    await given(event('portal-a'));
    await given(event('portal-a'));
    await given(event('portal-b'));
    await given(event('portal-a'));
    assert.deepEqual(await portals(), ['portal-a', 'portal-b']);
    server.setNow(NOW + DAY_MS - 1);
    await given(event('portal-a'));
    assert.equal((await portals()).length, 2, 'the day is not over');
    server.setNow(NOW + DAY_MS);
    await given(event('portal-a'));
    assert.deepEqual(await portals(), ['portal-a', 'portal-b', 'portal-a']);
    const [first] = await told();
    assert.deepEqual(first.event, {
      ...{ portalId: 'portal-a', type: 'order.placed' },
      ...{ tries: 20, error: '550 no such' },
    });
  });
});

describe('a job that was given up', () => {
  const dead = async (job: Job) => {
    const { id } = await put(job);
    const values = { state: 'dead' as const, tries: 20, run_at: NOW - DAY_MS, locked_until: NOW };
    await server.context.db.updateTable('outbox').set(values).where('id', '=', id).execute();
    return id;
  };
  const retry = (jobId: string, email?: string) =>
    retryOutbox(server.context, 'operations:lan', { jobId, email });
  const find = async (id: string) => (await rows()).find((row) => row.id === id);

  it('a job that was given up is tried anew, it alone, and once', async () => {
    const [first, second] = [await dead(mail('a@kh.example')), await dead(mail('b@kh.example'))];
    await retry(first);
    const { state, tries, run_at, locked_until, payload } = (await find(first)) ?? {};
    assert.deepEqual([state, tries, run_at, locked_until], ['pending', 0, NOW, 0]);
    assert.equal(JSON.parse(payload ?? '').to.email, 'a@kh.example');
    assert.equal((await find(second))?.state, 'dead');
    await assert.rejects(retry(first), { code: 'NOT_FOUND' });
    const logged = await server.context.db
      .selectFrom('audit_log')
      .select(['actor', 'action', 'details'])
      .where('subject_id', '=', first)
      .execute();
    const details = JSON.stringify({ kind: 'order_placed' });
    assert.deepEqual(logged, [{ actor: 'operations:lan', action: 'outbox.retried', details }]);
  });

  it('a mail that was given up goes to the address that a person corrects, and its link is known to be there', async () => {
    const { lines } = await client.orders.get.query({ orderId });
    const [lineId = '', otherId = ''] = lines.map(({ id }) => id);
    await client.paymentLinks.create.mutate({ orderId, lineId });
    await client.paymentLinks.create.mutate({ orderId, lineId: otherId });
    const { db } = server.context;
    const links = () => db.selectFrom('payment_links').select(['id', 'sent_to']).execute();
    const [link, other] = (await links()).slice(-2);
    await db.updateTable('payment_links').set({ sent_to: 'sai@kh.example' }).execute();
    const linkId = link?.id ?? '';
    const to = { name: 'Chị Lan', email: 'sai@kh.example' };
    const id = await dead({ kind: 'payment_link', orderId, linkId, to });
    const another = await dead(mail('sai@kh.example'));
    await retry(id, 'dung@kh.example');
    assert.deepEqual(payloadOf(await find(id)), {
      ...{ orderId, linkId, to: { name: 'Chị Lan', email: 'dung@kh.example' } },
    });
    assert.equal(payloadOf(await find(another)).to.email, 'sai@kh.example');
    const sentTo = new Map((await links()).map((row) => [row.id, row.sent_to]));
    assert.equal(sentTo.get(linkId), 'dung@kh.example');
    assert.equal(sentTo.get(other?.id ?? ''), 'sai@kh.example');
    const { details } = await db
      .selectFrom('audit_log')
      .select('details')
      .where('subject_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(details), {
      ...{ kind: 'payment_link', from: 'sai@kh.example', to: 'dung@kh.example' },
    });
  });

  it('a reminder that goes to a corrected address takes the links of its lines there, and no others', async () => {
    const { lines } = await client.orders.get.query({ orderId });
    const [lineId = '', otherId = ''] = lines.map(({ id }) => id);
    await client.paymentLinks.create.mutate({ orderId, lineId });
    await client.paymentLinks.create.mutate({ orderId, lineId: otherId });
    const { db } = server.context;
    const to = { name: 'Chị Lan', email: 'sai@kh.example' };
    const reminders: Job[] = [
      { kind: 'line_due_soon', orderId, lineId, to },
      { kind: 'order_due_soon', orderId, lineIds: [lineId], to },
    ];
    for (const job of reminders) {
      await db.updateTable('payment_links').set({ sent_to: to.email }).execute();
      await retry(await dead(job), 'dung@kh.example');
      const links = await db
        .selectFrom('payment_links')
        .select(['order_line_id', 'sent_to'])
        .where('order_id', '=', orderId)
        .execute();
      for (const link of links) {
        const isReminded = link.order_line_id === lineId;
        assert.equal(link.sent_to, isReminded ? 'dung@kh.example' : 'sai@kh.example', job.kind);
      }
    }
  });

  it('a corrected mail leaves the link at an address that it has been mailed to since', async () => {
    const { db } = server.context;
    const link = await db.selectFrom('payment_links').select('id').executeTakeFirstOrThrow();
    const linkId = link.id;
    await db.updateTable('payment_links').set({ sent_to: 'khac@kh.example' }).execute();
    const to = { name: '', email: 'sai@kh.example' };
    await retry(await dead({ kind: 'payment_link', orderId, linkId, to }), 'dung@kh.example');
    const { sent_to } = await db
      .selectFrom('payment_links')
      .select('sent_to')
      .where('id', '=', linkId)
      .executeTakeFirstOrThrow();
    assert.equal(sent_to, 'khac@kh.example');
  });

  it('a mail that was given up at a right address is tried anew without a correction', async () => {
    const id = await dead(mail('dung@kh.example'));
    await retry(id, 'dung@kh.example');
    const { details } = await server.context.db
      .selectFrom('audit_log')
      .select('details')
      .where('subject_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(details), { kind: 'order_placed' });
  });

  it('a given-up job that is no mail has no address to correct', async () => {
    const id = await dead(event('portal-a'));
    const before = payloadOf(await find(id));
    await retry(id, 'dung@kh.example');
    assert.deepEqual(payloadOf(await find(id)), before);
  });
});

describe('jobs that have left the outbox', () => {
  it('jobs that have left the outbox are kept for 30 days, and deleted a thousand rows at a time', async () => {
    const { context } = server;
    const jobs = Array.from({ length: 1_004 }, (_, i) => mail(`${i}@kh.example`));
    await context.db.transaction().execute((tx) => enqueue(tx, NOW, jobs));
    const [dead, pending, kept] = await rows();
    const set = (values: { state?: 'done' | 'dead' | 'pending'; done_at?: number | null }) =>
      context.db.updateTable('outbox').set(values);
    await set({ state: 'done', done_at: NOW }).execute();
    await set({ state: 'dead' })
      .where('id', '=', dead?.id ?? '')
      .execute();
    await set({ state: 'pending' })
      .where('id', '=', pending?.id ?? '')
      .execute();
    await set({ done_at: NOW + 1 })
      .where('id', '=', kept?.id ?? '')
      .execute();
    server.setNow(NOW + 30 * DAY_MS);
    await pruneOutbox(context);
    assert.equal((await rows()).length, 1_004, '30 days are not over');
    server.setNow(NOW + 30 * DAY_MS + 1);
    await pruneOutbox(context);
    assert.equal((await rows()).length, 4);
    await pruneOutbox(context);
    assert.deepEqual(
      (await rows()).map(({ id }) => id),
      [dead?.id, pending?.id, kept?.id],
    );
  });
});
