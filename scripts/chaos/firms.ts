import {
  declaration,
  declareCustomers,
  declarePlans,
  taxCodes,
} from '../../server/testing/test-directory.ts';
import { clientOf, signToken } from '../../server/testing/test-server.ts';
import { addDays, calendarDateAt } from '../../shared/calendar-date.ts';

/** The firm in which people order and pay; its id sorts before the others'. */
const BUSY_FIRM = { id: 'firm-1', name: 'Dịch vụ kế toán Minh Phát' };

/** Firms without orders: each of their licences is reminded of at each threshold. */
export const QUIET_FIRMS = Array.from({ length: 6 }, (_, index) => ({
  id: `firm-${index + 2}`,
  name: `Kế toán ${index + 2}`,
}));

/** One licence ends on each of so many days: on each day, some reach each threshold. */
const ENDINGS = 66;

/** The last firm has ended the mails, and has only the bell. */
const ACCOUNTANTS = ['accountant-1', 'accountant-2', 'accountant-3'];

/**
 * Declares plans, and in every firm accountants, who sign in, and customers, whose licences end on each of the days to come.
 *
 * @param count the busy firm's customers
 * @returns their tax codes
 */
export async function settleFirms(
  server: { url: string },
  count: number,
  now: number,
): Promise<string[]> {
  const codes = taxCodes(Math.max(count, ENDINGS));
  const today = calendarDateAt(now);
  const declared = codes.map((code, index) => {
    const expiry = addDays(today, 1 + (index % ENDINGS));
    return declaration(code, { license: { planCode: 'ASP-DN', expiry } });
  });
  await declarePlans(server);
  for (const firm of [BUSY_FIRM, ...QUIET_FIRMS]) {
    // The people come first, so that each has every digest from the first day on.
    for (const accountantId of ACCOUNTANTS) await signIn(server, firm, accountantId, now);
    const customers = declared.slice(0, firm === BUSY_FIRM ? count : ENDINGS);
    await declareCustomers(server, customers, firm);
  }
  return codes.slice(0, count);
}

async function signIn(
  server: { url: string },
  firm: typeof BUSY_FIRM,
  accountantId: string,
  now: number,
): Promise<void> {
  const email = `${accountantId}@${firm.id}.example`;
  const token = await signToken({ accountantId, firm, email, issuedAt: now });
  const client = clientOf(server, token);
  await client.signIn.whoAmI.query();
  if (accountantId === ACCOUNTANTS.at(-1)) await client.reminders.setMails.mutate({ mails: false });
}
