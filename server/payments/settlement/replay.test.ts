import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Hono } from 'hono';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { createApp } from '../../app.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { runCommitments } from '../../order-life/commitments/run-commitments.ts';
import { type FakeGateways, startFakeGateways } from '../../testing/gateways/fake-gateways.ts';
import {
  isRefusedAsForged,
  type Told,
  wireMessage,
} from '../../testing/gateways/gateway-messages.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { randomOf } from '../../testing/random.ts';
import { sendToApp } from '../../testing/send-to-app.ts';
import { ENGINE, spareDisk } from '../../testing/test-database.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

const AT_ONCE = 24;

/** A test's share of the messages: PostgreSQL takes a tenth; `REPLAY_MESSAGES=10000` for all of them. */
const MESSAGES = Number(process.env.REPLAY_MESSAGES ?? (ENGINE === 'sqlite' ? 10_000 : 1_000));

/** The reporter of transfers, and the number of messages. */
const RUNS = [
  {
    reporter: 'SePay by API key',
    env: {},
    messages: MESSAGES,
    orders: Math.max(40, (MESSAGES * 15) / 1_000),
  },
  {
    reporter: 'SePay, signed',
    env: { SEPAY_API_KEY: '', SEPAY_WEBHOOK_SECRET: 'a-webhook-secret' },
    messages: 1_500,
    orders: 40,
  },
  {
    reporter: 'Casso',
    env: { SEPAY_API_KEY: '', CASSO_SECRET: 'casso-secret' },
    messages: 1_500,
    orders: 40,
  },
  {
    reporter: 'SePay and Casso, both of each',
    env: { CASSO_SECRET: 'casso-secret' },
    messages: 2_500,
    orders: 70,
  },
];

/**
 * Distance that the clock moves, in equal steps between the messages: past the end of every gateway's attempt, past the
 * due date of every order, some days on, past the end of the transfers. Messages after that are late, and within seven
 * days of the due date they may still pay.
 */
const HOPS = [
  20 * MINUTE_MS,
  3 * 60 * MINUTE_MS,
  20 * DAY_MS,
  12 * DAY_MS,
  3 * DAY_MS,
  40 * DAY_MS,
];
const METHODS: PaymentMethod[] = ['vnpay', 'momo', 'zalopay', 'payos', 'bank_transfer'];
/** These report another amount than requested only by mistake; a transfer may well be short or over. */
const FIXED_AMOUNT = new Set<PaymentMethod>(['vnpay', 'momo', 'zalopay']);

interface StartedAttempt {
  method: PaymentMethod;
  orderId: string;
  reference: string;
  amount: number;
}

const SEED = Number(process.env.REPLAY_SEED ?? 20_261_124);

for (const run of RUNS.filter(isWanted)) {
  describe(`${run.messages} gateway messages, transfers by ${run.reporter}`, () => replay(run));
}

/** The short one is about the database, on which the reporter has no bearing. */
function isWanted({ reporter }: (typeof RUNS)[number]): boolean {
  return MESSAGES >= 10_000 || (reporter !== 'Casso' && reporter !== 'SePay, signed');
}

function replay({ env, messages, orders }: (typeof RUNS)[number]): void {
  const random = randomOf(SEED).below;
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  let app: Hono;

  before(async () => {
    gateways = await startFakeGateways();
    const all = { ...gateways.env, ...env, RATE_LIMIT: '1000000' };
    ({ server, client } = await openFirm(taxCodes(orders * 6), all));
    app = createApp(server.context);
    // Power cuts are tested by crash.test.ts; here syncing would only take time.
    await spareDisk(server.context.db);
  });
  after(async () => {
    gateways.stop();
    await server.stop();
  });

  /** An order of one to six lines, and up to three attempts to pay some of them. */
  async function orderWithAttempts(codes: string[]): Promise<StartedAttempt[]> {
    const placed = await client.orders.place.mutate(await orderOf(client, codes));
    const order = await client.orders.get.query({ orderId: placed.id });
    const attempts: StartedAttempt[] = [];
    for (let i = random(3); i >= 0; i--) {
      const method = METHODS[random(METHODS.length)] as PaymentMethod;
      const chosen = order.lines.filter(() => random(2) === 0).map((line) => line.id);
      const lineIds = chosen.length > 0 ? { lineIds: chosen } : {};
      const input = { orderId: placed.id, method, locale: 'vi' as const, ...lineIds };
      const { id, amount } = await client.payments.start.mutate(input);
      const { reference } = await server.context.db
        .selectFrom('payment_attempts')
        .select('reference')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      attempts.push({ method, orderId: placed.id, reference, amount });
    }
    return attempts;
  }

  let lastTransaction = 261_124_000_000_000;

  /** The gateways' messages about an attempt: paid, twice, in parts, too much, refused, forged, mistaken. */
  function messagesOf({ method, reference, amount }: StartedAttempt): Told[] {
    const told = (change: Partial<Told>): Told => ({
      method,
      reference,
      amount,
      transaction: ++lastTransaction,
      bankReference: String(lastTransaction),
      at: NOW,
      outcome: 'paid',
      forged: false,
      ...change,
    });
    const part = 1 + random(amount - 1);
    const all: Told[] = [told({ forged: true }), told({ forged: true, amount: part })];
    if (random(2) > 0) all.push(told({}));
    if (random(6) === 0) all.push(told({}));
    if (method === 'vnpay' && random(3) === 0) {
      // Suspected at first; sometimes cleared later.
      const suspected = told({ outcome: 'suspected_fraud' });
      all.push(suspected);
      if (random(2) === 0) all.push({ ...suspected, outcome: 'paid' });
    }
    if (method === 'vnpay' || method === 'momo') all.push(told({ outcome: 'failed' }));
    if (FIXED_AMOUNT.has(method)) return [...all, told({ amount: part })];
    // payOS's payers transfer like others: the bank's reporters report payOS's money as well.
    const echoed = (own: readonly Told[]) => own.flatMap((one) => [one, ...echoesOf(one)]);
    const [first, rest] = [told({ amount: part }), told({ amount: amount - part })];
    const inParts = [[first, rest], [first], [told({ amount: amount + part })], []];
    return echoed([...all, ...(inParts[random(inParts.length)] ?? [])]);
  }

  /** The same movement in the format of the other reporters of its account, by the bank's number. */
  function echoesOf(told: Told): Told[] {
    if (told.forged || told.outcome !== 'paid') return [];
    const { sepay, casso } = server.context.config.bankTransfer ?? {};
    const reporters = [...(sepay ? ['sepay' as const] : []), ...(casso ? ['casso' as const] : [])];
    const own = told.method === 'bank_transfer' ? (casso ? 'casso' : 'sepay') : null;
    return reporters
      .filter((reporter) => reporter !== own)
      .map((reporter) => ({ ...told, method: 'bank_transfer', reporter }));
  }

  async function send(told: Told): Promise<void> {
    const message = wireMessage(server.context.config, told, server.context.now());
    const response = await sendToApp(app, message);
    const answer = await response.text();
    assert.ok(response.status < 500, `${told.method}: ${answer}`);
    assert.equal(isRefusedAsForged(response.status, answer), told.forged, answer);
  }

  /**
   * The messages between two moves of the clock, shuffled. Each attempt's messages begin before one of the moves, so
   * that some of all are late; from then on they are repeated.
   */
  function phasesOf(attempts: readonly Told[][]): Told[][] {
    const begins = attempts.map(() => random(HOPS.length + 1));
    return Array.from({ length: HOPS.length + 1 }, (_, phase) => {
      const begun = attempts.flatMap((own, index) => ((begins[index] ?? 0) <= phase ? own : []));
      const queue = attempts.flatMap((own, index) => (begins[index] === phase ? own : []));
      while (queue.length < messages / (HOPS.length + 1)) {
        queue.push(begun[random(begun.length)] as Told);
      }
      return shuffled(queue);
    });
  }

  function shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [all[i], all[j]] = [all[j] as T, all[i] as T];
    }
    return all;
  }

  /** Sends a queue's messages, many at once; sometimes somebody cancels an order. */
  async function sendAll(queue: readonly Told[], orderIds: string[]): Promise<void> {
    const cancelAt = new Map(
      orderIds.filter(() => random(60) === 0).map((orderId) => [random(queue.length), orderId]),
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
  }

  /** The process's background work after the clock has moved; the gateways answer nothing. */
  async function catchUp(): Promise<void> {
    while ((await reconcileAttempts(server.context)) > 0);
    await runCommitments(server.context);
    await runOrderLife(server.context);
  }

  /** A third of the ended orders are ordered again, so that late money finds the years taken. */
  async function orderAgain(): Promise<void> {
    const ended = await server.context.db
      .selectFrom('order_lines')
      .innerJoin('orders', 'orders.id', 'order_id')
      .select(['tax_code', 'order_id'])
      .where('orders.state', '=', 'cancelled')
      .orderBy('order_id')
      .execute();
    const byOrder = Map.groupBy(ended, (line) => line.order_id);
    for (const lines of byOrder.values()) {
      if (random(3) > 0) continue;
      const codes = lines.map((line) => line.tax_code);
      const again = await orderOf(client, codes).catch(() => null);
      if (again) await client.orders.place.mutate(again).catch(() => {});
    }
  }

  it(`the messages leave every dong and licence accounted for (REPLAY_SEED=${SEED})`, async () => {
    const codes = taxCodes(orders * 6);
    const attempts: StartedAttempt[] = [];
    for (let i = 0; i < orders; i++) {
      const own = codes.slice(i * 6, i * 6 + 1 + random(6));
      attempts.push(...(await orderWithAttempts(own)));
    }
    const distinct = attempts.map(messagesOf);
    const orderIds = [...new Set(attempts.map(({ orderId }) => orderId))];
    let sent = 0;
    for (const [phase, queue] of phasesOf(distinct).entries()) {
      const hop = HOPS[phase - 1];
      if (hop !== undefined) {
        server.setNow(server.context.now() + hop);
        client = clientOf(server, await signToken({ issuedAt: server.context.now() }));
      }
      await Promise.all([hop === undefined ? null : catchUp(), sendAll(queue, orderIds)]);
      sent += queue.length;
      await assertAppliedInFull();
      await orderAgain();
    }
    assert.ok(sent >= messages);
    await assertRecordedOnce(distinct.flat());
    await assertLateMoneyWasApplied();
    await assertLicensesAndNews();
    await assertEvidenceIsKept(distinct.flat());
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  /** Every transaction authenticated by a gateway is one payment of its amount, and nothing else is. */
  async function assertRecordedOnce(distinct: Told[]): Promise<void> {
    const amountOf = new Map(attemptsByReference(distinct));
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

  /** Every report of another reporter is evidence of the money, or is the money with the other as evidence. */
  async function assertEvidenceIsKept(distinct: Told[]): Promise<void> {
    const echoes = distinct.filter(({ reporter }) => reporter !== undefined);
    assert.ok(echoes.length > orders / 8);
    const { db } = server.context;
    const reports = await db.selectFrom('payment_reports').select('because').execute();
    assert.equal(reports.length, echoes.length);
    assert.ok(reports.every(({ because }) => because === 'bank_reference'));
  }

  /** The requested amount by reference: the forged copy of the full amount has it. */
  function attemptsByReference(distinct: Told[]): [string, number][] {
    return distinct
      .filter((told, index) => told.forged && distinct[index - 1]?.reference !== told.reference)
      .map((told) => [told.reference, told.amount]);
  }

  /** Independent of the product's own check: received = allocated + due as refund + unapplied. */
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
        sumOf(allocated, (row) => row.amount) + sumOf(due, (row) => row.amount) + payment.unapplied,
      );
    }
    for (const line of lines) {
      const own = allocations.filter((row) => row.order_line_id === line.id);
      assert.equal(
        sumOf(own, (row) => row.amount),
        line.state === 'paid' ? line.total : 0,
      );
    }
    // An underpayment is less than the price of its open lines.
    const attemptLines = await db.selectFrom('payment_attempt_lines').selectAll().execute();
    const short = payments.filter((payment) => payment.unapplied_reason === 'underpaid');
    for (const attemptId of new Set(short.map((payment) => payment.payment_attempt_id))) {
      const pool = short.filter((payment) => payment.payment_attempt_id === attemptId);
      const open = attemptLines
        .filter((row) => row.payment_attempt_id === attemptId)
        .flatMap((row) => lines.filter((line) => line.id === row.order_line_id))
        .filter((line) => line.state === 'awaiting_payment');
      assert.ok(open.length > 0);
      assert.ok(sumOf(pool, (row) => row.unapplied) < sumOf(open, (line) => line.total));
    }
  }

  /** There were cases to decide: money for closed lines, some of which another order had taken. */
  async function assertLateMoneyWasApplied(): Promise<void> {
    const { db } = server.context;
    const paidLate = await db
      .selectFrom('order_lines')
      .innerJoin('orders', 'orders.id', 'order_id')
      .select('order_lines.id')
      .where('order_lines.state', '=', 'paid')
      .whereRef('paid_at', '>', 'expired_at')
      .execute();
    const refunds = await db.selectFrom('refunds_due').select('reason').execute();
    const reasons = Object.groupBy(refunds, ({ reason }) => reason);
    assert.ok(paidLate.length > 0, `${paidLate.length} lines were paid late`);
    assert.ok((reasons.order_cancelled?.length ?? 0) > 0);
    assert.ok((reasons.line_already_paid?.length ?? 0) > orders / 8);
  }

  /** A paid line renewed its licence once, to the end of its year, and each addressee got one mail. */
  async function assertLicensesAndNews(): Promise<void> {
    const { db } = server.context;
    const lines = await db
      .selectFrom('order_lines')
      .innerJoin(selectStandings(db, calendarDateAt(server.context.now())).as('standing'), (join) =>
        join.onRef('standing.id', '=', 'order_lines.license_id'),
      )
      .innerJoin('orders', 'orders.id', 'order_lines.order_id')
      .select(['order_lines.id', 'order_lines.state', 'license_id', 'standing.expiry'])
      .select('orders.state as order')
      .execute();
    const paid = lines.filter((line) => line.state === 'paid');
    assert.ok(paid.length > orders / 2);
    const renewed = new Set(paid.map((line) => line.license_id));
    assert.equal(renewed.size, paid.length);
    for (const line of lines) {
      assert.equal(line.expiry, renewed.has(line.license_id) ? '2027-12-31' : '2026-12-31');
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
      .where('kind', '=', 'payment_received')
      .executeTakeFirstOrThrow();
    assert.equal(rung, paid.length);
  }
}
