import type { MailJob } from '../announce/outbox/job.ts';
import type { MailDocument } from '../channels/mail/document/mail-document.ts';
import { renderMail } from '../channels/mail/render-mail.ts';
import { smtpMailer } from '../channels/mail/smtp/smtp-mailer.ts';
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

/** The jobs of digests so far, in their order. */
export async function digestJobs({
  context,
}: Pick<TestServer, 'context'>): Promise<Extract<MailJob, { kind: 'licenses_expiring' }>[]> {
  const rows = await context.db
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', 'licenses_expiring')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ kind: 'licenses_expiring', ...JSON.parse(row.payload) }));
}

/** The digests so far as mails that would leave now; null: one that is no longer needed. */
export async function digestMails(
  server: Pick<TestServer, 'context'>,
): Promise<(MailDocument | null)[]> {
  const jobs = await digestJobs(server);
  return await Promise.all(jobs.map((job) => renderMail(server.context, job)));
}
