import { callerOf } from './callers.ts';
import type { Exchange } from './judge.ts';
import { type Owned, readOwned } from './owners.ts';
import type { World } from './world.ts';
import { readWrites } from './writes.ts';

/** Pages by links, gateways' messages and operations act for whom they name, not for a caller. */
const BY_NO_CALLER = /^\/(pay|payments|documents|return|gateways|operations|reminders)(\/|$)/;

/** Rows of a portal that its accountants change: each order with a code counts a use. */
const SHARED = ['discount_codes'];

/** A row of another firm, or of another portal, that a call has written; null: none. */
export async function foreignWriteOf(
  world: World,
  { draft, wire }: Pick<Exchange, 'draft' | 'wire'>,
): Promise<string | null> {
  const path = URL.parse(wire.path, 'http://x')?.pathname ?? wire.path;
  if (BY_NO_CALLER.test(path)) return null;
  const { db } = world.context;
  const rows = await readWrites(db);
  if (rows.length === 0) return null;
  const { sees = () => false, tenant } = callerOf(draft.caller);
  const keyOf = ({ table, id }: Pick<Owned, 'table' | 'id'>) => `${table} ${id}`;
  const owners = new Map(world.owned.map((row) => [keyOf(row), row]));
  for (const row of await readOwned(db)) owners.set(keyOf(row), row);
  for (const row of rows) {
    const owner = owners.get(keyOf(row));
    // Without a portal: unmatched money, and what gateways have reported.
    if (owner === undefined || owner.portalId === null) continue;
    const isPortals = owner.firmId === null && tenant !== undefined && !SHARED.includes(row.table);
    if (sees(owner) && !isPortals) continue;
    return `it writes a row of ${owner.portalId}/${owner.firmId}, ${row.table}`;
  }
  return null;
}
