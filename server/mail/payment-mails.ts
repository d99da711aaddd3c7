import { formatDong, sumDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import type { MailDocument } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';
import { greeting, lineTable, readMailOrder } from './order-lines.ts';

type JobOf<Kind extends MailJob['kind']> = Extract<MailJob, { kind: Kind }>;

/** What was received, and the new expiry of each licence as it is now in force. */
export async function paymentReceivedMail(
  context: Context,
  job: JobOf<'payment_received'>,
): Promise<MailDocument> {
  const { db } = context;
  const { order, lines } = await readMailOrder(db, job.orderId, job.lineIds);
  const renewals = await db
    .selectFrom('license_renewals')
    .select(['order_line_id', 'new_expiry'])
    .where('order_line_id', 'in', job.lineIds)
    .execute();
  const renewedTo = new Map(renewals.map((renewal) => [renewal.order_line_id, renewal.new_expiry]));
  const { due } = await db
    .selectFrom('order_lines')
    .select((select) => select.fn.sum<number>('total').as('due'))
    .where('order_id', '=', order.id)
    .where('state', '=', 'awaiting_payment')
    .executeTakeFirstOrThrow();
  const say = sayIn(order.locale);
  const amount = formatDong(sumDong(lines.map((line) => line.total)));
  const values = { amount, number: order.number, count: lines.length };
  const isWholeOrder = job.to.email === order.recipient_email;
  const rest = say('paymentReceived.rest', { due: formatDong(Number(due)) });
  return {
    subject: say('paymentReceived.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('paymentReceived.intro', values) },
      lineTable(say, lines, (line) => renewedTo.get(line.id) ?? line.new_expiry),
      ...(isWholeOrder && Number(due) > 0 ? [{ kind: 'text' as const, text: rest }] : []),
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** Money that is short, or that the gateway wants to look at; null when it is held no more. */
export async function paymentHeldMail(
  context: Context,
  job: JobOf<'payment_held'>,
): Promise<MailDocument | null> {
  const { order } = await readMailOrder(context.db, job.orderId, null);
  const payments = await context.db
    .selectFrom('payments')
    .select(['held', 'hold_reason'])
    .where('payment_session_id', '=', job.sessionId)
    .where('held', '>', 0)
    .execute();
  // The rest came before this mail left.
  if (payments.length === 0) return null;
  const { due } = await context.db
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select((select) => select.fn.sum<number>('total').as('due'))
    .where('payment_session_id', '=', job.sessionId)
    .where('state', '=', 'awaiting_payment')
    .executeTakeFirstOrThrow();
  const isReview = payments.some((payment) => payment.hold_reason === 'suspected_fraud');
  const held = sumDong(payments.map((payment) => payment.held));
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    held: formatDong(held),
    missing: formatDong(Math.max(0, Number(due ?? 0) - held)),
  };
  return {
    subject: say(isReview ? 'paymentReview.subject' : 'paymentHeld.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(isReview ? 'paymentReview.intro' : 'paymentHeld.intro', values) },
      { kind: 'note', text: say('footer') },
    ],
  };
}

export async function refundDueMail(
  context: Context,
  job: JobOf<'refund_due' | 'refund_due_operations'>,
  subject: 'refundDue.subject' | 'refundOperations.subject',
): Promise<MailDocument> {
  const due = await context.db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .select(['refunds_due.amount', 'reason', 'number', 'orders.locale'])
    .where('refunds_due.id', '=', job.refundDueId)
    .executeTakeFirstOrThrow();
  const say = sayIn(due.locale);
  const values = { amount: formatDong(due.amount), number: due.number };
  const reason = say(`refundReason.${due.reason}`);
  return {
    subject: say(subject, values),
    locale: due.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('refundDue.intro', { ...values, reason }) },
      ...(job.kind === 'refund_due'
        ? [{ kind: 'text' as const, text: say('refundDue.advice') }]
        : []),
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** To the payer: money went back, and by which reference it is found. */
export async function refundMadeMail(
  context: Context,
  job: JobOf<'refund_made'>,
): Promise<MailDocument> {
  const made = await context.db
    .selectFrom('refunds_due')
    .innerJoin('refunds', 'refunds.refund_due_id', 'refunds_due.id')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .select([
      'refunds_due.amount',
      'reason',
      'refunds.method',
      'refunds.reference',
      'number',
      'orders.locale',
    ])
    .where('refunds_due.id', '=', job.refundDueId)
    .where('refunds.state', '=', 'done')
    .executeTakeFirstOrThrow();
  const say = sayIn(made.locale);
  const values = {
    amount: formatDong(made.amount),
    number: made.number,
    reason: say(`refundReason.${made.reason}`),
    reference: made.reference ?? '',
  };
  return {
    subject: say('refundMade.subject', values),
    locale: made.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('refundMade.intro', values) },
      { kind: 'text', text: say(`refundMade.${made.method}`, values) },
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** To operations, who read Vietnamese. */
export async function paymentUnmatchedMail(
  context: Context,
  job: JobOf<'payment_unmatched'>,
): Promise<MailDocument> {
  const payment = await context.db
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', job.paymentId)
    .executeTakeFirstOrThrow();
  const say = sayIn('vi');
  const values = {
    amount: formatDong(payment.amount),
    gateway: payment.gateway,
    transactionId: payment.gateway_transaction_id,
    memo: payment.memo,
  };
  return {
    subject: say('unmatched.subject', values),
    locale: 'vi',
    blocks: [
      { kind: 'text', text: say('unmatched.intro', values) },
      { kind: 'note', text: say('footer') },
    ],
  };
}
