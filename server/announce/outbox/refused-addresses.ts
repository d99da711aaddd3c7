import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { upsertRows } from '../../database/insert-rows.ts';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';

/** Age of a refusal after which mails are tried again, in milliseconds: the mailbox may be there again. */
const BELIEVED_MS = 7 * DAY_MS;

/** Tolerated difference between the clocks of processes, in milliseconds. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** Notes that an address's mail server refused a mail for good: there is no such mailbox. */
export async function noteRefusal(tx: Tx, now: number, email: string): Promise<void> {
  const row = { email: email.toLowerCase(), refused_at: now };
  await upsertRows(tx, 'refused_addresses', [row], ['email']);
}

/** Forgets a refusal, since the address has accepted a mail. */
export async function forgetRefusal(reader: Reader, email: string): Promise<void> {
  await reader.deleteFrom('refused_addresses').where('email', '=', email.toLowerCase()).execute();
}

/** The addresses among these, in lower case, that refuse mails. */
export async function readRefusals(
  reader: Reader,
  now: number,
  emails: readonly string[],
): Promise<Set<string>> {
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const rows = await reader
    .selectFrom('refused_addresses')
    .select('email')
    .where(inList('email', wanted))
    .where('refused_at', '>', now - BELIEVED_MS)
    // A moment in the future: the clock was set back since.
    .where('refused_at', '<=', now + CLOCK_SLACK_MS)
    .execute();
  return new Set(rows.map(({ email }) => email));
}

export async function isEmailRefused(reader: Reader, now: number, email: string): Promise<boolean> {
  return (await readRefusals(reader, now, [email])).size > 0;
}

/** Whether an address, given as a column, refuses mails. */
export function isRefused(email: RawBuilder<string>, now: number): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from refused_addresses as refused
    where refused.email = lower(${email}) and refused.refused_at > ${now - BELIEVED_MS}
      and refused.refused_at <= ${now + CLOCK_SLACK_MS})`;
}

/** Deletes refusals that have expired: addresses are personal data. */
export async function pruneRefusals(reader: Reader, now: number): Promise<void> {
  await reader
    .deleteFrom('refused_addresses')
    .where((where) =>
      where.or([
        where('refused_at', '<=', now - BELIEVED_MS),
        where('refused_at', '>', now + CLOCK_SLACK_MS),
      ]),
    )
    .execute();
}
