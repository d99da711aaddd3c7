import { alsoHas } from '../../database/also-has.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Firm } from '../../foundation/firm.ts';

const readMerged = prepared(
  (reader, { portalId, firmId, ids }: Firm & { ids: readonly string[] }) =>
    reader
      .selectFrom('customers')
      .select(['id', 'merged_into'])
      .where(alsoHas('portal_id', portalId))
      .where(alsoHas('firm_id', firmId))
      .where('merged_into', 'is not', null)
      .where(inList('id', ids)),
);

/**
 * The present customers for these ids: where one was merged after a form was filled in or a quotation saved, the
 * survivor.
 */
export async function presentIdsOf(
  reader: Reader,
  firm: Firm,
  ids: readonly string[],
): Promise<(id: string) => string> {
  const merged = await readMerged(reader, { ...firm, ids: [...new Set(ids)] });
  const survivors = new Map(merged.map((row) => [row.id, row.merged_into]));
  return (id) => survivors.get(id) ?? id;
}
