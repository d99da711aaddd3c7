import type { ReminderPreview } from '../../shared/schemas/unpaid.ts';
import { reminderMail } from '../announce/facts/mails.ts';
import { isReminder, sampleReminder } from '../channels/mail/sample-mail.ts';
import type { Actor, Context } from '../context/context.ts';
import { type PlannedReminder, planReminders } from './reminder-plan.ts';

/**
 * The mails that {@link remindOfLines} would send now, for a person to decide: each mail, the text of the first, and
 * the lines without one.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm
 */
export async function previewReminders(
  context: Context,
  actor: Actor,
  input: { lineIds: readonly string[]; again: boolean },
): Promise<ReminderPreview> {
  const { mails, skipped } = await planReminders(context, context.db, actor, input);
  const [first] = mails;
  return {
    mails: mails.map(({ email, name, lineIds }) => ({ email, name, lineIds })),
    skipped,
    sample: first ? await sampleOf(context, first) : null,
  };
}

async function sampleOf(
  context: Context,
  { orderId, email, name, lineIds }: PlannedReminder,
): Promise<ReminderPreview['sample']> {
  const job = reminderMail(orderId, { to: { email, name }, lineIds });
  const sample = isReminder(job) ? await sampleReminder(context, job) : null;
  return sample && { to: email, ...sample };
}
