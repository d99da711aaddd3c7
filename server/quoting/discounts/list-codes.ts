import type { Context } from '../../context/context.ts';

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
  const codes = rows.slice(0, page.limit).map((row) => ({
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
  const nextCursor = rows.length > page.limit ? (codes.at(-1)?.code ?? null) : null;
  return { codes, nextCursor };
}
