import type { Context } from '../context.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import { commitmentLapsedMail, commitmentMail } from './commitment-mails.ts';
import type { MailDocument } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';
import {
  lineDueSoonMail,
  orderCancelledMail,
  orderDueSoonMail,
  orderExpiredMail,
} from './order-life-mails.ts';
import { orderPlacedMail } from './order-mails.ts';
import { paymentLinkMail } from './payment-link-mail.ts';
import {
  paymentHeldMail,
  paymentReceivedMail,
  paymentUnmatchedMail,
  refundDueMail,
  refundMadeMail,
} from './payment-mails.ts';

/** Writes the mail of a job from what the database now says; null when there is no need of it any more. */
export async function renderMail(context: Context, job: MailJob): Promise<MailDocument | null> {
  switch (job.kind) {
    case 'order_placed':
      return await orderPlacedMail(context, job);
    case 'order_cancelled':
    case 'order_lines_cancelled':
      return await orderCancelledMail(context, job);
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
    case 'payment_received':
      return await paymentReceivedMail(context, job);
    case 'payment_held':
      return await paymentHeldMail(context, job);
    case 'refund_due':
      return await refundDueMail(context, job, 'refundDue.subject');
    case 'refund_due_operations':
      return await refundDueMail(context, job, 'refundOperations.subject');
    case 'refund_made':
      return await refundMadeMail(context, job);
    case 'payment_link':
      return await paymentLinkMail(context, job);
    case 'payment_unmatched':
      return await paymentUnmatchedMail(context, job);
    case 'mail_undeliverable': {
      // Operations read Vietnamese.
      const say = sayIn('vi');
      const text = say('undeliverable.intro', job.mail);
      const subject = say('undeliverable.subject', { to: job.mail.to });
      return { subject, locale: 'vi', blocks: [{ kind: 'text', text }] };
    }
    case 'event_undeliverable': {
      const say = sayIn('vi');
      const values = { ...job.event, portal: job.event.portalId };
      const text = say('eventUndeliverable.intro', values);
      const subject = say('eventUndeliverable.subject', values);
      return { subject, locale: 'vi', blocks: [{ kind: 'text', text }] };
    }
  }
}
