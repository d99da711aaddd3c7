import type { RawBuilder } from 'kysely';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { CustomerPage } from '../../../shared/schemas/customer.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { Actor, Context } from '../../context/context.ts';
import { alsoHas } from '../../database/also-has.ts';
import type { Reader } from '../../database/db.ts';
import { beginsWith, contains } from '../../database/like.ts';
import {
  readPresentCustomers,
  selectPresentAmong,
  selectPresentCustomers,
  toCustomers,
} from './customer-rows.ts';

/** Most pages of a search; to see more, people type another letter. */
const MAX_OFFSET = 10_000;

/** Number of digits that are a code or its beginning, wherever some code begins with them. */
const CODE_DIGITS = 8;

/**
 * The firm's customers whose code, present or former, or name contains every word of the query, a page at a time: those
 * whose code begins with the query first, by code, then those whose name does, and the others, by name. Without a
 * query, all by name. Of a code, or nearly one, only those who have it, or had it.
 */
export async function searchCustomers(
  context: Context,
  actor: Actor,
  input: { query: string; cursor?: string | undefined },
): Promise<CustomerPage> {
  const offset = Math.min(Number(input.cursor ?? 0), MAX_OFFSET);
  const today = calendarDateAt(context.now());
  const groups =
    (await groupsOfCode(context.db, actor, input.query)) ??
    groupsOf(context.db, actor, input.query);
  const ids = await readAcross(groups, offset, LIMITS.pageSize + 1);
  const shown = ids.slice(0, LIMITS.pageSize);
  const rows = await readPresentCustomers(context.db, actor, shown);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    customers: await toCustomers(
      context.db,
      shown.flatMap((id) => byId.get(id) ?? []),
      today,
    ),
    nextCursor: ids.length > LIMITS.pageSize ? String(offset + LIMITS.pageSize) : null,
  };
}

type Group = ReturnType<typeof selectPresentCustomers>;

/**
 * One group after the other, each in the order of an index, so that a page of a large firm reads no more than it shows.
 */
function groupsOf(reader: Reader, actor: Actor, query: string): Group[] {
  const words = searchWords(query);
  const select = () => selectPresentCustomers(reader, actor);
  const byName = (group: Group) => group.orderBy('search_text').orderBy('customers.id');
  if (words.length === 0) return [byName(select())];
  const beginning = words.length === 1 ? (words[0] ?? '') : foldText(query);
  const ofName = beginsWith('search_text', beginning);
  const inNames = (...except: RawBuilder<boolean>[]) =>
    byName(
      select().where((where) =>
        where.and([
          ...words.map((word) => contains('search_text', word)),
          where.not(where.or(except)),
        ]),
      ),
    );
  // No code begins so. Without codes, names are read from their index alone.
  if (!/^\d/.test(beginning)) return [byName(select().where(ofName)), inNames(ofName)];
  const ofCode = beginsWith('tax_code', beginning);
  return [
    select().where(ofCode).orderBy('tax_code'),
    byName(select().where((where) => where.and([ofName, where.not(ofCode)]))),
    inNames(ofName, ofCode),
  ];
}

/** Found without reading names; undefined: the query is no code, or nobody has a code that begins with it. */
async function groupsOfCode(
  reader: Reader,
  actor: Actor,
  query: string,
): Promise<Group[] | undefined> {
  const [code = '', ...more] = searchWords(query);
  if (more.length > 0 || !/^\d+(?:-\d*)?$/.test(code) || code.length < CODE_DIGITS)
    return undefined;
  const had = await reader
    .selectFrom('customer_tax_codes')
    .innerJoin('customers', 'customers.id', 'customer_id')
    .select('customer_id')
    .where(beginsWith('customer_tax_codes.tax_code', code))
    .where('until_date', 'is not', null)
    .where(alsoHas('portal_id', actor.portalId))
    .where(alsoHas('firm_id', actor.firmId))
    .execute();
  const ids = had.map(({ customer_id }) => customer_id);
  const has = beginsWith('tax_code', code);
  const groups = [
    selectPresentCustomers(reader, actor).where(has).orderBy('tax_code'),
    selectPresentAmong(reader, actor, ids)
      .where((where) => where.not(has))
      .orderBy('search_text')
      .orderBy('customers.id'),
  ];
  const found = await readAcross(groups, 0, 1);
  return found.length > 0 ? groups : undefined;
}

/**
 * Ids of the groups, taken as one list, after the first `offset`. Ids alone: PostgreSQL, which would have to read a row
 * for each name, takes the names of all firms that have the words to be fewer.
 */
async function readAcross(
  groups: readonly Group[],
  offset: number,
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  let skipped = 0;
  for (const group of groups) {
    const skip = offset - skipped;
    const found = await group
      .clearSelect()
      .select('customers.id')
      .offset(skip)
      .limit(count - ids.length)
      .execute();
    ids.push(...found.map(({ id }) => id));
    if (ids.length === count) break;
    // Only a group with none after the offset has to be counted.
    skipped = ids.length > 0 || skip === 0 ? offset : skipped + (await sizeOf(group, skip));
  }
  return ids;
}

/** Number of rows of a group, counted up to a limit. */
async function sizeOf(group: Group, most: number): Promise<number> {
  const rows = await group.clearSelect().select('customers.id').limit(most).execute();
  return rows.length;
}
