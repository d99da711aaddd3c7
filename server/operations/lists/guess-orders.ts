import { sql } from 'kysely';
import { sumDong } from '../../../shared/money.ts';
import type { OrderState } from '../../../shared/order-state.ts';
import type { Reader } from '../../database/db.ts';
import { inList, listed } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { customersNamed } from '../../directory/customers/customers-named.ts';
import { findPaymentReferences } from '../../payments/core/payment-reference.ts';
import { hintsOf } from '../../payments/corrections/hints-of.ts';
import {
  linesInDoubt,
  linesToPay,
  type OrderLine,
  type ReadLines,
} from '../../payments/corrections/lines-to-pay.ts';
import { type NearAttempt, nearAttempts } from '../../payments/settlement/near-attempts.ts';

/** An order that money without a reference may be for, with the reasons. */
export interface Guess {
  orderId: string;
  orderNumber: string;
  firmName: string;
  /** The lines that the money would pay, and their total. */
  lines: OrderLine[];
  due: number;
  /** The number of lines of just the money's amount, where nothing tells which one it pays. */
  inDoubt: number;
  because: ('reference' | 'near_reference' | 'order_number' | 'tax_code' | 'amount')[];
  /** Former tax codes in the memo, with the customers' present ones. */
  formerTaxCodes: { taxCode: string; presentTaxCode: string }[];
  /** The attempt whose reference the memo nearly has. */
  near: NearAttempt | null;
}

const MOST = 5;

/**
 * The weight of each reason: our own numbers weigh more than an amount, which weighs less than a number that somebody
 * typed.
 */
const WEIGHT = { reference: 8, order_number: 4, tax_code: 3, amount: 2 } as const;

/** The weight of a near reference: above all others where only one can be meant, else little. */
const NEAR_WEIGHT = { only: 20, several: 3 } as const;

/** An order that a payment may be for, and by which of the reasons (1, or 0). */
interface Found {
  id: string;
  number: string;
  firm: string;
  state: OrderState;
  by_reference: number;
  by_near: number;
  by_number: number;
  by_tax_code: number;
  by_amount: number;
}

/**
 * The likeliest orders for a payment, the likeliest first: those with something to pay, and those named by its memo,
 * even if already paid.
 */
export async function guessOrders(
  reader: Reader,
  payment: Pick<Tables['payments'], 'memo' | 'amount'>,
  readLines: ReadLines,
): Promise<Guess[]> {
  const named = await customersNamed(reader, hintsOf(payment.memo).taxCodes);
  const near = await nearAttempts(reader, payment);
  const guesses: Guess[] = [];
  for (const order of await findLikely(reader, payment, named, near)) {
    const lines = await linesToPay(reader, order.id, payment, readLines);
    const due = sumDong(lines.map((line) => line.total));
    guesses.push({
      orderId: order.id,
      orderNumber: order.number,
      firmName: order.firm,
      lines,
      due,
      inDoubt: (await linesInDoubt(reader, lines, payment)).length,
      because: reasonsOf(order),
      formerTaxCodes: named.filter(
        ({ id, taxCode, presentTaxCode }) =>
          taxCode !== presentTaxCode && lines.some((line) => line.customer_id === id),
      ),
      near: near.find(({ orderId }) => orderId === order.id) ?? null,
    });
  }
  return guesses;
}

function reasonsOf(order: Found): Guess['because'] {
  return [
    ...(order.by_reference ? (['reference'] as const) : []),
    ...(order.by_near ? (['near_reference'] as const) : []),
    ...(order.by_number ? (['order_number'] as const) : []),
    ...(order.by_tax_code ? (['tax_code'] as const) : []),
    ...(order.by_amount ? (['amount'] as const) : []),
  ];
}

async function findLikely(
  reader: Reader,
  payment: Pick<Tables['payments'], 'memo' | 'amount'>,
  named: readonly { id: string }[],
  near: readonly NearAttempt[],
): Promise<Found[]> {
  const { orderNumbers, taxCodes } = hintsOf(payment.memo);
  const references = findPaymentReferences(payment.memo);
  const customerIds = [...new Set(named.map(({ id }) => id))];
  const nearWeight = near.length === 1 ? NEAR_WEIGHT.only : NEAR_WEIGHT.several;
  const { rows } = await sql<Found>`
    with recursive by_line (order_id, place) as (
      select (select max(order_id) from order_lines
        where state = 'awaiting_payment' and total = ${payment.amount}), 1
      union all
      select (select max(next.order_id) from order_lines as next where next.state = 'awaiting_payment'
        and next.total = ${payment.amount} and next.order_id < by_line.order_id), place + 1
      from by_line where order_id is not null and place < ${MOST}
    ), found as (
      select order_id, 1 as by_reference, 0 as by_near, 0 as by_number, 0 as by_tax_code, 0 as by_amount
        from payment_attempts
        where ${inList('reference', references)}
      union all
      select order_id, 1, 0, 0, 0, 0 from payment_attempt_parts
        join payment_attempts on payment_attempts.id = payment_attempt_id
        where ${inList('payment_attempt_parts.reference', references)}
      union all
      select value, 0, 1, 0, 0, 0 from ${listed(near.map(({ orderId }) => orderId))}
      union all
      select id, 0, 0, 1, 0, 0 from orders
        where ${inList('number', orderNumbers)}
      union all
      select order_id, 0, 0, 0, 1, 0 from order_lines where state = 'awaiting_payment'
        and ${inList('tax_code', taxCodes)}
      union all
      select order_id, 0, 0, 0, 1, 0 from order_lines where state = 'awaiting_payment'
        and ${inList('customer_id', customerIds)}
      union all
      select order_id, 0, 0, 0, 0, 1 from by_line where order_id is not null
      union all
      select order_id, 0, 0, 0, 0, 1 from (select order_id from open_orders where due = ${payment.amount}
        order by order_id desc limit ${MOST}) as open_ones
    ), hits as (
      -- The newest of that amount are found; of those found otherwise, it is looked whether they have it, too.
      select order_id, by_reference, by_near, by_number, by_tax_code,
        case when by_amount = 1
          or exists (select 1 from order_lines where order_lines.state = 'awaiting_payment'
            and order_lines.total = ${payment.amount} and order_lines.order_id = found.order_id)
          or exists (select 1 from open_orders where open_orders.order_id = found.order_id
            and open_orders.due = ${payment.amount})
          then 1 else 0 end as by_amount
      from found
    )
    select orders.id, orders.number, firms.name as firm, orders.state,
      max(by_reference) as by_reference, max(by_near) as by_near, max(by_number) as by_number,
      max(by_tax_code) as by_tax_code, max(by_amount) as by_amount
    -- Cross: SQLite would begin with all orders there are.
    from hits cross join orders cross join firms
    where orders.id = hits.order_id and firms.portal_id = orders.portal_id and firms.id = orders.firm_id
    and (orders.state in ('awaiting_payment', 'partly_paid') or by_reference = 1 or by_number = 1)
    group by orders.id, orders.number, firms.name, orders.state
    order by max(by_reference) * ${WEIGHT.reference} + max(by_near) * ${nearWeight} + max(by_number) * ${WEIGHT.order_number} + max(by_tax_code) * ${WEIGHT.tax_code}
      + max(by_amount) * ${WEIGHT.amount} desc, orders.id desc
    limit ${MOST}`.execute(reader);
  return rows;
}
