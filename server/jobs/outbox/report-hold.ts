import { operationsAddress } from '../../announce/operations-address.ts';
import { MAIL_LANES } from '../../announce/outbox/lanes.ts';
import { mailsHeldMail } from '../../channels/mail/operations-mails.ts';
import type { MailHold } from '../../channels/mail/smtp/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import type { Context } from '../../context/context.ts';
import { newId } from '../../database/id.ts';
import { runUnderLease } from '../../database/lease.ts';
import { countWaiting } from './count-waiting.ts';

/** Time after a report in which no process reports the same again, in milliseconds. */
const REPORT_REST_MS = 600_000;

/**
 * Reports to operations by the second mail server that mails are held, once for all processes; the log has it in any
 * case.
 */
export async function reportHold(
  context: Context,
  fallback: Mailer | null,
  hold: MailHold,
): Promise<void> {
  const to = operationsAddress(context);
  if (fallback === null || to === null) return;
  try {
    await runUnderLease(context.db, 'report_hold', REPORT_REST_MS, async () => {
      const mail = mailsHeldMail(context, hold, await countHeldMails(context));
      await fallback.send(newId(), to, mail);
    });
  } catch (error) {
    context.log('mail.hold_not_reported', { level: 'error', error: String(error) });
  }
}

export async function countHeldMails(context: Context): Promise<number> {
  return await countWaiting(context, MAIL_LANES);
}
