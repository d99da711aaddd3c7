import { sql } from 'kysely';
import { sumDong } from '../../shared/money.ts';
import type { OrderState } from '../../shared/order-state.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { type NearAttempt, nearAttempts } from '../payments/near-attempts.ts';
import { findPaymentReferences } from '../payments/payment-reference.ts';
import { hintsOf } from './hints-of.ts';
import { linesToPay } from './lines-to-pay.ts';

/** An order that money without a reference may be for, and why. */
export interface Guess {
  orderId: string;
  orderNumber: string;
  firmName: string;
  /** What the money would pay of it: whose lines, and how much they come to. */
  customerNames: string[];
  due: number;
  /** Nothing of it awaits payment: the money would become a refund due. */
  isClosed: boolean;
  because: ('reference' | 'near_reference' | 'order_number' | 'tax_code' | 'amount')[];
  /** The attempt whose reference the memo nearly has. */
  near: NearAttempt | null;
}

const MOST = 5;

/** How much each reason says: what we gave out says most, a number that somebody typed more than an amount. */
const WEIGHT = { reference: 8, order_number: 4, tax_code: 3, amount: 2 } as const;

/** Of a reference that is nearly right: more than all others where only one can be meant, else little. */
const NEAR_WEIGHT = { only: 20, several: 3 } as const;

/**
 * The orders that a payment is likeliest for, the likeliest first: those with something to pay, and those that
 * its memo names, also where they are paid already.
 */
export async function guessOrders(
  reader: Reader,
  payment: Pick<Tables['payments'], 'memo' | 'amount'>,
): Promise<Guess[]> {
  const { orderNumbers, taxCodes } = hintsOf(payment.memo);
  const near = await nearAttempts(reader, payment);
  const nearWeight = near.length === 1 ? NEAR_WEIGHT.only : NEAR_WEIGHT.several;
  const list = (values: string[]) => JSON.stringify(values);
  const { rows } = await sql<{
    id: string;
    number: string;
    firm: string;
    state: OrderState;
    by_reference: number;
    by_near: number;
    by_number: number;
    by_tax_code: number;
    by_amount: number;
  }>`
    with open_lines as (
      select order_id, tax_code, total from order_lines where state = 'awaiting_payment'
    ), hits as (
      select order_id, 1 as by_reference, 0 as by_near, 0 as by_number, 0 as by_tax_code, 0 as by_amount
        from payment_sessions
        where reference in (select value from json_each(${list(findPaymentReferences(payment.memo))}))
      union all
      select value, 0, 1, 0, 0, 0 from json_each(${list(near.map(({ orderId }) => orderId))})
      union all
      select id, 0, 0, 1, 0, 0 from orders
        where number in (select value from json_each(${list(orderNumbers)}))
      union all
      select order_id, 0, 0, 0, 1, 0 from open_lines
        where tax_code in (select value from json_each(${list(taxCodes)}))
      union all
      select order_id, 0, 0, 0, 0, 1 from open_lines where total = ${payment.amount}
      union all
      select order_id, 0, 0, 0, 0, 1 from open_lines group by order_id having sum(total) = ${payment.amount}
    )
    select orders.id, orders.number, firms.name as firm, orders.state,
      max(by_reference) as by_reference, max(by_near) as by_near, max(by_number) as by_number,
      max(by_tax_code) as by_tax_code, max(by_amount) as by_amount
    from hits
    join orders on orders.id = hits.order_id
    join firms on firms.portal_id = orders.portal_id and firms.id = orders.firm_id
    where orders.state in ('awaiting_payment', 'partly_paid') or by_reference = 1 or by_number = 1
    group by orders.id, orders.number, firms.name, orders.state
    order by max(by_reference) * ${WEIGHT.reference} + max(by_near) * ${nearWeight} + max(by_number) * ${WEIGHT.order_number} + max(by_tax_code) * ${WEIGHT.tax_code}
      + max(by_amount) * ${WEIGHT.amount} desc, orders.id desc
    limit ${MOST}`.execute(reader);
  const guesses: Guess[] = [];
  for (const row of rows) {
    const lines = await linesToPay(reader, row.id, payment);
    guesses.push({
      orderId: row.id,
      orderNumber: row.number,
      firmName: row.firm,
      customerNames: lines.map((line) => line.customer_name),
      due: sumDong(lines.map((line) => line.total)),
      isClosed: row.state === 'paid' || row.state === 'cancelled',
      because: [
        ...(row.by_reference ? (['reference'] as const) : []),
        ...(row.by_near ? (['near_reference'] as const) : []),
        ...(row.by_number ? (['order_number'] as const) : []),
        ...(row.by_tax_code ? (['tax_code'] as const) : []),
        ...(row.by_amount ? (['amount'] as const) : []),
      ],
      near: near.find(({ orderId }) => orderId === row.id) ?? null,
    });
  }
  return guesses;
}
