import { calendarDateAt } from '../../shared/calendar-date.ts';
import { readLivingPeriods, writePeriods } from '../directory/licenses/write-periods.ts';
import type { TestServer } from './test-server.ts';

/** Replaces all days of a licence by another expiry or plan, as none of our code does. */
export async function moveLicense(
  { context }: Pick<TestServer, 'context'>,
  licenseId: string,
  change: { expiry?: string; planId?: string },
): Promise<void> {
  const now = context.now();
  await context.db.transaction().execute(async (tx) => {
    const periods = (await readLivingPeriods(tx, [licenseId])).get(licenseId) ?? [];
    const [first] = periods;
    const last = periods.at(-1);
    if (!first || !last) throw new Error('The licence has no period');
    const lastDay = change.expiry ?? last.last_day;
    const firstDay = first.first_day < lastDay ? first.first_day : lastDay;
    await writePeriods(tx, now, {
      end: periods.map((period) => ({ ...period, reason: 'corrected' })),
      add: [
        {
          license_id: licenseId,
          first_day: firstDay < calendarDateAt(now) ? firstDay : calendarDateAt(now),
          last_day: lastDay,
          plan_id: change.planId ?? last.plan_id,
          quantity: last.quantity,
          source: 'declared',
          order_line_id: null,
        },
      ],
    });
  });
}
