import { setImmediate as othersTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { type CalendarDate, calendarDateAt, startOfDay } from '../../shared/calendar-date.ts';
import type { Context } from '../context/context.ts';
import { type EndingFrom, readEnding, readToRemind } from '../expiry-reminders/due-licenses.ts';
import { selectFirmsToRemind } from '../expiry-reminders/firms-to-remind.ts';
import { LICENSES_A_DIGEST, remindFirm } from '../expiry-reminders/remind-firm.ts';
import { HOUR_MS } from '../foundation/durations.ts';
import type { Firm } from '../foundation/firm.ts';
import { errorText } from '../foundation/thrown.ts';

/** Hour from which digests leave, in the morning, when people can act: milliseconds after midnight. */
const MORNING_MS = 7 * HOUR_MS;

/** Most firms, and most licences of one, that are read between two turns of others. */
const FIRMS_A_PAGE = 100;
const LICENSES_A_PAGE = 500;

/** The last day on which this process has reminded all firms. */
const doneDays = new WeakMap<Context, CalendarDate>();

/**
 * Reminds each firm, once a day from the morning on, of its licences that end soon. It reads those alone, in pages, so
 * that neither their number nor that of other licences keeps requests waiting.
 */
export async function runExpiryReminders(context: Context): Promise<void> {
  const now = context.now();
  const today = calendarDateAt(now);
  if (now < startOfDay(now) + MORNING_MS || doneDays.get(context) === today) return;
  let hasFailed = false;
  for await (const firm of firmsToRemind(context, today)) {
    try {
      const licenseIds = await findLicenses(context, firm, today);
      if (licenseIds.length > 0) await remindFirm(context, firm, today, licenseIds);
    } catch (error) {
      hasFailed = true;
      context.log('expiry_reminders.failed', { ...firm, error: errorText(error) });
    }
    await othersTurn();
  }
  // Licences that come up during the day are in the next day's digest.
  if (!hasFailed) doneDays.set(context, today);
}

async function* firmsToRemind(context: Context, today: CalendarDate): AsyncGenerator<Firm> {
  let last: Firm | undefined = { portalId: '', firmId: '' };
  while (last !== undefined) {
    const { portalId, firmId }: Firm = last;
    const page: Firm[] = await selectFirmsToRemind(context.db, context.now(), today)
      .where(sql<boolean>`(firms.portal_id, firms.id) > (${portalId}, ${firmId})`)
      .orderBy('firms.portal_id')
      .orderBy('firms.id')
      .limit(FIRMS_A_PAGE)
      .execute();
    yield* page;
    last = page.length < FIRMS_A_PAGE ? undefined : page.at(-1);
  }
}

/** The firm's licences to remind of, first to end first; no more than fit into a digest. */
async function findLicenses({ db }: Context, firm: Firm, today: CalendarDate): Promise<string[]> {
  const found: string[] = [];
  let from: EndingFrom | null = null;
  do {
    const page: EndingFrom[] = await readEnding(db, firm, today, from, LICENSES_A_PAGE);
    const ids = page.map(({ license_id: id }) => id);
    const due = await readToRemind(db, firm, today, ids);
    found.push(...due.map(({ id }) => id));
    from = page.length < LICENSES_A_PAGE ? null : (page.at(-1) ?? null);
    await othersTurn();
  } while (from !== null && found.length < LICENSES_A_DIGEST);
  return found;
}
