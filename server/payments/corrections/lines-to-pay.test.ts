import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { reportMoney } from '../../testing/gateways/reported-money.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  declarationsFor,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { assignPayment } from './assign-payment.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(40);
const some = handOut(codes);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => stopAndCheckMoney(server));

const place = async (own: readonly string[]) =>
  await client.orders.place.mutate(await orderOf(client, own));

const read = (orderId: string) => client.orders.get.query({ orderId });

/** Money that matched nothing, and that a person assigns to an order. */
async function assign(orderId: string, money: { amount: number; memo?: string }): Promise<string> {
  const paymentId = await reportMoney(server, money);
  await assignPayment(server.context, 'operations:lan', { paymentId, orderId });
  return paymentId;
}

describe('the lines that assigned money pays', () => {
  /** Three lines, the last of another price; and the money that a person assigns to them. */
  async function threeLines() {
    const own = some(3);
    await declareCustomers(server, declarationsFor(own.slice(2), 'LUU-TRU'));
    const { id } = await place(own);
    const lines = (await read(id)).lines;
    const lineIds = lines.map((line) => line.id);
    /** The numbers of the lines that are paid, and of those in the attempt. */
    const assigned = async (money: { amount: number; memo?: string }) => {
      const paymentId = await assign(id, money);
      const rows = await server.context.db
        .selectFrom('payment_attempt_lines')
        .innerJoin('payments', (join) =>
          join.onRef(
            'payments.payment_attempt_id',
            '=',
            'payment_attempt_lines.payment_attempt_id',
          ),
        )
        .select('order_line_id')
        .where('payments.id', '=', paymentId)
        .execute();
      return rows.map((row) => lineIds.indexOf(row.order_line_id) + 1).toSorted();
    };
    return { id, own, lineIds, totals: lines.map((line) => line.total), assigned };
  }

  it('money pays the lines of a reference in its memo, as far as they are unpaid', async () => {
    const { id, lineIds, assigned, own } = await threeLines();
    const { memo: other } = await startTransfer(client, (await place(some(1))).id);
    const { memo } = await startTransfer(client, id, lineIds.slice(0, 2));
    assert.deepEqual(await assigned({ amount: 1_000, memo: `${memo} va ${other}` }), [1, 2]);
    assert.deepEqual(await assigned({ amount: 1_001, memo: `${other} ${own[0]}` }), [1, 2, 3]);
  });

  it('money pays the lines of a reference that its memo nearly has', async () => {
    const { id, lineIds, assigned } = await threeLines();
    const { memo, amount } = await startTransfer(client, id, lineIds.slice(1));
    assert.deepEqual(await assigned({ amount, memo: memo.slice(0, -1) }), [2, 3]);
  });

  it('money pays the lines of the tax codes in its memo where it is for exactly these', async () => {
    const { own, totals, assigned } = await threeLines();
    const [first = 0, , third = 0] = totals;
    const memo = `mst ${own[0]} va ${own[2]}`;
    assert.deepEqual(await assigned({ amount: first + third - 1, memo }), [1, 2, 3]);
    assert.deepEqual(await assigned({ amount: first + third, memo }), [1, 3]);
  });

  it('money pays the one line of its amount of the customer that its memo names', async () => {
    const { own, lineIds, totals, assigned } = await threeLines();
    const [several = ''] = own;
    // The first customer's second licence.
    await server.context.db
      .updateTable('order_lines')
      .set({ tax_code: several })
      .where('id', '=', lineIds[2] ?? '')
      .execute();
    assert.deepEqual(await assigned({ amount: totals[0] ?? 0, memo: `mst ${several}` }), [1]);
  });

  it('money pays the only line of its amount, and where several have it, all that are unpaid', async () => {
    const { totals, assigned, id } = await threeLines();
    assert.deepEqual(await assigned({ amount: totals[0] ?? 0 }), [1, 2, 3]);
    assert.deepEqual(await assigned({ amount: totals[2] ?? 0 }), [3]);
    const { lines } = await read(id);
    assert.equal(lines[2]?.state, 'paid');
    assert.deepEqual(await assigned({ amount: 5_000 }), [1, 2]);
  });

  it('money for an order without unpaid lines goes back, as money for its lines', async () => {
    const { id, assigned } = await threeLines();
    const { due } = await read(id);
    assert.deepEqual(await assigned({ amount: due }), [1, 2, 3]);
    assert.deepEqual(await assigned({ amount: 6_000 }), [1, 2, 3]);
    const refunds = (await read(id)).payments.flatMap((paid) => paid.refunds);
    assert.deepEqual(
      refunds.map((refund) => [refund.amount, refund.reason]),
      [[6_000, 'line_already_paid']],
    );
  });

  it('money pays the line whose customer had the tax code in its memo', async () => {
    const own = some(2);
    const [old = '', other = ''] = own;
    const [present = ''] = taxCodes(1, 90_000_000);
    const [first, second] = declarationsFor([old, other]);
    assert.ok(first && second);
    await declareCustomers(server, [{ ...first, externalId: 'KH-OLD' }, second]);
    await declareCustomers(server, [{ ...first, taxCode: present, externalId: 'KH-OLD' }]);
    const { id } = await place([present, other]);
    await assign(id, { amount: 2_950_000, memo: `mst ${old}` });
    const { lines } = await read(id);
    assert.deepEqual(
      lines.map((line) => line.state),
      ['paid', 'awaiting_payment'],
    );
  });
});
