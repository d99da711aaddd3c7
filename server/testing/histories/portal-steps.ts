import { declareDiscountTiers } from '../../directory/catalog/discount-tiers.ts';
import { declareCustomers } from '../../directory/customers/declare-customers.ts';
import { declareCodes } from '../../quoting/discounts/declare-codes.ts';
import { declaration, taxCodes } from '../test-directory.ts';
import { NOW, PORTAL_ID } from '../test-server.ts';
import type { StepOf } from './history-steps.ts';
import { readLicenses } from './licenses.ts';
import { EXPIRY, MARKET, OWNERS, PLAN_CODES, PLANS } from './market.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import type { Market } from './money-model/world.ts';
import type { PlayedFirm } from './played-firm.ts';

const CODES = taxCodes(2);

/** The discount code that every firm has one of. */
const CODE = {
  firmId: null,
  kind: 'percent' as const,
  value: 1_000,
  scope: 'line' as const,
  referral: false,
  validFrom: null,
  validUntil: null,
  maxUses: 1,
  active: true,
};

/** Declares the firm with its customers, licences and discounts, at the prices of the beginning. */
export async function openFirm(firm: PlayedFirm): Promise<void> {
  firm.ledger.clear();
  firm.server.setNow(NOW);
  const { db } = firm.context;
  await db.deleteFrom('gateway_cursors').execute();
  const last = await db
    .selectFrom('payments')
    .select((select) => select.fn.max('id').as('id'))
    .executeTakeFirst();
  firm.lastPaymentBefore = last?.id ?? '';
  await declareCodes(firm.context, PORTAL_ID, [{ ...CODE, code: firm.code }]);
  await setMarket(firm, MARKET);
  await declareAgain(firm);
  const tiers = MARKET.tiers.map(({ lines, percent }) => ({
    minLines: lines,
    rate: percent * 100,
  }));
  await declareDiscountTiers(firm.context, PORTAL_ID, firm.actor.firmId, tiers);
  const licenses = await readLicenses(firm);
  firm.licenses = licenses.map((license) => ({
    id: license?.id ?? '',
    customerId: license?.customerId ?? '',
    planId: license?.renewal.planId ?? '',
  }));
}

/** Declares the customers, always as they were at the beginning. */
export async function declareAgain(firm: PlayedFirm): Promise<void> {
  const customers = CODES.map((code, owner) => {
    const licenses = PLANS.flatMap((planCode, licence) =>
      OWNERS[licence] === owner ? [{ externalId: `L-${licence}`, planCode, expiry: EXPIRY }] : [],
    );
    return declaration(code, { licenses });
  });
  await declareCustomers(firm.context, firm.actor, customers);
}

export async function changeMarket(
  firm: PlayedFirm,
  { change }: StepOf<'market'>,
): Promise<MoneyEvent[]> {
  const changes: Record<typeof change, Partial<Market>> = {
    dearer: { prices: MARKET.prices.map((price) => (price ?? 0) * 2) },
    withdrawn: { prices: [null, ...MARKET.prices.slice(1)] },
    as_before: { prices: MARKET.prices },
    code_off: { isCodeOn: false },
    code_on: { isCodeOn: true },
  };
  await setMarket(firm, changes[change]);
  return [{ kind: 'market', change: changes[change] }];
}

/** Plans and codes are declared for everybody: the next history sets them anew. */
async function setMarket(firm: PlayedFirm, { prices, isCodeOn }: Partial<Market>): Promise<void> {
  const { db } = firm.context;
  if (isCodeOn !== undefined) {
    await db
      .updateTable('discount_codes')
      .set({ active: isCodeOn ? 1 : 0 })
      .where('code', '=', firm.code)
      .execute();
  }
  if (prices === undefined) return;
  await db.transaction().execute(async (tx) => {
    for (const [index, price] of prices.entries()) {
      const code = PLAN_CODES[index] ?? '';
      const active = price === null ? 0 : 1;
      await tx.updateTable('plans').set({ active }).where('code', '=', code).execute();
      if (price === null) continue;
      await tx
        .updateTable('plan_prices')
        .set({ price_per_year: price })
        .where('plan_id', 'in', tx.selectFrom('plans').select('id').where('code', '=', code))
        .execute();
    }
  });
}
