import { formatDong, sumDong } from '../../../shared/money.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import { toPaymentAttempt } from '../../payments/attempts/read-payment-attempt.ts';
import { greeting, isRecipient, namesOf } from './blocks/order-lines.ts';
import { button, transferBlocks } from './blocks/pay-blocks.ts';
import { paymentFacts, readAttemptLines } from './blocks/payment-facts.ts';
import { signOff } from './blocks/sign-off.ts';
import type { Block, MailDocument } from './document/mail-document.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

type Order = Tables['orders'];
type Line = Tables['order_lines'];

/** Unapplied money: an underpayment, or under review by the gateway; null once it is applied. */
export async function paymentUnappliedMail(
  context: Context,
  job: MailJobOf<'payment_unapplied'>,
): Promise<MailDocument | null> {
  const { db } = context;
  const order = await db
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', job.orderId)
    .executeTakeFirstOrThrow();
  const payments = await db
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select(['unapplied', 'unapplied_reason', 'method', 'received_at'])
    .select(['gateway_transaction_id', 'bank_reference'])
    .where('payment_attempt_id', '=', job.attemptId)
    .where('unapplied', '>', 0)
    .orderBy('received_at')
    .execute();
  // The rest arrived before this mail left.
  if (payments.length === 0) return null;
  const lines = await readAttemptLines(db, job.attemptId);
  const unpaid = lines.filter((line) => line.state === 'awaiting_payment');
  const isReview = payments.some((payment) => payment.unapplied_reason === 'suspected_fraud');
  const unapplied = sumDong(payments.map((payment) => payment.unapplied));
  const missing = Math.max(0, sumDong(unpaid.map((line) => line.total)) - unapplied);
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    names: namesOf(say, unpaid.length > 0 ? unpaid : lines),
    unapplied: formatDong(unapplied),
    missing: formatDong(missing),
  };
  const name = isReview ? 'paymentReview' : 'paymentUnapplied';
  const { blocks, qr } =
    isReview || missing === 0
      ? { blocks: [] }
      : await howToPayTheRest(context, order, job, unpaid, values.missing);
  return {
    subject: say(`${name}.subject`, values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(`${name}.intro`, values) },
      ...payments.map((payment) =>
        paymentFacts(say, payment, payments.length > 1 ? payment.unapplied : undefined),
      ),
      ...blocks,
      await signOff(context, say, order),
    ],
    ...(qr ? { qr } : {}),
  };
}

/** The rest is paid by a transfer under the same reference, or on the page of a link that covers just these lines. */
async function howToPayTheRest(
  context: Context,
  order: Order,
  job: MailJobOf<'payment_unapplied'>,
  unpaid: readonly Line[],
  missing: string,
): Promise<{ blocks: Block[]; qr?: Buffer }> {
  const say = sayIn(order.locale);
  const attempt = await context.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', '=', job.attemptId)
    .executeTakeFirstOrThrow();
  const { transfer } = await toPaymentAttempt(context, attempt, { clientIp: '0.0.0.0' });
  const toPage = await buttonFor(context, order, job, unpaid);
  if (transfer === null) {
    const online: Block = { kind: 'text', text: say('paymentUnapplied.online', { missing }) };
    return { blocks: [online, toPage ?? { kind: 'text', text: say('pay.atOrder') }] };
  }
  const byTransfer = transferBlocks(
    context,
    say,
    transfer,
    say('paymentUnapplied.transfer', { missing }),
  );
  return { ...byTransfer, blocks: [...byTransfer.blocks, ...(toPage ? [toPage] : [])] };
}

/** A link covers one line or the whole order, never some of its lines. */
async function buttonFor(
  context: Context,
  order: Order,
  job: MailJobOf<'payment_unapplied'>,
  unpaid: readonly Line[],
): Promise<Block | null> {
  const say = sayIn(order.locale);
  const [only, ...others] = unpaid;
  if (only && others.length === 0) return await button(context, order, only.id, say('pay.now'));
  const { count } = await context.db
    .selectFrom('order_lines')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('order_id', '=', order.id)
    .where('state', '=', 'awaiting_payment')
    .executeTakeFirstOrThrow();
  const isAll = Number(count) === unpaid.length;
  return isAll && isRecipient(order, job.to)
    ? await button(context, order, null, say('pay.now'))
    : null;
}

/** To the payer: which payment will be refunded, and why. */
export async function refundDueMail(
  context: Context,
  job: MailJobOf<'refund_due'>,
): Promise<MailDocument> {
  const due = await readRefund(context, job.refundDueId);
  const say = sayIn(due.locale);
  const values = await refundValues(context, say, due);
  return {
    subject: say('refundDue.subject', values),
    locale: due.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('refundDue.intro', values) },
      paymentFacts(say, due),
      { kind: 'text', text: say('refundDue.advice') },
      await signOff(context, say, due),
    ],
  };
}

/** To the payer: which payment was refunded, and its reference. */
export async function refundMadeMail(
  context: Context,
  job: MailJobOf<'refund_made'>,
): Promise<MailDocument> {
  const due = await readRefund(context, job.refundDueId);
  const made = await context.db
    .selectFrom('refunds')
    .select(['method', 'reference'])
    .where('refund_due_id', '=', job.refundDueId)
    .where('state', '=', 'done')
    .executeTakeFirstOrThrow();
  const say = sayIn(due.locale);
  const values = await refundValues(context, say, due);
  const how = say(`refundMade.${made.method}`, { reference: made.reference ?? '' });
  return {
    subject: say('refundMade.subject', values),
    locale: due.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('refundMade.intro', values) },
      { kind: 'text', text: how },
      paymentFacts(say, due),
      await signOff(context, say, due),
    ],
  };
}

/** A refund due, with its payment, and that payment's order. */
export async function readRefund(context: Context, refundDueId: string) {
  return await context.db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select(['refunds_due.amount', 'reason', 'number', 'orders.locale', 'method'])
    .select(['orders.portal_id', 'accountant_name', 'accountant_phone'])
    .select(['recipient_name', 'recipient_phone'])
    .select(['received_at', 'gateway_transaction_id', 'bank_reference'])
    .select('payment_attempts.id as attempt_id')
    .where('refunds_due.id', '=', refundDueId)
    .executeTakeFirstOrThrow();
}

export async function refundValues(
  context: Context,
  say: Say,
  due: Awaited<ReturnType<typeof readRefund>>,
) {
  return {
    amount: formatDong(due.amount),
    number: due.number,
    names: namesOf(say, await readAttemptLines(context.db, due.attempt_id)),
    reason: say(`refundReason.${due.reason}`),
  };
}
