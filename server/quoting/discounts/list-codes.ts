import type { Context } from '../../context/context.ts';
import { pageOf } from '../../database/page-of.ts';

/** The portal's codes with their uses so far, by code, a page at a time. */
export async function listCodes(
  context: Context,
  portalId: string,
  page: { cursor?: string | undefined; limit: number },
) {
  const rows = await context.db
    .selectFrom('discount_codes')
    .selectAll()
    .where('portal_id', '=', portalId)
    .where('code', '>', page.cursor ?? '')
    .orderBy('code')
    .limit(page.limit + 1)
    .execute();
  const { shown, nextCursor } = pageOf(rows, page.limit, ({ code }) => code);
  const codes = shown.map((row) => ({
    code: row.code,
    firmId: row.firm_id,
    kind: row.kind,
    value: row.value,
    scope: row.scope,
    referral: row.referral === 1,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    maxUses: row.max_uses,
    active: row.active === 1,
    used: row.used,
  }));
  return { codes, nextCursor };
}
