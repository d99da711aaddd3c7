import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { type FakeGateways, startFakeGateways } from '../testing/fake-gateways.ts';
import { type Told, wireMessage } from '../testing/gateway-messages.ts';
import { openFirm, orderOf, taxCodes } from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

const MESSAGES = 10_000;
const ORDERS = 150;
const AT_ONCE = 24;
const METHODS: PaymentMethod[] = ['vnpay', 'momo', 'zalopay', 'payos', 'bank_transfer'];
/** These say another amount than was asked for only by mistake; a transfer may well be short or over. */
const FIXED_AMOUNT = new Set<PaymentMethod>(['vnpay', 'momo', 'zalopay']);

interface StartedSession {
  method: PaymentMethod;
  orderId: string;
  reference: string;
  amount: number;
}

/** A small generator with a seed (mulberry32), so that a failure can be had again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('ten thousand gateway messages', () => {
  const seed = Number(process.env.REPLAY_SEED ?? 20_261_124);
  const random = randomOf(seed);
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;

  before(async () => {
    gateways = await startFakeGateways();
    const env = { ...gateways.env, RATE_LIMIT: '1000000' };
    ({ server, client } = await openFirm(taxCodes(ORDERS * 6), env));
  });
  after(async () => {
    gateways.stop();
    await server.stop();
  });

  /** An order of one to six lines, and up to three attempts to pay some of them. */
  async function orderWithSessions(codes: string[]): Promise<StartedSession[]> {
    const placed = await client.orders.place.mutate(await orderOf(client, codes));
    const order = await client.orders.get.query({ orderId: placed.id });
    const sessions: StartedSession[] = [];
    for (let i = random(3); i >= 0; i--) {
      const method = METHODS[random(METHODS.length)] as PaymentMethod;
      const chosen = order.lines.filter(() => random(2) === 0).map((line) => line.id);
      const lineIds = chosen.length > 0 ? { lineIds: chosen } : {};
      const input = { orderId: placed.id, method, locale: 'vi' as const, ...lineIds };
      const { id, amount } = await client.payments.start.mutate(input);
      const { reference } = await server.context.db
        .selectFrom('payment_sessions')
        .select('reference')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      sessions.push({ method, orderId: placed.id, reference, amount });
    }
    return sessions;
  }

  let lastTransaction = 261_124_000_000_000;

  /** What the gateways say of a session: paid, twice, in parts, too much, refused, forged, mistaken. */
  function messagesOf({ method, reference, amount }: StartedSession): Told[] {
    const told = (change: Partial<Told>): Told => ({
      method,
      reference,
      amount,
      transaction: ++lastTransaction,
      outcome: 'paid',
      forged: false,
      ...change,
    });
    const part = 1 + random(amount - 1);
    const all: Told[] = [told({ forged: true }), told({ forged: true, amount: part })];
    if (random(2) > 0) all.push(told({}));
    if (random(6) === 0) all.push(told({}));
    if (method === 'vnpay' && random(3) === 0) {
      // Suspected at first; now and then it turns out to be right.
      const suspected = told({ outcome: 'suspected_fraud' });
      all.push(suspected);
      if (random(2) === 0) all.push({ ...suspected, outcome: 'paid' });
    }
    if (method === 'vnpay' || method === 'momo') all.push(told({ outcome: 'failed' }));
    if (FIXED_AMOUNT.has(method)) return [...all, told({ amount: part })];
    const [first, rest] = [told({ amount: part }), told({ amount: amount - part })];
    const inParts = [[first, rest], [first], [told({ amount: amount + part })], []];
    return [...all, ...(inParts[random(inParts.length)] ?? [])];
  }

  async function send(told: Told): Promise<void> {
    const message = wireMessage(server.context.config, told);
    const response = await fetch(`${server.url}/gateways/${message.path}`, {
      method: message.httpMethod,
      headers: message.headers,
      ...(message.httpMethod === 'POST' ? { body: message.body } : {}),
    });
    await response.arrayBuffer();
    assert.ok(response.status < 500, `${told.method}: ${response.status}`);
  }

  it(`leave no dong and no licence astray (seed ${seed})`, async () => {
    const codes = taxCodes(ORDERS * 6);
    const sessions: StartedSession[] = [];
    for (let i = 0; i < ORDERS; i++) {
      const own = codes.slice(i * 6, i * 6 + 1 + random(6));
      sessions.push(...(await orderWithSessions(own)));
    }
    const distinct = sessions.flatMap(messagesOf);
    const queue: Told[] = [...distinct];
    while (queue.length < MESSAGES) queue.push(distinct[random(distinct.length)] as Told);
    for (let i = queue.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [queue[i], queue[j]] = [queue[j] as Told, queue[i] as Told];
    }
    const cancelAt = new Map(
      sessions.filter(() => random(16) === 0).map(({ orderId }) => [random(MESSAGES), orderId]),
    );
    let next = 0;
    const sender = async () => {
      for (let at = next++; at < queue.length; at = next++) {
        const orderId = cancelAt.get(at);
        if (orderId)
          await client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' }).catch(() => {});
        await send(queue[at] as Told);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    await assertRecordedOnce(distinct);
    await assertAppliedInFull();
    await assertLicensesAndNews();
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  /** Every transaction that a gateway vouched for is one payment of its amount; nothing else is. */
  async function assertRecordedOnce(distinct: Told[]): Promise<void> {
    const amountOf = new Map(sessionsByReference(distinct));
    const genuine = distinct.filter(
      ({ method, reference, amount, forged, outcome }) =>
        !forged &&
        outcome !== 'failed' &&
        (!FIXED_AMOUNT.has(method) || amount === amountOf.get(reference)),
    );
    const expected = new Map(genuine.map((told) => [String(told.transaction), told.amount]));
    const payments = await server.context.db.selectFrom('payments').selectAll().execute();
    const recorded = payments.map(
      ({ gateway, gateway_transaction_id: id, amount }): [string, number] => [
        gateway === 'payos' ? (id.match(/\d{15}/)?.[0] ?? id) : id,
        amount,
      ],
    );
    assert.equal(recorded.length, expected.size);
    assert.deepEqual(new Map(recorded.toSorted()), new Map([...expected].toSorted()));
  }

  /** What was asked for by reference: the forged copy of the full amount carries it. */
  function sessionsByReference(distinct: Told[]): [string, number][] {
    return distinct
      .filter((told, index) => told.forged && distinct[index - 1]?.reference !== told.reference)
      .map((told) => [told.reference, told.amount]);
  }

  /** By itself, not by the product's own check: received = allocated + due as refund + held. */
  async function assertAppliedInFull(): Promise<void> {
    const { db } = server.context;
    const payments = await db.selectFrom('payments').selectAll().execute();
    const allocations = await db.selectFrom('allocations').selectAll().execute();
    const refunds = await db.selectFrom('refunds_due').selectAll().execute();
    const lines = await db.selectFrom('order_lines').selectAll().execute();
    const sumOf = <T>(rows: T[], amount: (row: T) => number) =>
      rows.reduce((sum, row) => sum + amount(row), 0);
    for (const payment of payments) {
      const allocated = allocations.filter((row) => row.payment_id === payment.id);
      const due = refunds.filter((row) => row.payment_id === payment.id);
      assert.equal(
        payment.amount,
        sumOf(allocated, (row) => row.amount) + sumOf(due, (row) => row.amount) + payment.held,
      );
    }
    for (const line of lines) {
      const own = allocations.filter((row) => row.order_line_id === line.id);
      assert.equal(
        sumOf(own, (row) => row.amount),
        line.state === 'paid' ? line.total : 0,
      );
    }
    // Held for the rest is only what is short of its open lines.
    const sessionLines = await db.selectFrom('payment_session_lines').selectAll().execute();
    const short = payments.filter((payment) => payment.hold_reason === 'short');
    for (const sessionId of new Set(short.map((payment) => payment.payment_session_id))) {
      const pool = short.filter((payment) => payment.payment_session_id === sessionId);
      const open = sessionLines
        .filter((row) => row.payment_session_id === sessionId)
        .flatMap((row) => lines.filter((line) => line.id === row.order_line_id))
        .filter((line) => line.state === 'awaiting_payment');
      assert.ok(open.length > 0);
      assert.ok(sumOf(pool, (row) => row.held) < sumOf(open, (line) => line.total));
    }
    assert.ok(refunds.length > 20, 'there was something to decide');
  }

  /** A paid line renewed its licence once, to the end of its year, and everybody was told once. */
  async function assertLicensesAndNews(): Promise<void> {
    const { db } = server.context;
    const lines = await db
      .selectFrom('order_lines')
      .innerJoin('licenses', 'licenses.id', 'order_lines.license_id')
      .innerJoin('orders', 'orders.id', 'order_lines.order_id')
      .select(['order_lines.id', 'order_lines.state', 'licenses.expiry', 'orders.state as order'])
      .execute();
    const paid = lines.filter((line) => line.state === 'paid');
    assert.ok(paid.length > 100);
    for (const line of lines) {
      assert.equal(line.expiry, line.state === 'paid' ? '2027-12-31' : '2026-12-31');
      if (line.order === 'paid') assert.notEqual(line.state, 'awaiting_payment');
      if (line.order === 'awaiting_payment') assert.notEqual(line.state, 'paid');
    }
    const renewals = await db.selectFrom('license_renewals').select('order_line_id').execute();
    assert.deepEqual(
      renewals.map((row) => row.order_line_id).toSorted(),
      paid.map((line) => line.id).toSorted(),
    );
    const mails = await db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'payment_received')
      .execute();
    const told = mails.flatMap(({ payload }) => JSON.parse(payload).lineIds as string[]);
    assert.deepEqual(told.toSorted(), paid.map((line) => line.id).toSorted());
    const { rung } = await db
      .selectFrom('notifications')
      .select((select) => select.fn.sum<number>('line_count').as('rung'))
      .where('kind', '=', 'license_renewed')
      .executeTakeFirstOrThrow();
    assert.equal(rung, paid.length);
  }
});
