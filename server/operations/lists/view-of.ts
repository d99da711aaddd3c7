import { DomainError } from '../../foundation/domain-error.ts';

/** The page's lists, by their names in addresses, in the page's order. */
export const LIST_NAMES = [
  'duplicates',
  'unapplied',
  'underpaid',
  'refunds',
  'dead',
  'messages',
  'reports',
  'aside',
] as const;
export type ListName = (typeof LIST_NAMES)[number];

/** amount: the largest first, or the largest group where there are no amounts; otherwise by age. */
export const SORTS = ['amount', 'oldest', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

/** The part of the lists that is shown. */
export interface View {
  /** Null: the beginning of each list. */
  list: ListName | null;
  sort: Sort | null;
  search: string;
  /** Only the items of this item's group, each by itself. */
  like: string | null;
  after: Cursor | null;
}

/** The beginning of a page: after the item that was sorted there. */
export interface Cursor {
  value: number;
  id: string;
}

export const OVERVIEW: View = { list: null, sort: null, search: '', like: null, after: null };

const LONGEST_SEARCH = 100;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CURSOR = /^(\d{1,16})\.([0-9a-f-]{36})$/;

/**
 * Reads a view from the address's query.
 *
 * @throws DomainError INVALID_INPUT for a query that no link of the page has
 */
export function viewOf(query: string): View {
  const params = new URLSearchParams(query);
  const list = oneOf(LIST_NAMES, params.get('list'));
  const search = (params.get('q') ?? '').trim();
  const like = params.get('like');
  const view: View = {
    list,
    sort: oneOf(SORTS, params.get('sort')),
    search,
    like,
    after: cursorOf(params.get('after')),
  };
  const isOdd =
    search.length > LONGEST_SEARCH ||
    search.includes('\0') ||
    (like !== null && !ID.test(like)) ||
    (list === null && (view.sort ?? view.like ?? view.after ?? (search || null)) !== null);
  if (isOdd) throw new DomainError('INVALID_INPUT');
  return view;
}

function oneOf<Name extends string>(names: readonly Name[], given: string | null): Name | null {
  if (given === null || given === '') return null;
  const found = names.find((name) => name === given);
  if (found === undefined) throw new DomainError('INVALID_INPUT');
  return found;
}

function cursorOf(text: string | null): Cursor | null {
  if (text === null || text === '') return null;
  const [, value, id = ''] = CURSOR.exec(text) ?? [];
  if (!ID.test(id) || !Number.isSafeInteger(Number(value))) throw new DomainError('INVALID_INPUT');
  return { value: Number(value), id };
}

/** The address of a view, below `/operations/`; '' is the beginning of all lists. */
export function queryOf(view: View): string {
  const entries = Object.entries({
    list: view.list,
    sort: view.sort,
    q: view.search,
    like: view.like,
    after: view.after && `${view.after.value}.${view.after.id}`,
  }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(entries).toString();
}
