import { sql } from 'kysely';

/** Of a row with a payment session: the first of the customers that it is for, and for how many it is. */
export const customersOfSession = () => [
  sql<string | null>`(
    select customer_name from payment_session_lines
    join order_lines on order_lines.id = order_line_id
    where payment_session_lines.payment_session_id = payment_sessions.id
    order by line_number limit 1)`.as('customerName'),
  sql<number>`(
    select count(*) from payment_session_lines
    where payment_session_lines.payment_session_id = payment_sessions.id)`.as('lineCount'),
];
