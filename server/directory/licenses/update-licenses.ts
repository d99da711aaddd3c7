import { CompiledQuery } from 'kysely';
import type { Tx } from '../../database/open.ts';

const BATCH = 100;

/** Sets many licences' expiry and plan with few statements. */
export async function updateLicenses(
  tx: Tx,
  now: number,
  licenses: readonly { id: string; expiry: string; planId: string }[],
): Promise<void> {
  for (let start = 0; start < licenses.length; start += BATCH) {
    const batch = licenses.slice(start, start + BATCH);
    const rows = batch.map(() => '(?,?,?)').join(',');
    const text = `with renewed (id, expiry, plan_id) as (values ${rows})
      update licenses set expiry = renewed.expiry, plan_id = renewed.plan_id, updated_at = ?
      from renewed where licenses.id = renewed.id`;
    const values = batch.flatMap((license) => [license.id, license.expiry, license.planId]);
    await tx.executeQuery(CompiledQuery.raw(text, [...values, now]));
  }
}
