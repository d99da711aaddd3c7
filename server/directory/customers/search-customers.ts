import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { CustomerPage } from '../../../shared/schemas/customer.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { Actor, Context } from '../../context/context.ts';
import { beginsWith, contains } from '../../database/like.ts';
import { readCustomerFacts, selectPresentCustomers, toCustomer } from './customer-rows.ts';

/** How many pages a search has; to see more, one types another letter. */
const MAX_OFFSET = 10_000;

/**
 * The firm's customers whose code, present or former, or name contains every word of the query, a page at a time: those
 * whose code or name begins with the query first, then by name. Without a query, all.
 */
export async function searchCustomers(
  context: Context,
  actor: Actor,
  input: { query: string; cursor?: string | undefined },
): Promise<CustomerPage> {
  const query = foldText(input.query);
  const offset = Math.min(Number(input.cursor ?? 0), MAX_OFFSET);
  const words = searchWords(input.query);
  const beginning = words.length === 1 ? (words[0] ?? '') : query;
  const today = calendarDateAt(context.now());
  const rows = await selectPresentCustomers(context.db, actor)
    .where((where) => where.and(words.map((word) => contains('search_text', word))))
    .orderBy((order) =>
      order
        .case()
        .when(order.or([beginsWith('search_text', beginning), beginsWith('tax_code', beginning)]))
        .then(0)
        .else(1)
        .end(),
    )
    .orderBy('search_text')
    .orderBy('customers.id')
    .limit(LIMITS.pageSize + 1)
    .offset(offset)
    .execute();
  const shown = rows.slice(0, LIMITS.pageSize);
  const facts = await readCustomerFacts(context.db, shown, today);
  return {
    customers: shown.map((row) => toCustomer(row, today, facts)),
    nextCursor: rows.length > LIMITS.pageSize ? String(offset + LIMITS.pageSize) : null,
  };
}
