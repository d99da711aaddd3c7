import { formatDate } from '../../../shared/calendar-date.ts';
import { productAndPlan } from '../../../shared/sold-text.ts';
import type { MailAddress, MailJob } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { soldByLine } from '../../orders/core/order-line-remarks.ts';
import { paymentLinkUrl } from '../../payments/links/create-payment-link.ts';
import { readMailOrder } from './blocks/order-lines.ts';
import { ownerLetter } from './blocks/owner-letter.ts';
import type { MailDocument } from './document/mail-document.ts';
import { sayIn } from './texts/mail-texts.ts';

/** To a line's owner, with the link to pay it. Null when the line no longer awaits payment. */
export async function paymentLinkMail(
  context: Context,
  job: Extract<MailJob, { kind: 'payment_link' }>,
): Promise<MailDocument | null> {
  const link = await context.db
    .selectFrom('payment_links')
    .select(['id', 'order_id', 'order_line_id', 'token_hash'])
    .where('id', '=', job.linkId)
    .executeTakeFirstOrThrow();
  return await lineLinkMail(context, {
    orderId: link.order_id,
    lineId: link.order_line_id ?? '',
    to: job.to,
    url: paymentLinkUrl(context, link),
  });
}

/** The amount, the product, and where to pay, and nothing about any other customer. */
export async function lineLinkMail(
  context: Context,
  { orderId, lineId, to, url }: { orderId: string; lineId: string; to: MailAddress; url: string },
): Promise<MailDocument | null> {
  const mail = await readMailOrder(context.db, orderId, [lineId]);
  const [line] = mail.lines;
  if (line?.state !== 'awaiting_payment') return null;
  const { order } = mail;
  const say = sayIn(order.locale);
  const values = {
    placedBy: order.accountant_name,
    firm: mail.firmName,
    name: line.customer_name,
    taxCode: line.tax_code,
    product: productAndPlan(say.locale, soldByLine(line)),
    until: formatDate(order.due_date),
  };
  return await ownerLetter(context, mail, line, to, {
    subject: say('paymentLink.subject', values),
    texts: [say('paymentLink.intro', values)],
    advice: [say('paymentLink.advice', values)],
    payButton: { kind: 'action', label: say('pay.open'), url },
  });
}
