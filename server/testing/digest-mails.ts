import { smtpMailer } from '../channels/mail/smtp-mailer.ts';
import { startOutbox } from '../jobs/outbox/run-outbox.ts';
import { runExpiryReminders } from '../jobs/run-expiry-reminders.ts';
import { MailServer } from './mail-server.ts';
import type { TestServer } from './test-server.ts';
import { until } from './until.ts';

/** Sends the digests of a morning over SMTP; returns the texts of all mails that arrived. */
export async function sendDigests(
  { context }: Pick<TestServer, 'context'>,
  morning: number,
): Promise<string[]> {
  const smtp = await MailServer.start();
  const then = { ...context, now: () => morning };
  await runExpiryReminders(then);
  const outbox = startOutbox(then, smtpMailer(context.config, `smtp://${smtp.address}`));
  await until(() => smtp.mails.length > 0, 'a digest');
  await outbox.stop();
  await smtp.stop();
  return smtp.mails.map(({ mail }) => mail.text ?? '');
}
