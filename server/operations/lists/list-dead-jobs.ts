import { type Job, jobOf, type MailAddress } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';

/** A mail, an event or a refund that was given up. */
export interface DeadJob {
  id: string;
  kind: Job['kind'];
  /** A mail's addressee. */
  to: MailAddress | null;
  /** An event's type and portal. */
  event: { portalId: string; type: string } | null;
  orderNumber: string | null;
  tries: number;
  error: string;
  createdAt: number;
}

/** Jobs that were given up, with the numbers of their orders. */
export async function listDeadJobs({ db }: Context, ids: readonly string[]): Promise<DeadJob[]> {
  const rows = await db.selectFrom('outbox').selectAll().where(inList('id', ids)).execute();
  const jobs = rows.map((row) => ({
    row,
    job: jobOf(row),
  }));
  const numbers = new Map([
    ...(await numbersOfOrders(db, jobs)),
    ...(await numbersOfRefunds(db, jobs)),
  ]);
  return jobs.map(({ row, job }) => ({
    id: row.id,
    kind: job.kind,
    to: 'to' in job ? job.to : null,
    event: job.kind === 'host_event' ? { portalId: job.portalId, type: job.event.type } : null,
    orderNumber: numbers.get(row.id) ?? null,
    tries: row.tries,
    error: row.last_error ?? '',
    createdAt: row.created_at,
  }));
}

type Given = readonly { row: Tables['outbox']; job: Job }[];

async function numbersOfOrders(db: Reader, jobs: Given): Promise<[string, string][]> {
  const orders = await db
    .selectFrom('orders')
    .select(['id', 'number'])
    .where(
      inList(
        'id',
        jobs.flatMap(({ row }) => row.order_id ?? []),
      ),
    )
    .execute();
  const numbers = new Map(orders.map(({ id, number }) => [id, number]));
  return jobs.flatMap(({ row, job }): [string, string][] => {
    const number =
      job.kind === 'host_event' ? job.event.data.order.number : numbers.get(row.order_id ?? '');
    return number === undefined ? [] : [[row.id, number]];
  });
}

async function numbersOfRefunds(db: Reader, jobs: Given): Promise<[string, string][]> {
  const about = new Map(
    jobs.flatMap(({ row, job }): [string, string][] => {
      if (job.kind === 'refund_payment') return [[row.id, job.refundId]];
      return job.kind === 'refund_due_operations' || job.kind === 'refund_not_made'
        ? [[row.id, job.refundDueId]]
        : [];
    }),
  );
  if (about.size === 0) return [];
  const wanted = [...about.values()];
  const rows = await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .leftJoin('refunds', 'refunds.refund_due_id', 'refunds_due.id')
    .select(['refunds_due.id as dueId', 'refunds.id as refundId', 'number'])
    .where((where) =>
      where.or([
        where('refunds_due.id', 'in', wanted),
        where('refunds_due.id', 'in', (of) =>
          of.selectFrom('refunds').select('refund_due_id').where('id', 'in', wanted),
        ),
      ]),
    )
    .execute();
  const numbers = new Map(
    rows.flatMap(({ dueId, refundId, number }): [string, string][] => [
      [dueId, number],
      ...(refundId === null ? [] : [[refundId, number] as [string, string]]),
    ]),
  );
  return [...about].flatMap(([id, of]): [string, string][] => {
    const number = numbers.get(of);
    return number === undefined ? [] : [[id, number]];
  });
}
