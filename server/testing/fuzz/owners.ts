import { sql } from 'kysely';
import type { Db } from '../../database/db.ts';

/** The owner of a row: a firm, or, without a firm, its portal. */
export interface OwnedBy {
  portalId: string;
  firmId: string | null;
  /** The order that it belongs to, and that a payment link of the order shows. */
  orderId?: string | undefined;
}

/** A row's table and owner; rows without one (unmatched money, messages of gateways) are left out. */
export interface Owned extends OwnedBy {
  table: string;
  id: string;
}

/** The way from a table without a firm of its own to one: its column, and the table and column that has the firm. */
const WAYS = [
  ['order_id', 'orders', 'id'],
  ['payment_attempt_id', 'payment_attempts', 'id'],
  ['license_id', 'licenses', 'id'],
  ['payment_id', 'payments', 'id'],
  ['refund_due_id', 'refunds_due', 'id'],
] as const;

/** Our ids are UUIDs; those of portals and firms are the portal's. */
const IDS_OF_OTHERS = new Set(['portals', 'firms']);

const known = new WeakMap<Db, ReturnType<typeof readTables>>();

/** The tables whose rows have ids of ours. They are asked for once: PostgreSQL takes longer for that than for the rows. */
export function tablesWithIds(db: Db): ReturnType<typeof readTables> {
  const tables = known.get(db) ?? readTables(db);
  known.set(db, tables);
  return tables;
}

async function readTables(db: Db) {
  const tables = await db.introspection.getTables();
  return tables.filter(({ name, columns }) => has(columns, 'id') && !IDS_OF_OTHERS.has(name));
}

/** Every row of every table that has an id and an owner: a new table is found by its columns. */
export async function readOwned(db: Db): Promise<Owned[]> {
  const tables = await tablesWithIds(db);
  const owned = new Map<string, Owned>();
  const ownerOf = (id: string): OwnedBy | undefined => {
    const row = owned.get(id);
    return row && { portalId: row.portalId, firmId: row.firmId, orderId: row.orderId };
  };
  const read = async (table: string, way?: (typeof WAYS)[number]) => {
    const columns = tables.find(({ name }) => name === table)?.columns ?? [];
    const firm = has(columns, 'firm_id') ? sql`firm_id` : sql`null`;
    const query =
      way === undefined
        ? sql`select id, portal_id as portal, ${firm} as firm from ${sql.table(table)}`
        : sql`select id, ${sql.ref(way[0])} as parent from ${sql.table(table)}`;
    const { rows } = await (
      query as ReturnType<
        typeof sql<{ id: string; portal: string; firm: string | null; parent: string | null }>
      >
    ).execute(db);
    for (const { id, portal, firm, parent } of rows) {
      const owner = way === undefined ? { portalId: portal, firmId: firm } : ownerOf(parent ?? '');
      const byOrder = way?.[0] === 'order_id' ? (parent ?? undefined) : undefined;
      const orderId = table === 'orders' ? id : (byOrder ?? owner?.orderId);
      if (owner) owned.set(id, { table, id, ...owner, orderId });
    }
  };
  const rest: string[] = [];
  for (const { name, columns } of tables) {
    if (has(columns, 'portal_id')) await read(name);
    else rest.push(name);
  }
  for (const way of WAYS) {
    for (const name of rest) {
      const columns = tables.find((table) => table.name === name)?.columns ?? [];
      if (has(columns, way[0])) await read(name, way);
    }
  }
  return [...owned.values()];
}

function has(columns: readonly { name: string }[], name: string): boolean {
  return columns.some((column) => column.name === name);
}
