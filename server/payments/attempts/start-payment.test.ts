import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { codeOf } from '../../testing/firm-days.ts';
import { type FakeGateways, startFakeGateways } from '../../testing/gateways/fake-gateways.ts';
import {
  declarePlans,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  taxCodes,
  yearly,
} from '../../testing/test-directory.ts';
import { type Client, NOW, signInAt, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(40);

before(async () => {
  gateways = await startFakeGateways();
  ({ server, client } = await openFirm(codes, gateways.env));
});
beforeEach(async () => {
  await setNow(NOW);
  await declarePlans(server);
});
after(async () => {
  gateways.stop();
  await server.stop();
});

async function setNow(now: number) {
  client = await signInAt(server, now);
}
async function order(count = 1) {
  const { id } = await client.orders.place.mutate(await orderOf(client, codes.splice(0, count)));
  const { lines } = await client.orders.get.query({ orderId: id });
  return { id, lineIds: lines.map((line) => line.id) };
}
const start = (orderId: string, method: PaymentMethod, lineIds?: string[]) =>
  client.payments.start.mutate({
    ...{ orderId, method, locale: 'vi' },
    ...(lineIds ? { lineIds } : {}),
  });
const declarePrice = (pricePerYear: number) =>
  putPlans(server, planDeclaration('ASP-DN', { prices: yearly(pricePerYear) }));

describe('starting to pay', () => {
  it('a bank transfer continues the attempt for the same lines while half of its life is left', async () => {
    const { id, lineIds } = await order(2);
    const [first = '', second = ''] = lineIds;
    const three = await order(3);
    const [before, after] = [three.lineIds.slice(0, 2), three.lineIds.slice(1)];
    const overlapping = [
      await start(three.id, 'bank_transfer', before),
      await start(three.id, 'bank_transfer', after),
    ];
    assert.notEqual(overlapping[0]?.id, overlapping[1]?.id, 'only some of them are the same');
    const all = await start(id, 'bank_transfer');
    assert.equal(all.expiresAt, NOW + 30 * DAY_MS);
    const one = await start(id, 'bank_transfer', [first]);
    const other = await start(id, 'bank_transfer', [second]);
    assert.equal(new Set([all.id, one.id, other.id]).size, 3);
    await setNow(NOW + 15 * DAY_MS);
    assert.equal((await start(id, 'bank_transfer')).id, all.id);
    assert.equal((await start(id, 'bank_transfer', [second, first])).id, all.id);
    assert.equal((await start(id, 'bank_transfer', [first])).id, one.id);
    await setNow(NOW + 15 * DAY_MS + 1);
    const next = await start(id, 'bank_transfer');
    assert.notEqual(next.id, all.id);
    assert.equal((await start(id, 'bank_transfer')).id, next.id);
  });

  it('a bank transfer continues the attempt with an underpayment, which has just these lines left', async () => {
    const { id, lineIds } = await order(2);
    const [first = '', second = ''] = lineIds;
    const all = await start(id, 'bank_transfer');
    await reportTransfer(server, { amount: 1_000, memo: all.transfer?.memo ?? '' });
    const { transfer } = await start(id, 'bank_transfer', [second]);
    await reportTransfer(server, { amount: 2_950_000, memo: transfer?.memo ?? '' });
    const rest = await start(id, 'bank_transfer');
    assert.deepEqual([rest.id, rest.transfer?.amount], [all.id, 2_949_000]);
    await setNow(NOW + 20 * DAY_MS);
    assert.equal((await start(id, 'bank_transfer', [first])).id, all.id, 'to its end');
  });

  it('each payment by a redirecting gateway is a new attempt, which is logged and to be asked about', async () => {
    const { id, lineIds } = await order();
    const [one, other] = [await start(id, 'vnpay'), await start(id, 'vnpay')];
    assert.notEqual(one.id, other.id);
    const transfer = await start(id, 'bank_transfer');
    await start(id, 'bank_transfer');
    const { db, config } = server.context;
    const asked = await db
      .selectFrom('payment_attempts')
      .select(['id', 'next_ask_at', 'payment_link_id', 'shown_at'])
      .where('order_id', '=', id)
      .orderBy('id')
      .execute();
    const row = { payment_link_id: null, shown_at: NOW };
    assert.deepEqual(asked, [
      { id: one.id, next_ask_at: NOW + config.reconcileAfter, ...row },
      { id: other.id, next_ask_at: NOW + config.reconcileAfter, ...row },
      { id: transfer.id, next_ask_at: null, ...row },
    ]);
    const logged = await db
      .selectFrom('audit_log')
      .select(['subject_id', 'actor', 'firm_id', 'details'])
      .where('action', '=', 'payment.started')
      .where('details', 'like', `%${id}%`)
      .orderBy('subject_id')
      .execute();
    const by = { actor: 'accountant-1', firm_id: 'firm-1' };
    const details = (method: string) => JSON.stringify({ orderId: id, method, amount: 2_950_000 });
    assert.deepEqual(logged, [
      { subject_id: one.id, ...by, details: details('vnpay') },
      { subject_id: other.id, ...by, details: details('vnpay') },
      { subject_id: transfer.id, ...by, details: details('bank_transfer') },
    ]);
    const lines = await db
      .selectFrom('payment_attempt_lines')
      .select('order_line_id')
      .where('payment_attempt_id', '=', one.id)
      .execute();
    assert.deepEqual(
      lines.map((line) => line.order_line_id),
      lineIds,
    );
  });

  it('a payment is refused below and above the amounts that a method takes, and not at its bounds', async () => {
    for (const [price, isTaken] of [
      [999, false],
      [1_000, true],
      [50_000_000, true],
      [50_000_001, false],
    ] as const) {
      await declarePrice(price);
      const { id } = await order();
      const { methods } = await client.payments.methods.query({ orderId: id });
      const momo = methods.find(({ method }) => method === 'momo');
      assert.equal(momo?.unavailable === null, isTaken, String(price));
      const code = isTaken
        ? await start(id, 'momo').then(() => null)
        : await codeOf(start(id, 'momo'));
      assert.equal(code, isTaken ? null : 'METHOD_UNAVAILABLE', String(price));
    }
  });

  it('a payment is refused for lines that are paid, of another order, or none at all', async () => {
    const [one, other] = [await order(2), await order()];
    const [first = '', second = ''] = one.lineIds;
    assert.equal(await codeOf(start(one.id, 'vnpay', other.lineIds)), 'NOT_FOUND');
    const transfer = (await start(one.id, 'bank_transfer', [first])).transfer;
    await reportTransfer(server, { amount: 2_950_000, memo: transfer?.memo ?? '' });
    assert.equal(await codeOf(start(one.id, 'vnpay', [first])), 'NOTHING_TO_PAY');
    assert.equal((await start(one.id, 'vnpay', [first, second])).amount, 2_950_000);
    assert.equal((await start(one.id, 'vnpay')).amount, 2_950_000);
  });

  it('an attempt fails at a gateway that refuses it', async () => {
    const { id } = await order();
    gateways.answers.set('/momo/v2/gateway/api/create', { resultCode: 20, message: 'no' });
    assert.equal(await codeOf(start(id, 'momo')), 'GATEWAY_UNAVAILABLE');
    gateways.answers.clear();
    const { state } = await server.context.db
      .selectFrom('payment_attempts')
      .select('state')
      .where('order_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(state, 'failed');
  });
});
