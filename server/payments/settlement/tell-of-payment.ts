import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { sumDong } from '../../../shared/money.ts';
import { addNotifications, type NewNotification } from '../../announce/add-notifications.ts';
import { enqueueOrderEvents } from '../../announce/events/enqueue-events.ts';
import { operationsAddress } from '../../announce/operations-address.ts';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job, MailAddress } from '../../announce/outbox/job.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { addresseesOf } from '../../orders/core/addressees.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import type { PaidLine } from './apply-held-money.ts';
import { ownersAsked, payerAddresses } from './payer-addresses.ts';
import { paymentEvents } from './payment-events.ts';
import type { PaymentNews } from './payment-news.ts';

/** Rings the bell, and queues the mails and events that a payment gives rise to. */
export async function tellOfPayment(work: Work, news: PaymentNews): Promise<void> {
  const { tx } = work;
  const { order } = news;
  await addNotifications(tx, work.now(), ownerOf(order), notificationsOf(news));
  const payers = await payerAddresses(tx, order, news.session);
  const mails = [
    ...mailsOf(work, news, payers),
    ...(await receivedMails(tx, order, news.paidLines)),
  ];
  await enqueue(tx, work.now(), mails);
  await enqueueOrderEvents(tx, work.now(), order.id, () =>
    paymentEvents(tx, news, calendarDateAt(work.now())),
  );
}

/** Tells the vendor's operations of money whose session is not known. */
export async function tellOperationsOfUnmatched(work: Work, paymentId: string): Promise<void> {
  work.log('payment.unmatched', { paymentId });
  const to = operationsAddress(work);
  if (to) await enqueue(work.tx, work.now(), [{ kind: 'payment_unmatched', paymentId, to }]);
}

function notificationsOf(news: PaymentNews): NewNotification[] {
  const { order, payment, paidLines, refunds, held } = news;
  const base = {
    orderId: order.id,
    lineCount: paidLines.length,
    customerName: paidLines[0]?.customer_name ?? '',
  };
  const paid = sumDong(paidLines.map((line) => line.total));
  const refund = sumDong(refunds.map((due) => due.amount));
  return [
    ...(held ? [{ ...base, kind: 'payment_held' as const, amount: payment.amount }] : []),
    ...(paidLines.length > 0 ? [{ ...base, kind: 'payment_received' as const, amount: paid }] : []),
    ...(refund > 0 ? [{ ...base, kind: 'refund_due' as const, amount: refund }] : []),
  ];
}

function mailsOf(
  work: Work,
  { order, session, refunds, held }: PaymentNews,
  payers: readonly MailAddress[],
): Job[] {
  const orderId = order.id;
  const staff = operationsAddress(work);
  const refundMails = refunds.flatMap(({ id: refundDueId }): Job[] => [
    ...payers.map((to) => ({ kind: 'refund_due' as const, orderId, to, refundDueId })),
    ...(staff ? [{ kind: 'refund_due_operations' as const, refundDueId, to: staff }] : []),
  ]);
  return [
    ...(held
      ? payers.map((to) => ({
          kind: 'payment_held' as const,
          orderId,
          to,
          sessionId: session.id,
        }))
      : []),
    ...refundMails,
  ];
}

/**
 * One mail of all paid lines to the order's recipient, and one to each other address of its own lines:
 * whoever is to be told of a line, and owners who were asked to pay one, so that they don't pay it again.
 */
async function receivedMails(
  tx: Tx,
  order: Tables['orders'],
  lines: readonly PaidLine[],
): Promise<Job[]> {
  if (lines.length === 0) return [];
  const lineIds = lines.map((line) => line.id);
  const addressees = addresseesOf(order, lines, await ownersAsked(tx, lineIds));
  return addressees.map(({ to, lineIds }) => ({
    kind: 'payment_received',
    orderId: order.id,
    to,
    lineIds,
  }));
}
