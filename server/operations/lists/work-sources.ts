import { type RawBuilder, sql } from 'kysely';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import { ODD_OUTCOMES } from '../../payments/settlement/gateway-messages.ts';
import type { ListName, Sort } from './view-of.ts';

/** Wait before showing an underpayment to operations, in milliseconds: the rest mostly comes by itself. */
const UNDERPAID_PATIENCE_MS = 3 * DAY_MS;

const REPORTS_SHOWN_MS = 7 * DAY_MS;
const REPORTS_APART_MS = 15 * MINUTE_MS;

/**
 * In dong. Different amounts of one payer form a group below it. From it on, only the same amount with the same memo
 * does: transfers for several customers differ by a tax code, and each has guesses of its own.
 */
const SMALL = 10_000;

/** The data of a list: its rows, and the columns for searching, grouping and sorting. */
export interface Source {
  /** Rows of `id`, `amount` (1, where it is no money), `at` and `alike`, by which rows are grouped. */
  rows: (now: number) => RawBuilder<unknown>;
  /** The text that a search covers: the same ids, with `words`. */
  words: RawBuilder<unknown>;
  isMoney: boolean;
  sort: Sort;
}

const unapplied = (where: RawBuilder<unknown>) => sql`
  select id, unapplied as amount, received_at as at,
    unapplied_reason || ' ' || coalesce(payer_key || ' ' || case when unapplied < ${sql.lit(SMALL)} then 'small' else unapplied || ' ' || memo end, id) as alike
  from payments where unapplied > 0 and unapplied_reason in ('unmatched', 'suspected_fraud') and ${where}`;

const paymentWords = sql`
  select payments.id, memo || ' ' || gateway_transaction_id || ' ' || coalesce(bank_reference, '') || ' ' || payments.amount
    || ' ' || coalesce(set_aside_note, '') || ' ' || coalesce(orders.number, '') as words
  from payments
  left join payment_attempts on payment_attempts.id = payments.payment_attempt_id
  left join orders on orders.id = payment_attempts.order_id`;

export const SOURCES: Record<ListName, Source> = {
  duplicates: {
    rows: () => unapplied(sql`possible_duplicate_of is not null`),
    words: paymentWords,
    isMoney: true,
    sort: 'amount',
  },
  unapplied: {
    rows: () => unapplied(sql`possible_duplicate_of is null`),
    words: paymentWords,
    isMoney: true,
    sort: 'amount',
  },
  underpaid: {
    rows: (now) => sql`
      select payment_attempt_id as id, sum(unapplied) as amount, max(received_at) as at, payment_attempt_id as alike
      from payments where unapplied_reason = 'underpaid' and unapplied > 0
      group by payment_attempt_id having max(received_at) < ${now - UNDERPAID_PATIENCE_MS}`,
    words: sql`
      select payment_attempts.id, reference || ' ' || orders.number || ' ' || recipient_name || ' ' || recipient_email
        || ' ' || coalesce(payment_links.sent_to, '') as words
      from payment_attempts join orders on orders.id = payment_attempts.order_id
      left join payment_links on payment_links.id = payment_attempts.payment_link_id`,
    isMoney: true,
    sort: 'amount',
  },
  // Refunds are made one by one: only one payer's small amounts, which nobody pays back singly, are grouped.
  refunds: {
    rows: () => sql`
      select refunds_due.id, refunds_due.amount, created_at as at, case
        when state = 'due' and refunds_due.amount < ${sql.lit(SMALL)}
        then reason || ' ' || coalesce(payer_key, refunds_due.id) else refunds_due.id end as alike
      from refunds_due join payments on payments.id = refunds_due.payment_id where state <> 'refunded'`,
    words: sql`
      select refunds_due.id, memo || ' ' || gateway_transaction_id || ' ' || coalesce(bank_reference, '') || ' '
        || refunds_due.amount || ' ' || coalesce(orders.number || ' ' || recipient_name || ' ' || recipient_email, '')
        || ' ' || coalesce(payment_links.sent_to, '') as words
      from refunds_due join payments on payments.id = refunds_due.payment_id
      left join payment_attempts on payment_attempts.id = payments.payment_attempt_id
      left join payment_links on payment_links.id = payment_attempts.payment_link_id
      left join orders on orders.id = payment_attempts.order_id`,
    isMoney: true,
    sort: 'amount',
  },
  // Grouped by reason or by order, whichever gives the larger group. A refund is never grouped.
  dead: {
    rows: () => sql`
      select id, 1 as amount, at, case when kind = 'refund_payment' then id
          when of_reason >= of_order or order_id is null then what || ' ' || coalesce(reason, id)
          else what || ' ' || order_id end as alike
      from (
        select *, count(*) over (partition by what, reason) as of_reason,
          count(*) over (partition by what, order_id) as of_order
        from (select id, kind, reason, order_id, created_at as at, case kind when 'host_event' then kind else 'mail' end as what
          from outbox where state = 'dead') as dead
      ) as counted`,
    words: sql`
      select outbox.id, payload || ' ' || coalesce(last_error, '') || ' ' || coalesce(orders.number, '') as words
      from outbox left join orders on orders.id = outbox.order_id where outbox.state = 'dead'`,
    isMoney: false,
    sort: 'amount',
  },
  messages: {
    rows: () => sql`
      select id, 1 as amount, received_at as at, gateway || ' ' || outcome || ' '
        || case when outcome in ('unreadable', 'not_kept', 'unanswered') then '' else coalesce(payment_attempt_id, id) end as alike
      from gateway_messages where reviewed_at is null
        and outcome in (${sql.join(ODD_OUTCOMES.map((outcome) => sql.lit(outcome)))})`,
    words: sql`
      select messages.id, raw || ' ' || coalesce(transaction_id, '') || ' ' || coalesce(orders.number, '')
        || ' ' || coalesce(payment_attempts.reference, '') as words
      from gateway_messages as messages
      left join payment_attempts on payment_attempts.id = messages.payment_attempt_id
      left join orders on orders.id = payment_attempts.order_id`,
    isMoney: false,
    sort: 'newest',
  },
  reports: {
    // Never grouped: by its bare id, SQLite would walk all reports in the order of their ids.
    rows: (now) => sql`
      select reports.id, reports.amount, joined_at as at, '' || reports.id as alike
      from payment_reports as reports join payments on payments.id = reports.payment_id
      where joined_at > ${now - REPORTS_SHOWN_MS} and (because = 'person' or (because = 'attempt'
        and abs(reports.received_at - payments.received_at) > ${sql.lit(REPORTS_APART_MS)}))`,
    words: sql`
      select id, memo || ' ' || gateway_transaction_id || ' ' || coalesce(bank_reference, '') || ' ' || amount as words
      from payment_reports`,
    isMoney: true,
    sort: 'newest',
  },
  aside: {
    rows: () => sql`
      select id, set_aside as amount, received_at as at,
        coalesce(payer_key || ' ' || set_aside_note, id) as alike from payments where set_aside > 0`,
    words: paymentWords,
    isMoney: true,
    sort: 'newest',
  },
};
