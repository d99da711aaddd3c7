import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { addPortal } from '../../directory/portals/add-portal.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { pruneOutbox } from '../../jobs/outbox/prune-outbox.ts';
import { type OutboxRunner, startOutbox } from '../../jobs/outbox/run-outbox.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { markRefunded } from '../../payments/refunds/mark-refunded.ts';
import { type FakePortal, startFakePortal } from '../../testing/fake-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  hostApi,
  NOW,
  PORTAL_ID,
  signInAt,
  TEST_PORTAL,
  type TestServer,
} from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';

describe('events for a portal', () => {
  let server: TestServer;
  let client: Client;
  let portal: FakePortal;
  let outbox: OutboxRunner | undefined;
  let mails: { to: string; subject: string }[] = [];
  const codes = taxCodes(20);
  const some = handOut(codes);

  const declarePortal = (webhook: { url: string; secret: string } | null) =>
    addPortal(server.context.db, { ...TEST_PORTAL, webhook });

  before(async () => {
    ({ server, client } = await openFirm(codes));
    portal = await startFakePortal();
    await declarePortal(portal);
  });
  beforeEach(() => setNow(NOW));
  afterEach(async () => {
    await outbox?.stop();
    outbox = undefined;
    portal.received.length = 0;
    portal.answer = (response) => void response.writeHead(204).end();
    await server.context.db.deleteFrom('outbox').execute();
    mails = [];
  });
  after(async () => {
    portal.stop();
    await server.stop();
  });

  async function setNow(now: number): Promise<void> {
    client = await signInAt(server, now);
  }

  function start(): void {
    outbox = startOutbox(server.context, {
      async send(_id, to, { subject }) {
        mails.push({ to: to.email, subject });
      },
      close: () => {},
    });
  }

  const received = (type: string) => portal.received.filter(({ event }) => event.type === type);
  const place = async (own: readonly string[]) =>
    await client.orders.place.mutate(await orderOf(client, own));
  const jobs = () =>
    server.context.db
      .selectFrom('outbox')
      .selectAll()
      .where('kind', '=', 'host_event')
      .orderBy('id')
      .execute();

  it('a portal gets events of an order, its payment, licences and invoices, each signed', async () => {
    start();
    const own = some(2);
    const order = await place(own);
    await reportTransfer(server, await startTransfer(client, order.id));
    await until(() => portal.received.length === 4);
    assert.ok(portal.received.every(({ verified }) => verified));
    const [placed] = received('order.placed');
    assert.equal(placed?.event.timestamp, new Date(NOW).toISOString());
    assert.deepEqual(placed?.event.data, {
      order: {
        id: order.id,
        number: order.number,
        firmId: 'firm-1',
        accountantId: 'accountant-1',
        state: 'awaiting_payment',
        total: 5_900_000,
        dueDate: '2026-12-23',
      },
      taxCodes: own,
      licenseExternalIds: [null, null],
      amount: 5_900_000,
    });
    const [paid] = received('payment.received');
    const { payments, lines } = await client.orders.get.query({ orderId: order.id });
    const { order: asPaid, ...payment } = paid?.event.data ?? assert.fail();
    assert.equal(asPaid.state, 'paid');
    assert.deepEqual(payment, {
      paymentId: payments[0]?.id,
      method: 'bank_transfer',
      amount: 5_900_000,
      taxCodes: own,
      licenseExternalIds: [null, null],
    });
    const [renewed] = received('license.renewed');
    assert.ok(renewed && 'licenses' in renewed.event.data);
    assert.deepEqual(
      renewed.event.data.licenses,
      own.map((taxCode, i) => ({
        orderLineId: lines[i]?.id,
        externalId: taxCode,
        taxCode,
        licenseExternalId: null,
        productCode: 'default',
        planCode: 'ASP-DN',
        quantity: 1,
        expiry: '2027-12-31',
        next: {
          firstDay: '2027-01-01',
          lastDay: '2027-12-31',
          planCode: 'ASP-DN',
          quantity: 1,
        },
        oldExpiry: '2026-12-31',
        newExpiry: '2027-12-31',
      })),
    );
    const [requested] = received('invoice.requested');
    assert.ok(requested && 'invoiceRequests' in requested.event.data);
    assert.deepEqual(
      requested.event.data.invoiceRequests.map((each) => [each.buyer.taxCode, each.total]),
      own.map((code) => [code, 2_950_000]),
    );
    const listed = await hostApi(server, 'GET', '/invoice-requests');
    const { invoiceRequests } = (await listed.json()) as { invoiceRequests: { orderId: string }[] };
    assert.deepEqual(
      requested.event.data.invoiceRequests,
      invoiceRequests.filter(({ orderId }) => orderId === order.id),
      'as in the list, to the field',
    );
  });

  it('a portal gets events of cancellation, expiry, and of refunds due and made', async () => {
    start();
    const [first = '', second = ''] = some(2);
    const cancelled = await place([first]);
    const transfer = await startTransfer(client, cancelled.id);
    await reportTransfer(server, { amount: 7_000, memo: transfer.memo });
    await client.orders.cancel.mutate({ orderId: cancelled.id, reason: 'Chọn nhầm' });
    const expired = await place([second]);
    await setNow(Date.parse('2026-12-24T00:01:00+07:00'));
    await runOrderLife(server.context);
    const { payments } = await client.orders.get.query({ orderId: cancelled.id });
    const refundDueId = payments[0]?.refunds[0]?.id ?? '';
    await markRefunded(server.context, 'operations', { refundDueId, reference: 'FT-77' });
    await until(() => portal.received.length === 6);
    const data = (type: string) => {
      const { order, ...rest } = received(type)[0]?.event.data ?? assert.fail(type);
      return { orderId: order.id, state: order.state, ...rest };
    };
    assert.deepEqual(data('order.cancelled'), {
      orderId: cancelled.id,
      state: 'cancelled',
      taxCodes: [first],
      licenseExternalIds: [null],
      amount: 2_950_000,
      reason: 'Chọn nhầm',
    });
    assert.deepEqual(data('order.expired'), {
      orderId: expired.id,
      state: 'cancelled',
      taxCodes: [second],
      licenseExternalIds: [null],
      amount: 2_950_000,
    });
    const refund = { refundId: refundDueId, paymentId: payments[0]?.id, amount: 7_000 };
    const of = { orderId: cancelled.id, state: 'cancelled', ...refund };
    assert.deepEqual(data('refund.due'), { ...of, reason: 'order_cancelled' });
    assert.deepEqual(data('refund.made'), { ...of, reference: 'FT-77' });
  });

  it('a portal gets an event when a commitment extends licences, and when it ends', async () => {
    start();
    const [code = ''] = some(1);
    await server.context.db.updateTable('plans').set({ commitment_days: 90 }).execute();
    const order = await place([code]);
    await client.orders.commit.mutate({ orderId: order.id, payBy: '2027-01-15', confirmed: true });
    await client.orders.cancel.mutate({ orderId: order.id, reason: 'Đổi ý' });
    await server.context.db.updateTable('plans').set({ commitment_days: 0 }).execute();
    await until(() => portal.received.length === 4);
    for (const type of ['license.extended', 'license.extension_ended']) {
      const [event] = received(type);
      assert.ok(event && 'licenses' in event.event.data, type);
      const licenses = event.event.data.licenses.map(({ orderLineId: _, ...rest }) => rest);
      assert.deepEqual(licenses, [
        {
          externalId: code,
          taxCode: code,
          licenseExternalId: null,
          productCode: 'default',
          planCode: 'ASP-DN',
          quantity: 1,
          expiry: '2026-12-31',
          temporaryExpiry: '2027-01-15',
        },
      ]);
    }
  });

  it('an event is tried again with growing pauses, with the same id and body and a new signature', async () => {
    const faults: FakePortal['answer'][] = [
      (response) => void response.writeHead(500).end(),
      (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      (response) => void response.socket?.destroy(),
      (response) => void response.writeHead(404).end('x'.repeat(100_000)),
    ];
    portal.answer = (response) => {
      const fault = faults.shift();
      if (fault) fault(response);
      else response.writeHead(200).end('ok');
    };
    start();
    await place(some(1));
    const pauses: number[] = [];
    for (let tries = 1; tries <= 4; tries++) {
      await until(async () => (await jobs())[0]?.tries === tries);
      await until(async () => (await jobs())[0]?.locked_until === 0);
      const [job] = await jobs();
      assert.equal(job?.state, 'pending');
      pauses.push((job?.run_at ?? 0) - server.context.now());
      server.setNow(job?.run_at ?? 0);
    }
    await until(async () => (await jobs())[0]?.state === 'done');
    assert.deepEqual(pauses, [5_000, 10_000, 20_000, 40_000]);
    assert.equal(portal.received.length, 5);
    assert.ok(portal.received.every(({ verified }) => verified));
    assert.equal(new Set(portal.received.map(({ id }) => id)).size, 1);
    assert.equal(new Set(portal.received.map(({ body }) => body)).size, 1);
    assert.equal(new Set(portal.received.map(({ timestamp }) => timestamp)).size, 5);
    assert.deepEqual(portal.elsewhere, [], 'a redirect is not followed');
  });

  it('an event is given up in the end, with one mail a day to operations', async () => {
    portal.answer = (response) => void response.writeHead(503).end();
    await place(some(1));
    await place(some(1));
    await server.context.db
      .updateTable('outbox')
      .set({ tries: 19 })
      .where('kind', '=', 'host_event')
      .execute();
    start();
    await until(async () => (await jobs()).every(({ state }) => state === 'dead'));
    await until(() => mails.length >= 3);
    const told = () => mails.filter(({ to }) => to === 'operations@vendor.example');
    assert.deepEqual(told(), [
      { to: 'operations@vendor.example', subject: `Cổng ${PORTAL_ID} không nhận sự kiện` },
    ]);
    server.setNow(NOW + DAY_MS + 1);
    await server.context.db
      .updateTable('outbox')
      .set({ state: 'pending', tries: 19, run_at: 0 })
      .where('kind', '=', 'host_event')
      .execute();
    await until(() => told().length === 2);
  });

  it('a portal that does not answer, or answers without end, delays nobody’s mail', async () => {
    const hanging: (() => void)[] = [];
    let answer = (response: Parameters<FakePortal['answer']>[0]) =>
      void hanging.push(() => response.destroy());
    portal.answer = (response) => answer(response);
    start();
    await place(some(1));
    await until(() => hanging.length === 1 && mails.length === 1);
    answer = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(timer));
    };
    await place(some(1));
    await until(() => mails.length === 2);
    for (const end of hanging) end();
    await until(async () => (await jobs())[1]?.state === 'done');
  });

  it('a large order is sent in few events', async () => {
    const own = taxCodes(120, 30_100_000);
    await declareCustomers(server, declarationsFor(own));
    const order = await place(own);
    await reportTransfer(server, await startTransfer(client, order.id));
    const count = Map.groupBy(await jobs(), ({ payload }) => JSON.parse(payload).event.type);
    assert.deepEqual(
      [...count].map(([type, rows]) => [type, rows.length]),
      [
        ['order.placed', 1],
        ['payment.received', 1],
        ['license.renewed', 3],
        ['invoice.requested', 3],
      ],
    );
    assert.ok((await jobs()).every(({ payload }) => payload.length < 100_000));
  });

  it('an event is kept for 30 days once it has left, and while it has not', async () => {
    const [done, pending] = [await place(some(1)), await place(some(1))];
    const { db } = server.context;
    await db
      .updateTable('outbox')
      .set({ state: 'done', done_at: NOW })
      .where('payload', 'like', `%${done.id}%`)
      .execute();
    const left = async () => {
      await pruneOutbox(server.context);
      return (await jobs()).map(({ payload }) => JSON.parse(payload).event.data.order.id);
    };
    server.setNow(NOW + 30 * DAY_MS);
    assert.deepEqual(await left(), [done.id, pending.id]);
    server.setNow(NOW + 30 * DAY_MS + 1);
    assert.deepEqual(await left(), [pending.id]);
  });

  it('a portal without a webhook gets no events, and none leave after it is removed', async () => {
    await place(some(1));
    await declarePortal(null);
    await place(some(1));
    assert.equal((await jobs()).length, 1);
    start();
    await until(async () => (await jobs())[0]?.state === 'done');
    assert.equal(portal.received.length, 0);
    await declarePortal(portal);
  });

  it('events go to https only, or to this machine, with a valid secret', async () => {
    const { secret } = portal;
    const wrong = [
      'http://portal.example/hooks',
      'http://127.0.0.1.portal.example/hooks',
      'http://localhost.example/hooks',
      'https://user:password@portal.example/hooks',
      'ftp://portal.example/hooks',
      '/hooks',
      '',
    ];
    for (const url of wrong) await assert.rejects(declarePortal({ url, secret }), RangeError, url);
    const url = 'https://portal.example/hooks';
    await assert.rejects(declarePortal({ url, secret: 'short' }), RangeError);
    for (const right of [url, 'http://localhost:4200/hooks', 'http://[::1]:4200/hooks']) {
      await declarePortal({ url: right, secret });
    }
  });
});
