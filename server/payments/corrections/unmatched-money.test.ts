import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../../foundation/domain-error.ts';
import { reportMoney } from '../../testing/gateways/reported-money.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  handOut,
  openFirm,
  orderOf,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, PORTAL_ID, type TestServer } from '../../testing/test-server.ts';
import { assignPayment } from './assign-payment.ts';
import { approveSuspectedPayment, returnUnappliedPayment } from './decide-unapplied-payment.ts';
import { separatePayment, separateReport } from './separate-payment.ts';
import { setAsidePayment, takeBackPayment } from './set-aside.ts';
import { type Part, splitPayment } from './split-payment.ts';

const LAN = 'operations:lan';
const FIRM = { portal_id: PORTAL_ID, firm_id: 'firm-1' };
const OPERATIONS = { portal_id: null, firm_id: null };

let server: TestServer;
let client: Client;
const codes = taxCodes(60);
const some = handOut(codes);
const AMOUNT = 200_000;
const THREE_HOURS_MS = 10_800_000;
let moments = 0;

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => stopAndCheckMoney(server));

/** Unmatched money, each at a time of its own: none looks like a second report of another. */
const unmatched = (change: Partial<Parameters<typeof reportMoney>[1]> = {}) =>
  reportMoney(server, {
    amount: AMOUNT,
    toldAt: { text: '', at: NOW - ++moments * THREE_HOURS_MS },
    ...change,
  });

const payment = (id: string) =>
  server.context.db
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

/** The present place of a payment's money. */
async function placeOf(id: string) {
  const { unapplied, unapplied_reason, set_aside, split } = await payment(id);
  return { unapplied, unapplied_reason, set_aside, split };
}

const waiting = (unapplied: number) => ({
  ...{ unapplied, unapplied_reason: 'unmatched', set_aside: 0, split: 0 },
});

async function deedsOn(subjectId: string) {
  const deeds = await server.context.db
    .selectFrom('audit_log')
    .select(['portal_id', 'firm_id', 'action', 'details'])
    .where('subject_id', '=', subjectId)
    .where('actor', '=', LAN)
    .orderBy('id')
    .execute();
  return deeds.map(({ details, ...deed }) => ({ ...deed, details: JSON.parse(details) }));
}

async function order(count = 1) {
  const { id } = await client.orders.place.mutate(await orderOf(client, some(count)));
  return await read(id);
}

const read = (orderId: string) => client.orders.get.query({ orderId });

/** Money of a VNPay attempt, suspected of fraud. */
async function suspected() {
  const { id: orderId, due } = await order();
  const attempt = await client.payments.start.mutate({ orderId, method: 'vnpay', locale: 'vi' });
  const { reference } = await server.context.db
    .selectFrom('payment_attempts')
    .select('reference')
    .where('id', '=', attempt.id)
    .executeTakeFirstOrThrow();
  const paymentId = await reportMoney(server, {
    ...{ amount: due, gateway: 'vnpay', references: [reference], suspectedFraud: true },
  });
  return { orderId, due, paymentId };
}

/** Money that may be a second report of a movement that has paid an order. */
async function doubtful() {
  const { id: orderId, due } = await order();
  const { memo } = await startTransfer(client, orderId);
  const money = { amount: due, references: [memo], memo };
  const first = await reportMoney(server, { ...money, accounts: ['111'] });
  const paymentId = await reportMoney(server, { ...money, gateway: 'casso', accounts: ['222'] });
  return { orderId, due, first, paymentId };
}

async function refundsOf(paymentId: string) {
  const refunds = await server.context.db
    .selectFrom('refunds_due')
    .select(['amount', 'reason', 'state'])
    .where('payment_id', '=', paymentId)
    .execute();
  return refunds.map(({ amount, reason, state }) => [amount, reason, state]);
}

async function mailsOf(orderId: string, kind: string): Promise<number> {
  const jobs = await server.context.db
    .selectFrom('outbox')
    .select('id')
    .where('order_id', '=', orderId)
    .where('kind', '=', kind as 'refund_due')
    .execute();
  return jobs.length;
}

/** The use cases of operations on one payment. */
const deeds = (paymentId: string, orders: readonly { id: string; due: number }[] = []) => {
  const { context } = server;
  const parts = orders.map(({ id, due }) => ({ orderId: id, amount: due }));
  return {
    assign: () => assignPayment(context, LAN, { paymentId, orderId: orders[0]?.id ?? '' }),
    split: (of: readonly Part[] = parts) =>
      splitPayment(context, LAN, { paymentId, parts: [...of] }),
    giveBack: () => returnUnappliedPayment(context, LAN, { paymentId }),
    approve: () => approveSuspectedPayment(context, LAN, { paymentId }),
    separate: () => separatePayment(context, LAN, { paymentId }),
    setAside: () => setAsidePayment(context, LAN, { paymentId, note: 'Lãi tiền gửi' }),
    takeBack: () => takeBackPayment(context, LAN, { paymentId }),
  };
};

const refused = (deed: Promise<unknown>, code: DomainError['code'], why = '') =>
  assert.rejects(deed, new DomainError(code), why);

describe('decisions about unmatched money', () => {
  it('money that is not unmatched, or not there, is neither assigned, split, returned nor set aside', async () => {
    const orders = [await order(), await order()];
    const { due } = orders[0] ?? assert.fail();
    const { first, paymentId: doubted } = await doubtful();
    const { paymentId: suspect } = await suspected();
    for (const [why, paymentId] of [
      ['unknown', crypto.randomUUID()],
      ['applied', first],
      ['a possible duplicate', doubted],
    ] as const) {
      const { assign, split, giveBack, setAside, takeBack, approve } = deeds(paymentId, orders);
      for (const deed of [assign, split, giveBack, setAside, takeBack, approve]) {
        await refused(deed(), 'PAYMENT_NOT_UNAPPLIED', why);
      }
    }
    const { assign, split, setAside, separate } = deeds(suspect, orders);
    for (const deed of [assign, split, setAside, separate]) {
      await refused(deed(), 'PAYMENT_NOT_UNAPPLIED', 'suspected');
    }
    assert.deepEqual(
      [await placeOf(doubted), await placeOf(suspect)],
      [waiting(due), { ...waiting(due), unapplied_reason: 'suspected_fraud' }],
    );
  });

  it('assigned money opens an attempt of the operator, with who assigned it in the audit log', async () => {
    const bystander = await unmatched();
    const { id, due } = await order();
    const paymentId = await unmatched({ amount: due - 7 });
    await deeds(paymentId, [{ id, due }]).assign();
    assert.deepEqual(await placeOf(bystander), waiting(AMOUNT));
    const { unapplied } = await read(id);
    assert.deepEqual(
      unapplied.map(({ missing }) => missing),
      [7],
    );
    assert.deepEqual(await deedsOn(paymentId), [
      { ...FIRM, action: 'payment.assigned', details: { orderId: id } },
    ]);
    assert.equal(await mailsOf(id, 'payment_unapplied'), 1);
  });

  it('money is assigned to no unknown order', async () => {
    const paymentId = await unmatched();
    const { assign, split } = deeds(paymentId, [
      { id: crypto.randomUUID(), due: 1 },
      { id: crypto.randomUUID(), due: AMOUNT - 1 },
    ]);
    await refused(assign(), 'NOT_FOUND');
    await refused(split(), 'NOT_FOUND');
    assert.deepEqual(await placeOf(paymentId), waiting(AMOUNT));
  });

  it('unmatched money that is returned becomes a refund due, and no other', async () => {
    const bystander = await unmatched();
    const paymentId = await unmatched();
    await deeds(paymentId).giveBack();
    await refused(deeds(paymentId).giveBack(), 'PAYMENT_NOT_UNAPPLIED');
    assert.deepEqual(await refundsOf(paymentId), [[AMOUNT, 'unmatched', 'due']]);
    assert.deepEqual(await placeOf(paymentId), {
      ...{ unapplied: 0, unapplied_reason: null, set_aside: 0, split: 0 },
    });
    assert.deepEqual(await placeOf(bystander), waiting(AMOUNT));
    assert.deepEqual(await deedsOn(paymentId), [
      { ...OPERATIONS, action: 'payment.returned', details: {} },
    ]);
  });

  it('suspected money that is returned becomes a refund due, shown at its order and mailed to its payer', async () => {
    const other = await order();
    const { orderId, due, paymentId } = await suspected();
    const { version } = await read(orderId);
    await deeds(paymentId).giveBack();
    assert.deepEqual(await refundsOf(paymentId), [[due, 'suspected_fraud', 'due']]);
    assert.equal(await mailsOf(orderId, 'refund_due'), 1);
    assert.ok((await read(orderId)).version > version);
    assert.equal((await read(other.id)).version, other.version);
  });

  it('suspected money that is approved pays, with who approved it in the audit log', async () => {
    const { orderId, paymentId } = await suspected();
    await deeds(paymentId).approve();
    assert.equal((await read(orderId)).state, 'paid');
    assert.deepEqual(
      (await deedsOn(paymentId)).map(({ action }) => action),
      ['payment.approved'],
    );
  });

  it('money is set aside and taken back alone, and only once', async () => {
    const [bystander, aside, paymentId] = [await unmatched(), await unmatched(), await unmatched()];
    await deeds(aside).setAside();
    await deeds(paymentId).setAside();
    await refused(deeds(paymentId).setAside(), 'PAYMENT_NOT_UNAPPLIED');
    await deeds(paymentId).takeBack();
    await refused(deeds(paymentId).takeBack(), 'PAYMENT_NOT_UNAPPLIED');
    assert.deepEqual(
      [await placeOf(bystander), await placeOf(paymentId)],
      [waiting(AMOUNT), waiting(AMOUNT)],
    );
    assert.equal((await payment(aside)).set_aside_note, 'Lãi tiền gửi');
    assert.deepEqual(
      (await deedsOn(paymentId)).map(({ action, details }) => [action, details]),
      [
        ['payment.set_aside', { note: 'Lãi tiền gửi' }],
        ['payment.taken_back', {}],
      ],
    );
  });
});

describe('a payment that is split', () => {
  it('each part is a payment with the whole’s number and memo, and none of its message', async () => {
    const bystander = await unmatched();
    const orders = [await order(), await order(2)];
    const whole = await unmatched({
      ...{ amount: 3 * 2_950_000, bankReference: 'FT26327001', accounts: ['111'] },
      toldAt: { text: '', at: NOW - 1 },
    });
    const parts = orders.map(({ id, due }) => ({ orderId: id, amount: due }));
    await deeds(whole).split(parts);
    await refused(deeds(whole).split(parts), 'PAYMENT_NOT_UNAPPLIED');
    const known = await payment(whole);
    assert.deepEqual([known.split, known.unapplied, known.unapplied_reason], [8_850_000, 0, null]);
    assert.deepEqual(await placeOf(bystander), waiting(AMOUNT));
    const paid = await server.context.db
      .selectFrom('payments')
      .selectAll()
      .where('split_of', '=', whole)
      .orderBy('gateway_transaction_id')
      .execute();
    assert.deepEqual(
      paid.map((part) => [part.gateway_transaction_id, part.amount, part.unapplied]),
      [1, 2].map((number) => [`${known.gateway_transaction_id}/${number}`, number * 2_950_000, 0]),
    );
    for (const [index, part] of paid.entries()) {
      assert.deepEqual(
        [part.gateway, part.memo, part.bank_reference, part.raw, part.received_at],
        ['sepay', known.memo, 'FT26327001', '', NOW - 1],
      );
      const { orderId, amount } = parts[index] ?? assert.fail();
      assert.equal((await read(orderId)).state, 'paid');
      assert.deepEqual(await deedsOn(part.id), [
        { ...FIRM, action: 'payment.assigned', details: { orderId, amount, partOf: whole } },
      ]);
    }
    assert.deepEqual(await deedsOn(whole), [
      { ...OPERATIONS, action: 'payment.split', details: { parts } },
    ]);
  });

  it('a part has the reporter’s number where the bank gave none', async () => {
    const [one, two] = [await order(), await order()];
    const whole = await unmatched({ amount: one.due + two.due });
    await deeds(whole, [one, two]).split();
    const { bank_reference } = await server.context.db
      .selectFrom('payments')
      .select('bank_reference')
      .where('split_of', '=', whole)
      .executeTakeFirstOrThrow();
    assert.equal(bank_reference, (await payment(whole)).gateway_transaction_id);
  });

  it('parts are two to six, of different orders, whole and positive, and add up to the payment', async () => {
    const orders = await Promise.all(Array.from({ length: 7 }, () => order()));
    const paymentId = await unmatched({ amount: 700 });
    const parts = (...amounts: number[]) =>
      amounts.map((amount, index) => ({ orderId: orders[index]?.id ?? '', amount }));
    const [first] = parts(350);
    assert.ok(first);
    for (const [why, some] of [
      ['one', parts(700)],
      ['seven', parts(100, 100, 100, 100, 100, 100, 100)],
      ['too little', parts(100, 200)],
      ['nothing', parts(0, 700)],
      ['less than nothing', parts(-100, 800)],
      ['a half', parts(0.5, 699.5)],
      ['one order twice', [first, first]],
    ] as const) {
      await refused(deeds(paymentId).split(some), 'INVALID_INPUT', why);
    }
    assert.deepEqual(await placeOf(paymentId), waiting(700));
    await deeds(paymentId).split(parts(1, 139, 140, 140, 140, 140));
    assert.equal((await payment(paymentId)).split, 700);
  });
});

describe('a decision that two reports are two movements', () => {
  it('a separated payment without an attempt is unmatched, and no longer a possible duplicate', async () => {
    const first = await unmatched({ memo: 'gia han phan mem' });
    const paymentId = await reportMoney(server, {
      ...{ amount: AMOUNT, memo: 'gia han phan mem', gateway: 'casso' },
      toldAt: { text: '', at: (await payment(first)).received_at },
    });
    assert.equal((await payment(paymentId)).possible_duplicate_of, first);
    await deeds(paymentId).separate();
    await refused(deeds(paymentId).separate(), 'PAYMENT_NOT_UNAPPLIED');
    const { possible_duplicate_of, payment_attempt_id } = await payment(paymentId);
    assert.deepEqual([possible_duplicate_of, payment_attempt_id], [null, null]);
    assert.deepEqual(await placeOf(paymentId), waiting(AMOUNT));
    assert.deepEqual(await deedsOn(paymentId), [
      { ...OPERATIONS, action: 'payment.separated', details: { not: first } },
    ]);
  });

  it('a separated payment goes to the attempt that it names, and no other is changed', async () => {
    const bystander = await doubtful();
    const { orderId, due, paymentId } = await doubtful();
    await deeds(paymentId).separate();
    assert.deepEqual(
      (await read(orderId)).payments.map(({ refundDue }) => refundDue),
      [0, due],
    );
    const { possible_duplicate_of } = await payment(bystander.paymentId);
    assert.equal(possible_duplicate_of, bystander.first);
  });

  it('a separated report becomes money, with who separated it in the audit log', async () => {
    const { id: orderId, due } = await order();
    const { memo } = await startTransfer(client, orderId);
    const money = { amount: due, references: [memo], memo };
    const paymentId = await reportMoney(server, money);
    await assert.rejects(reportMoney(server, { ...money, gateway: 'casso' }), 'it is evidence');
    const report = await server.context.db
      .selectFrom('payment_reports')
      .selectAll()
      .where('payment_id', '=', paymentId)
      .executeTakeFirstOrThrow();
    await separateReport(server.context, LAN, { reportId: report.id });
    await refused(separateReport(server.context, LAN, { reportId: report.id }), 'NOT_FOUND');
    assert.deepEqual(
      (await read(orderId)).payments.map(({ refundDue }) => refundDue),
      [0, due],
    );
    const { gateway, gateway_transaction_id: transactionId } = report;
    assert.deepEqual(await deedsOn(paymentId), [
      {
        ...OPERATIONS,
        ...{ action: 'payment.report_separated', details: { gateway, transactionId } },
      },
    ]);
  });
});
