import { sql } from 'kysely';

/** The first customer and the number of customers of a row's payment attempt. */
export const customersOfAttempt = () => [
  sql<string | null>`(
    select customer_name from payment_attempt_lines
    join order_lines on order_lines.id = order_line_id
    where payment_attempt_lines.payment_attempt_id = payment_attempts.id
    order by line_number limit 1)`.as('customerName'),
  sql<number>`(
    select count(*) from payment_attempt_lines
    where payment_attempt_lines.payment_attempt_id = payment_attempts.id)`.as('lineCount'),
];
