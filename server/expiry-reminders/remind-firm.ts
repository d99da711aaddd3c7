import { type CalendarDate, calendarDateAt } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Context } from '../context/context.ts';
import { inTransaction, type Work } from '../context/in-transaction.ts';
import { newId } from '../database/id.ts';
import { insertRows } from '../database/insert-rows.ts';
import { readFirmAccountants } from '../directory/accountants/read-accountants.ts';
import type { Firm } from '../foundation/firm.ts';
import { type LicenseToRemind, readToRemind } from './due-licenses.ts';
import { selectFirmsToRemind } from './firms-to-remind.ts';
import { thresholdFor } from './thresholds.ts';

/** The number of licences that one order can renew; the rest, those that end later, are in the next day's digest. */
export const LICENSES_A_DIGEST = LIMITS.orderLines;

/**
 * Reminds a firm of those of these licences that end soon, by one digest a day: the digest and its record are one commit.
 * Licences that were ordered, paid or in a digest since they were found are left out.
 *
 * @param today the day on which they were found; once it is over, the next morning's round finds that day's
 * @returns how many licences the digest has; 0: there is none
 */
export async function remindFirm(
  context: Context,
  firm: Firm,
  today: CalendarDate,
  licenseIds: readonly string[],
): Promise<number> {
  return await inTransaction(context, async (work) => {
    const now = work.now();
    if (calendarDateAt(now) !== today) return 0;
    if (!(await isToRemind(work, firm, today))) return 0;
    const found = await readToRemind(work.tx, firm, today, licenseIds);
    const licenses = found.slice(0, LICENSES_A_DIGEST);
    const [first] = licenses;
    if (first === undefined) return 0;
    const digest = {
      id: newId(),
      portal_id: firm.portalId,
      firm_id: firm.firmId,
      day: today,
      license_count: licenses.length,
      created_at: now,
    };
    await insertRows(work.tx, 'expiry_digests', [digest]);
    await insertRows(work.tx, 'expiry_reminders', remindersOf(digest.id, licenses, today));
    const customerName = await nameOf(work, first.customer_id);
    const accountants = await readFirmAccountants(work.tx, firm, now);
    await announce(work, { kind: 'licenses_expiring', digest, customerName, accountants });
    return licenses.length;
  });
}

async function isToRemind(work: Work, firm: Firm, today: CalendarDate): Promise<boolean> {
  const found = await selectFirmsToRemind(work.tx, work.now(), today)
    .where('firms.portal_id', '=', firm.portalId)
    .where('firms.id', '=', firm.firmId)
    .executeTakeFirst();
  return found !== undefined;
}

function remindersOf(digestId: string, licenses: readonly LicenseToRemind[], today: string) {
  return licenses.map(({ id, expiry }) => ({
    license_id: id,
    expiry,
    threshold: thresholdFor(expiry, today) ?? 0,
    digest_id: digestId,
  }));
}

async function nameOf({ tx }: Work, customerId: string): Promise<string> {
  const { name } = await tx
    .selectFrom('customers')
    .select('name')
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow();
  return name;
}
