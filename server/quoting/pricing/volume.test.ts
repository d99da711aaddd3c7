import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { MailJob } from '../../announce/outbox/job.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { takenColumn } from '../../database/json-column.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { putCodes } from '../../testing/discount-codes.ts';
import { codeOf, FirmDays } from '../../testing/firm-days.ts';
import {
  declaration,
  declarationsFor,
  declareCustomers,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  yearly,
} from '../../testing/test-directory.ts';
import { clientOf, hostApi, PORTAL_ID, refusal, signToken } from '../../testing/test-server.ts';
import type { OrderedPrice } from './order-terms.ts';
import { volumeRules } from './pricing.ts';
import { readVolumeOwed, volumeBalanceOf } from './volume-balance.ts';

const PRICE = 2_950_000;
const at = (rate: number) => (PRICE * (10_000 - rate)) / 10_000;
const TIERS = [
  { minLines: 3, rate: 500 },
  { minLines: 5, rate: 1_000 },
  { minLines: 8, rate: 1_500 },
];
const RE_NHAT = { planCode: 'RE-NHAT', expiry: '2026-12-31' };
const reason = 'Chỉ cần một';
let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(215);
});
beforeEach(async () => {
  await firm.begin();
  await declareTiers(TIERS);
  // Each test has a firm of its own, with a balance of its own.
  await firm.server.context.db.updateTable('orders').set({ volume_balance: 0 }).execute();
});
after(() => firm.end());

const declareTiers = (tiers: typeof TIERS) =>
  hostApi(firm.server, 'PUT', '/firms/firm-1/discount-tiers', { tiers });
const idsOf = (order: { lines: { id: string }[] }) => order.lines.map((line) => line.id);

/** Cancels like a person who has read the preview. */
async function cancel(orderId: string, lineIds?: string[]) {
  const input = { orderId, ...(lineIds ? { lineIds } : {}) };
  const preview = await firm.client.orders.previewCancel.query(input);
  const confirmed = { ...input, reason, confirmedDue: preview.due };
  return { preview, order: await firm.client.orders.cancel.mutate(confirmed) };
}

describe('cancelling lines of an order with a volume discount', () => {
  it('cancelling lines prices unpaid ones by the tier still reached, as the preview said', async () => {
    const order = await firm.place(firm.some(8));
    const [kept = '', ...others] = idsOf(order);
    assert.equal(order.due, 8 * at(1_500));
    const input = { orderId: order.id, lineIds: others };
    assert.deepEqual(await firm.client.orders.previewCancel.query(input), {
      dueBefore: 8 * at(1_500),
      due: PRICE,
      lineCount: 7,
      amount: 7 * at(1_500),
      discountRateBefore: 1_500,
      discountRate: 0,
      lines: [{ lineId: kept, total: at(1_500), newTotal: PRICE }],
      volumeOwed: 0,
    });
    for (const confirmed of [{}, { confirmedDue: at(1_500) }]) {
      const refused = await refusal(
        firm.client.orders.cancel.mutate({ ...input, reason, ...confirmed }),
      );
      assert.deepEqual([refused.code, refused.total], ['PRICE_CHANGED', PRICE]);
    }
    assert.equal((await firm.read(order.id)).due, 8 * at(1_500), 'nothing was cancelled');
    const { order: left } = await cancel(order.id, others);
    assert.deepEqual([left.due, left.lines[0]?.total, left.lines[0]?.discount], [PRICE, PRICE, 0]);
    assert.equal(left.totals.total, PRICE + 7 * at(1_500), 'closed lines keep their price');
    const [mail] = await firm.mailJobs('order_lines_cancelled', order.id);
    assert.match(await firm.textOf(mail), /1 dòng còn lại .* Còn phải thanh toán: 2\.950\.000/);
    const [volume] = left.discounts;
    assert.deepEqual([volume?.kind, volume?.amount], ['volume', left.totals.discount]);
  });

  it('the owner who was told the amount of a line that gets dearer is mailed the new one, and why, until it is paid', async () => {
    const order = await firm.place(firm.some(8), { payer: 'owner' });
    const [told = '', also = '', unasked = '', ...others] = idsOf(order);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id, lineIds: [told, also] });
    const { order: left } = await cancel(order.id, others);
    assert.deepEqual(left.due, 3 * at(500));
    const jobs = await firm.mailJobs('lines_repriced', order.id);
    const codeOfLine = (lineId: string) =>
      order.lines.find(({ id }) => id === lineId)?.customer.taxCode ?? '';
    assert.deepEqual(
      jobs.map(({ to }) => to.email),
      [told, also].map((lineId) => `ketoan@${codeOfLine(lineId)}.example`),
    );
    const text = await firm.textOf(jobs[0]);
    const amounts = /tăng từ 2\.507\.500\s₫ lên 2\.802\.500\s₫/;
    assert.match(text, /^Số tiền mới 2\.802\.500\s₫: gia hạn cho /);
    assert.match(text, amounts);
    assert.match(text, /\/pay\//);
    for (const other of [also, unasked]) assert.doesNotMatch(text, new RegExp(codeOfLine(other)));
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [told]));
    assert.equal(await renderMail(firm.server.context, jobs[0] as MailJob), null);
    assert.match(await firm.textOf(jobs[1]), amounts);
    await cancel(order.id);
    assert.equal(await renderMail(firm.server.context, jobs[1] as MailJob), null);
  });

  it('cancelling lines lowers the volume discount tier by tier, and changes nothing within one', async () => {
    const order = await firm.place(firm.some(9));
    const ids = idsOf(order);
    const one = { orderId: order.id, lineIds: ids.slice(0, 1), reason };
    assert.equal((await firm.client.orders.cancel.mutate(one)).due, 8 * at(1_500));
    assert.equal((await cancel(order.id, ids.slice(1, 2))).order.due, 7 * at(1_000));
    assert.equal((await cancel(order.id, ids.slice(2, 5))).order.due, 4 * at(500));
  });

  it('cancelling a line within a tier moves no remainder to another line', async () => {
    const own = firm.some(9);
    await declareCustomers(firm.server, declarationsFor(own, 'LUU-TRU'));
    const order = await firm.place(own);
    const [first] = order.lines;
    assert.deepEqual([first?.discount, order.lines.at(-1)?.discount], [75_000, 74_999]);
    const { preview } = await cancel(order.id, [first?.id ?? '']);
    assert.deepEqual(preview.lines, []);
    assert.equal(preview.due, order.due - (first?.total ?? 0));
    await cancel(order.id);
  });

  it('cancelling lines shows none whose price is the same without the discount, and changes no other order', async () => {
    const cheap = await firm.place(firm.some(1));
    const own = firm.some(8);
    await putPlans(firm.server, planDeclaration('RE-NHAT', { prices: yearly(3) }));
    await declareCustomers(
      firm.server,
      own.slice(0, 1).map((code) => declaration(code, { license: RE_NHAT })),
    );
    const order = await firm.place(own);
    assert.deepEqual([order.lines[0]?.total, order.lines[1]?.total], [3, at(1_500)]);
    const { preview, order: left } = await cancel(order.id, idsOf(order).slice(2));
    assert.deepEqual(
      preview.lines.map(({ lineId }) => lineId),
      [order.lines[1]?.id],
    );
    assert.equal(left.due, PRICE + 3);
    assert.deepEqual((await firm.read(cheap.id)).totals, cheap.totals);
    await cancel(order.id);
  });

  it('cancelling lines of an order below every tier shows no volume discount', async () => {
    const order = await firm.place(firm.some(2));
    const { preview } = await cancel(order.id, idsOf(order).slice(1));
    assert.deepEqual([preview.discountRateBefore, preview.discountRate], [0, 0]);
    await cancel(order.id);
  });

  it('cancelling lines uses the tiers of the order, even after the portal has others', async () => {
    const order = await firm.place(firm.some(8));
    await declareTiers([]);
    const one = { orderId: order.id, lineIds: idsOf(order).slice(0, 1) };
    const preview = await firm.client.orders.previewCancel.query(one);
    assert.equal(preview.due, 7 * at(1_000));
  });

  it('cancelling lines leaves no paid line to be paid again', async () => {
    const order = await firm.place(firm.some(4));
    const [paid = '', cancelled = ''] = idsOf(order);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [paid]));
    const input = { orderId: order.id, lineIds: [cancelled] };
    const { dueBefore, due } = await firm.client.orders.previewCancel.query(input);
    assert.deepEqual([dueBefore, due], [3 * at(500), 2 * at(500)]);
    assert.equal((await cancel(order.id, [cancelled])).order.due, due);
    // Paid, so that the due date of other tests closes none of them.
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id));
  });

  it('cancelling lines of an order without stored rules, or by a quotation, prices it alike', async () => {
    const old = await firm.place(firm.some(8));
    const { db } = firm.server.context;
    await db.updateTable('orders').set({ price_terms: null }).where('id', '=', old.id).execute();
    await db
      .updateTable('order_lines')
      .set({ taken: '[]' })
      .where('order_id', '=', old.id)
      .execute();
    const own = firm.some(8);
    const input = await orderOf(firm.client, own);
    const saved = await firm.client.quotations.save.mutate({ lines: input.lines });
    const quoted = await firm.place(own, { quotationId: saved.id, confirmedTotal: saved.total });
    for (const order of [old, quoted]) {
      const { order: half } = await cancel(order.id, idsOf(order).slice(4));
      assert.equal(half.due, 4 * at(500));
      assert.deepEqual(
        half.discounts.map(({ kind }) => kind),
        ['volume'],
      );
      const { order: left } = await cancel(order.id, idsOf(order).slice(1, 4));
      assert.deepEqual([left.due, left.lines[0]?.total], [PRICE, PRICE]);
    }
  });

  it('cancelling lines keeps the parts of a code that is split over the order, every line above nothing', async () => {
    await putCodes(firm.server, { code: 'BOT-100', kind: 'amount', value: 100_000 });
    const own = firm.some(8);
    const { lines } = await orderOf(firm.client, own);
    const discountCode = 'BOT-100';
    const { totals } = await firm.client.orders.quote.query({ lines, discountCode });
    const order = await firm.place(own, { discountCode, confirmedTotal: totals.total });
    const { order: left } = await cancel(order.id, idsOf(order).slice(1));
    assert.equal(left.due, PRICE - 12_500);
    const taken = left.discounts.find(({ kind }) => kind === 'code');
    assert.equal(taken?.amount, 100_000, 'no more than the code gives');
    const sum = left.discounts.reduce((all, { amount }) => all + amount, 0);
    assert.equal(sum, left.totals.discount);
  });

  it('after cancelling lines, a transfer goes on under its memo, for the new amount', async () => {
    const order = await firm.place(firm.some(8));
    const [kept = '', ...others] = idsOf(order);
    const before = await startTransfer(firm.client, order.id, [kept]);
    await cancel(order.id, others);
    const after = await startTransfer(firm.client, order.id, [kept]);
    assert.deepEqual([after.memo, after.amount], [before.memo, PRICE]);
    await reportTransfer(firm.server, before);
    const unapplied = (await firm.read(order.id)).unapplied[0];
    assert.deepEqual([unapplied?.unapplied, unapplied?.missing], [at(1_500), PRICE - at(1_500)]);
    const rest = await startTransfer(firm.client, order.id, [kept]);
    assert.deepEqual([rest.memo, rest.amount], [before.memo, PRICE - at(1_500)]);
    await reportTransfer(firm.server, rest);
    assert.equal((await firm.read(order.id)).lines[0]?.state, 'paid');
  });

  it('after cancelling lines, attempts at a gateway end, whose page has the former price', async () => {
    const order = await firm.place(firm.some(8));
    const [kept = '', ...others] = idsOf(order);
    const vnpay = { method: 'vnpay', locale: 'vi' } as const;
    const start = { orderId: order.id, lineIds: [kept], ...vnpay };
    const attempt = await firm.client.payments.start.mutate(start);
    assert.ok(attempt.redirectUrl);
    await cancel(order.id, others);
    const attemptId = attempt.id;
    const over = await firm.client.payments.attempt.query({ attemptId });
    assert.deepEqual([over.state, over.redirectUrl], ['cancelled', null]);
    assert.equal((await firm.client.payments.start.mutate(start)).amount, PRICE);
  });
});

describe('lines that were paid at the tier of a larger order', () => {
  it('paid lines keep their price, and the firm’s next volume discount makes the difference good', async () => {
    const order = await firm.place(firm.some(8));
    const [paid = '', ...others] = idsOf(order);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [paid]));
    const owed = PRICE - at(1_500);
    const { preview, order: left } = await cancel(order.id, others);
    assert.equal(preview.volumeOwed, owed);
    assert.equal(left.lines[0]?.total, at(1_500));
    const stored = await firm.server.context.db
      .selectFrom('orders')
      .select('discount_rate')
      .where('id', '=', order.id)
      .executeTakeFirstOrThrow();
    assert.equal(stored.discount_rate, 1_500, 'the rate that its paid line has');
    const own = firm.some(8);
    const { lines } = await orderOf(firm.client, own);
    const quote = await firm.client.orders.quote.query({ lines });
    assert.equal(quote.volumeKeptBack, owed);
    assert.equal(quote.totals.total, 8 * at(1_500) + owed);
    const owedBy = (portalId: string, firmId: string) =>
      readVolumeOwed(firm.server.context.db, { portalId, firmId });
    assert.equal(await owedBy(PORTAL_ID, 'firm-1'), owed);
    assert.equal(await owedBy(PORTAL_ID, 'firm-2'), 0);
    assert.equal(await owedBy('portal-b', 'firm-1'), 0);
    const next = await firm.place(own);
    await reportTransfer(firm.server, await startTransfer(firm.client, next.id));
    const after = await firm.client.orders.quote.query({
      lines: (await orderOf(firm.client, firm.some(8))).lines,
    });
    assert.deepEqual([after.volumeKeptBack, after.totals.total], [0, 8 * at(1_500)]);
  });

  it('the excess is owed as well where the due date closes the others', async () => {
    const order = await firm.place(firm.some(8));
    const [paid = ''] = idsOf(order);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [paid]));
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.read(order.id)).lines[1]?.state, 'cancelled');
    const [mail] = await firm.mailJobs('order_expired', order.id);
    assert.match(await firm.textOf(mail), /chiết khấu số lượng nhiều hơn 442\.500/);
    const { lines } = await orderOf(firm.client, firm.some(8));
    const quote = await firm.client.orders.quote.query({ lines });
    assert.equal(quote.volumeKeptBack, PRICE - at(1_500));
  });

  it('an excess is owed no more once late money has paid for the closed lines', async () => {
    const order = await firm.place(firm.some(8));
    const [paid = '', ...others] = idsOf(order);
    const late = await startTransfer(firm.client, order.id, others);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [paid]));
    await cancel(order.id, others);
    const { db } = firm.server.context;
    const owed = () => readVolumeOwed(db, { portalId: PORTAL_ID, firmId: 'firm-1' });
    assert.equal(await owed(), PRICE - at(1_500));
    await reportTransfer(firm.server, late);
    assert.equal((await firm.read(order.id)).state, 'paid');
    assert.equal(await owed(), 0);
  });

  it('lines that were paid without the volume discount are to the firm’s good once late money completes the volume', async () => {
    const { db } = firm.server.context;
    for (const isLateFirst of [false, true]) {
      const order = await firm.place(firm.some(3));
      const [first = '', ...others] = idsOf(order);
      const late = await startTransfer(firm.client, order.id, [first]);
      await cancel(order.id, [first]);
      const rest = await startTransfer(firm.client, order.id, others);
      assert.equal(rest.amount, 2 * PRICE);
      const transfers = isLateFirst ? [late, rest] : [rest, late];
      for (const transfer of transfers) await reportTransfer(firm.server, transfer);
      assert.equal((await firm.read(order.id)).state, 'paid');
      const { volume_balance: balance } = await db
        .selectFrom('orders')
        .select('volume_balance')
        .where('id', '=', order.id)
        .executeTakeFirstOrThrow();
      assert.equal(balance, 2 * (at(500) - PRICE));
    }
  });

  it('repeating the trick gains a firm nothing', async () => {
    const own = firm.some(8);
    let total = 0;
    for (const taxCode of own) {
      const left = own.slice(own.indexOf(taxCode));
      const order = await firm.place([...left, ...firm.some(8 - left.length)]);
      const [first, ...others] = order.lines;
      await reportTransfer(
        firm.server,
        await startTransfer(firm.client, order.id, [first?.id ?? '']),
      );
      total += first?.total ?? 0;
      await cancel(
        order.id,
        others.map((line) => line.id),
      );
    }
    const { volumeKeptBack } = await firm.client.orders.quote.query({
      lines: (await orderOf(firm.client, firm.some(8))).lines,
    });
    assert.ok(total + volumeKeptBack >= 8 * at(1_500), 'no less than they cost together');
    assert.equal(total + volumeKeptBack, 8 * PRICE, 'each dong of it is owed');
  });
});

it('a firm owes no volume discount that is the remainder of a split: a dong of each paid line', () => {
  const line = (off: number, state: OrderedPrice['state'] = 'paid'): OrderedPrice => {
    const [list, net] = [1_000, 1_000 - off];
    const price = { list, discount: off, net, vat: 0, total: net, vat_rate: 'KCT' as const };
    return { id: '', state, ...price, taken: takenColumn.encode([off]) };
  };
  // Of an order that reaches no tier any more.
  const balanceOf = (...lines: OrderedPrice[]) =>
    volumeBalanceOf(lines, { rules: volumeRules(1_000), tiers: [] });
  assert.equal(balanceOf(line(1), line(1)), 0);
  assert.equal(balanceOf(line(2), line(1)), 3);
  assert.equal(balanceOf(line(2), line(100, 'awaiting_payment')), 2);
  assert.equal(volumeBalanceOf([line(2)], { rules: [], tiers: [] }), 0);
  const code = { kind: 'code', code: 'TET2027', codeId: null } as const;
  const both = { ...line(2), discount: 12, taken: takenColumn.encode([2, 10]) };
  const net = { net: 988, total: 988 };
  assert.equal(
    volumeBalanceOf([{ ...both, ...net }], { rules: [...volumeRules(1_000), code], tiers: [] }),
    2,
    'of the volume discount alone',
  );
});

it('a preview is refused as the cancellation would be', async () => {
  const order = await firm.place(firm.some(2));
  const other = await firm.place(firm.some(1));
  const preview = (lineIds: string[]) =>
    firm.client.orders.previewCancel.query({ orderId: order.id, lineIds });
  assert.equal(await codeOf(preview(idsOf(other))), 'NOT_FOUND');
  const stranger = { firm: { id: 'firm-2', name: 'Khác' } };
  const client = clientOf(firm.server, await signToken(stranger));
  const asked = client.orders.previewCancel.query({ orderId: order.id });
  assert.equal(await codeOf(asked), 'NOT_FOUND');
  const [first = ''] = idsOf(order);
  await firm.client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason });
  assert.equal(await codeOf(preview([first])), 'ORDER_NOT_CANCELLABLE');
});
