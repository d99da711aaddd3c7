import type { MailJob } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { commitmentLapsedMail, commitmentMail } from './commitment-mails.ts';
import { deadened } from './document/dead-links.ts';
import type { MailDocument } from './document/mail-document.ts';
import { licensesExpiringMail } from './expiry-mail.ts';
import {
  eventUndeliverableMail,
  gatewayMessageOddMail,
  mailUndeliverableMail,
  paymentUnmatchedMail,
  refundDueOperationsMail,
  refundNotMadeMail,
} from './operations-mails.ts';
import {
  lineDueSoonMail,
  linesRepricedMail,
  orderCancelledMail,
  orderDueSoonMail,
  orderExpiredMail,
} from './order-life-mails.ts';
import { orderPlacedMail } from './order-mails.ts';
import { paymentLinkMail } from './payment-link-mail.ts';
import { paymentUnappliedMail, refundDueMail, refundMadeMail } from './payment-mails.ts';
import { paymentReceivedMail } from './payment-received-mail.ts';

/** These mails name the failed addresses, which an operator copies. */
const VERBATIM: readonly MailJob['kind'][] = ['mail_undeliverable', 'event_undeliverable'];

/**
 * Renders a job's mail from the database's present state; null when it is no longer needed. Names, reasons and memos
 * are people's texts, so no text of a mail contains a link: only buttons do.
 */
export async function renderMail(context: Context, job: MailJob): Promise<MailDocument | null> {
  const mail = await writeMail(context, job);
  return mail === null || VERBATIM.includes(job.kind) ? mail : deadened(mail);
}

async function writeMail(context: Context, job: MailJob): Promise<MailDocument | null> {
  switch (job.kind) {
    case 'order_placed':
      return await orderPlacedMail(context, job);
    case 'order_cancelled':
    case 'order_lines_cancelled':
      return await orderCancelledMail(context, job);
    case 'lines_repriced':
      return await linesRepricedMail(context, job);
    case 'order_expired':
      return await orderExpiredMail(context, job);
    case 'order_due_soon':
      return await orderDueSoonMail(context, job);
    case 'line_due_soon':
      return await lineDueSoonMail(context, job);
    case 'commitment_made':
    case 'commitment_due_soon':
      return await commitmentMail(context, job);
    case 'commitment_lapsed':
      return await commitmentLapsedMail(context, job);
    case 'licenses_expiring':
      return await licensesExpiringMail(context, job);
    case 'payment_received':
      return await paymentReceivedMail(context, job);
    case 'payment_unapplied':
      return await paymentUnappliedMail(context, job);
    case 'refund_due':
      return await refundDueMail(context, job);
    case 'refund_due_operations':
      return await refundDueOperationsMail(context, job);
    case 'refund_made':
      return await refundMadeMail(context, job);
    case 'payment_link':
      return await paymentLinkMail(context, job);
    case 'payment_unmatched':
      return await paymentUnmatchedMail(context, job);
    case 'refund_not_made':
      return await refundNotMadeMail(context, job);
    case 'gateway_message_odd':
      return await gatewayMessageOddMail(context, job);
    case 'mail_undeliverable':
      return mailUndeliverableMail(context, job);
    case 'event_undeliverable':
      return eventUndeliverableMail(context, job);
  }
}
