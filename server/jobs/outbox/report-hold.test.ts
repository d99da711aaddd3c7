import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { HostEvent } from '../../announce/outbox/host-event.ts';
import type { Job } from '../../announce/outbox/job.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { endLeases } from '../../testing/database/leases.ts';
import { ENGINE } from '../../testing/test-database.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { NOW, type TestServer } from '../../testing/test-server.ts';
import { countHeldMails, reportHold } from './report-hold.ts';

const HOLD = { since: NOW, error: '535 wrong password' };

let server: TestServer;
let orderId = '';
let sent: string[] = [];
let logged: string[] = [];
const fallback: Mailer = { send: async (_id, to) => void sent.push(to.email), close() {} };

before(async () => {
  const codes = taxCodes(1);
  const opened = await openFirm(codes);
  server = opened.server;
  server.context.log = (event) => logged.push(event);
  orderId = (await opened.client.orders.place.mutate(await orderOf(opened.client, codes))).id;
});
beforeEach(async () => {
  sent = [];
  logged = [];
  await server.context.db.deleteFrom('outbox').execute();
  await endLeases(server.context.db);
});
after(() => server.stop());

it('held mails are counted: those that are due or were tried, and no other jobs', async () => {
  const { db } = server.context;
  const to = { name: '', email: 'ai@kh.example' };
  const event = { type: 'order.placed', data: { order: { id: orderId } } } as HostEvent;
  const jobs: Job[] = [
    { kind: 'order_placed', orderId, to, lineIds: null },
    { kind: 'payment_received', orderId, to, lineIds: [] },
    { kind: 'payment_unmatched', paymentId: 'p', to },
    { kind: 'order_due_soon', orderId, to, lineIds: null },
    { kind: 'order_expired', orderId, to, lineIds: [] },
    { kind: 'host_event', portalId: 'p', event },
    { kind: 'refund_payment', refundId: 'r' },
  ];
  await db.transaction().execute((tx) => enqueue(tx, NOW, jobs));
  await db
    .updateTable('outbox')
    .set({ state: 'done', done_at: NOW })
    .where('kind', '=', 'order_due_soon')
    .execute();
  // A mail that is to leave later, held or not.
  await db
    .updateTable('outbox')
    .set({ run_at: NOW + HOUR_MS })
    .where('kind', '=', 'order_expired')
    .execute();
  assert.equal(await countHeldMails(server.context), 3);
});

it('operations are mailed by the second mail server, where there is one and they have an address', async () => {
  const { config } = server.context;
  await reportHold(server.context, null, HOLD);
  const address = config.operationsEmail;
  config.operationsEmail = null;
  await reportHold(server.context, fallback, HOLD);
  config.operationsEmail = address;
  assert.deepEqual([sent, logged], [[], []]);
  await reportHold(server.context, fallback, HOLD);
  assert.deepEqual([sent, logged], [[address], []]);
});

it('several processes send one report', { skip: ENGINE !== 'postgresql' }, async () => {
  await Promise.all([1, 2, 3].map(() => reportHold(server.context, fallback, HOLD)));
  await reportHold(server.context, fallback, HOLD);
  assert.equal(sent.length, 1);
});

it('a report that does not leave is logged', async () => {
  const broken: Mailer = { ...fallback, send: () => Promise.reject(new Error('gone')) };
  await reportHold(server.context, broken, HOLD);
  assert.deepEqual(logged, ['mail.hold_not_reported']);
});
