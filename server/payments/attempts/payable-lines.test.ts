import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import { reportTransfer, startTransfer } from '../../testing/test-directory.ts';
import { NOW } from '../../testing/test-server.ts';
import { readOpenAttempts } from './payable-lines.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

const order = (count = 1) => firm.placeSome(count);

const start = (...attempt: Parameters<FirmDays['startPayment']>) => firm.startPayment(...attempt);

const underWay = async (lineIds: string[], exceptLinkId?: string | null) =>
  (await readOpenAttempts(firm.server.context, lineIds, exceptLinkId)).map(
    ({ id: _, ...attempt }) => attempt,
  );

const setAttempt = (id: string, values: { shown_at?: number | null; payment_link_id?: string }) =>
  firm.server.context.db.updateTable('payment_attempts').set(values).where('id', '=', id).execute();

describe('attempts to pay that are under way', () => {
  it('attempts under way for some of the lines are listed newest first, with the number of lines that they pay', async () => {
    const { id, lineIds } = await order(3);
    const [first = '', second = '', third = ''] = lineIds;
    await start(id, 'vnpay', [first]);
    await firm.at('2026-11-23', '10:05');
    await start(id, 'bank_transfer', [first, second]);
    const vnpay = { method: 'vnpay', startedAt: NOW, by: 'accountant' };
    const transfer = { ...vnpay, method: 'bank_transfer', startedAt: NOW + 300_000 };
    assert.deepEqual(await underWay(lineIds), [
      { ...transfer, lineCount: 2 },
      { ...vnpay, lineCount: 1 },
    ]);
    assert.deepEqual(await underWay([second]), [{ ...transfer, lineCount: 1 }]);
    assert.deepEqual(await underWay([third]), []);
    assert.deepEqual(await underWay([]), []);
    await firm.at('2026-11-23', '10:15');
    assert.equal((await underWay(lineIds)).length, 1, 'VNPay’s quarter of an hour is over');
  });

  it('a transfer is under way for a day after somebody saw its details, never when only a mail has them', async () => {
    const { id, lineIds } = await order();
    const { id: attemptId } = await start(id, 'bank_transfer');
    const { now } = firm.server.context;
    await setAttempt(attemptId, { shown_at: now() - DAY_MS + 1 });
    assert.equal((await underWay(lineIds)).length, 1);
    await setAttempt(attemptId, { shown_at: now() - DAY_MS });
    assert.deepEqual(await underWay(lineIds), []);
    await setAttempt(attemptId, { shown_at: null });
    assert.deepEqual(await underWay(lineIds), []);
  });

  it('a transfer with money on it is under way, however long ago it was seen', async () => {
    const [unapplied, other] = [await order(), await order()];
    const { id } = await start(unapplied.id, 'bank_transfer');
    const transfer = await startTransfer(firm.client, unapplied.id);
    await reportTransfer(firm.server, { ...transfer, amount: 1_000 });
    await setAttempt(id, { shown_at: null });
    const { id: unseen } = await start(other.id, 'bank_transfer');
    await setAttempt(unseen, { shown_at: null });
    const started = { method: 'bank_transfer', startedAt: NOW, by: 'accountant', lineCount: 1 };
    assert.deepEqual(await underWay([...unapplied.lineIds, ...other.lineIds]), [started]);
  });

  it('attempts under way are the accountants’ or of links, and a page leaves out its own', async () => {
    const { id, lineIds } = await order();
    await start(id, 'vnpay');
    const { id: byLink } = await start(id, 'bank_transfer');
    const { id: linkId } = await firm.client.paymentLinks.create.mutate({ orderId: id });
    await setAttempt(byLink, { payment_link_id: linkId });
    const by = async (exceptLinkId?: string | null) =>
      (await underWay(lineIds, exceptLinkId)).map((attempt) => attempt.by);
    assert.deepEqual(await by(), ['link', 'accountant']);
    assert.deepEqual(await by(null), ['link', 'accountant']);
    assert.deepEqual(await by('another'), ['link', 'accountant']);
    assert.deepEqual(await by(linkId), ['accountant']);
  });

  it('ten attempts under way are listed at most, and none that has ended', async () => {
    const { id, lineIds } = await order();
    const attempts = [];
    for (let i = 0; i < 12; i++) attempts.push(await start(id, 'vnpay'));
    const shown = await readOpenAttempts(firm.server.context, lineIds);
    assert.deepEqual(
      shown.map((attempt) => attempt.id),
      attempts
        .map((attempt) => attempt.id)
        .toReversed()
        .slice(0, 10),
    );
    await firm.client.orders.cancel.mutate({ orderId: id, reason: 'Đặt nhầm' });
    assert.deepEqual(await underWay(lineIds), []);
  });
});
