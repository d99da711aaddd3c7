import assert from 'node:assert/strict';
import { inTransaction } from '../../context/in-transaction.ts';
import { markRefunded, reopenRefund } from '../../payments/refunds/mark-refunded.ts';
import { requestRefund } from '../../payments/refunds/request-refund.ts';
import { giveUpRefund, runRefund } from '../../payments/refunds/run-refund.ts';
import { readRows } from './database-rows.ts';
import type { RefundCourse } from './gateway-ledger.ts';
import type { StepOf } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { nth, type PlayedFirm } from './played-firm.ts';
import { ignoreRefusal, isDone } from './refusals.ts';

export async function refund(firm: PlayedFirm, at: StepOf<'refund'>): Promise<MoneyEvent[]> {
  // People who refund by hand first look how the gateways' attempts have ended.
  if (at.how === 'transfer') await Promise.all(firm.refundAttempts);
  const { refunds } = await readRows(firm);
  const open = refunds.filter((refund) => refund.state === 'due');
  // Sometimes for one that is under way or done: it is refused.
  const due = nth(at.which === 7 ? refunds : open, at.which);
  if (due === undefined) return [];
  if (at.how === 'transfer') {
    return due.state === 'refunding' ? [] : await transferBack(firm, due);
  }
  const { id } = due;
  const attempt = payBackByGateway(firm, due, at.how);
  firm.refundAttempts.push(attempt);
  if (!(await attempt)) return [];
  return (await isMade(firm, id)) ? [{ kind: 'refunded', amount: due.amount }] : [];
}

async function isMade(firm: PlayedFirm, refundDueId: string): Promise<boolean> {
  const { refunds } = await readRows(firm);
  return refunds.find((refund) => refund.id === refundDueId)?.state === 'refunded';
}

async function transferBack(
  firm: PlayedFirm,
  due: { id: string; amount: number; transaction: string },
) {
  const input = { refundDueId: due.id, reference: 'FT26327000001' };
  if (!(await isDone(markRefunded(firm.context, 'operations', input)))) return [];
  const transaction = Number(due.transaction);
  const before = firm.transferredBack.get(transaction) ?? 0;
  firm.transferredBack.set(transaction, before + due.amount);
  return [{ kind: 'refunded' as const, amount: due.amount }];
}

/** Pays back as the outbox does, with a few tries in a moment. */
async function payBackByGateway(
  firm: PlayedFirm,
  due: { id: string; transaction: string },
  course: RefundCourse,
): Promise<boolean> {
  const context = firm.context;
  firm.ledger.courses.set(Number(due.transaction), course);
  const input = { refundDueId: due.id };
  if (!(await isDone(requestRefund(context, 'operations', input)))) return false;
  const { id } = await lastRefund(firm, due.id);
  for (let tries = 0; tries < 3; tries++) {
    await runRefund(context, id).catch(ignoreUnfinished);
  }
  if ((await lastRefund(firm, due.id)).state === 'pending') {
    await inTransaction(context, (work) => giveUpRefund(work, id, 'no answer'));
  }
  return true;
}

async function lastRefund(firm: PlayedFirm, refundDueId: string) {
  return await firm.context.db
    .selectFrom('refunds')
    .select(['id', 'state'])
    .where('refund_due_id', '=', refundDueId)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
}

/** A person asks the gateways about refunds that stayed unclear. */
export async function lookAtUnclear(firm: PlayedFirm): Promise<MoneyEvent[]> {
  const { context, ledger } = firm;
  const { refunds } = await readRows(firm);
  const unclear = refunds.filter((refund) => refund.state === 'refunding');
  const events: MoneyEvent[] = [];
  for (const { id, amount } of unclear) {
    const attempt = await lastRefund(firm, id);
    assert.equal(attempt.state, 'unclear');
    if (ledger.paidBackFor(attempt.id) === 0) {
      await reopenRefund(context, 'operations', { refundDueId: id, refundId: attempt.id });
      continue;
    }
    const input = { refundDueId: id, refundId: attempt.id, reference: 'as the gateway says' };
    await markRefunded(context, 'operations', input);
    events.push({ kind: 'refunded', amount });
  }
  return events;
}

function ignoreUnfinished(error: unknown): undefined {
  if (error instanceof Error && error.name === 'RefundPending') return;
  ignoreRefusal(error);
}
