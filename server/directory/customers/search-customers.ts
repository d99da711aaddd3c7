import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { CustomerPage } from '../../../shared/schemas/customer.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { Actor, Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { beginsWith, contains } from '../../database/like.ts';
import {
  type CustomerRow,
  readCustomerFacts,
  selectPresentCustomers,
  toCustomer,
} from './customer-rows.ts';

/** How many pages a search has; to see more, one types another letter. */
const MAX_OFFSET = 10_000;

/**
 * The firm's customers whose code, present or former, or name contains every word of the query, a page at a time: those
 * whose code begins with the query first, by code, then those whose name does, and the others, by name. Without a
 * query, all by name.
 */
export async function searchCustomers(
  context: Context,
  actor: Actor,
  input: { query: string; cursor?: string | undefined },
): Promise<CustomerPage> {
  const offset = Math.min(Number(input.cursor ?? 0), MAX_OFFSET);
  const today = calendarDateAt(context.now());
  const groups = groupsOf(context.db, actor, input.query);
  const rows = await readAcross(groups, offset, LIMITS.pageSize + 1);
  const shown = rows.slice(0, LIMITS.pageSize);
  const facts = await readCustomerFacts(context.db, shown, today);
  return {
    customers: shown.map((row) => toCustomer(row, today, facts)),
    nextCursor: rows.length > LIMITS.pageSize ? String(offset + LIMITS.pageSize) : null,
  };
}

type Group = ReturnType<typeof selectPresentCustomers>;

/** One after the other, each in the order of an index, so that a page reads no more of a large firm than it shows. */
function groupsOf(reader: Reader, actor: Actor, query: string): Group[] {
  const words = searchWords(query);
  const select = () => selectPresentCustomers(reader, actor);
  const byName = (group: Group) => group.orderBy('search_text').orderBy('customers.id');
  if (words.length === 0) return [byName(select())];
  const beginning = words.length === 1 ? (words[0] ?? '') : foldText(query);
  const ofCode = beginsWith('tax_code', beginning);
  const ofName = beginsWith('search_text', beginning);
  return [
    select().where(ofCode).orderBy('tax_code'),
    byName(select().where((where) => where.and([ofName, where.not(ofCode)]))),
    byName(
      select().where((where) =>
        where.and([
          ...words.map((word) => contains('search_text', word)),
          where.not(where.or([ofName, ofCode])),
        ]),
      ),
    ),
  ];
}

/** As many rows of the groups, taken as one list, after the first `offset`. */
async function readAcross(
  groups: readonly Group[],
  offset: number,
  count: number,
): Promise<CustomerRow[]> {
  const rows: CustomerRow[] = [];
  let skipped = 0;
  for (const group of groups) {
    const skip = offset - skipped;
    const found = await group
      .offset(skip)
      .limit(count - rows.length)
      .execute();
    rows.push(...found);
    if (rows.length === count) break;
    // Only a group with none after the offset has to be counted.
    skipped = rows.length > 0 || skip === 0 ? offset : skipped + (await sizeOf(group, skip));
  }
  return rows;
}

/** How many rows a group has that has no more than these. */
async function sizeOf(group: Group, most: number): Promise<number> {
  const rows = await group.clearSelect().select('customers.id').limit(most).execute();
  return rows.length;
}
