import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { inTransaction } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { readRefunds } from '../../orders/core/read-refunds.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { markRefunded, reopenRefund } from './mark-refunded.ts';
import { giveUpRefund, runRefund } from './run-refund.ts';

const LAN = 'operations:lan';

describe('a refund that a person looks after', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(20);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(async () => {
    await stopAndCheckMoney(server);
  });

  /** Of a transfer that was 5,000 dong over. */
  async function refundDue() {
    next += 1;
    const order = await client.orders.place.mutate(
      await orderOf(client, codes.slice(next - 1, next)),
    );
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, { amount: transfer.amount + 5_000, memo: transfer.memo });
    const { id } = await server.context.db
      .selectFrom('refunds_due')
      .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
      .innerJoin('payment_attempts', 'payment_attempts.id', 'payment_attempt_id')
      .select('refunds_due.id')
      .where('order_id', '=', order.id)
      .executeTakeFirstOrThrow();
    return { orderId: order.id, refundDueId: id };
  }

  /** As if requested from a gateway, which a transfer's refund can't be. */
  async function asked(state: 'pending' | 'unclear') {
    const { refundDueId, orderId } = await refundDue();
    return { refundDueId, orderId, refundId: await askAgain(refundDueId, state) };
  }

  async function askAgain(refundDueId: string, state: 'pending' | 'unclear'): Promise<string> {
    const { db } = server.context;
    await db
      .updateTable('refunds_due')
      .set({ state: 'refunding' })
      .where('id', '=', refundDueId)
      .execute();
    const refundId = newId();
    const at = { created_at: NOW, done_at: null };
    const row = { id: refundId, refund_due_id: refundDueId, method: 'gateway' as const, state };
    await db
      .insertInto('refunds')
      .values({ ...row, ...at, reference: null, requested_by: LAN, error: null })
      .execute();
    return refundId;
  }

  async function statesOf(refundDueId: string) {
    const rows = await server.context.db
      .selectFrom('refunds_due')
      .leftJoin('refunds', 'refunds.refund_due_id', 'refunds_due.id')
      .select(['refunds_due.state as due', 'refunds.state', 'refunds.method'])
      .where('refunds_due.id', '=', refundDueId)
      .orderBy('refunds.method')
      .orderBy('refunds.id')
      .execute();
    return [rows[0]?.due, ...rows.map(({ method, state }) => method && `${method} ${state}`)];
  }

  it('open pages see that a refund was marked as paid back', async () => {
    const { refundDueId, orderId } = await refundDue();
    const published = mock.method(server.context.live, 'publish');
    await markRefunded(server.context, LAN, { refundDueId, reference: 'FT-1' });
    const topics = published.mock.calls.flatMap((call) => call.arguments);
    published.mock.restore();
    assert.ok(topics.includes(orderTopic(orderId)));
    assert.deepEqual(await statesOf(refundDueId), ['refunded', 'transfer done']);
    const kept = await server.context.db
      .selectFrom('audit_log')
      .select(['action', 'actor', 'details'])
      .where('subject_id', '=', refundDueId)
      .execute();
    assert.deepEqual(kept, [
      { action: 'refund.made', actor: LAN, details: JSON.stringify({ amount: 5_000 }) },
    ]);
  });

  it('an unclear refund can be marked as paid back, and no other one with it', async () => {
    const [one, other] = [await asked('unclear'), await asked('unclear')];
    await markRefunded(server.context, LAN, { ...one, reference: 'FT-2' });
    assert.deepEqual(await statesOf(one.refundDueId), [
      ...['refunded', 'gateway failed', 'transfer done'],
    ]);
    assert.deepEqual(await statesOf(other.refundDueId), ['refunding', 'gateway unclear']);
    await reopenRefund(server.context, LAN, other);
    assert.deepEqual(await statesOf(other.refundDueId), ['due', 'gateway failed']);
    const reopened = await server.context.db
      .selectFrom('audit_log')
      .select(['action', 'actor'])
      .where('subject_id', '=', other.refundDueId)
      .execute();
    assert.deepEqual(reopened, [{ action: 'refund.reopened', actor: LAN }]);
    await markRefunded(server.context, LAN, { ...other, reference: 'FT-3' });
  });

  it('a refund is read with its own payment, and with no other', async () => {
    const { db } = server.context;
    const [one, other] = [await refundDue(), await refundDue()];
    const { payment_id: paymentId } = await db
      .selectFrom('refunds_due')
      .select('payment_id')
      .where('id', '=', one.refundDueId)
      .executeTakeFirstOrThrow();
    const own = await readRefunds(db, [paymentId]);
    assert.deepEqual(
      own.map(({ id, amount, state }) => [id, amount, state]),
      [[one.refundDueId, 5_000, 'due']],
    );
    assert.deepEqual(await readRefunds(db, []), []);
    const { payments } = await client.orders.get.query({ orderId: other.orderId });
    const shown = payments.flatMap(({ refunds }) => refunds.map(({ id }) => id));
    assert.deepEqual(shown, [other.refundDueId]);
  });

  it('an unclear refund is made due again by itself, and no other refund is', async () => {
    const [one, other] = [await asked('unclear'), await asked('unclear')];
    await reopenRefund(server.context, LAN, one);
    assert.deepEqual(await statesOf(other.refundDueId), ['refunding', 'gateway unclear']);
    const underWay = await asked('pending');
    const done = { ...(await refundDue()), refundId: newId() };
    await markRefunded(server.context, LAN, { ...done, reference: 'FT-4' });
    const refused = { code: 'REFUND_NOT_DUE' };
    for (const seen of [underWay, done]) {
      const { refundDueId } = seen;
      const before = await statesOf(refundDueId);
      await assert.rejects(reopenRefund(server.context, LAN, seen), refused);
      const marked = markRefunded(server.context, LAN, { ...seen, reference: 'FT-5' });
      await assert.rejects(marked, refused);
      assert.deepEqual(await statesOf(refundDueId), before);
    }
    await assert.rejects(reopenRefund(server.context, LAN, one), refused, 'it is due already');
  });

  it('what a person found out about one unclear refund ends no later one, which may have been made', async () => {
    const first = await asked('unclear');
    await reopenRefund(server.context, LAN, first);
    // A colleague has asked the gateway again, and again its answer was lost.
    const later = await askAgain(first.refundDueId, 'unclear');
    const refused = { code: 'REFUND_NOT_DUE' };
    const { refundDueId } = first;
    await assert.rejects(reopenRefund(server.context, LAN, first), refused);
    for (const seen of [first, { refundDueId }]) {
      const marked = markRefunded(server.context, LAN, { ...seen, reference: 'FT-6' });
      await assert.rejects(marked, refused);
    }
    assert.deepEqual(await statesOf(refundDueId), [
      ...['refunding', 'gateway failed', 'gateway unclear'],
    ]);
    await markRefunded(server.context, LAN, { refundDueId, refundId: later, reference: 'FT-7' });
  });

  it('a refund that has ended is not given up any more', async () => {
    const { refundId, refundDueId } = await asked('pending');
    const giveUp = () =>
      inTransaction(server.context, (work) => giveUpRefund(work, refundId, 'No answer'));
    await giveUp();
    await reopenRefund(server.context, LAN, { refundDueId, refundId });
    await giveUp();
    assert.deepEqual(await statesOf(refundDueId), ['due', 'gateway failed']);
  });

  it('a refund is not sent by a method that pays nothing back, and says so', async () => {
    const { refundId } = await asked('pending');
    await assert.rejects(runRefund(server.context, refundId), /bank_transfer pays nothing back/);
    const { state, sent_at } = await server.context.db
      .selectFrom('refunds')
      .select(['state', 'sent_at'])
      .where('id', '=', refundId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([state, sent_at], ['pending', null]);
  });

  it('a refund that is given up is mailed to operations, and needs no address of theirs', async () => {
    const { config, db } = server.context;
    const { operationsEmail } = config;
    for (const [email, mails] of [
      [null, 0],
      [operationsEmail, 1],
    ] as const) {
      const { refundId, refundDueId } = await asked('pending');
      config.operationsEmail = email;
      await inTransaction(server.context, (work) => giveUpRefund(work, refundId, 'No answer'));
      config.operationsEmail = operationsEmail;
      assert.deepEqual(await statesOf(refundDueId), ['refunding', 'gateway unclear']);
      const jobs = await db
        .selectFrom('outbox')
        .select('payload')
        .where('kind', '=', 'refund_not_made')
        .execute();
      const own = jobs.filter(({ payload }) => payload.includes(refundDueId));
      assert.equal(own.length, mails, String(email));
    }
  });
});
