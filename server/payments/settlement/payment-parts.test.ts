import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import { randomOf } from '../../testing/random.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
  yearly,
} from '../../testing/test-directory.ts';
import { type Client, NOW, signInAt, type TestServer } from '../../testing/test-server.ts';
import { partsToPay } from '../core/payment-parts.ts';
import { NAPAS247_LIMIT } from '../core/viet-qr.ts';
import { checkMoney } from './check-money.ts';
import { nearAttempts, nearlyNamed } from './near-attempts.ts';
import { settlePayment } from './settle-payment.ts';

const PRICE = 600_000_000;

describe('a transfer above the limit of quick transfers, in parts', () => {
  let server: TestServer;
  let client: Client;
  const some = handOut(taxCodes(120));
  let lastReport = 0;

  before(async () => {
    ({ server, client } = await openFirm([]));
    await putPlans(
      server,
      planDeclaration('LON', { prices: yearly(PRICE) }),
      planDeclaration('RAT-LON', { prices: yearly(1_400_000_001) }),
    );
  });
  afterEach(async () => {
    assert.deepEqual(await checkMoney(server.context.db), []);
    client = await signInAt(server, NOW);
  });
  after(() => server.stop());

  async function bigOrder(planCode = 'LON', count = 1) {
    const own = some(count);
    const license = { planCode, expiry: '2026-12-31' };
    await declareCustomers(
      server,
      own.map((code) => declaration(code, { license })),
    );
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const transfer = await startTransfer(client, orderId);
    return { orderId, own, transfer, parts: transfer.parts };
  }
  const read = (orderId: string) => client.orders.get.query({ orderId });

  /** As reported by a bank's reporter. */
  const tell = (
    gateway: 'sepay' | 'casso',
    { memo, amount }: { memo: string; amount: number },
    transactionId = `part-${++lastReport}`,
    references = [memo],
  ) =>
    settlePayment(server.context, {
      gateway,
      transactionId,
      references,
      amount,
      memo,
      bankReference: null,
      raw: '{}',
      toldAt: null,
      suspectedFraud: false,
    });

  async function unappliedMails(orderId: string): Promise<number> {
    const rows = await server.context.db
      .selectFrom('outbox')
      .select(['kind', 'payload'])
      .where('kind', '=', 'payment_unapplied')
      .execute();
    return rows.filter(({ payload }) => JSON.stringify(payload).includes(orderId)).length;
  }

  it('an amount from the limit on has parts below it, each with a reference and a code of its own', async () => {
    const { orderId, transfer, parts } = await bigOrder('RAT-LON');
    assert.equal(transfer.amount, 1_400_000_001);
    assert.equal(transfer.qr, null);
    assert.deepEqual(
      parts.map(({ amount }) => amount),
      [466_666_667, 466_666_667, 466_666_667],
    );
    assert.ok(parts.every(({ amount, qr }) => amount < NAPAS247_LIMIT && qr));
    assert.equal(new Set([transfer.memo, ...parts.map(({ memo }) => memo)]).size, 4);
    assert.deepEqual(await startTransfer(client, orderId), transfer, 'the same when shown again');
    const { orderId: small } = await (async () => {
      const [code = ''] = some(1);
      await declareCustomers(server, [declaration(code)]);
      const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
      return { orderId: id };
    })();
    assert.deepEqual((await startTransfer(client, small)).parts, []);
  });

  it('an order is found by the memo of a part', async () => {
    const { orderId, parts } = await bigOrder();
    const onlyLetters = 'GHKMNPQRT';
    await server.context.db
      .updateTable('payment_attempt_parts')
      .set({ reference: onlyLetters })
      .where('reference', '=', parts[0]?.memo ?? '')
      .execute();
    for (const memo of [onlyLetters, parts[1]?.memo ?? '']) {
      const { orders } = await client.orders.list.query({ query: memo });
      assert.deepEqual(
        orders.map(({ id }) => id),
        [orderId],
      );
    }
  });

  it('where the last part would reach the limit, what is missing is one transfer', async () => {
    const { orderId } = await bigOrder();
    const { db } = server.context;
    const attempt = await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    const amounts = async (missing: number) =>
      (await partsToPay(db, attempt, missing)).map(({ amount }) => amount);
    assert.deepEqual(await amounts(799_999_999), [300_000_000, 499_999_999]);
    assert.deepEqual(await amounts(800_000_000), []);
  });

  it('a reference given to an attempt and to a part is a fault of the money', async () => {
    const { transfer, parts } = await bigOrder();
    const { db } = server.context;
    const renamed = (from = '', to = '') =>
      db
        .updateTable('payment_attempt_parts')
        .set({ reference: to })
        .where('reference', '=', from)
        .execute();
    await renamed(parts[0]?.memo, transfer.memo);
    const faults = await checkMoney(db);
    await renamed(transfer.memo, parts[0]?.memo);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['reference_given_twice'],
    );
  });

  it('a part alone is an underpayment that waits, and the other part, first or last, pays the line once', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { orderId, parts } = await bigOrder();
      const [first, second] = order.map((index) => parts[index]);
      assert.ok(first && second);
      await reportTransfer(server, first);
      const short = await read(orderId);
      assert.equal(short.state, 'awaiting_payment');
      assert.deepEqual(
        short.unapplied.map(({ unapplied, missing }) => [unapplied, missing]),
        [[300_000_000, 300_000_000]],
      );
      const { parts: left } = await startTransfer(client, orderId);
      assert.deepEqual(
        order.map((index) => left[index]?.amount),
        [0, 300_000_000],
        'the part that came is not asked for again',
      );
      assert.deepEqual(
        left.map(({ memo }) => memo),
        parts.map(({ memo }) => memo),
      );
      assert.ok((await unappliedMails(orderId)) > 0);
      await reportTransfer(server, second);
      const paid = await read(orderId);
      assert.deepEqual([paid.state, paid.paid, paid.due], ['paid', PRICE, 0]);
      assert.deepEqual(
        paid.lines.map((line) => [line.state, line.newExpiry]),
        [['paid', '2027-12-31']],
      );
      assert.equal(
        paid.payments.reduce((sum, { refundDue }) => sum + refundDue, 0),
        0,
      );
    }
  });

  it('a part reported again, by the same reporter and by another, is counted once', async () => {
    const { orderId, parts } = await bigOrder();
    const [first, second] = parts;
    assert.ok(first && second);
    assert.equal(await tell('sepay', first, 'replayed'), 'unapplied');
    assert.equal(await tell('sepay', first, 'replayed'), 'repeated');
    assert.equal(await tell('casso', first), 'joined');
    assert.equal((await read(orderId)).state, 'awaiting_payment');
    // Of the same amount, at the same time, by the other reporter first: another movement by its reference.
    assert.equal(await tell('casso', second), 'settled');
    assert.equal(await tell('sepay', second), 'joined');
    const { state, paid, payments } = await read(orderId);
    assert.deepEqual([state, paid, payments.length], ['paid', PRICE, 2]);
  });

  it('a part paid twice stands for the other, and what comes after is a refund due', async () => {
    const { orderId, parts } = await bigOrder();
    const [first, second] = parts;
    assert.ok(first && second);
    await reportTransfer(server, first);
    await reportTransfer(server, first);
    assert.equal((await read(orderId)).state, 'paid');
    await reportTransfer(server, second);
    const { paid, payments } = await read(orderId);
    assert.equal(paid, PRICE);
    assert.deepEqual(payments.map(({ refundDue }) => refundDue).toSorted(), [0, 0, 300_000_000]);
  });

  it('the whole amount at once pays by its own reference, and by a memo that names all parts', async () => {
    const one = await bigOrder();
    await reportTransfer(server, one.transfer);
    assert.equal((await read(one.orderId)).state, 'paid');
    const other = await bigOrder();
    const memo = other.parts.map((part) => part.memo).join(' ');
    await reportTransfer(server, { amount: PRICE, memo });
    assert.equal((await read(other.orderId)).state, 'paid');
  });

  it('money under the reference of the whole lessens what the parts ask for', async () => {
    const { orderId, transfer } = await bigOrder('RAT-LON');
    await reportTransfer(server, { amount: 700_000_000, memo: transfer.memo });
    const { amount, parts } = await startTransfer(client, orderId);
    assert.equal(amount, 700_000_001);
    assert.deepEqual(
      parts.map((part) => part.amount),
      [466_666_667, 233_333_334, 0],
    );
    for (const part of parts.filter((asked) => asked.amount > 0)) {
      await reportTransfer(server, part);
    }
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('a part that comes after the order was cancelled goes back, as the one before it does', async () => {
    const { orderId, parts } = await bigOrder();
    const [first, second] = parts;
    assert.ok(first && second);
    await reportTransfer(server, first);
    await client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' });
    const { payments } = await read(orderId);
    assert.deepEqual(
      payments.map(({ refundDue }) => refundDue),
      [300_000_000],
    );
    await reportTransfer(server, second);
    const after = await read(orderId);
    assert.equal(after.state, 'cancelled');
    assert.equal(after.paid, 0);
  });

  it('a part that comes a month late still completes the transfer of an order that is open', async () => {
    const { orderId, parts } = await bigOrder();
    const [first, second] = parts;
    assert.ok(first && second);
    await tell('sepay', first);
    client = await signInAt(server, NOW + 20 * DAY_MS);
    assert.equal((await startTransfer(client, orderId)).parts[1]?.memo, second.memo);
    await tell('sepay', second);
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('a memo with a mistake in a part’s reference is shown to operations with its attempt', async () => {
    const { orderId, parts } = await bigOrder();
    const { memo = '', amount = 0 } = parts[1] ?? {};
    const near = await nearAttempts(server.context.db, { memo: memo.slice(0, -1), amount });
    assert.deepEqual(
      near.map((one) => [one.orderId, one.reference]),
      [[orderId, memo]],
    );
  });

  it('a memo with a mistake is compared with what its part asks for, after money under the whole’s reference too', async () => {
    const { orderId, transfer } = await bigOrder('RAT-LON');
    await reportTransfer(server, { amount: 700_000_000, memo: transfer.memo });
    const { parts } = await startTransfer(client, orderId);
    const [first, second] = parts;
    assert.ok(first && second);
    const near = async ({ memo, amount }: { memo: string; amount: number }) => {
      const found = await nearAttempts(server.context.db, { memo: memo.slice(0, -1), amount });
      return found.map((one) => [one.orderId, one.reference]);
    };
    assert.equal(second.amount, 233_333_334);
    assert.deepEqual(await near(second), [[orderId, second.memo]]);
    assert.deepEqual(await near({ memo: transfer.memo, amount: 700_000_001 }), [
      [orderId, transfer.memo],
    ]);
    assert.deepEqual(await near({ ...second, memo: first.memo }), []);
    await reportTransfer(server, second);
    const again = { ...second, memo: second.memo.slice(0, -1) };
    const reported = await nearlyNamed(server.context.db, again);
    assert.equal(reported.length, 1, 'a second report of it may have the mistake');
  });

  it('lines that are cancelled leave the others payable, under references that go on', async () => {
    const { orderId, parts, transfer } = await bigOrder('LON', 2);
    assert.equal(parts.length, 3);
    await reportTransfer(server, parts[0] ?? { amount: 0, memo: '' });
    const { lines } = await read(orderId);
    await client.orders.cancel.mutate({
      orderId,
      lineIds: [lines[1]?.id ?? ''],
      reason: 'Đổi ý',
    });
    assert.equal((await read(orderId)).due, PRICE);
    // The former references still lead to the order's money.
    await reportTransfer(server, { amount: PRICE - 400_000_000, memo: parts[2]?.memo ?? '' });
    const paid = await read(orderId);
    assert.deepEqual([paid.state, paid.due], ['paid', 0]);
    assert.notEqual(transfer.memo, parts[0]?.memo);
  });

  it('random parts, repeats, strays and reporters never pay a line twice, nor lose a dong', async () => {
    const random = randomOf(20_261_129).below;
    for (let round = 0; round < 4; round++) {
      const { orderId, transfer, parts } = await bigOrder(random(2) === 0 ? 'LON' : 'RAT-LON');
      const references = [transfer.memo, ...parts.map(({ memo }) => memo)];
      let came = 0;
      const told: Parameters<typeof tell>[] = [];
      while (came < transfer.amount) {
        const old = told[random(told.length + 2)];
        if (old) {
          assert.equal(await tell(...old), 'repeated');
          continue;
        }
        const asked = parts[random(parts.length)]?.amount ?? 0;
        const amount = random(3) === 0 ? 1 + random(asked) : asked;
        const memo = references[random(references.length)] ?? '';
        const report = ['sepay', { memo, amount }, `random-${round}-${told.length}`] as const;
        const outcome = await tell(...report);
        told.push([...report]);
        came += amount;
        assert.equal(outcome, came < transfer.amount ? 'unapplied' : 'settled');
        assert.equal(
          (await read(orderId)).state,
          came < transfer.amount ? 'awaiting_payment' : 'paid',
        );
        if (came >= transfer.amount) continue;
        const left = await startTransfer(client, orderId);
        const sum = left.parts.reduce((total, part) => total + part.amount, 0);
        assert.equal(left.parts.length > 0 ? sum : left.amount, transfer.amount - came);
      }
      const { paid, payments } = await read(orderId);
      const refundDue = payments.reduce((sum, payment) => sum + payment.refundDue, 0);
      assert.deepEqual([paid, refundDue], [transfer.amount, came - transfer.amount]);
    }
  });
});
