import { sql } from 'kysely';

/** The first customer and the number of customers of a row's payment attempt. */
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
