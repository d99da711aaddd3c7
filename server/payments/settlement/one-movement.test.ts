import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { GatewayName } from '../../database/tables.ts';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import {
  type FakeGateways,
  payosAnswer,
  payosWebhook,
  startFakeGateways,
} from '../../testing/gateways/fake-gateways.ts';
import { wireMessage } from '../../testing/gateways/gateway-messages.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import { spareDisk } from '../../testing/test-database.ts';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { askGateway } from '../attempts/ask-gateway.ts';
import { payosOrderCode } from '../gateways/payos.ts';
import { readMissedTransfers } from '../reconciliation/read-missed-transfers.ts';
import { checkMoney } from './check-money.ts';
import { readMovements } from './find-movement.ts';
import { settlePayment } from './settle-payment.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(200);
const some = handOut(codes);
let lastTransaction = 5_000_000;

before(async () => {
  gateways = await startFakeGateways();
  ({ server, client } = await openFirm(codes, {
    ...gateways.env,
    SEPAY_API_TOKEN: 'sepay-token',
    CASSO_SECRET: 'a-casso-secret-for-tests',
    CASSO_API_KEY: 'casso-key',
  }));
  await spareDisk(server.context.db);
});
after(async () => {
  gateways.stop();
  await stopAndCheckMoney(server);
});

async function attempt(method: 'payos' | 'bank_transfer', count = 1) {
  const own = some(count);
  const order = await client.orders.place.mutate(await orderOf(client, own));
  const attempt = await client.payments.start.mutate({ orderId: order.id, method, locale: 'vi' });
  const row = await server.context.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', '=', attempt.id)
    .executeTakeFirstOrThrow();
  return { orderId: order.id, attempt: row, reference: row.reference, amount: row.amount };
}

type Attempt = Awaited<ReturnType<typeof attempt>>;

/** One bank movement, in each reporter's report. */
function movementOf(
  { reference, amount }: Attempt,
  change: { amount?: number; bank?: string } = {},
) {
  const transactionId = ++lastTransaction;
  const bank = change.bank ?? `FT26327${transactionId}`;
  const sum = change.amount ?? amount;
  const post = (body: string) =>
    fetch(`${server.url}/gateways/payos`, { method: 'POST', body }).then(({ status }) => status);
  return {
    amount: sum,
    bank,
    byPayos: (told = bank) => post(payosWebhook({ reference, amount: sum, transactionId: told })),
    bySepay: (told: { reference?: string; memo?: string } = {}) =>
      reportTransfer(server, {
        amount: sum,
        memo: `CT DEN ${reference.toLowerCase()} tt`,
        reference: bank,
        id: transactionId,
        ...told,
      }).then(({ status }) => status),
    byCasso: async () => {
      const wire = wireMessage(
        server.context.config,
        {
          method: 'bank_transfer',
          reference,
          amount: sum,
          transaction: transactionId,
          outcome: 'paid',
          forged: false,
          bankReference: bank,
        },
        server.context.now(),
      );
      const { headers, body } = wire;
      return (await fetch(`${server.url}/gateways/casso`, { method: 'POST', headers, body }))
        .status;
    },
    bySepayList: async () => {
      const row = {
        id: String(transactionId),
        transaction_date: '2026-11-23 14:02:37',
        account_number: '0123456789',
        amount_in: `${sum}.00`,
        transaction_content: reference,
        code: null,
        reference_number: bank,
      };
      gateways.answers.set('/sepay/userapi/transactions/list', {
        status: 200,
        transactions: [row],
      });
      gateways.answers.set('/casso/v2/transactions', { error: 0, data: { records: [] } });
      return await readMissedTransfers(server.context);
    },
  };
}

const read = (orderId: string) => client.orders.get.query({ orderId });

async function recorded(reference: string) {
  const { db } = server.context;
  const payments = await db
    .selectFrom('payments')
    .selectAll()
    .where('id', 'in', (named) =>
      named.selectFrom('payment_names').select('payment_id').where('reference', '=', reference),
    )
    .orderBy('id')
    .execute();
  const reports = await db
    .selectFrom('payment_reports')
    .selectAll()
    .where('payment_id', 'in', ['', ...payments.map(({ id }) => id)])
    .orderBy('id')
    .execute();
  return { payments, reports };
}

/** The number of mails and refunds, which a second report must not increase. */
async function told(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select (select count(*) from outbox)
    + (select count(*) from refunds_due) + (select count(*) from notifications) as count`.execute(
    server.context.db,
  );
  return Number(rows[0]?.count);
}

const ofPayment = ({ payment_id, bank_key }: { payment_id: string; bank_key: string | null }) => ({
  id: payment_id,
  bank_key,
});

/** Each bank number at one payment; and each payment with one number, once every report has come. */
function assertTogether(
  rows: readonly { id: string; bank_key: string | null }[],
  isWhole: boolean,
): void {
  for (const [key, own] of Map.groupBy(rows, (row) => row.bank_key)) {
    assert.equal(new Set(own.map(({ id }) => id)).size, 1, `${key} is at one payment`);
  }
  if (!isWhole) return;
  for (const [id, own] of Map.groupBy(rows, (row) => row.id)) {
    assert.equal(new Set(own.map(({ bank_key }) => bank_key)).size, 1, `${id} has one number`);
  }
}

type Movement = ReturnType<typeof movementOf>;

const REPORTS: Record<string, (movement: Movement) => Promise<number>> = {
  payOS: (movement) => movement.byPayos(),
  SePay: (movement) => movement.bySepay(),
  Casso: (movement) => movement.byCasso(),
  'SePay’s list': (movement) => movement.bySepayList(),
};

describe('one movement of a payOS attempt with two reports', () => {
  for (const [first, second] of [
    ['payOS', 'SePay'],
    ['SePay', 'payOS'],
    ['payOS', 'Casso'],
    ['Casso', 'payOS'],
    ['payOS', 'SePay’s list'],
    ['SePay’s list', 'payOS'],
    ['SePay', 'Casso'],
  ] as const) {
    it(`a movement reported first by ${first}, then by ${second}, is one payment, and pays at once`, async () => {
      const started = await attempt('payos');
      const movement = movementOf(started);
      await REPORTS[first]?.(movement);
      assert.equal((await read(started.orderId)).state, 'paid', 'paid by the first report');
      const before = await told();
      await REPORTS[second]?.(movement);
      await REPORTS[second]?.(movement);
      assert.equal(await told(), before, 'nobody is told of the second report');
      const { payments, reports } = await recorded(started.reference);
      assert.equal(payments.length, 1);
      assert.deepEqual(
        reports.map((row) => [row.amount, row.because, row.payment_id]),
        [[started.amount, 'bank_reference', payments[0]?.id]],
      );
      assert.ok(reports[0]?.raw.includes(movement.bank), 'the message is kept');
    });
  }

  it('a transfer in the list that another reporter told of first counts as none that was missed', async () => {
    const movement = movementOf(await attempt('payos'));
    await movement.byPayos();
    assert.equal(await movement.bySepayList(), 0);
    assert.equal(await movementOf(await attempt('payos')).bySepayList(), 1);
  });

  it('a movement is one payment by the attempt alone, where the bank’s numbers differ', async () => {
    const started = await attempt('payos');
    const movement = movementOf(started);
    await movement.byPayos('TF230204212323');
    await movement.bySepay({ reference: 'MBVCB.3278907687' });
    const { payments, reports } = await recorded(started.reference);
    assert.equal(payments.length, 1);
    assert.deepEqual(
      reports.map(({ because }) => because),
      ['attempt'],
    );
  });

  it('a movement is paid by the report that names the attempt, where the first one’s memo was lost', async () => {
    const started = await attempt('payos');
    const others = movementOf(started, { amount: 123_000 });
    await others.bySepay({ memo: 'cua nguoi khac' });
    const movement = movementOf(started);
    await movement.bySepay({ memo: 'noi dung bi mat' });
    assert.equal((await read(started.orderId)).state, 'awaiting_payment');
    await movement.byPayos();
    const other = await server.context.db
      .selectFrom('payments')
      .select(['unapplied', 'unapplied_reason', 'payment_attempt_id'])
      .where('bank_reference', '=', others.bank)
      .executeTakeFirstOrThrow();
    assert.deepEqual(other, {
      unapplied: 123_000,
      unapplied_reason: 'unmatched',
      payment_attempt_id: null,
    });
    const order = await read(started.orderId);
    assert.equal(order.state, 'paid');
    assert.deepEqual(
      order.payments.map(({ received, refundDue, unapplied }) => [received, refundDue, unapplied]),
      [[started.amount, 0, 0]],
    );
  });

  it('a movement is recognised again by asking payOS, and by both webhooks at the same moment', async () => {
    const started = await attempt('payos');
    const movement = movementOf(started);
    const orderCode = payosOrderCode(started.reference);
    const path = `/payos/v2/payment-requests/${orderCode}`;
    const { amount, bank } = movement;
    gateways.answers.set(
      path,
      payosAnswer({
        id: `link-${started.reference}`,
        orderCode,
        status: 'PAID',
        transactions: [{ reference: bank, amount, transactionDateTime: null }],
      }),
    );
    await Promise.all([
      askGateway(server.context, started.attempt),
      movement.bySepay(),
      movement.byPayos(),
      movement.byCasso(),
      movement.bySepay(),
    ]);
    const { payments, reports } = await recorded(started.reference);
    assert.deepEqual([payments.length, reports.length], [1, 2]);
  });
});

describe('two transfers of the same amount with the same reference', () => {
  it('two equal transfers by one reporter are two payments, and the second is due back', async () => {
    const started = await attempt('bank_transfer');
    await movementOf(started).bySepay();
    await movementOf(started).bySepay();
    const { payments: both } = await recorded(started.reference);
    const ids = both.map(({ id }) => id).toSorted();
    const movements = await readMovements(server.context.db, ids.toReversed(), NOW);
    assert.deepEqual(
      movements.map(({ paymentId }) => paymentId),
      ids,
      'of two at one time, the earlier recorded first',
    );
    const order = await read(started.orderId);
    assert.deepEqual(
      order.payments.map(({ allocated, refundDue }) => [allocated, refundDue]),
      [
        [started.amount, 0],
        [0, started.amount],
      ],
    );
  });

  it('two equal transfers are two payments where payOS reports one and the bank’s reporter both', async () => {
    const started = await attempt('payos');
    const [first, second] = [movementOf(started), movementOf(started)];
    await first.byPayos();
    // Taken for the first, by its memo, until the first itself is reported.
    await second.bySepay();
    assert.equal((await recorded(started.reference)).payments.length, 1);
    await first.bySepay();
    const { payments, reports } = await recorded(started.reference);
    assert.equal(payments.length, 2);
    assert.deepEqual(
      reports.map(({ bank_reference, because }) => [bank_reference, because]),
      [[first.bank, 'bank_reference']],
    );
    const order = await read(started.orderId);
    assert.deepEqual(
      order.payments.map(({ refundDue }) => refundDue),
      [0, started.amount],
    );
  });

  it('equal movements are as many payments, in whatever order three reporters report them', async () => {
    /** Parts of one attempt, so that many may be equal: three movements, whose reports come in any order. */
    const reporters: GatewayName[] = ['payos', 'sepay', 'casso'];
    const reports = [0, 1, 2].flatMap((movement) =>
      reporters.map((gateway) => ({ movement, gateway })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(reports, { minLength: 1 }),
        fc.constantFrom('shared', 'bank', 'own', 'none'),
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(0, 5 * MINUTE_MS),
        async (order, numbers, kinds, apart) => {
          const { reference, amount } = await attempt('payos');
          const seen = new Map<number, Set<GatewayName>>();
          for (const { movement, gateway } of order) {
            const bank = {
              shared: `FT26${reference}${movement}`,
              // payOS numbers for itself; the bank's reporters have the bank's number.
              bank: `${gateway === 'payos' ? 'TF' : 'FT26'}${reference}${movement}`,
              own: `${gateway}${reference}${movement}`,
              none: null,
            };
            await settlePayment(server.context, {
              gateway,
              transactionId: `${reference} ${movement}`,
              references: [reference],
              amount: 1_000 * (1 + (movement % kinds)),
              memo: reference,
              bankReference: bank[numbers],
              accounts: [],
              raw: `${gateway} ${movement}`,
              toldAt: { text: '', at: NOW + movement * apart },
              suspectedFraud: false,
            });
            seen.set(movement, (seen.get(movement) ?? new Set()).add(gateway));
          }
          assert.ok(amount > 6_000);
          // At least as many as the most reports by one reporter; by the bank’s number, each is recognised.
          const byAmount = Map.groupBy(seen, ([movement]) => movement % kinds);
          const expected = [...byAmount.values()].map((same) =>
            Math.max(...reporters.map((one) => same.filter(([, by]) => by.has(one)).length)),
          );
          const { payments, reports: joined } = await recorded(reference);
          const isWhole = order.length === reports.length;
          const least = expected.reduce((sum, count) => sum + count, 0);
          assert.ok(payments.length >= least && payments.length <= seen.size);
          const knowsApart = numbers === 'shared' || numbers === 'bank';
          if (isWhole || !knowsApart) assert.equal(payments.length, least);
          const rows = [...payments, ...joined.map(ofPayment)];
          if (knowsApart) assertTogether(rows, isWhole && numbers === 'shared');
          assert.deepEqual(await checkMoney(server.context.db), []);
        },
      ),
      { numRuns: 130, seed: 20_261_129 },
    );
  });
});

describe('reports that may be of one movement', () => {
  it('a possible second report of one movement waits, with nothing due back, where the accounts differ', async () => {
    const started = await attempt('payos');
    const movement = movementOf(started);
    await movement.byPayos();
    const before = await told();
    await settlePayment(server.context, {
      gateway: 'sepay',
      transactionId: `elsewhere ${movement.bank}`,
      references: [started.reference],
      amount: started.amount,
      memo: started.reference,
      bankReference: null,
      accounts: ['9990001112'],
      raw: '{}',
      toldAt: { text: '', at: NOW },
      suspectedFraud: false,
    });
    const { payments } = await recorded(started.reference);
    assert.deepEqual(
      payments.map((row) => [row.unapplied, row.unapplied_reason, row.possible_duplicate_of]),
      [
        [0, null, null],
        [started.amount, 'unmatched', payments[0]?.id],
      ],
    );
    assert.equal(await told(), before + 1, 'one mail, to operations');
    assert.equal((await read(started.orderId)).payments.length, 1);
  });

  it('an unmatched transfer is offered as the movement of a new one that names its attempt', async () => {
    const started = await attempt('payos');
    const movement = movementOf(started);
    await movement.bySepay({ memo: 'khong ro noi dung', reference: '' });
    const at = '2026-11-23 14:02:37';
    server.setNow(Date.parse(`${at.replace(' ', 'T')}+07:00`));
    await settlePayment(server.context, {
      gateway: 'payos',
      transactionId: `link ${movement.bank}`,
      references: [started.reference],
      amount: started.amount,
      memo: started.reference,
      bankReference: movement.bank,
      raw: '{}',
      toldAt: null,
      suspectedFraud: false,
    });
    server.setNow(NOW);
    assert.equal((await read(started.orderId)).state, 'paid', 'the payer does not wait');
    const { payments } = await recorded(started.reference);
    const unapplied = await server.context.db
      .selectFrom('payments')
      .select(['possible_duplicate_of', 'unapplied'])
      .where('memo', '=', 'khong ro noi dung')
      .executeTakeFirstOrThrow();
    assert.deepEqual(unapplied, {
      possible_duplicate_of: payments[0]?.id,
      unapplied: started.amount,
    });
  });

  it('reports days apart, or of another amount, are not one movement', async () => {
    const started = await attempt('payos');
    await movementOf(started).byPayos();
    const evidence = {
      gateway: 'sepay' as const,
      references: [],
      memo: 'tien dien',
      bankReference: null,
      raw: '{}',
      suspectedFraud: false,
    };
    const later = { text: '', at: NOW + DAY_MS / 2 };
    const late = await settlePayment(server.context, {
      ...evidence,
      transactionId: 'late',
      amount: started.amount,
      toldAt: later,
    });
    assert.equal(late, 'unmatched');
    const flagged = await server.context.db
      .selectFrom('payments')
      .select('possible_duplicate_of')
      .where('gateway_transaction_id', '=', 'late')
      .executeTakeFirstOrThrow();
    assert.equal(flagged.possible_duplicate_of, null);
  });
});

it('movements are read only for the given payments, the nearest first, and none for cards and wallets', async () => {
  const settle = async (gateway: GatewayName, hours: number, bankReference: string) => {
    const transactionId = `near ${bankReference}`;
    await settlePayment(server.context, {
      ...{ gateway, transactionId, bankReference, amount: 77_777, memo: 'mua hang', raw: '{}' },
      ...{ references: [], toldAt: { text: '', at: NOW - hours * 60 * MINUTE_MS } },
      suspectedFraud: false,
    });
    const { id } = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('gateway_transaction_id', '=', transactionId)
      .executeTakeFirstOrThrow();
    return id;
  };
  const near = await settle('sepay', 5, 'FT9000002');
  const far = await settle('sepay', 9, 'FT9000001');
  const between = await settle('sepay', 6.5, 'FT9000005');
  const wallet = await settle('momo', 6, 'FT9000003');
  await settle('sepay', 6, 'FT9000004');
  const readFrom = async (hours: number) => {
    const from = NOW - hours * 60 * MINUTE_MS;
    const found = await readMovements(server.context.db, [near, far, between, wallet], from);
    return found.map(({ paymentId, own }) => [paymentId, own.bankKey]);
  };
  const movements = {
    near: [near, 'FT9000002'],
    between: [between, 'FT9000005'],
    far: [far, 'FT9000001'],
  };
  assert.deepEqual(await readFrom(6), [movements.between, movements.near, movements.far]);
  assert.deepEqual(await readFrom(9), [movements.far, movements.between, movements.near]);
});

it('the database prevents a report that is both money and evidence, or of another amount', async () => {
  const { db } = server.context;
  const started = await attempt('payos');
  const movement = movementOf(started);
  await movement.byPayos();
  await movement.bySepay();
  const { payments, reports } = await recorded(started.reference);
  const [payment] = payments;
  const [report] = reports;
  assert.ok(payment && report);
  const same = { gateway: report.gateway, gateway_transaction_id: report.gateway_transaction_id };
  const twin = { ...payment, ...same, id: 'twin', payment_attempt_id: null };
  await assert.rejects(db.insertInto('payments').values(twin).execute(), /kept as evidence/);
  const asReport = {
    ...report,
    id: 'twin',
    gateway_transaction_id: payment.gateway_transaction_id,
  };
  await assert.rejects(
    db
      .insertInto('payment_reports')
      .values({ ...asReport, gateway: payment.gateway })
      .execute(),
    /recorded as money/,
  );
  const other = { ...report, id: 'twin', gateway_transaction_id: 'other', amount: 1 };
  await assert.rejects(db.insertInto('payment_reports').values(other).execute(), /another amount/);
  await assert.rejects(
    db
      .insertInto('payment_reports')
      .values({ ...report, id: 'twin' })
      .execute(),
    /UNIQUE/i,
  );
});
