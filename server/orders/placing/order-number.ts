import { sql } from 'kysely';
import { byEngine, engineOf } from '../../database/by-engine.ts';
import type { Db, Reader, Tx } from '../../database/db.ts';
import { repeatWhileLost } from '../../database/postgresql/repeat-while-lost.ts';
import { prepared } from '../../database/prepared.ts';
import { Queues, type Waiting } from '../../database/queues.ts';

/** The number of an order to be placed. */
export interface OrderNumber {
  /**
   * Takes it, in the order's transaction.
   *
   * @throws NumberTaken where that is begun anew, and another order has the number
   */
  take(tx: Tx): Promise<string>;
  /**
   * Leaves the number to the portal's next order, unless it was given out: an order whose commit was not answered has
   * it, and is found when its placing is tried again.
   */
  giveBack(taken?: string): void;
}

/** The order has to be placed with another number, which is counted outside of its transaction. */
export class NumberTaken extends Error {
  override name = 'NumberTaken';
}

/** Numbers left by refused orders, by portal, of each database. */
const left = new WeakMap<Db, Map<string, number[]>>();

/**
 * Reserves the portal's next order number. On SQLite the counter is part of the order's own transaction, and numbers
 * run without a gap. On PostgreSQL that would make all orders of a portal conflict: the counter goes on before the
 * transaction, and a process that ends, or a lost connection, may leave a gap. A server that takes another's place may
 * not know the last numbers, and so gives some of them twice.
 */
export async function reserveNumber(db: Db, portalId: string): Promise<OrderNumber> {
  if (engineOf(db) === 'sqlite') {
    return { take: async (tx) => written(await count(tx, portalId, 1)), giveBack: () => {} };
  }
  const number = leftOf(db, portalId).shift() ?? (await countTogether(db, portalId));
  let tries = 0;
  return {
    take: async (tx) => {
      if (tries++ > 0 && (await isTaken(tx, portalId, written(number)))) throw new NumberTaken();
      return written(number);
    },
    giveBack: (taken) => {
      if (taken !== written(number)) leftOf(db, portalId).push(number);
    },
  };
}

/** Requests for numbers that came while others are being counted, by portal. */
const asking = new Queues<object>();

/** One statement counts for all requests that came during the one before it. */
async function countTogether(db: Db, portalId: string): Promise<number> {
  return (await asking.add(db, portalId, {}, (queue) => countFor(db, portalId, queue))) as number;
}

/** Never fails: each request gets its number or the error. Numbers counted by a lost connection are a gap. */
async function countFor(db: Db, portalId: string, queue: Waiting<object>[]): Promise<void> {
  const group = queue.splice(0);
  try {
    const first = await repeatWhileLost(() => count(db, portalId, group.length));
    for (const [index, { resolve }] of group.entries()) resolve(first + index);
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

/** The order reaches the disk after its number, so that on PostgreSQL counting need not wait for the disk itself. */
const countNext = prepared((reader, { portalId, many }: { portalId: string; many: number }) => ({
  compile: () =>
    byEngine({
      sqlite: sql<{
        number: number;
      }>`update portals set next_order_number = next_order_number + ${many}
        where id = ${portalId} returning next_order_number - ${many} as number`,
      postgresql: sql<{
        number: number;
      }>`with setting as (select set_config('synchronous_commit', 'off', true))
        update portals set next_order_number = next_order_number + ${many} from setting
        where id = ${portalId} returning next_order_number - ${many} as number`,
    }).compile(reader),
}));

/** @returns the first of the numbers */
async function count(reader: Reader, portalId: string, many: number): Promise<number> {
  const [portal] = await countNext(reader, { portalId, many });
  if (portal === undefined) throw new Error(`There is no portal ${portalId}`);
  return portal.number;
}

async function isTaken(tx: Tx, portalId: string, number: string): Promise<boolean> {
  const order = await tx
    .selectFrom('orders')
    .select('id')
    .where('portal_id', '=', portalId)
    .where('number', '=', number)
    .executeTakeFirst();
  return order !== undefined;
}

function leftOf(db: Db, portalId: string): number[] {
  const ofPortals = left.get(db) ?? new Map<string, number[]>();
  left.set(db, ofPortals);
  const numbers = ofPortals.get(portalId) ?? [];
  ofPortals.set(portalId, numbers);
  return numbers;
}

function written(number: number): string {
  return `DH${String(number).padStart(6, '0')}`;
}
