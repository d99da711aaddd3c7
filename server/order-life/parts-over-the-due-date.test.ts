import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { formatDong } from '../../shared/money.ts';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { listUnderpaid } from '../operations/lists/list-underpaid.ts';
import { LEAST_PART } from '../orders/core/parts-until.ts';
import { partCount, splitEvenly } from '../payments/core/split-amount.ts';
import { NAPAS247_LIMIT } from '../payments/core/viet-qr.ts';
import { assignPayment } from '../payments/corrections/assign-payment.ts';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { FirmDays } from '../testing/firm-days.ts';
import { reportMoney } from '../testing/gateways/reported-money.ts';
import {
  declarePlans,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  yearly,
} from '../testing/test-directory.ts';

const PART = 300_000_000;

/** An order of the first day is due on 23 December. */
describe('a transfer in parts about its order’s due date', () => {
  let firm: FirmDays;

  before(async () => {
    firm = await FirmDays.open(40);
  });
  beforeEach(async () => {
    await firm.begin();
    await putPlans(firm.server, planDeclaration('ASP-DN', { prices: yearly(2 * PART) }));
  });
  afterEach(async () => {
    assert.deepEqual(await checkMoney(firm.server.context.db), []);
  });
  after(() => firm.end());

  async function ordered() {
    const { id } = await firm.place(firm.some(1));
    const { parts } = await startTransfer(firm.client, id);
    const [first, second] = parts;
    assert.ok(first && second);
    return { id, first, second };
  }
  const days = async (...some: string[]) => {
    for (const day of some) {
      await firm.at(day);
      await runOrderLife(firm.server.context);
    }
  };
  const outcome = async (orderId: string) => {
    const { state, paid, payments } = await firm.read(orderId);
    return { state, paid, refundDue: payments.map(({ refundDue }) => refundDue) };
  };

  it('the other part pays the order within three days after the due date', async () => {
    const { id, first, second } = await ordered();
    await firm.at('2026-12-23', '23:50');
    await reportTransfer(firm.server, { ...first, at: '2026-12-23 23:50:00' });
    await days('2026-12-24', '2026-12-25', '2026-12-26');
    assert.deepEqual(await outcome(id), { state: 'awaiting_payment', paid: 0, refundDue: [0] });
    await firm.at('2026-12-26', '23:50');
    await reportTransfer(firm.server, { ...second, at: '2026-12-26 23:50:00' });
    assert.deepEqual(await outcome(id), { state: 'paid', paid: 2 * PART, refundDue: [0, 0] });
    const { lines } = await firm.read(id);
    assert.equal(lines[0]?.state, 'paid');
  });

  it('a payer who continues within those days is shown the other part, and its last day', async () => {
    const { id, first, second } = await ordered();
    await reportTransfer(firm.server, first);
    await days('2026-12-24');
    const { parts, partsUntil } = await startTransfer(firm.client, id);
    assert.deepEqual(
      parts.map(({ amount, memo }) => [amount, memo]),
      [
        [0, first.memo],
        [PART, second.memo],
      ],
    );
    assert.equal(partsUntil?.all, '2026-12-26');
    const { id: attemptId } = await firm.client.payments.start.mutate({
      ...{ orderId: id, method: 'bank_transfer', locale: 'vi' },
    });
    const { state } = await firm.client.payments.attempt.query({ attemptId });
    assert.equal(state, 'open');
    const { unapplied } = await firm.read(id);
    assert.deepEqual(
      unapplied.map(({ missing, partsUntil }) => [missing, partsUntil]),
      [[PART, { first: null, all: '2026-12-26' }]],
    );
    const [money] = await listUnderpaid(firm.server.context, [attemptId]);
    assert.equal(money?.until, '2026-12-26', 'operations see the same day');
  });

  it('a first or other part of its last day is in time though it is reported after midnight', async () => {
    const { id, first, second } = await ordered();
    await firm.at('2026-12-24', '00:05');
    await runOrderLife(firm.server.context);
    await reportTransfer(firm.server, { ...first, at: '2026-12-23 23:50:00' });
    await firm.at('2026-12-27', '00:05');
    await runOrderLife(firm.server.context);
    await reportTransfer(firm.server, { ...second, at: '2026-12-26 23:50:00' });
    assert.deepEqual(await outcome(id), { state: 'paid', paid: 2 * PART, refundDue: [0, 0] });
  });

  it('a part that operations have assigned by hand keeps the order open for the other as well', async () => {
    const { id, second } = await ordered();
    const paymentId = await reportMoney(firm.server, { amount: PART });
    await assignPayment(firm.server.context, 'operations:lan', { paymentId, orderId: id });
    await days('2026-12-24', '2026-12-25');
    assert.equal((await outcome(id)).state, 'awaiting_payment');
    await reportTransfer(firm.server, { ...second, at: '2026-12-25 11:00:00' });
    assert.equal((await outcome(id)).state, 'paid');
  });

  it('less than a part keeps no order open, and the payer and operations read the due date', async () => {
    const { id, first } = await ordered();
    await reportTransfer(firm.server, { ...first, amount: 1 });
    await reportTransfer(firm.server, { ...first, amount: LEAST_PART - 2 });
    const { partsUntil } = await startTransfer(firm.client, id);
    assert.deepEqual(partsUntil, { first: '2026-12-23', all: '2026-12-26' });
    const { unapplied } = await firm.read(id);
    assert.deepEqual(
      unapplied.map(({ partsUntil }) => partsUntil),
      [{ first: '2026-12-23', all: '2026-12-26' }],
    );
    const [money] = await listUnderpaid(
      firm.server.context,
      unapplied.map(({ attemptId }) => attemptId),
    );
    assert.equal(money?.until, '2026-12-23');
    await days('2026-12-24');
    assert.deepEqual(await outcome(id), {
      ...{ state: 'cancelled', paid: 0, refundDue: [1, LEAST_PART - 2] },
    });
  });

  it('a part in several transfers keeps the order open as one does, also where parts have become dearer', async () => {
    const { id, first, second } = await ordered();
    await reportTransfer(firm.server, { ...first, amount: 1 });
    await reportTransfer(firm.server, { ...first, amount: LEAST_PART - 1 });
    await firm.server.context.db
      .updateTable('payment_attempt_parts')
      .set({ amount: PART + 1 })
      .where('reference', 'in', [first.memo, second.memo])
      .execute();
    await days('2026-12-24');
    assert.equal((await outcome(id)).state, 'awaiting_payment');
    const { partsUntil } = await startTransfer(firm.client, id);
    assert.deepEqual(partsUntil, { first: null, all: '2026-12-26' });
  });

  it('no part is smaller than the money that keeps an order open', () => {
    for (const amount of [NAPAS247_LIMIT, 2 * NAPAS247_LIMIT - 2, 2 * NAPAS247_LIMIT - 1]) {
      const parts = splitEvenly(amount, partCount(amount, NAPAS247_LIMIT));
      assert.ok(Math.min(...parts) >= LEAST_PART, String(amount));
    }
    assert.equal(splitEvenly(NAPAS247_LIMIT, 2).at(-1), LEAST_PART);
    // The texts name it.
    assert.equal(formatDong(LEAST_PART).replaceAll('\u00a0', ' '), '250.000.000 ₫');
  });

  /** An order of twelve lines of which five are left to pay, and one million has come under the first of three parts. */
  async function mostlyPaid() {
    await putPlans(firm.server, planDeclaration('ASP-DN', { prices: yearly(100_000_000) }));
    const { id, lines } = await firm.place(firm.some(12));
    const { memo, parts } = await startTransfer(firm.client, id);
    assert.equal(parts.length, 3);
    const [first, second] = parts;
    assert.ok(first && second);
    const { lines: open } = await firm.read(id);
    await reportTransfer(firm.server, { ...first, amount: 1_000_000 });
    for (const line of lines.slice(5)) {
      await reportTransfer(firm.server, await startTransfer(firm.client, id, [line.id]));
    }
    assert.equal(open.length, 12);
    const attempt = await firm.server.context.db
      .selectFrom('payment_attempts')
      .select('id')
      .where('reference', '=', memo)
      .executeTakeFirstOrThrow();
    const shown = async () => {
      const { transfer } = await firm.client.payments.attempt.query({ attemptId: attempt.id });
      assert.ok(transfer);
      return transfer;
    };
    return { id, lines, first, second, shown };
  }

  it('where others have paid lines, a part that asks for less is not enough, and the payer is asked for the amount that is', async () => {
    const { id, first, second, shown } = await mostlyPaid();
    const { parts, partsUntil } = await shown();
    assert.deepEqual(
      parts.map(({ amount }) => amount),
      [399_000_000, 100_000_000, 0],
    );
    assert.deepEqual(partsUntil, { first: '2026-12-23', all: '2026-12-26' });
    await firm.at('2026-12-23');
    await reportTransfer(firm.server, {
      ...{ ...second, amount: 100_000_000, at: '2026-12-23 10:00:00' },
    });
    assert.equal((await shown()).partsUntil?.first, '2026-12-23', '101 of 250 million');
    await reportTransfer(firm.server, {
      ...{ ...first, amount: 149_000_000, at: '2026-12-23 11:00:00' },
    });
    assert.deepEqual((await shown()).partsUntil, { first: null, all: '2026-12-26' });
    await days('2026-12-24', '2026-12-25', '2026-12-26');
    const { state, due } = await firm.read(id);
    assert.deepEqual([state, due], ['partly_paid', 500_000_000]);
    await reportTransfer(firm.server, {
      ...{ ...first, amount: 250_000_000, at: '2026-12-26 11:00:00' },
    });
    assert.equal((await firm.read(id)).state, 'paid');
  });

  it('where less is to be paid in all than keeps an order open, no later day is named', async () => {
    const { id, lines, shown } = await mostlyPaid();
    for (const line of lines.slice(2, 5)) {
      await reportTransfer(firm.server, await startTransfer(firm.client, id, [line.id]));
    }
    const { parts, partsUntil } = await shown();
    assert.deepEqual(
      parts.map(({ amount }) => amount),
      [199_000_000, 0, 0],
    );
    assert.equal(partsUntil, null);
    await days('2026-12-24');
    const { state, due } = await firm.read(id);
    assert.deepEqual([state, due], ['paid', 0], 'the rest is expired');
  });

  it('without the other part the order ends after those days, and all of its money goes back', async () => {
    const { id, first, second } = await ordered();
    await reportTransfer(firm.server, first);
    await days('2026-12-26');
    assert.equal((await outcome(id)).state, 'awaiting_payment');
    await days('2026-12-27');
    assert.deepEqual(await outcome(id), { state: 'cancelled', paid: 0, refundDue: [PART] });
    await reportTransfer(firm.server, { ...second, at: '2026-12-27 09:00:00' });
    assert.deepEqual(await outcome(id), { state: 'cancelled', paid: 0, refundDue: [PART, PART] });
  });

  it('an order without a part of its transfer, or with a short transfer not in parts, ends on the day after', async () => {
    const { id } = await ordered();
    await declarePlans(firm.server);
    const { id: small } = await firm.place(firm.some(1));
    const transfer = await startTransfer(firm.client, small);
    await reportTransfer(firm.server, { ...transfer, amount: 1_000_000 });
    await days('2026-12-24');
    assert.deepEqual(await outcome(id), { state: 'cancelled', paid: 0, refundDue: [] });
    assert.deepEqual(await outcome(small), { state: 'cancelled', paid: 0, refundDue: [1_000_000] });
  });

  it('the payer is shown until when the first part may come, and until when the others', async () => {
    const { id, first } = await ordered();
    const { url } = await firm.client.paymentLinks.create.mutate({ orderId: id });
    const body = new URLSearchParams({ method: 'bank_transfer', lang: 'vi' });
    const started = await fetch(`${url}/attempts`, { method: 'POST', body, redirect: 'manual' });
    const address = new URL(started.headers.get('location') ?? '', url);
    const textOf = async (of: URL | string) => await (await fetch(of)).text();
    assert.match(
      await textOf(address),
      /tổng cộng ít nhất 250\.000\.000.₫ chậm nhất ngày 23\/12\/2026, phần còn lại chậm nhất ngày 26\/12\/2026/,
    );
    const { partsUntil } = await startTransfer(firm.client, id);
    assert.deepEqual(partsUntil, { first: '2026-12-23', all: '2026-12-26' });
    await reportTransfer(firm.server, { ...first, amount: 1 });
    assert.match(
      await textOf(address),
      /Đã nhận 1.₫, còn thiếu 599\.999\.999.₫\. Cần nhận tổng cộng ít nhất 250\.000\.000.₫ chậm nhất ngày 23\/12\/2026/,
    );
    await reportTransfer(firm.server, { ...first, amount: PART - 1 });
    const rest = /Vui lòng chuyển các lần còn lại chậm nhất ngày 26\/12\/2026/;
    await firm.at('2026-12-25');
    assert.match(await textOf(address), rest);
    assert.match(
      await textOf(address),
      /<p>Cần chuyển các lần còn lại chậm nhất ngày 26\/12\/2026\. Nếu quá hạn/,
    );
    assert.doesNotMatch(await textOf(address), /tổng cộng ít nhất/);
    assert.match(await textOf(url), rest);
    const [mail] = await firm.mailJobs('payment_unapplied', id);
    assert.match(await firm.textOf(mail), /các lần còn lại chậm nhất ngày 26\/12\/2026/);
  });
});
