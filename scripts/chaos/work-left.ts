import type { Db } from '../../server/database/db.ts';
import type { Random } from '../../server/testing/random.ts';

/** Money that waits for a person's decision. */
export interface Unapplied {
  id: string;
  amount: number;
  reason: string | null;
  /** Whether it may be another payment's second report. */
  isDoubted: boolean;
  /** Whether it is a part of a split payment. */
  isPart: boolean;
}

export interface OpenRefund {
  id: string;
  /** Whether the gateway of this money pays back. */
  isByGateway: boolean;
  refundState: 'pending' | 'unclear' | null;
  /** The gateway's refund with an unknown outcome. */
  unclearId: string | null;
}

export interface Work {
  unapplied: Unapplied[];
  refunds: OpenRefund[];
}

const REFUNDING = ['vnpay', 'momo', 'zalopay'];

/** Work that waits for operations; null while the database does not answer. */
export async function readWork(db: Db): Promise<Work | null> {
  try {
    return { unapplied: await readUnapplied(db), refunds: await readRefunds(db) };
  } catch {
    return null;
  }
}

async function readUnapplied(db: Db): Promise<Unapplied[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['id', 'amount', 'unapplied_reason', 'possible_duplicate_of', 'split_of'])
    .where('unapplied_reason', 'in', ['unmatched', 'suspected_fraud'])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    amount: Number(row.amount),
    reason: row.unapplied_reason,
    isDoubted: row.possible_duplicate_of !== null,
    isPart: row.split_of !== null,
  }));
}

async function readRefunds(db: Db): Promise<OpenRefund[]> {
  const rows = await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .leftJoin('refunds', (join) =>
      join
        .onRef('refunds.refund_due_id', '=', 'refunds_due.id')
        .on('refunds.state', 'in', ['pending', 'unclear']),
    )
    .select(['refunds_due.id', 'payments.gateway'])
    .select(['refunds.id as refundId', 'refunds.state as refundState'])
    .where('refunds_due.state', '<>', 'refunded')
    .execute();
  return rows.map(({ id, gateway, refundId, refundState }) => ({
    id,
    isByGateway: REFUNDING.includes(gateway),
    refundState: refundState as OpenRefund['refundState'],
    unclearId: refundState === 'unclear' ? refundId : null,
  }));
}

/** Two orders for the money: of its amount, or else any. */
export async function ordersFor(
  db: Db,
  { amount }: Unapplied,
  random: Random,
): Promise<{ id: string; number: string }[]> {
  try {
    const orders = await db.selectFrom('orders').select(['id', 'number', 'total']).execute();
    const alike = orders.filter(({ total }) => Number(total) === amount);
    const first = random.pick(alike.length > 0 && random.chance(0.7) ? alike : orders);
    const second = random.pick(orders);
    return first.id === second.id ? [first] : [first, second];
  } catch {
    return [];
  }
}
