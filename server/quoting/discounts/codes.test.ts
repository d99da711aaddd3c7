import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import { addPortal } from '../../directory/portals/add-portal.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { codeWith } from '../../testing/discount-codes.ts';
import {
  handOut,
  openFirm,
  openOtherFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { releaseCodes, takeCodes } from './code-uses.ts';

describe('discount codes', () => {
  let server: TestServer;
  let client: Client;
  let otherFirm: Client;
  const codes = taxCodes(140);
  const otherCodes = taxCodes(10, 10_500_000);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    otherFirm = await openOtherFirm(server, otherCodes);
  });
  after(() => server.stop());

  const declare = async (...changes: Record<string, unknown>[]) =>
    await hostApi(server, 'PUT', '/discount-codes', { codes: changes.map(codeWith) });
  const declared = async (...changes: Record<string, unknown>[]) => {
    const response = await declare(...changes);
    assert.equal(response.status, 204, await response.text());
  };
  const uses = async (name: string) => {
    const { used } = await server.context.db
      .selectFrom('discount_codes')
      .select('used')
      .where('code', '=', name)
      .executeTakeFirstOrThrow();
    const { taken } = await server.context.db
      .selectFrom('code_redemptions')
      .innerJoin('discount_codes', 'discount_codes.id', 'code_id')
      .select((select) => select.fn.countAll<number>().as('taken'))
      .where('code', '=', name)
      .where('released_at', 'is', null)
      .executeTakeFirstOrThrow();
    assert.equal(used, taken, 'uses and redemptions agree');
    return used;
  };
  const withCode = async (
    typed: string,
    count = 1,
    by: { client: Client; codes: readonly string[] } = { client, codes: some(count) },
  ): Promise<PlaceOrderInput> => {
    const input = await orderOf(by.client, by.codes);
    const { totals } = await by.client.orders.quote.query({
      lines: input.lines,
      discountCode: typed,
    });
    return { ...input, discountCode: typed, confirmedTotal: totals.total };
  };
  const problem = async (typed: string, by = client) => {
    const quote = await by.orders.quote.query({ lines: [], discountCode: typed });
    return quote.codeProblem;
  };

  it('discount codes take off their amount in any notation; a quote uses none up', async () => {
    await declared({ code: 'giahan10' });
    const input = await withCode('  GiaHan 10 ', 2);
    const quote = await client.orders.quote.query({ lines: input.lines, discountCode: 'giahan10' });
    assert.equal(quote.codeProblem, null);
    assert.deepEqual(quote.discounts, [{ kind: 'code', code: 'GIAHAN10', amount: 590_000 }]);
    assert.equal(quote.totals.total, 5_310_000);
    assert.equal(await uses('GIAHAN10'), 0);
    const { id } = await client.orders.place.mutate(input);
    const order = await client.orders.get.query({ orderId: id });
    assert.deepEqual(order.discounts, quote.discounts);
    assert.deepEqual(order.totals, quote.totals);
    assert.deepEqual(
      order.lines.map((line) => line.discount),
      [295_000, 295_000],
    );
    assert.equal(await uses('GIAHAN10'), 1);
  });

  it('a discount code can take dong off each line', async () => {
    await declared({ code: 'LINE50', kind: 'amount', value: 50_000, scope: 'line' });
    const { lines } = await withCode('LINE50', 3);
    const quote = await client.orders.quote.query({ lines, discountCode: 'line50' });
    assert.deepEqual(
      quote.lines.map((line) => line.discount),
      [50_000, 50_000, 50_000],
    );
    assert.equal(quote.totals.discount, 150_000);
  });

  it('a discount code worth more than the order leaves 1 dong a line, and the order can be paid', async () => {
    await declared({ code: 'BIG', kind: 'amount', value: 99_000_000 });
    const input = await withCode('BIG', 2);
    assert.equal(input.confirmedTotal, 2);
    const { id } = await client.orders.place.mutate(input);
    const order = await client.orders.get.query({ orderId: id });
    assert.deepEqual(
      order.lines.map((line) => line.total),
      [1, 1],
    );
  });

  it('an unusable discount code has its reason, in the quote and when ordering', async () => {
    await declared(
      { code: 'FUTURE', validFrom: '2026-11-24' },
      { code: 'PAST', validUntil: '2026-11-22' },
      { code: 'OFF', active: false },
      { code: 'THEIRS', firmId: 'firm-2' },
    );
    const expected = {
      FUTURE: 'CODE_NOT_YET_VALID',
      PAST: 'CODE_EXPIRED',
      OFF: 'CODE_UNKNOWN',
      THEIRS: 'CODE_UNKNOWN',
      NONE: 'CODE_UNKNOWN',
    };
    for (const [typed, codeProblem] of Object.entries(expected)) {
      assert.equal(await problem(typed), codeProblem, typed);
      const fault = await refusal(client.orders.place.mutate(await withCode(typed)));
      assert.deepEqual(fault, { code: 'CODE_REJECTED', codeProblem }, typed);
    }
    assert.equal(await problem('THEIRS', otherFirm), null);
    assert.equal(await problem('   '), null);
    const long = client.orders.quote.query({ lines: [], discountCode: 'X'.repeat(41) });
    assert.equal((await refusal(long)).code, 'INVALID_INPUT');
  });

  it('a discount code is valid from its first to its last day, in Vietnam', async () => {
    await declared({ code: 'ONEDAY', validFrom: '2026-11-23', validUntil: '2026-11-23' });
    const at = async (instant: string) => {
      server.setNow(Date.parse(instant));
      const fresh = clientOf(server, await signToken({ issuedAt: Date.parse(instant) }));
      return await problem('ONEDAY', fresh);
    };
    assert.equal(await at('2026-11-22T23:59:59+07:00'), 'CODE_NOT_YET_VALID');
    assert.equal(await at('2026-11-23T00:00:00+07:00'), null);
    assert.equal(await at('2026-11-23T23:59:59+07:00'), null);
    assert.equal(await at('2026-11-24T00:00:00+07:00'), 'CODE_EXPIRED');
    server.setNow(NOW);
  });

  it('another portal’s discount codes are unknown', async () => {
    const { db } = server.context;
    const portal = { id: 'portal-2', name: 'Cổng khác', origins: ['https://other.example'] };
    const secret = 'another-portal-secret-of-32-characters!';
    const apiKey = 'another-api-key-of-more-than-32-characters';
    await addPortal(db, { ...portal, secret, apiKey });
    const body = { codes: [codeWith({ code: 'ELSEWHERE' })] };
    assert.equal((await hostApi(server, 'PUT', '/discount-codes', body, apiKey)).status, 204);
    assert.equal(await problem('ELSEWHERE'), 'CODE_UNKNOWN');
    // Our code of the same name does not change theirs.
    await declared({ code: 'ELSEWHERE', value: 2_000, active: false });
    const stored = await db
      .selectFrom('discount_codes')
      .select(['portal_id', 'value', 'active'])
      .where('code', '=', 'ELSEWHERE')
      .execute();
    assert.deepEqual(
      stored.map((each) => [each.portal_id === 'portal-2', each.value, each.active]).sort(),
      [
        [false, 2_000, 0],
        [true, 1_000, 1],
      ],
    );
    const listed = await hostApi(server, 'GET', '/discount-codes', undefined, apiKey);
    const { codes: theirs } = (await listed.json()) as { codes: { code: string }[] };
    assert.deepEqual(
      theirs.map((each) => each.code),
      ['ELSEWHERE'],
    );
  });

  it('a discount code is bound to firms of its own portal, even if another has a firm of that name', async () => {
    const portal = { id: 'portal-3', name: 'Cổng thứ ba', origins: ['https://third.example'] };
    const secret = 'a-third-portal-secret-of-32-characters!!';
    const apiKey = 'a-third-api-key-of-more-than-32-characters';
    await addPortal(server.context.db, { ...portal, secret, apiKey });
    const theirs = async (change: Record<string, unknown>) =>
      (await hostApi(server, 'PUT', '/discount-codes', { codes: [codeWith(change)] }, apiKey))
        .status;
    assert.equal(await theirs({ code: 'OURS', firmId: 'firm-1' }), 400, 'firm-1 is ours alone');
    const firm = { firmName: 'Đại lý thuế khác', customers: [] };
    const known = await hostApi(server, 'PUT', '/firms/firm-1/customers', firm, apiKey);
    assert.equal(known.status, 204, await known.text());
    assert.equal(await theirs({ code: 'THEIRS', firmId: 'firm-1', referral: true }), 204);
    await declared({ code: 'OURS', firmId: 'firm-1', referral: true });
    assert.equal(await theirs({ code: 'OURS', firmId: 'firm-1' }), 204);
    await declared({ code: 'OURS', firmId: 'firm-1', referral: true, active: false });
  });

  it('a firm’s referral code applies automatically, before the typed one, and once', async () => {
    await declared({ code: 'ANTAM', firmId: 'firm-2', referral: true, value: 500 });
    const input = await orderOf(otherFirm, otherCodes.slice(0, 1));
    const { lines } = input;
    const alone = await otherFirm.orders.quote.query({ lines });
    assert.deepEqual(alone.discounts, [{ kind: 'referral', code: 'ANTAM', amount: 147_500 }]);
    const typed = await otherFirm.orders.quote.query({ lines, discountCode: 'antam' });
    assert.deepEqual([typed.discounts, typed.codeProblem], [alone.discounts, null]);
    const both = await otherFirm.orders.quote.query({ lines, discountCode: 'GIAHAN10' });
    assert.deepEqual(both.discounts, [
      { kind: 'referral', code: 'ANTAM', amount: 147_500 },
      { kind: 'code', code: 'GIAHAN10', amount: 280_250 },
    ]);
    const before = await uses('ANTAM');
    await otherFirm.orders.place.mutate({
      ...input,
      discountCode: 'GIAHAN10',
      confirmedTotal: both.totals.total,
    });
    assert.equal(await uses('ANTAM'), before + 1);
    assert.equal(await problem('ANTAM'), 'CODE_UNKNOWN');
  });

  it('a referral code without uses left takes nothing off, and stops no order', async () => {
    await declared({ code: 'ANTAM', firmId: 'firm-2', referral: true, value: 500, maxUses: 1 });
    const [own = ''] = otherCodes.slice(1);
    const input = await orderOf(otherFirm, [own]);
    assert.equal(input.confirmedTotal, 2_950_000);
    await otherFirm.orders.place.mutate(input);
  });

  it('orders at once that count on a referral code beyond its uses see their price change', async () => {
    await declared({ code: 'ANTAM', firmId: 'firm-2', referral: true, value: 500, maxUses: 3 });
    const used = await uses('ANTAM');
    const inputs: PlaceOrderInput[] = [];
    for (const own of otherCodes.slice(2, 8)) inputs.push(await orderOf(otherFirm, [own]));
    const results = await Promise.allSettled(
      inputs.map((input) => otherFirm.orders.place.mutate(input)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    assert.equal(refused.length, inputs.length - (3 - used));
    for (const { reason } of refused) {
      const changed = { code: 'PRICE_CHANGED', total: 2_950_000 };
      assert.deepEqual(await refusal(Promise.reject(reason)), changed);
    }
    assert.equal(await uses('ANTAM'), 3);
  });

  it('a code with 3 uses is used 3 times by 50 orders at once', async () => {
    await declared({ code: 'THREE', maxUses: 3 });
    const inputs: PlaceOrderInput[] = [];
    for (const own of some(50)) inputs.push(await withCode('THREE', 1, { client, codes: [own] }));
    const results = await Promise.allSettled(
      inputs.map((input) => client.orders.place.mutate(input)),
    );
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [Promise.reject(result.reason)] : [],
    );
    assert.equal(failed.length, 47);
    for (const fault of await Promise.all(failed.map(refusal))) {
      assert.deepEqual(fault, { code: 'CODE_REJECTED', codeProblem: 'CODE_USED_UP' });
    }
    assert.equal(await uses('THREE'), 3);
    assert.equal(await problem('THREE'), 'CODE_USED_UP');
  });

  it('a code is used once by an order that is sent several times', async () => {
    await declared({ code: 'ONCE', maxUses: 1 });
    const input = await withCode('ONCE');
    const placed = await Promise.all([1, 2, 3].map(() => client.orders.place.mutate(input)));
    assert.equal(new Set(placed.map(({ id }) => id)).size, 1);
    assert.equal(await uses('ONCE'), 1);
  });

  it('a code is free again when all of the order is cancelled, once, and not when a part is paid', async () => {
    await declared({ code: 'FREED', maxUses: 2 });
    const { id: whole } = await client.orders.place.mutate(await withCode('FREED'));
    const { id: part } = await client.orders.place.mutate(await withCode('FREED', 2));
    assert.equal(await uses('FREED'), 2);
    const { lines } = await client.orders.get.query({ orderId: part });
    await reportTransfer(server, await startTransfer(client, part, [lines[0]?.id ?? '']));
    await client.orders.cancel.mutate({ orderId: part, reason: 'Bớt một khách hàng' });
    assert.equal(await uses('FREED'), 2);
    await client.orders.cancel.mutate({ orderId: whole, reason: 'Đổi mã' });
    assert.equal(await uses('FREED'), 1);
    const again = client.orders.cancel.mutate({ orderId: whole, reason: 'Lần nữa' });
    assert.equal((await refusal(again)).code, 'ORDER_NOT_CANCELLABLE');
    assert.equal(await uses('FREED'), 1);
  });

  it('a code whose last use went to another meanwhile is refused', async () => {
    await declared({ code: 'LAST', maxUses: 1 });
    const { id: orderId } = await client.orders.place.mutate(await withCode('LAST'));
    const { db } = server.context;
    const { id: codeId } = await db
      .selectFrom('discount_codes')
      .select('id')
      .where('code', '=', 'LAST')
      .executeTakeFirstOrThrow();
    const taken = db.transaction().execute((tx) => takeCodes(tx, orderId, [codeId]));
    await assert.rejects(taken, {
      ...{ code: 'CODE_REJECTED', details: { codeProblem: 'CODE_USED_UP' } },
    });
    assert.equal(await uses('LAST'), 1);
  });

  it('a use is given back once, though a cancelled order is closed again', async () => {
    await declared({ code: 'TWICE', maxUses: 5 });
    const { id } = await client.orders.place.mutate(await withCode('TWICE'));
    await client.orders.place.mutate(await withCode('TWICE'));
    await client.orders.cancel.mutate({ orderId: id, reason: 'Đổi ý' });
    assert.equal(await uses('TWICE'), 1);
    await server.context.db.transaction().execute((tx) => releaseCodes(tx, id, NOW));
    assert.equal(await uses('TWICE'), 1);
  });

  it('a code is free again when an order expires, or the last of its lines is cancelled', async () => {
    await declared({ code: 'ENDED', maxUses: 2 });
    const { id: lineByLine } = await client.orders.place.mutate(await withCode('ENDED', 2));
    const { lines } = await client.orders.get.query({ orderId: lineByLine });
    for (const [index, line] of lines.entries()) {
      assert.equal(await uses('ENDED'), 1, `before line ${index}`);
      const reason = 'Khách hàng thôi gia hạn';
      await client.orders.cancel.mutate({ orderId: lineByLine, lineIds: [line.id], reason });
    }
    assert.equal(await uses('ENDED'), 0);
    await client.orders.place.mutate(await withCode('ENDED'));
    server.setNow(NOW + 31 * DAY_MS);
    await Promise.all([runOrderLife(server.context), runOrderLife(server.context)]);
    server.setNow(NOW);
    assert.equal(await uses('ENDED'), 0);
  });

  it('an order revived by late money uses its code again; where it can’t, the money goes back', async () => {
    await declared({ code: 'LATE', maxUses: 1 });
    const { id: first } = await client.orders.place.mutate(await withCode('LATE'));
    const transfer = await startTransfer(client, first);
    await client.orders.cancel.mutate({ orderId: first, reason: 'Quá hạn' });
    assert.equal(await uses('LATE'), 0);
    await reportTransfer(server, transfer);
    assert.equal((await client.orders.get.query({ orderId: first })).state, 'paid');
    assert.equal(await uses('LATE'), 1);

    await declared({ code: 'LATE2', maxUses: 1 });
    const { id: second } = await client.orders.place.mutate(await withCode('LATE2'));
    const late = await startTransfer(client, second);
    await client.orders.cancel.mutate({ orderId: second, reason: 'Quá hạn' });
    await client.orders.place.mutate(await withCode('LATE2'));
    await reportTransfer(server, late);
    const closed = await client.orders.get.query({ orderId: second });
    const [refund] = closed.payments.flatMap((payment) => payment.refunds);
    assert.deepEqual([closed.state, closed.paid], ['cancelled', 0]);
    assert.deepEqual([refund?.amount, refund?.reason], [2_655_000, 'code_unusable']);
    assert.equal(await uses('LATE2'), 1);
  });

  it('an order that late money makes whole again uses its code once, though a part was closed', async () => {
    await declared({ code: 'PART', maxUses: 3 });
    const { id: orderId } = await client.orders.place.mutate(await withCode('PART', 2));
    const transfer = await startTransfer(client, orderId);
    const { lines } = await client.orders.get.query({ orderId });
    const lineIds = lines.slice(0, 1).map((line) => line.id);
    await client.orders.cancel.mutate({ orderId, lineIds, reason: 'Đổi ý' });
    await reportTransfer(server, transfer);
    const { state, paid } = await client.orders.get.query({ orderId });
    assert.deepEqual([state, paid], ['paid', transfer.amount]);
    assert.equal(await uses('PART'), 1);
  });
});
