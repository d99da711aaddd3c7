import { calendarDateAt } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { FindLicenseIdsInput, LicenseIds } from '../../shared/schemas/license-list.ts';
import type { Context } from '../context/context.ts';
import type { Firm } from '../foundation/firm.ts';
import { SORTED_BY } from './list-licenses.ts';
import { selectLicenses } from './select-licenses.ts';

/**
 * Ids of the firm's licences that match and can be ordered, in the order of the list, up to the number that can be
 * chosen at once.
 */
export async function findLicenseIds(
  context: Context,
  firm: Firm,
  { filter, sort = 'expiry', descending = false }: FindLicenseIdsInput,
): Promise<LicenseIds> {
  const today = calendarDateAt(context.now());
  const most = LIMITS.licensesChosen;
  const all = await selectLicenses(context.db, firm, { today, filter, sort });
  let query = all.clearSelect().select('licenses.id').where('unpaid.id', 'is', null);
  for (const column of SORTED_BY[sort]) query = query.orderBy(column, descending ? 'desc' : 'asc');
  const rows = await query.limit(most + 1).execute();
  return { ids: rows.slice(0, most).map(({ id }) => id), isMore: rows.length > most };
}
