import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { upsertRows } from '../../database/insert-rows.ts';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import type { Firm } from '../../foundation/firm.ts';

/** Age of a refusal after which mails are tried again, in milliseconds: the mailbox may be there again. */
const BELIEVED_MS = 7 * DAY_MS;

/** Tolerated difference between the clocks of processes, in milliseconds. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** Notes that an address's mail server refused a firm's mail for good: there is no such mailbox. */
export async function noteRefusal(
  tx: Tx,
  now: number,
  { portalId, firmId }: Firm,
  email: string,
): Promise<void> {
  const key = { portal_id: portalId, firm_id: firmId, email: email.toLowerCase() };
  const row = { ...key, refused_at: now };
  await upsertRows(tx, 'refused_addresses', [row], ['portal_id', 'firm_id', 'email']);
}

/**
 * Forgets a refusal, since the address has accepted a mail of the firm.
 *
 * @returns whether there was one
 */
export async function forgetRefusal(
  tx: Tx,
  { portalId, firmId }: Firm,
  email: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('refused_addresses')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('email', '=', email.toLowerCase())
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Whether an address has ever refused a mail of the firm, and none was accepted since; also longer ago than is believed. */
export async function hasRefused(
  reader: Reader,
  { portalId, firmId }: Firm,
  email: string,
): Promise<boolean> {
  const row = await reader
    .selectFrom('refused_addresses')
    .select('email')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row !== undefined;
}

/** The addresses among these, in lower case, that refuse the firm's mails. */
export async function readRefusals(
  reader: Reader,
  now: number,
  { portalId, firmId }: Firm,
  emails: readonly string[],
): Promise<Set<string>> {
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const rows = await reader
    .selectFrom('refused_addresses')
    .select('email')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where(inList('email', wanted))
    .where('refused_at', '>', now - BELIEVED_MS)
    // A moment in the future: the clock was set back since.
    .where('refused_at', '<=', now + CLOCK_SLACK_MS)
    .execute();
  return new Set(rows.map(({ email }) => email));
}

export async function isEmailRefused(
  reader: Reader,
  now: number,
  firm: Firm,
  email: string,
): Promise<boolean> {
  return (await readRefusals(reader, now, firm, [email])).size > 0;
}

/** Whether an address, given as a column, refuses mails of the order's firm, for a query of orders. */
export function isRefused(email: RawBuilder<string>, now: number): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from refused_addresses as refused
    where refused.portal_id = orders.portal_id and refused.firm_id = orders.firm_id
      and refused.email = lower(${email}) and refused.refused_at > ${now - BELIEVED_MS}
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
