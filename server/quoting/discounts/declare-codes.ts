import { sql } from 'kysely';
import type { FieldProblem, FieldProblemCode } from '../../../shared/error-codes.ts';
import type { CodeDeclaration } from '../../../shared/schemas/discount-code.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * Adds or changes the portal's codes; those not named stay as they are, as do the uses counted so far.
 *
 * @throws DomainError INVALID_INPUT at each code that is given twice, belongs to an unknown firm, allows fewer uses
 *   than there were, or would be a firm's second referral code in force
 */
export async function declareCodes(
  context: Context,
  portalId: string,
  codes: readonly CodeDeclaration[],
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const fieldProblems = await problemsOf(tx, portalId, codes);
    if (fieldProblems.length > 0) throw new DomainError('INVALID_INPUT', { fieldProblems });
    // First all are out of force, so that a firm can replace its referral code.
    await tx
      .updateTable('discount_codes')
      .set({ active: 0 })
      .where('portal_id', '=', portalId)
      .where(
        inList(
          'code',
          codes.map(({ code }) => code),
        ),
      )
      .execute();
    for (const declared of codes) await upsertCode(tx, portalId, declared);
    await audit(work, {
      portalId,
      firmId: null,
      actor: 'portal',
      action: 'discount_codes.declared',
      subjectId: portalId,
      details: { codes: codes.map(({ code }) => code) },
    });
  });
}

async function upsertCode(tx: Tx, portalId: string, declared: CodeDeclaration): Promise<void> {
  const values: Omit<Tables['discount_codes'], 'id' | 'portal_id' | 'code' | 'used'> = {
    firm_id: declared.firmId,
    kind: declared.kind,
    value: declared.value,
    scope: declared.scope,
    referral: declared.referral ? 1 : 0,
    valid_from: declared.validFrom,
    valid_until: declared.validUntil,
    max_uses: declared.maxUses,
    active: declared.active ? 1 : 0,
  };
  await tx
    .insertInto('discount_codes')
    .values({ id: newId(), portal_id: portalId, code: declared.code, used: 0, ...values })
    .onConflict((conflict) => conflict.columns(['portal_id', 'code']).doUpdateSet(values))
    .execute();
}

/** Faults that only the database or a comparison of two codes can show. */
async function problemsOf(
  tx: Tx,
  portalId: string,
  codes: readonly CodeDeclaration[],
): Promise<FieldProblem[]> {
  const firms = await readFirms(tx, portalId, codes);
  const used = await readUses(tx, portalId, codes);
  const referrals = await readOtherReferrals(tx, portalId, codes);
  const seen = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const [index, { code, firmId, maxUses, referral, active }] of codes.entries()) {
    const add = (field: keyof CodeDeclaration, problem: FieldProblemCode) =>
      problems.push({ path: ['codes', index, field], code: problem });
    if (seen.has(code)) add('code', 'INVALID');
    seen.add(code);
    if (firmId !== null && !firms.has(firmId)) add('firmId', 'INVALID');
    if (maxUses !== null && maxUses < (used.get(code) ?? 0)) add('maxUses', 'INVALID');
    if (!referral || !active || firmId === null) continue;
    if (referrals.has(firmId)) add('referral', 'INVALID');
    referrals.add(firmId);
  }
  return problems;
}

async function readFirms(tx: Tx, portalId: string, codes: readonly CodeDeclaration[]) {
  const named = codes.flatMap(({ firmId }) => firmId ?? []);
  const firms = await tx
    .selectFrom('firms')
    .select('id')
    .where('portal_id', '=', portalId)
    .where(inList('id', named))
    .execute();
  return new Set(firms.map(({ id }) => id));
}

async function readUses(tx: Tx, portalId: string, codes: readonly CodeDeclaration[]) {
  const rows = await tx
    .selectFrom('discount_codes')
    .select(['code', 'used'])
    .where('portal_id', '=', portalId)
    .where(
      inList(
        'code',
        codes.map(({ code }) => code),
      ),
    )
    .execute();
  return new Map(rows.map(({ code, used }) => [code, used]));
}

/** Firms with a referral code in force that is not among those given. */
async function readOtherReferrals(tx: Tx, portalId: string, codes: readonly CodeDeclaration[]) {
  const given = new Set(codes.map(({ code }) => code));
  const rows = await tx
    .selectFrom('discount_codes')
    .select(['code', 'firm_id'])
    .where('portal_id', '=', portalId)
    // Worded as the partial index: a transaction plans it for any value.
    .where('referral', '=', sql.lit(1))
    .where('active', '=', sql.lit(1))
    .where(
      inList(
        'firm_id',
        codes.flatMap(({ firmId }) => firmId ?? []),
      ),
    )
    .execute();
  return new Set(rows.flatMap(({ code, firm_id }) => (given.has(code) ? [] : (firm_id ?? []))));
}
