import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  declarationsFor,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

describe('races', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(30);

  before(async () => {
    ({ server, client } = await openFirm(codes, { RATE_LIMIT: '100000' }));
  });
  after(() => server.stop());

  it('lets one of two payers of a line win, thirty times, and gives the other’s money back', async () => {
    for (const code of codes) {
      const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
      const start = async (by: Client) => {
        const { transfer } = await by.payments.start.mutate({
          orderId,
          method: 'bank_transfer',
          locale: 'vi',
        });
        assert.ok(transfer);
        return transfer;
      };
      const [first, second] = await Promise.all([start(client), start(client)]);
      assert.equal(first.memo, second.memo, 'two tabs go on with one transfer');
      const answers = await Promise.all(
        [first, second].map((transfer) => reportTransfer(server, transfer)),
      );
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [200, 200],
      );
      const order = await client.orders.get.query({ orderId });
      assert.equal(order.state, 'paid');
      assert.deepEqual(
        order.payments.map((payment) => payment.refundDue).toSorted((a, b) => a - b),
        [0, order.total],
      );
      assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
    }
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  it('survives a cancellation that races with the money', async () => {
    const later = taxCodes(40).slice(30);
    await declareCustomers(server, declarationsFor(later));
    for (const code of later) {
      const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
      const transfer = await startTransfer(client, orderId);
      await Promise.allSettled([
        client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' }),
        reportTransfer(server, transfer),
      ]);
      // Whoever came first, the money was here and the licence free: the line is paid.
      assert.equal((await client.orders.get.query({ orderId })).state, 'paid');
    }
    assert.deepEqual(await checkMoney(server.context.db), []);
  });
});
