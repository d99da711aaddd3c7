import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { Customer, LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import type { Actor, Context } from '../../context/context.ts';
import { alsoHas } from '../../database/also-has.ts';
import { inList } from '../../database/in-list.ts';
import { inSlices } from '../../limits/fair-turns.ts';
import { readCustomers, selectPresentCustomers, toCustomers } from './customer-rows.ts';

/**
 * The customers with these tax codes, one result for each text in the order sent. A text without its leading zeros
 * matches the customer's code that it can stand for. A former code finds its customer, too, unless it is another's
 * present one; so does the portal's own id, unless it reads like another's code.
 */
export async function lookUpCustomers(
  context: Context,
  actor: Actor,
  input: { taxCodes: readonly string[] },
): Promise<LookUpResult> {
  const candidates = await inSlices(input.taxCodes, (slice) =>
    slice.map((text) => taxCodeCandidates(text)),
  );
  const present = await readByTaxCode(context, actor, [...new Set(candidates.flat())]);
  const unknown = candidates.filter((read) => !read.some((code) => present.has(code))).flat();
  const former = await readByFormerTaxCode(context, actor, [...new Set(unknown)]);
  const left = input.taxCodes.filter(
    (_, index) => !candidates[index]?.some((code) => present.has(code) || former.has(code)),
  );
  const byId = await readByExternalId(context, actor, [...new Set(left.filter(Boolean))]);
  return {
    results: input.taxCodes.map((taxCode, index) => {
      const read = candidates[index] ?? [];
      for (const code of read) {
        const customer = present.get(code);
        if (customer) return { outcome: 'found', taxCode, customer, formerTaxCode: null };
      }
      for (const code of read) {
        const customer = former.get(code);
        if (customer) return { outcome: 'found', taxCode, customer, formerTaxCode: code };
      }
      const customer = byId.get(taxCode);
      if (customer) return { outcome: 'found', taxCode, customer, formerTaxCode: null };
      return { outcome: read.length > 0 ? 'unknown' : 'invalid', taxCode };
    }),
  };
}

type ByCode = Map<string, Customer>;

async function readByTaxCode(
  context: Context,
  actor: Actor,
  codes: readonly string[],
): Promise<ByCode> {
  const today = calendarDateAt(context.now());
  const customers = await inSlices(codes, async (slice) => {
    const found = await selectPresentCustomers(context.db, actor)
      .where(inList('tax_code', slice))
      .execute();
    return await toCustomers(context.db, found, today);
  });
  return new Map(customers.map((customer) => [customer.taxCode, customer]));
}

async function readByExternalId(
  context: Context,
  actor: Actor,
  ids: readonly string[],
): Promise<ByCode> {
  const today = calendarDateAt(context.now());
  const customers = await inSlices(ids, async (slice) => {
    const found = await selectPresentCustomers(context.db, actor)
      .where(inList('external_id', slice))
      .execute();
    return await toCustomers(context.db, found, today);
  });
  return new Map(customers.map((customer) => [customer.externalId, customer]));
}

/** Customers by former codes; of several that had one, the last to have it. */
async function readByFormerTaxCode(
  context: Context,
  actor: Actor,
  codes: readonly string[],
): Promise<ByCode> {
  const today = calendarDateAt(context.now());
  const pairs = await inSlices(codes, async (slice) => {
    const had = await context.db
      .selectFrom('customer_tax_codes')
      .innerJoin('customers', 'customers.id', 'customer_id')
      .select(['customer_id', 'customer_tax_codes.tax_code'])
      .where(alsoHas('portal_id', actor.portalId))
      .where(alsoHas('firm_id', actor.firmId))
      .where('merged_into', 'is', null)
      .where('until_date', 'is not', null)
      .where(inList('customer_tax_codes.tax_code', slice))
      .orderBy('until_date')
      .execute();
    const ids = had.map(({ customer_id }) => customer_id);
    const customers = await readCustomers(context.db, actor, ids, today);
    const byId = new Map(customers.map((customer) => [customer.id, customer]));
    return had.flatMap(({ customer_id, tax_code }): [string, Customer][] => {
      const customer = byId.get(customer_id);
      return customer ? [[tax_code, customer]] : [];
    });
  });
  return new Map(pairs);
}
