import { sql } from 'kysely';
import type { Reader } from '../database/open.ts';

export interface MoneyFault {
  kind:
    | 'payment_does_not_add_up'
    | 'paid_line_not_allocated'
    | 'open_line_allocated'
    | 'paid_line_not_renewed'
    | 'refund_without_record';
  id: string;
}

/**
 * Looks for money that does not add up: every payment's amount must be what is allocated, due as a
 * refund or refunded, and held; every paid line must be allocated in full and renewed, every other not
 * at all; and a refund is made exactly where one is recorded as done.
 */
export async function checkMoney(reader: Reader): Promise<MoneyFault[]> {
  const { rows } = await sql<MoneyFault>`
    select 'payment_does_not_add_up' as kind, id from payments
    where amount <> held
      + (select coalesce(sum(amount), 0) from allocations where payment_id = payments.id)
      + (select coalesce(sum(amount), 0) from refunds_due where payment_id = payments.id)
    union all
    select 'paid_line_not_allocated', id from order_lines
    where state = 'paid' and total <>
      (select coalesce(sum(amount), 0) from allocations where order_line_id = order_lines.id)
    union all
    select 'open_line_allocated', id from order_lines
    where state <> 'paid' and exists
      (select 1 from allocations where order_line_id = order_lines.id)
    union all
    select 'paid_line_not_renewed', id from order_lines
    where (state = 'paid') <> exists
      (select 1 from license_renewals where order_line_id = order_lines.id)
    union all
    select 'refund_without_record', id from refunds_due
    where (state = 'refunded') <> exists
      (select 1 from refunds where refund_due_id = refunds_due.id and state = 'done')
    limit 100`.execute(reader);
  return rows;
}
