import type { Dong } from '../../../../shared/money.ts';
import type { Reader } from '../../../database/db.ts';

/** The part of an order that is left to pay. */
export interface Unpaid {
  due: Dong;
  customers: number;
}

export async function readUnpaid(reader: Reader, orderId: string): Promise<Unpaid> {
  const { due, customers } = await reader
    .selectFrom('order_lines')
    .select((select) => [
      select.fn.sum<number>('total').as('due'),
      select.fn.count<number>('tax_code').distinct().as('customers'),
    ])
    .where('order_id', '=', orderId)
    .where('state', '=', 'awaiting_payment')
    .executeTakeFirstOrThrow();
  return { due: Number(due), customers: Number(customers) };
}
