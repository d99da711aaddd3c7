import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { reportMoney } from '../../testing/gateways/reported-money.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  handOut,
  openFirm,
  orderOf,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { markRefunded } from '../refunds/mark-refunded.ts';
import { returnUnappliedPayment } from './decide-unapplied-payment.ts';
import { joinPayment } from './join-payment.ts';
import { separatePayment } from './separate-payment.ts';
import { setAsidePayment } from './set-aside.ts';
import { splitPayment } from './split-payment.ts';

const LAN = 'operations:lan';

let server: TestServer;
let client: Client;
const some = handOut(taxCodes(40));
let amount = 100_000;

before(async () => {
  ({ server, client } = await openFirm(taxCodes(40)));
});
after(() => stopAndCheckMoney(server));

/** Unmatched money; each has another amount, so that none looks like another's second report. */
const unmatched = (change: Parameters<typeof reportMoney>[1] | object = {}) =>
  reportMoney(server, { amount: ++amount, ...change });

const join = (paymentId: string, ofPaymentId: string) =>
  joinPayment(server.context, LAN, { paymentId, ofPaymentId });

const refused = (deed: Promise<void>, why?: string) =>
  assert.rejects(deed, new DomainError('PAYMENTS_NOT_JOINABLE'), why);

const payment = (id: string) =>
  server.context.db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst();

const reportsOf = (paymentId: string) =>
  server.context.db
    .selectFrom('payment_reports')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('id')
    .execute();

async function order() {
  const { id } = await client.orders.place.mutate(await orderOf(client, some(1)));
  return { id, due: (await read(id)).due, transfer: () => startTransfer(client, id) };
}

const read = (orderId: string) => client.orders.get.query({ orderId });

const versionOf = async (orderId: string) =>
  (
    await server.context.db
      .selectFrom('orders')
      .select('version')
      .where('id', '=', orderId)
      .executeTakeFirstOrThrow()
  ).version;

/** A paid order, and money that came for it once more. */
async function paidTwice() {
  const { id: orderId, due, transfer } = await order();
  const { memo } = await transfer();
  const money = { amount: due, references: [memo], memo };
  const first = await reportMoney(server, { ...money, accounts: ['111'] });
  const second = await reportMoney(server, { ...money, gateway: 'casso', accounts: ['222'] });
  return { orderId, due, first, second };
}

/** The outbox's jobs about a payment or a refund. */
async function jobsAbout(id: string): Promise<Tables['outbox'][]> {
  const jobs = await server.context.db.selectFrom('outbox').selectAll().orderBy('id').execute();
  return jobs.filter(({ payload }) => payload.includes(id));
}

async function setMailsAbout(id: string, state: 'done' | 'dead'): Promise<void> {
  const ids = (await jobsAbout(id)).map((job) => job.id);
  await server.context.db.updateTable('outbox').set({ state }).where('id', 'in', ids).execute();
}

const kindsAbout = async (id: string) => (await jobsAbout(id)).map(({ kind }) => kind).toSorted();

describe('joining two payments', () => {
  it('a joined payment is evidence of the other with all that was reported of it', async () => {
    const { memo } = await (await order()).transfer();
    const { memo: other } = await (await order()).transfer();
    const first = await unmatched();
    const second = await unmatched({
      gateway: 'casso',
      references: [memo, other],
      memo: `${memo} ${other}`,
      accounts: ['111', '222'],
      bankReference: 'FT26327/1234',
      toldAt: { text: '', at: NOW - HOUR_MS },
    });
    const known = await payment(second);
    assert.ok(known);
    await join(second, first);
    assert.equal(await payment(second), undefined);
    const [{ id: _, names, ...report } = { id: '', names: '' }] = await reportsOf(first);
    assert.deepEqual(names.split(' ').toSorted(), [memo, other].toSorted());
    assert.deepEqual(report, {
      payment_id: first,
      gateway: 'casso',
      gateway_transaction_id: known.gateway_transaction_id,
      amount: known.amount,
      memo: `${memo} ${other}`,
      accounts: '111 222',
      bank_reference: 'FT26327/1234',
      bank_key: 'FT26327',
      raw: known.raw,
      received_at: NOW - HOUR_MS,
      because: 'person',
      joined_at: NOW,
    });
  });

  it('evidence of a joined payment, and doubts about it, become the other’s, and no others', async () => {
    const [first, second, doubted, bystander] = [
      await unmatched(),
      await unmatched(),
      await unmatched(),
      await unmatched(),
    ];
    const [evidence, ownEvidence] = [
      await unmatched({ gateway: 'casso' }),
      await unmatched({ gateway: 'casso' }),
    ];
    await join(evidence, second);
    await join(ownEvidence, bystander);
    const doubt = (paymentId: string, ofPaymentId: string) =>
      server.context.db
        .updateTable('payments')
        .set({ possible_duplicate_of: ofPaymentId })
        .where('id', '=', paymentId)
        .execute();
    await doubt(first, bystander);
    await doubt(doubted, second);
    await join(second, first);
    assert.equal((await reportsOf(first)).length, 2);
    assert.equal((await reportsOf(bystander)).length, 1);
    const doubts = [await payment(first), await payment(doubted), await payment(bystander)];
    assert.deepEqual(
      doubts.map((row) => row?.possible_duplicate_of),
      [bystander, first, null],
    );
    // A payment is no duplicate of what has become its evidence.
    await doubt(bystander, first);
    await separatePayment(server.context, LAN, { paymentId: first });
    await join(first, bystander);
    assert.equal((await payment(bystander))?.possible_duplicate_of, null);
  });

  it('mails about a joined payment that have not left are dropped, and no others', async () => {
    const [first, second, third] = [await unmatched(), await unmatched(), await unmatched()];
    await join(second, first);
    assert.deepEqual(await kindsAbout(second), []);
    assert.deepEqual(await kindsAbout(first), ['payment_unmatched']);
    await setMailsAbout(third, 'done');
    await join(third, first);
    assert.deepEqual(await kindsAbout(third), ['payment_unmatched'], 'it has left');
    const fourth = await unmatched();
    await setMailsAbout(fourth, 'dead');
    await join(fourth, first);
    assert.deepEqual(await kindsAbout(fourth), [], 'it was given up');
  });

  it('a refund that was due of a joined payment is withdrawn with its mails, and no other', async () => {
    const { orderId, first, second } = await paidTwice();
    const other = await paidTwice();
    for (const { second: paymentId } of [{ second }, other]) {
      await separatePayment(server.context, LAN, { paymentId });
    }
    const [due] = (await read(orderId)).payments.flatMap(({ refunds }) => refunds);
    const [otherDue] = (await read(other.orderId)).payments.flatMap(({ refunds }) => refunds);
    assert.ok(due && otherDue);
    const mails = ['refund_due', 'refund_due_operations'];
    assert.deepEqual(
      (await kindsAbout(due.id)).filter((kind) => mails.includes(kind)),
      mails,
    );
    const version = await versionOf(orderId);
    const otherVersion = await versionOf(other.orderId);
    const told: string[] = [];
    const { live } = server.context;
    const { publish } = live;
    live.publish = (...topics) => told.push(...topics);
    await join(second, first).finally(() => {
      live.publish = publish;
    });
    assert.deepEqual(
      (await kindsAbout(due.id)).filter((kind) => mails.includes(kind)),
      [],
    );
    assert.deepEqual(
      (await kindsAbout(otherDue.id)).filter((kind) => mails.includes(kind)),
      mails,
    );
    const { payments } = await read(other.orderId);
    assert.deepEqual(
      payments.map(({ refundDue }) => refundDue),
      [0, other.due],
    );
    // A person who is looking at the order sees it at once.
    assert.ok((await versionOf(orderId)) > version);
    assert.equal(await versionOf(other.orderId), otherVersion);
    assert.ok(told.includes(orderTopic(orderId)));
  });

  it('money that matched nothing pays the attempt that the joined payment names', async () => {
    const { id, due, transfer } = await order();
    const { memo } = await transfer();
    // At an hour of its own: money of one amount at one time may be one movement.
    const toldAt = { text: '', at: NOW - 7_200_000 };
    const first = await reportMoney(server, { amount: due, toldAt });
    // Short, so that it waits: none of it has paid a line.
    const second = await reportMoney(server, {
      ...{ amount: due - 1_100, references: [memo], memo, gateway: 'casso' },
    });
    await join(second, first);
    const { state, payments } = await read(id);
    assert.deepEqual([state, payments.length], ['paid', 1]);
  });

  it('a payment that waits for its rest keeps its attempt when another’s is joined to it', async () => {
    const one = await order();
    const two = await order();
    const pay = async ({ due, transfer }: typeof one, gateway: 'sepay' | 'casso') => {
      const { memo } = await transfer();
      return await reportMoney(server, { amount: due - 500, references: [memo], memo, gateway });
    };
    const [first, second] = [await pay(one, 'sepay'), await pay(two, 'casso')];
    await join(second, first);
    const underpaid = [await read(one.id), await read(two.id)];
    assert.deepEqual(
      underpaid.map(({ unapplied }) => unapplied.map(({ missing }) => missing)),
      [[500], []],
    );
  });
});

describe('payments that are not joined', () => {
  it('a payment is not joined to itself, nor where one of the two is no movement of the bank', async () => {
    const own = await unmatched();
    await refused(join(own, own));
    const card = await unmatched({ gateway: 'vnpay' });
    await refused(join(card, own));
    await refused(join(own, card));
    await refused(join(own, crypto.randomUUID()));
    assert.ok(await payment(own));
  });

  it('a payment that was set aside, split, or is part of another is not joined', async () => {
    const first = await unmatched();
    const aside = await unmatched();
    await setAsidePayment(server.context, LAN, { paymentId: aside, note: 'Lãi tiền gửi' });
    await refused(join(aside, first), 'set aside');
    const [one, two] = [await order(), await order()];
    const whole = await unmatched({ amount: one.due + two.due });
    const parts = [one, two].map(({ id: orderId, due }) => ({ orderId, amount: due }));
    await splitPayment(server.context, LAN, { paymentId: whole, parts });
    await refused(join(whole, first), 'split');
    const part = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('split_of', '=', whole)
      .executeTakeFirstOrThrow();
    await refused(join(first, part.id), 'of a part');
    // Money set aside, or split, may have come twice as well.
    await join(first, aside);
    await join(await unmatched({ gateway: 'casso' }), whole);
    assert.equal((await reportsOf(whole)).length, 1);
  });

  it('a payment is not joined when it has paid a line, or went back', async () => {
    const { first, second } = await paidTwice();
    await separatePayment(server.context, LAN, { paymentId: second });
    await refused(join(first, second), 'it has paid a line');
    const back = await unmatched();
    await returnUnappliedPayment(server.context, LAN, { paymentId: back });
    const { id: refundDueId } = await server.context.db
      .selectFrom('refunds_due')
      .select('id')
      .where('payment_id', '=', back)
      .executeTakeFirstOrThrow();
    await markRefunded(server.context, LAN, { refundDueId, reference: 'FT1' });
    await refused(join(back, first), 'it went back');
    assert.ok(await payment(back));
  });
});
