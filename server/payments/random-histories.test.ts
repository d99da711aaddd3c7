import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { Actor } from '../context.ts';
import { newId } from '../database/id.ts';
import { approveHeldPayment, returnHeldPayment } from '../operations/decide-held-payment.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { placeOrder } from '../orders/place-order.ts';
import { type FakeGateways, startFakeGateways } from '../testing/fake-gateways.ts';
import { wireMessage } from '../testing/gateway-messages.ts';
import { type MoneyEvent, MoneyModel, type MoneySummary } from '../testing/money-model.ts';
import {
  declarationsFor,
  declareCustomers,
  openFirm,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, PORTAL_ID, type TestServer } from '../testing/test-server.ts';
import { checkMoney } from './check-money.ts';
import { enabledReceivers } from './gateways/enabled-gateways.ts';
import { receiveMessage } from './gateways/receive-message.ts';
import { startPayment } from './start-payment.ts';

const METHODS = ['vnpay', 'momo', 'zalopay', 'payos', 'bank_transfer'] as const;
const FIXED_AMOUNT = new Set<PaymentMethod>(['vnpay', 'momo', 'zalopay']);
const HISTORIES = Number(process.env.HISTORIES ?? 2_000);
const LINES = 3;

const actor: Actor = {
  portalId: PORTAL_ID,
  portalName: 'Cổng kế toán',
  firmId: 'firm-1',
  firmName: 'Dịch vụ kế toán Minh Phát',
  accountantId: 'accountant-1',
  name: 'Nguyễn Thị Kế Toán',
  email: 'ketoan@minhphat.example',
  phone: '',
  until: Infinity,
};

/** One message of a gateway, or something that a person does. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      session: fc.nat(3),
      /** Which of the session's transactions: the same again is the same money. */
      transaction: fc.nat(2),
      amount: fc.constantFrom('exact', 'exact', 'exact', 'part', 'rest', 'over', 'one'),
      outcome: fc.constantFrom('paid', 'paid', 'paid', 'suspected_fraud', 'failed'),
      forged: fc.constant(false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      session: fc.nat(3),
      transaction: fc.nat(2),
      amount: fc.constantFrom('exact', 'over'),
      outcome: fc.constant('paid' as const),
      forged: fc.constant(true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      lines: fc.option(fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('approve' as const, 'give_back' as const),
      session: fc.nat(3),
      transaction: fc.nat(2),
    }),
  },
);

const history = fc.record({
  sessions: fc.array(
    fc.record({
      method: fc.constantFrom(...METHODS),
      lines: fc.subarray([0, 1, 2], { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  /** What stands in one list happens at once. */
  steps: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
type Step = History['steps'][number][number];

interface Started {
  id: string;
  method: PaymentMethod;
  reference: string;
  amount: number;
  lines: number[];
}

describe('random histories of an order’s money', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  const codes = taxCodes(HISTORIES * LINES + 3_000);
  let used = 0;
  let customers: Customer[] = [];

  before(async () => {
    gateways = await startFakeGateways();
    ({ server, client } = await openFirm([], gateways.env));
    // What a power cut leaves is crash.test.ts's matter: here it would only take time.
    await sql`pragma synchronous = off`.execute(server.context.db);
  });
  after(async () => {
    assert.deepEqual(await checkMoney(server.context.db), []);
    gateways.stop();
    await server.stop();
  });

  /** The next customers of a thousand, who are declared when the thousand before are used up. */
  async function nextLines() {
    if (used % 999 === 0) {
      const own = codes.slice(used, used + 999);
      await declareCustomers(server, declarationsFor(own));
      const { results } = await client.customers.lookUp.query({ taxCodes: own });
      customers = results.map((result) => {
        assert.ok(result.outcome === 'found' && result.customer.license);
        return result.customer;
      });
    }
    const some = customers.slice(used % 999, (used % 999) + LINES);
    used += LINES;
    return some.map(({ id, license }) => ({
      customerId: id,
      planId: license?.planId ?? '',
      firstFiscalYear: 2027,
      years: 1,
      presentExpiry: '2026-12-31',
    }));
  }

  async function freshOrder() {
    const { id } = await placeOrder(server.context, actor, {
      requestId: newId(),
      locale: 'vi',
      invoiceTo: { kind: 'customer' },
      notify: { kind: 'accountant' },
      lines: await nextLines(),
      confirmedTotal: LINES * 2_950_000,
    });
    return await server.context.db
      .selectFrom('order_lines')
      .select(['id', 'total', 'order_id'])
      .where('order_id', '=', id)
      .orderBy('line_number')
      .execute();
  }

  async function startAll(
    lines: { id: string; total: number; order_id: string }[],
    wanted: History['sessions'],
  ): Promise<Started[]> {
    const started: Started[] = [];
    for (const { method, lines: indexes } of wanted) {
      const session = await startPayment(
        server.context,
        { ...actor, linkId: null, isPerson: true, clientIp: '127.0.0.1' },
        {
          orderId: lines[0]?.order_id ?? '',
          lineIds: indexes.map((index) => lines[index]?.id ?? ''),
          method,
          locale: 'vi',
        },
      );
      // A transfer for the same lines goes on with the transfer that is open.
      if (started.some((earlier) => earlier.id === session.id)) continue;
      const { reference } = await server.context.db
        .selectFrom('payment_sessions')
        .select('reference')
        .where('id', '=', session.id)
        .executeTakeFirstOrThrow();
      const { id, amount } = session;
      started.push({ id, method, reference, amount, lines: indexes });
    }
    return started;
  }

  /** Numbers of transactions are the gateway's, so that each session has its own. */
  const transactionOf = (base: number, session: number, transaction: number) =>
    261_124_000_000_000 + base * 100 + session * 10 + transaction;

  function amountOf(asked: number, amount: 'exact' | 'part' | 'rest' | 'over' | 'one'): number {
    const part = Math.floor(asked / 3);
    return { exact: asked, part, rest: asked - part, over: asked + 1_000, one: 1 }[amount];
  }

  /** Does a step, and says what it means for the money; null: nothing. */
  async function perform(
    at: Step,
    base: number,
    orderId: string,
    sessions: Started[],
  ): Promise<MoneyEvent | null> {
    const { context } = server;
    if (at.kind === 'cancel') {
      const ids = await lineIdsOf(orderId);
      const lineIds = at.lines ? { lineIds: at.lines.map((line) => ids[line] ?? '') } : {};
      await cancelOrder(context, actor, { orderId, reason: 'Đổi ý', ...lineIds }).catch(
        ignoreRefusal,
      );
      return { kind: 'cancel', lines: at.lines };
    }
    const index = at.session % sessions.length;
    const session = sessions[index] as Started;
    const transaction = transactionOf(base, index, at.transaction);
    if (at.kind !== 'message') {
      const paymentId = await suspectedPayment(transaction);
      const decide = at.kind === 'approve' ? approveHeldPayment : returnHeldPayment;
      if (paymentId) await decide(context, 'operations', { paymentId }).catch(ignoreRefusal);
      return paymentId ? { kind: at.kind, transaction } : null;
    }
    const { method, reference } = session;
    const suspected = method === 'vnpay' && at.outcome === 'suspected_fraud';
    // Only these two tell of a refusal.
    const failed = at.outcome === 'failed' && (method === 'vnpay' || method === 'momo');
    const outcome = failed ? 'failed' : suspected ? 'suspected_fraud' : 'paid';
    const amount = amountOf(session.amount, at.amount);
    await receive({ method, reference, amount, transaction, outcome, forged: at.forged });
    const mistaken = FIXED_AMOUNT.has(method) && amount !== session.amount;
    if (at.forged || failed || mistaken) return null;
    return { kind: 'money', session: index, transaction, amount, suspected };
  }

  async function lineIdsOf(orderId: string): Promise<string[]> {
    const lines = await server.context.db
      .selectFrom('order_lines')
      .select('id')
      .where('order_id', '=', orderId)
      .orderBy('line_number')
      .execute();
    return lines.map((line) => line.id);
  }

  async function receive(told: Parameters<typeof wireMessage>[1]): Promise<void> {
    const { context } = server;
    const wire = wireMessage(context.config, told);
    const [path, query] = wire.path.split('?');
    const receiver = enabledReceivers(context.config).find((known) => known.path === path);
    assert.ok(receiver);
    const reception = await receiveMessage(context, receiver, {
      query: new URLSearchParams(query),
      header: (name) => wire.headers[name],
      body: wire.body,
      now: context.now(),
    });
    assert.equal(reception === 'forged', told.forged);
    assert.notEqual(reception, 'not_received');
    assert.notEqual(reception, 'malformed');
  }

  async function suspectedPayment(transaction: number): Promise<string | undefined> {
    const payment = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('gateway_transaction_id', '=', String(transaction))
      .where('hold_reason', '=', 'suspected_fraud')
      .executeTakeFirst();
    return payment?.id;
  }

  async function summaryOf(orderId: string): Promise<MoneySummary> {
    const { db } = server.context;
    const lines = await db
      .selectFrom('order_lines')
      .leftJoin('allocations', 'allocations.order_line_id', 'order_lines.id')
      .select((select) => ['state', select.fn.sum<number | null>('amount').as('allocated')])
      .where('order_id', '=', orderId)
      .groupBy('order_lines.id')
      .orderBy('line_number')
      .execute();
    const payments = await db
      .selectFrom('payments')
      .innerJoin('payment_sessions', 'payment_sessions.id', 'payment_session_id')
      .select((select) => [
        'payments.amount',
        'held',
        'hold_reason',
        select
          .selectFrom('refunds_due')
          .select((sum) => sum.fn.sum<number | null>('refunds_due.amount').as('due'))
          .whereRef('payment_id', '=', 'payments.id')
          .as('due'),
      ])
      .where('order_id', '=', orderId)
      .execute();
    const sum = (amounts: (number | null)[]) =>
      amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);
    const heldFor = (reason: string) =>
      sum(payments.filter((row) => row.hold_reason === reason).map((row) => row.held));
    return {
      lines: lines.map((line) => line.state),
      received: sum(payments.map((payment) => payment.amount)),
      allocated: sum(lines.map((line) => line.allocated)),
      refundDue: sum(payments.map((payment) => payment.due)),
      heldShort: heldFor('short'),
      heldSuspected: heldFor('suspected_fraud'),
    };
  }

  it(`end as a simple model says, ${HISTORIES} times, whatever happens at once`, async () => {
    let base = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ sessions: wanted, steps }) => {
        base++;
        const lines = await freshOrder();
        const orderId = lines[0]?.order_id ?? '';
        const sessions = await startAll(lines, wanted);
        const newModel = () =>
          new MoneyModel(
            lines.map((line) => line.total),
            sessions.map((session) => session.lines),
          );
        // What happened at once may have happened in any order: each that is possible goes on.
        let pasts: MoneyEvent[][] = [[]];
        for (const together of steps) {
          const events = await Promise.all(
            together.map((at) => perform(at, base, orderId, sessions)),
          );
          const orders = permutationsOf(events.filter((event) => event !== null));
          const actual = JSON.stringify(await summaryOf(orderId));
          pasts = pasts
            .flatMap((past) => orders.map((order) => [...past, ...order]))
            .filter((past) => JSON.stringify(replay(newModel(), past)) === actual)
            .slice(0, 6);
          assert.ok(pasts.length > 0, `no order of events explains ${actual}`);
        }
        await assertLicenses(orderId);
      }),
      { numRuns: HISTORIES, seed: Number(process.env.HISTORIES_SEED ?? 20_261_124) },
    );
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  async function assertLicenses(orderId: string): Promise<void> {
    const lines = await server.context.db
      .selectFrom('order_lines')
      .innerJoin('licenses', 'licenses.id', 'license_id')
      .select(['state', 'expiry'])
      .where('order_id', '=', orderId)
      .execute();
    for (const { state, expiry } of lines) {
      assert.equal(expiry, state === 'paid' ? '2027-12-31' : '2026-12-31');
    }
  }
});

function replay(model: MoneyModel, events: readonly MoneyEvent[]): MoneySummary {
  for (const event of events) model.apply(event);
  return model.summary();
}

function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'DomainError') throw error;
}
