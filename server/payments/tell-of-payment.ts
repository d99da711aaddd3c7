import { sumDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { enqueueOrderEvents } from '../host-events/enqueue-events.ts';
import { paymentEvents } from '../host-events/payment-events.ts';
import { addNotifications, type NewNotification } from '../notifications/add-notifications.ts';
import { otherRecipients } from '../orders/other-recipients.ts';
import { ownerOf } from '../orders/owner-of.ts';
import { enqueue, type Job } from '../outbox/enqueue.ts';
import type { AppliedMoney, PaidLine } from './apply-held-money.ts';
import { type PayerAddresses, payerAddresses } from './payer-addresses.ts';

export interface PaymentNews {
  order: Tables['orders'];
  session: Tables['payment_sessions'];
  payment: Tables['payments'];
  applied: AppliedMoney;
  /** Nothing was applied: it is short, or suspected of fraud. */
  held: boolean;
}

/** Rings the bell, and queues the mails and events that a payment gives rise to. */
export async function tellOfPayment(context: Context, tx: Tx, news: PaymentNews): Promise<void> {
  const { order } = news;
  await addNotifications(tx, context.now(), ownerOf(order), notificationsOf(news));
  const payers = await payerAddresses(tx, order, news.session);
  await enqueue(tx, context.now(), mailsOf(context, news, payers));
  await enqueueOrderEvents(tx, context.now(), order.id, () => paymentEvents(tx, news));
}

/** Tells the vendor's operations of money whose session is not known. */
export async function tellOperationsOfUnmatched(
  context: Context,
  tx: Tx,
  paymentId: string,
): Promise<void> {
  context.log('payment.unmatched', { paymentId });
  const to = operations(context);
  if (to) await enqueue(tx, context.now(), [{ kind: 'payment_unmatched', paymentId, to }]);
}

function notificationsOf({ order, payment, applied, held }: PaymentNews): NewNotification[] {
  const { paidLines, refunds } = applied;
  const base = {
    orderId: order.id,
    lineCount: paidLines.length,
    customerName: paidLines[0]?.customer_name ?? '',
  };
  const paid = sumDong(paidLines.map((line) => line.total));
  const refund = sumDong(refunds.map((due) => due.amount));
  return [
    ...(held ? [{ ...base, kind: 'payment_held' as const, amount: payment.amount }] : []),
    ...(paidLines.length > 0
      ? [
          { ...base, kind: 'payment_received' as const, amount: paid },
          { ...base, kind: 'license_renewed' as const, amount: paid },
        ]
      : []),
    ...(refund > 0 ? [{ ...base, kind: 'refund_due' as const, amount: refund }] : []),
  ];
}

function mailsOf(
  context: Context,
  { order, session, applied, held }: PaymentNews,
  payers: PayerAddresses,
): Job[] {
  const orderId = order.id;
  const staff = operations(context);
  const refunds = applied.refunds.flatMap(({ id: refundDueId }): Job[] => [
    ...payers.all.map((to) => ({ kind: 'refund_due' as const, orderId, to, refundDueId })),
    ...(staff ? [{ kind: 'refund_due_operations' as const, refundDueId, to: staff }] : []),
  ]);
  return [
    ...(held
      ? payers.all.map((to) => ({
          kind: 'payment_held' as const,
          orderId,
          to,
          sessionId: session.id,
        }))
      : []),
    ...receivedMails(order, applied.paidLines, payers),
    ...refunds,
  ];
}

/** One mail of all paid lines to the order's recipient, and one to each other address of its own lines. */
function receivedMails(
  order: Tables['orders'],
  lines: readonly PaidLine[],
  payers: PayerAddresses,
): Job[] {
  if (lines.length === 0) return [];
  const others = otherRecipients(lines, order.recipient_email);
  // The owner who paid by a mailed link is told of that line, and of no other.
  const { owner } = payers;
  const ownLines = lines.filter((line) => line.id === owner?.lineId);
  if (owner && ownLines.length > 0 && !others.has(owner.email)) others.set(owner.email, ownLines);
  const addressees = [
    { to: { name: order.recipient_name, email: order.recipient_email }, lines },
    ...[...others].map(([email, own]) => ({ to: { name: '', email }, lines: own })),
  ];
  return addressees.map(({ to, lines: own }) => ({
    kind: 'payment_received',
    orderId: order.id,
    to,
    lineIds: own.map((line) => line.id),
  }));
}

function operations(context: Context) {
  const email = context.config.operationsEmail;
  return email === null ? null : { name: '', email };
}
