import { assignPayment } from '../../payments/corrections/assign-payment.ts';
import {
  approveSuspectedPayment,
  returnUnappliedPayment,
} from '../../payments/corrections/decide-unapplied-payment.ts';
import { joinPayment } from '../../payments/corrections/join-payment.ts';
import { separatePayment } from '../../payments/corrections/separate-payment.ts';
import { setAsidePayment, takeBackPayment } from '../../payments/corrections/set-aside.ts';
import { readRows } from './database-rows.ts';
import { moneyOf } from './gateway-steps.ts';
import type { StepOf } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { addAttempt } from './payer-steps.ts';
import { isNamed, nth, type PlayedFirm } from './played-firm.ts';
import { isDone } from './refusals.ts';

export async function decideUnapplied(
  firm: PlayedFirm,
  at: StepOf<'approve' | 'give_back'>,
): Promise<MoneyEvent[]> {
  const reasons = at.kind === 'approve' ? ['suspected_fraud'] : ['suspected_fraud', 'unmatched'];
  const { payments } = await readRows(firm);
  const unapplied = payments.filter((payment) => reasons.includes(payment.reason ?? ''));
  const payment = nth(unapplied, at.which);
  if (payment === undefined) return [];
  const decide = at.kind === 'approve' ? approveSuspectedPayment : returnUnappliedPayment;
  const done = await isDone(decide(firm.context, 'operations', { paymentId: payment.id }));
  const kind = at.kind === 'approve' ? 'approved' : 'given_back';
  return done ? [{ kind, transaction: payment.transaction }] : [];
}

export async function assignUnmatched(
  firm: PlayedFirm,
  at: StepOf<'assign'>,
): Promise<MoneyEvent[]> {
  const { payments } = await readRows(firm);
  const unmatched = payments.filter((payment) => payment.reason === 'unmatched');
  const payment = nth(unmatched, at.which);
  const order = at.order % firm.orders.length;
  const orderId = firm.orders[order]?.id;
  if (payment === undefined || orderId === undefined) return [];
  const input = { paymentId: payment.id, orderId };
  if (!(await isDone(assignPayment(firm.context, 'operations', input)))) return [];
  const given = (await readRows(firm)).payments.find((known) => known.id === payment.id);
  const { transaction } = payment;
  const referred = await linesReferredTo(firm, transaction);
  const lines = await addAttempt(firm, given?.attempt ?? '');
  const attempt = firm.attempts.findIndex((known) => known.id === given?.attempt);
  return [{ kind: 'assigned', transaction, order, attempt, lines, referred }];
}

/** The lines of the attempts that a movement's memo names. */
async function linesReferredTo(firm: PlayedFirm, transaction: string): Promise<number[]> {
  const names = firm.ledger.charges.get(Number(transaction))?.reference.split(' ') ?? [];
  const named = firm.attempts.filter((attempt) => isNamed(attempt, names));
  return (await Promise.all(named.map(({ id }) => addAttempt(firm, id)))).flat();
}

export async function decideMovement(
  firm: PlayedFirm,
  at: StepOf<'same_movement' | 'another_movement'>,
): Promise<MoneyEvent[]> {
  // The possible duplicates when the round began; reports that come meanwhile are processed first.
  const payment = nth(firm.doubted, at.which);
  await Promise.resolve();
  await Promise.all(firm.echoes);
  if (payment === undefined) return [];
  const { transaction, id: paymentId } = payment;
  if (at.kind === 'another_movement') {
    if (!(await isDone(separatePayment(firm.context, 'operations', { paymentId })))) return [];
    const charge = firm.ledger.charges.get(Number(transaction));
    const attempt = charge ? moneyOf(firm, charge).attempt : null;
    return [{ kind: 'separated', transaction, attempt }];
  }
  const { possible_duplicate_of: ofPaymentId } = (await firm.context.db
    .selectFrom('payments')
    .select('possible_duplicate_of')
    .where('id', '=', paymentId)
    .executeTakeFirst()) ?? { possible_duplicate_of: null };
  if (ofPaymentId === null) return [];
  firm.joinedInto.add(payment.doubt?.split(' ').at(-1) ?? '');
  const input = { paymentId, ofPaymentId };
  const done = await isDone(joinPayment(firm.context, 'operations', input));
  return done ? [{ kind: 'joined', transaction }] : [];
}

export async function setAside(
  firm: PlayedFirm,
  at: StepOf<'set_aside' | 'take_back'>,
): Promise<MoneyEvent[]> {
  const { payments } = await readRows(firm);
  const isAside = at.kind === 'take_back';
  const own = payments.filter((row) => (isAside ? row.setAside > 0 : row.reason === 'unmatched'));
  const payment = nth(own, at.which);
  if (payment === undefined) return [];
  const input = { paymentId: payment.id, note: 'Lãi tiền gửi' };
  const deed = isAside
    ? takeBackPayment(firm.context, 'operations', input)
    : setAsidePayment(firm.context, 'operations', input);
  const { transaction } = payment;
  return (await isDone(deed)) ? [{ kind: isAside ? 'taken_back' : 'set_aside', transaction }] : [];
}
