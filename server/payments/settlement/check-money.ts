import { sql } from 'kysely';
import { dayAfter } from '../../database/day-after.ts';
import type { Reader } from '../../database/db.ts';

/** Ids of rows that do not add up, by the kind of the fault. */
const FAULTS = {
  payment_does_not_add_up: sql`
    select id from payments
    where amount <> unapplied + set_aside + split
      + (select coalesce(sum(amount), 0) from allocations where payment_id = payments.id)
      + (select coalesce(sum(amount), 0) from refunds_due where payment_id = payments.id)`,
  parts_do_not_add_up: sql`
    select id from payments
    where split > 0 and split <>
      (select coalesce(sum(amount), 0) from payments as parts where split_of = payments.id)
    union all
    select id from payments
    where split_of is not null and not exists
      (select 1 from payments as whole where whole.id = payments.split_of and whole.split > 0)`,
  reported_amount_differs: sql`
    select payments.id from payment_reports
    join payments on payments.id = payment_id
    where payment_reports.amount <> payments.amount and because <> 'person'`,
  reported_as_money_and_evidence: sql`
    select payments.id from payment_reports
    join payments on payments.gateway = payment_reports.gateway
      and payments.gateway_transaction_id = payment_reports.gateway_transaction_id`,
  paid_line_not_allocated: sql`
    select id from order_lines
    where state = 'paid' and total <>
      (select coalesce(sum(amount), 0) from allocations where order_line_id = order_lines.id)`,
  open_line_allocated: sql`
    select id from order_lines
    where state <> 'paid' and exists
      (select 1 from allocations where order_line_id = order_lines.id)`,
  paid_line_not_renewed: sql`
    select id from order_lines
    where (state = 'paid') <> exists
      (select 1 from license_renewals where order_line_id = order_lines.id)`,
  refund_without_record: sql`
    select id from refunds_due
    where (state = 'refunded') <> exists
      (select 1 from refunds where refund_due_id = refunds_due.id and state = 'done')`,
  allocated_outside_its_attempt: sql`
    select allocations.payment_id as id from allocations
    join payments on payments.id = allocations.payment_id
    where not exists
      (select 1 from payment_attempt_lines where order_line_id = allocations.order_line_id
        and payment_attempt_lines.payment_attempt_id = payments.payment_attempt_id)`,
  parts_of_attempt_differ: sql`
    select id from payment_attempts
    where state = 'open' and amount <>
      (select sum(amount) from payment_attempt_parts where payment_attempt_id = payment_attempts.id)`,
  reference_given_twice: sql`
    select payment_attempts.id from payment_attempts
    join payment_attempt_parts on payment_attempt_parts.reference = payment_attempts.reference`,
  unapplied_for_nothing: sql`
    select id from payments
    where unapplied > 0 and unapplied_reason = 'underpaid' and not exists
      (select 1 from payment_attempt_lines join order_lines on order_lines.id = order_line_id
        where payment_attempt_lines.payment_attempt_id = payments.payment_attempt_id
        and state = 'awaiting_payment')`,
  // A live period is found by index; ended ones are read only for renewals without one.
  renewal_without_its_period: sql`
    select order_line_id as id from license_renewals
    where new_expiry > old_expiry and not exists
      (select 1 from license_periods where license_periods.license_id = license_renewals.license_id
        and ended_at is null and source <> 'commitment'
        and first_day <= new_expiry and last_day >= new_expiry)
    and not exists
      (select 1 from license_periods where license_periods.license_id = license_renewals.license_id
        and source <> 'commitment' and first_day <= new_expiry and last_day >= new_expiry)`,
  period_of_another_renewal: sql`
    select id from license_periods
    where source = 'order_line' and not exists
      (select 1 from license_renewals where license_renewals.order_line_id = license_periods.order_line_id
        and license_renewals.license_id = license_periods.license_id and new_expiry = last_day)`,
  periods_overlap: sql`
    select id from license_periods
    where ended_at is null and exists
      (select 1 from license_periods as other where other.license_id = license_periods.license_id
        and other.ended_at is null and other.id <> license_periods.id
        and other.first_day between license_periods.first_day and license_periods.last_day)`,
  chain_differs: sql`
    select id from license_periods
    where ended_at is null and chain_last_day <> coalesce(
      (select after.chain_last_day from license_periods as after
        where after.license_id = license_periods.license_id and after.ended_at is null
        and after.first_day = ${dayAfter('license_periods.last_day')}
        and after.source <> 'commitment' and license_periods.source <> 'commitment'), last_day)`,
  license_without_period: sql`
    select id from licenses
    where not exists (select 1 from license_periods where license_id = licenses.id
      and ended_at is null and source <> 'commitment')`,
  extension_without_commitment: sql`
    select id from license_periods
    where source = 'commitment' and ended_at is null and not exists
      (select 1 from payment_commitments where state = 'active'
        and payment_commitments.order_line_id = license_periods.order_line_id)`,
  fiscal_years_not_claimed: sql`
    select id from order_lines
    where case when state = 'awaiting_payment' then years else 0 end <>
      (select count(*) from fiscal_year_claims where order_line_id = order_lines.id)`,
  order_state_differs: sql`
    select orders.id from orders
    join (select order_id, sum(case when state = 'paid' then 1 else 0 end) as paid,
      sum(case when state = 'awaiting_payment' then 1 else 0 end) as awaiting
      from order_lines group by order_id) as lines on lines.order_id = orders.id
    where state <> case
      when paid > 0 and awaiting > 0 then 'partly_paid'
      when paid > 0 then 'paid'
      when awaiting > 0 then 'awaiting_payment'
      else 'cancelled' end`,
  commitment_of_closed_line: sql`
    select order_line_id as id from payment_commitments
    join order_lines on order_lines.id = order_line_id
    where payment_commitments.state = 'active' and order_lines.state <> 'awaiting_payment'`,
  code_uses_differ: sql`
    select id from discount_codes
    where used <>
      (select count(*) from code_redemptions where code_id = discount_codes.id and released_at is null)`,
};

export interface MoneyFault {
  kind: keyof typeof FAULTS;
  id: string;
}

/** Faults shown at most: after the first ones somebody has to look anyway. */
const MOST = 100;

/**
 * Finds money that does not add up: every payment's amount must equal its allocations, refunds due or made, unapplied
 * money, money set aside as no customer's, and parts; every paid line must be allocated in full and renewed, every
 * other not at all; and a refund is made exactly where one is recorded as done. Also checks facts that depend on money:
 * it pays lines of its own attempt, and waits only for unpaid lines; licences' periods, fiscal years, orders,
 * commitments and uses of codes agree with their lines and renewals.
 */
export async function checkMoney(reader: Reader): Promise<MoneyFault[]> {
  const kinds = Object.entries(FAULTS).map(
    ([kind, ids]) => sql`select ${sql.lit(kind)} as kind, id from (${ids}) as ${sql.ref(kind)}`,
  );
  const { rows } = await sql<MoneyFault>`
    ${sql.join(kinds, sql` union all `)} limit ${sql.lit(MOST)}`.execute(reader);
  return rows;
}
