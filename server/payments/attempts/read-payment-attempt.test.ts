import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { codeOf, FirmDays } from '../../testing/firm-days.ts';
import { reportTransfer } from '../../testing/test-directory.ts';
import { clientOf, signToken } from '../../testing/test-server.ts';
import { markRefunded } from '../refunds/mark-refunded.ts';

const PRICE = 2_950_000;
let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

const order = (count = 1) => firm.placeSome(count);
const start = (...attempt: Parameters<FirmDays['startPayment']>) => firm.startPayment(...attempt);
const read = (attemptId: string, client = firm.client) =>
  client.payments.attempt.query({ attemptId });
const pay = (attempt: { transfer: { memo: string } | null }, amount: number) =>
  reportTransfer(firm.server, { amount, memo: attempt.transfer?.memo ?? '' });

describe('an attempt to pay', () => {
  it('an attempt is open to the last millisecond of its life, and then expired', async () => {
    const { id, expiresAt } = await start((await order()).id, 'vnpay');
    firm.server.setNow(expiresAt - 1);
    assert.equal((await read(id)).state, 'open');
    firm.server.setNow(expiresAt);
    assert.equal((await read(id)).state, 'expired');
  });

  it('an attempt asks for the rest of a short transfer, of the lines that are still unpaid', async () => {
    const { id, lineIds } = await order(3);
    const [first = ''] = lineIds;
    const all = await start(id, 'bank_transfer');
    assert.deepEqual([all.amount, all.unapplied, all.transfer?.amount], [3 * PRICE, 0, 3 * PRICE]);
    await pay(all, 1_000);
    const short = await read(all.id);
    const { state, amount, unapplied, transfer, refundDue } = short;
    assert.deepEqual(
      { state, amount, unapplied, asked: transfer?.amount, refundDue },
      {
        state: 'open',
        amount: 3 * PRICE,
        unapplied: 1_000,
        asked: 3 * PRICE - 1_000,
        refundDue: 0,
      },
    );
    await pay(await start(id, 'bank_transfer', [first]), PRICE);
    assert.equal((await read(all.id)).transfer?.amount, 2 * PRICE - 1_000);
    await pay(all, 2 * PRICE - 1_000);
    const paid = await read(all.id);
    assert.deepEqual([paid.state, paid.unapplied, paid.refundDue], ['paid', 0, 0]);
    assert.equal(paid.transfer?.memo, all.transfer?.memo, 'a page that is open goes on showing it');
  });

  it('an attempt counts underpayments of others for the very same lines, and of no others', async () => {
    const { id, lineIds } = await order(2);
    const [first = ''] = lineIds;
    const one = await start(id, 'bank_transfer', [first]);
    const all = await start(id, 'bank_transfer');
    const card = await start(id, 'vnpay', [first]);
    await pay(one, 1_000);
    const unappliedBy = async (attemptId: string) => (await read(attemptId)).unapplied;
    assert.equal(await unappliedBy(one.id), 1_000);
    assert.equal(await unappliedBy(card.id), 1_000, 'the same line');
    assert.equal(await unappliedBy(all.id), 0);
    assert.equal((await read(card.id)).amount, PRICE, 'a gateway asks for all of it');
  });

  it('an attempt shows surplus money as a refund due, until it was paid back', async () => {
    const { id } = await order();
    const { id: otherId } = await order();
    const [attempt, other] = [
      await start(id, 'bank_transfer'),
      await start(otherId, 'bank_transfer'),
    ];
    await pay(attempt, PRICE + 5_000);
    await pay(other, PRICE);
    assert.equal((await read(attempt.id)).refundDue, 5_000);
    assert.equal((await read(other.id)).refundDue, 0);
    const { id: refundDueId } = await firm.server.context.db
      .selectFrom('refunds_due')
      .select('id')
      .where('amount', '=', 5_000)
      .executeTakeFirstOrThrow();
    await markRefunded(firm.server.context, 'operations:lan', { refundDueId, reference: 'FT1' });
    assert.equal((await read(attempt.id)).refundDue, 0);
  });

  it('an attempt shows no instructions once its lines are closed, or its method is switched off', async () => {
    const { id } = await order();
    const [transfer, card] = [await start(id, 'bank_transfer'), await start(id, 'vnpay')];
    assert.ok(transfer.transfer && card.redirectUrl);
    const { config } = firm.server.context;
    const { bankTransfer } = config;
    config.bankTransfer = null;
    assert.equal((await read(transfer.id)).transfer, null);
    config.bankTransfer = bankTransfer;
    assert.ok((await read(transfer.id)).transfer);
    await firm.client.orders.cancel.mutate({ orderId: id, reason: 'Thôi' });
    const closed = [await read(transfer.id), await read(card.id)];
    assert.deepEqual(
      closed.map(({ state, transfer, redirectUrl }) => [state, transfer, redirectUrl]),
      [
        ['cancelled', null, null],
        ['cancelled', null, null],
      ],
    );
  });

  it('an attempt is unknown to another firm', async () => {
    const { id } = await start((await order()).id, 'bank_transfer');
    const claims = { firm: { id: 'firm-2', name: 'Khác' }, accountantId: 'other' };
    const stranger = clientOf(firm.server, await signToken(claims));
    assert.equal(await codeOf(read(id, stranger)), 'NOT_FOUND');
  });
});
