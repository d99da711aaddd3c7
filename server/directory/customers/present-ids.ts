import { alsoHas } from '../../database/also-has.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/**
 * The present customers for these ids: where one was merged after a form was filled in or a quotation saved, the
 * survivor.
 */
export async function presentIdsOf(
  reader: Reader,
  firm: { portalId: string; firmId: string },
  ids: readonly string[],
): Promise<(id: string) => string> {
  const merged = await reader
    .selectFrom('customers')
    .select(['id', 'merged_into'])
    .where(alsoHas('portal_id', firm.portalId))
    .where(alsoHas('firm_id', firm.firmId))
    .where('merged_into', 'is not', null)
    .where(inList('id', [...new Set(ids)]))
    .execute();
  const survivors = new Map(merged.map((row) => [row.id, row.merged_into]));
  return (id) => survivors.get(id) ?? id;
}
