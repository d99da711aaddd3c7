import type { MailAddress, MailJob, MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import type { PayButton } from './blocks/pay-blocks.ts';
import { deadened } from './document/dead-links.ts';
import { type MailDocument, toPlainText } from './document/mail-document.ts';
import { lineDueSoonMail, orderDueSoonMail } from './order-life-mails.ts';
import { lineLinkMail } from './payment-link-mail.ts';

interface Sample {
  subject: string;
  text: string;
}

type ReminderJob = MailJobOf<'line_due_soon'> | MailJobOf<'order_due_soon'>;

/** The text of a reminder as it would leave, without making a link: for a person who decides whether it leaves. */
export async function sampleReminder(context: Context, job: ReminderJob): Promise<Sample | null> {
  return sampleOf(await writeReminder(context, job));
}

/** The same for the mail with a line's link. */
export async function sampleLinkMail(
  context: Context,
  line: { orderId: string; lineId: string; to: MailAddress },
): Promise<Sample | null> {
  return sampleOf(await lineLinkMail(context, { ...line, url: placeholderUrl(context) }));
}

function sampleOf(mail: MailDocument | null): Sample | null {
  if (mail === null) return null;
  const dead = deadened(mail);
  return { subject: dead.subject, text: toPlainText(dead) };
}

export function isReminder(job: MailJob): job is ReminderJob {
  return job.kind === 'line_due_soon' || job.kind === 'order_due_soon';
}

async function writeReminder(context: Context, job: ReminderJob): Promise<MailDocument | null> {
  return job.kind === 'line_due_soon'
    ? await lineDueSoonMail(context, job, placeholder)
    : await orderDueSoonMail(context, job, placeholder);
}

const placeholder: PayButton = async (context, _order, _lineId, label) => ({
  kind: 'action',
  label,
  url: placeholderUrl(context),
});

function placeholderUrl({ config }: Context): string {
  return `${config.publicUrl}/pay/…`;
}
