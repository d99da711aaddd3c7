import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../database/db.ts';
import { contains } from '../../database/like.ts';
import type { Cursor, ListName, View } from './view-of.ts';
import { SOURCES } from './work-sources.ts';

/** A row of a list: one item, or several similar ones. */
export interface Thing {
  /** The newest of the row's items. */
  id: string;
  count: number;
  sum: number;
  largest: number;
  oldest: number;
  newest: number;
}

export interface Page {
  /** Number of items in the whole list, after the search. */
  items: number;
  things: number;
  sum: number;
  shown: Thing[];
  /** The number of items before the first one shown. */
  before: number;
  next: Cursor | null;
}

interface Row extends Thing {
  place: number;
  things: number;
  items: number;
  total: number;
  before: number;
}

/**
 * A page of a list by one query, whatever is on it: groups, counts and sums cover all that waits, and the page begins
 * after the cursor's item, so that items dealt with meanwhile neither repeat a row nor skip one.
 */
export async function readPage(
  reader: Reader,
  list: ListName,
  view: Pick<View, 'sort' | 'search' | 'like' | 'after'>,
  { now, most }: { now: number; most: number },
): Promise<Page> {
  const source = SOURCES[list];
  const sort = view.sort ?? source.sort;
  const { rows } = await sql<Row>`
    with waiting as (${waitingRows(list, now, view)}),
    things as materialized (
      select max(id) as id, count(*) as count, sum(amount) as sum, max(amount) as largest,
        min(at) as oldest, max(at) as newest, ${PLACE[sort]} as place
      from waiting group by ${view.like === null ? sql`alike` : sql`id`}
    )
    select *, (select count(*) from things) as things, (select coalesce(sum(count), 0) from things) as items,
      (select coalesce(sum(sum), 0) from things) as total,
      (select count(*) from things where not ${isAfter(view.after)}) as before
    from things where ${isAfter(view.after)}
    order by place desc, id desc limit ${most + 1}`.execute(reader);
  // The last page's items may have been dealt with meanwhile: the others still count.
  if (rows.length === 0 && view.after !== null) {
    const whole = await readPage(reader, list, { ...view, after: null }, { now, most: 1 });
    return { ...whole, before: whole.things, shown: [], next: null };
  }
  const shown = rows.slice(0, most);
  const [first] = rows;
  const last = shown.at(-1);
  return {
    items: Number(first?.items ?? 0),
    things: Number(first?.things ?? 0),
    sum: Number(first?.total ?? 0),
    before: Number(first?.before ?? 0),
    shown: shown.map(({ id, count, sum: ofAll, largest, oldest, newest }) => ({
      id,
      count: Number(count),
      sum: Number(ofAll),
      largest: Number(largest),
      oldest: Number(oldest),
      newest: Number(newest),
    })),
    next: rows.length > most && last ? { value: Number(last.place), id: last.id } : null,
  };
}

/** Later than all instants, so that sorting the oldest first needs no number below 0. */
const LATEST = 9_999_999_999_999;

const PLACE = {
  amount: sql`sum(amount)`,
  oldest: sql`${sql.lit(LATEST)} - min(at)`,
  newest: sql`max(at)`,
};

function isAfter(after: Cursor | null): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  return sql`(place < ${after.value} or (place = ${after.value} and id < ${after.id}))`;
}

/** Amounts are shown as 1.234.567 ₫ and stored as numbers; people search for the shown form. */
function asStored(search: string): string {
  const [, amount] = /^(\d{1,3}(?:[.,]\d{3})+)\s*(?:₫|đ|VND)?$/i.exec(search) ?? [];
  return amount === undefined ? search : amount.replace(/[.,]/g, '');
}

function waitingRows(
  list: ListName,
  now: number,
  { search, like }: Pick<View, 'search' | 'like'>,
): RawBuilder<unknown> {
  const { rows, words } = SOURCES[list];
  const all = rows(now);
  const alike =
    like === null ? sql`true` : sql`alike = (select alike from (${all}) as own where id = ${like})`;
  const found =
    search === ''
      ? sql`true`
      : // Looked up for each waiting item: there are many more of the others.
        sql`exists (select 1 from (${words}) as searched
          where searched.id = listed.id and ${contains('words', asStored(search))})`;
  return sql`select * from (${all}) as listed where ${alike} and ${found}`;
}

/** The items of a group up to the newest that a person has seen; the oldest first. */
export async function readAlike(
  reader: Reader,
  list: ListName,
  { like, upTo, now, most }: { like: string; upTo: string; now: number; most: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (${waitingRows(list, now, { search: '', like })}) as alike_ones
    where id <= ${upTo} order by id limit ${most}`.execute(reader);
  return rows.map(({ id }) => id);
}
