import { sql } from 'kysely';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { NameLookUp } from '../../../shared/schemas/customer.ts';
import { foldText } from '../../../shared/search-text.ts';
import type { Actor, Context } from '../../context/context.ts';
import { byEngine } from '../../database/by-engine.ts';
import type { Reader } from '../../database/db.ts';
import { listed } from '../../database/in-list.ts';
import { inSlices } from '../../limits/fair-turns.ts';
import { readCustomers } from './customer-rows.ts';

/** Most customers of one name that are counted. */
const MOST_ALIKE = 1_000;

/**
 * The firm's present customers with these names, one result for each name in the order sent. Names are compared as a
 * search compares them, but whole: without case, diacritics and surplus blanks.
 */
export async function lookUpNames(
  context: Context,
  actor: Actor,
  input: { names: readonly string[] },
): Promise<NameLookUp> {
  const today = calendarDateAt(context.now());
  const keys = await inSlices(input.names, (slice) => slice.map(foldText));
  const rows = await inSlices([...new Set(keys)].filter(Boolean), (slice) =>
    readNamed(context.db, actor, slice),
  );
  const byKey = Map.groupBy(rows, ({ key }) => key);
  const alone = [...byKey.values()].filter(({ length }) => length === 1);
  const ids = alone.flatMap((own) => own.map(({ id }) => id));
  const customers = await inSlices(ids, (slice) => readCustomers(context.db, actor, slice, today));
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return {
    results: input.names.map((name, index) => {
      const own = byKey.get(keys[index] ?? '') ?? [];
      const customer = own.length === 1 ? byId.get(own[0]?.id ?? '') : undefined;
      if (customer) return { outcome: 'found', name, customer };
      if (own.length < 2) return { outcome: 'unknown', name };
      const named = own.map((row) => ({ taxCode: row.tax_code, name: row.name }));
      return {
        outcome: 'several',
        name,
        count: own.length,
        customers: named.slice(0, LIMITS.namedAlike),
      };
    }),
  };
}

interface NamedRow {
  /** The name in the form in which names are compared. */
  key: string;
  id: string;
  tax_code: string;
  name: string;
}

/**
 * Customers by their whole names: the searched text begins with the name and the present code, and an index of the firm
 * has it.
 */
async function readNamed(
  reader: Reader,
  { portalId, firmId }: Actor,
  keys: readonly string[],
): Promise<NamedRow[]> {
  const isNamed = sql`portal_id = ${portalId} and firm_id = ${firmId} and merged_into is null
    and search_text >= listed.value || ' 0' and search_text < listed.value || ' :'
    and substr(search_text, length(listed.value) + 2, length(tax_code)) = tax_code`;
  // Each name is looked up by itself: for all at once, PostgreSQL might walk all customers of the firm.
  const named = byEngine({
    sqlite: sql`cross join customers where ${isNamed}`,
    postgresql: sql`cross join lateral (select id, tax_code, name from customers where ${isNamed}
      order by search_text limit ${MOST_ALIKE}) as customers`,
  });
  const { rows } = await sql<NamedRow>`
    select listed.value as key, customers.id, tax_code, name from ${listed(keys)} ${named}
    order by tax_code`.execute(reader);
  return rows;
}
