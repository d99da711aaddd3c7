import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import type { OrderLine } from '../../payments/corrections/lines-to-pay.ts';
import { customersOfAttempt } from './customers-of-attempt.ts';
import { listUnderpaid, type Underpaid } from './list-underpaid.ts';

/** Where the money of a payment, or of a part of it, has gone. */
export interface Outcome {
  paymentId: string;
  gateway: Tables['payments']['gateway'];
  method: Tables['payment_attempts']['method'] | null;
  amount: number;
  orderNumber: string | null;
  customerName: string | null;
  /** Lines of its attempt, and those that it has paid. */
  lineCount: number;
  paid: OrderLine[];
  /** The money that waits with it, and what is missing. */
  waiting: Underpaid | null;
  refunds: Pick<Tables['refunds_due'], 'amount' | 'reason' | 'state'>[];
}

/** The present place of a payment's money, part by part where it was split. */
export async function readOutcome(context: Context, paymentId: string): Promise<Outcome[]> {
  const { db } = context;
  const payments = await db
    .selectFrom('payments')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select([
      'payments.id',
      'gateway',
      'payments.amount',
      'payment_attempt_id as attemptId',
      'method',
    ])
    .select(['unapplied_reason', 'orders.number as orderNumber'])
    .select(customersOfAttempt)
    .where((where) =>
      where.or([where('payments.id', '=', paymentId), where('split_of', '=', paymentId)]),
    )
    .where('split', '=', 0)
    .orderBy('payments.id')
    .execute();
  const ids = payments.map(({ id }) => id);
  const short = payments.filter((payment) => payment.unapplied_reason === 'underpaid');
  const waiting = await listUnderpaid(
    context,
    short.flatMap(({ attemptId }) => attemptId ?? []),
  );
  const paid = Map.groupBy(await readPaid(context, ids), ({ payment_id: id }) => id);
  const refunds = await db
    .selectFrom('refunds_due')
    .select(['payment_id', 'amount', 'reason', 'state'])
    .where(inList('payment_id', ids))
    .execute();
  return payments.map(({ id, attemptId, gateway, method, amount, ...payment }) => ({
    ...{ paymentId: id, gateway, method, amount },
    ...{ orderNumber: payment.orderNumber, customerName: payment.customerName },
    lineCount: Number(payment.lineCount),
    paid: paid.get(id) ?? [],
    waiting: waiting.find((each) => each.id === attemptId) ?? null,
    refunds: refunds.filter((refund) => refund.payment_id === id),
  }));
}

async function readPaid({ db }: Context, paymentIds: readonly string[]) {
  return await db
    .selectFrom('allocations')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .select(['payment_id', 'order_lines.id', 'total', 'state', 'tax_code', 'customer_name'])
    .select(['customer_id', 'new_expiry', 'license_external_id', 'one_of_several'])
    .select(['plan_code', 'plan_name_vi', 'plan_name_en'])
    .select(['product_code', 'product_name_vi', 'product_name_en'])
    .where(inList('payment_id', paymentIds))
    .orderBy('line_number')
    .execute();
}
