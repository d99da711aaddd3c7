import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import { shared } from '../../database/shared-reads.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';

export interface DiscountTier {
  /** The smallest number of lines in an order. */
  minLines: number;
  /** Basis points off the list price. */
  rate: number;
}

/** Replaces a firm's volume discount tiers. */
export async function declareDiscountTiers(
  context: Context,
  portalId: string,
  firmId: string,
  tiers: readonly DiscountTier[],
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const firm = await tx
      .selectFrom('firms')
      .select('id')
      .where('portal_id', '=', portalId)
      .where('id', '=', firmId)
      .executeTakeFirst();
    if (firm === undefined) throw new DomainError('NOT_FOUND');
    await tx
      .deleteFrom('discount_tiers')
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .execute();
    const byLines = new Map(tiers.map((tier) => [tier.minLines, tier]));
    for (const tier of byLines.values()) {
      await tx
        .insertInto('discount_tiers')
        .values({
          portal_id: portalId,
          firm_id: firmId,
          min_lines: tier.minLines,
          rate: tier.rate,
        })
        .execute();
    }
    await audit(work, {
      portalId,
      firmId,
      actor: 'portal',
      action: 'discount_tiers.declared',
      subjectId: firmId,
      details: { tiers },
    });
  });
}

const readTiers = shared(
  prepared((reader, { portalId, firmId }: Firm) =>
    reader
      .selectFrom('discount_tiers')
      .select(['min_lines', 'rate'])
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .orderBy('min_lines'),
  ),
);

/** A firm's tiers, by number of lines, ascending. */
export async function readDiscountTiers(reader: Reader, firm: Firm): Promise<DiscountTier[]> {
  const { portalId, firmId } = firm;
  const tiers = await readTiers(reader, { portalId, firmId });
  return tiers.map((tier) => ({ minLines: tier.min_lines, rate: tier.rate }));
}

/** The discount of an order with this many lines, in basis points. */
export function rateOf(tiers: readonly DiscountTier[], lines: number): number {
  return tiers.findLast((tier) => tier.minLines <= lines)?.rate ?? 0;
}
