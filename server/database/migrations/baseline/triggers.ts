interface Trigger {
  name: string;
  /** As in `before insert on allocations`. */
  on: string;
  /** For which rows; all, where it is missing. */
  when?: string;
  /** PL/pgSQL. */
  body: string;
}

/** Refuses the row under a condition, in SQLite's words. */
const refuse = (condition: string, message: string) =>
  `if ${condition} then raise exception '${message}' using errcode = 'RW001'; end if; return new;`;

const sumOf = (column: string, table: string, where: string) =>
  `(select coalesce(sum(${column}), 0) from ${table} where ${where})`;

const GIVEN_OF_PAYMENT = (payment: string) =>
  `${sumOf('amount', 'refunds_due', `payment_id = ${payment}`)} + ${sumOf('amount', 'allocations', `payment_id = ${payment}`)}`;

/**
 * A rule over several rows holds only where its transactions come one after the other. SERIALIZABLE sees to that for
 * ours; for any other writer, the row they have in common is locked first, and each statement after it sees what the
 * one before has committed.
 */
const lock = (table: string, id: string) =>
  `perform 1 from ${table} where id = ${id} for no key update;`;

const MONEY: Trigger[] = [
  {
    // A line may be paid by several short transfers, but never twice: its allocations never exceed it.
    name: 'allocations_pay_a_line_once',
    on: 'before insert on allocations',
    body: `${lock('order_lines', 'new.order_line_id')} ${refuse(
      `${sumOf('amount', 'allocations', 'order_line_id = new.order_line_id')} + new.amount
        > (select total from order_lines where id = new.order_line_id)`,
      'a line can be paid only once',
    )}`,
  },
  {
    name: 'refunds_due_are_covered',
    on: 'before insert on refunds_due',
    body: `${lock('payments', 'new.payment_id')} ${refuse(
      `new.amount + ${GIVEN_OF_PAYMENT('new.payment_id')}
        > (select amount - unapplied - set_aside - split from payments where id = new.payment_id)`,
      'refunds_due: more than is left of the payment',
    )}`,
  },
  {
    name: 'payments_are_covered',
    on: 'before update of amount, unapplied, set_aside, split on payments',
    when: 'new.unapplied + new.set_aside + new.split > old.unapplied + old.set_aside + old.split',
    body: refuse(
      `new.unapplied + new.set_aside + new.split + ${GIVEN_OF_PAYMENT('new.id')} > new.amount`,
      'payments: more than is left of the payment',
    ),
  },
  {
    name: 'payments_are_split_once',
    on: 'before insert on payments',
    when: 'new.split_of is not null',
    body: `${lock('payments', 'new.split_of')} ${refuse(
      `new.amount + ${sumOf('amount', 'payments', 'split_of = new.split_of')}
        > (select split from payments where id = new.split_of)`,
      'payments: more parts than the payment was split into',
    )}`,
  },
  {
    name: 'payments_are_no_reports',
    on: 'before insert on payments',
    body: refuse(
      `exists (select 1 from payment_reports where gateway = new.gateway
        and gateway_transaction_id = new.gateway_transaction_id)`,
      'payments: this report is kept as evidence of a payment',
    ),
  },
  {
    name: 'reports_are_no_payments',
    on: 'before insert on payment_reports',
    body: refuse(
      `exists (select 1 from payments where gateway = new.gateway
        and gateway_transaction_id = new.gateway_transaction_id)`,
      'payment_reports: this report is recorded as money',
    ),
  },
  {
    name: 'reports_are_of_the_same_amount',
    on: 'before insert on payment_reports',
    when: `new.because <> 'person'`,
    body: refuse(
      'new.amount <> (select amount from payments where id = new.payment_id)',
      'payment_reports: another amount than the payment',
    ),
  },
];

const LINES: Trigger[] = [
  {
    name: 'licenses_have_one_unpaid_line',
    on: 'before insert on order_lines',
    when: `new.state = 'awaiting_payment'`,
    body: `${lock('licenses', 'new.license_id')} ${refuse(
      `exists (select 1 from order_lines where license_id = new.license_id and state = 'awaiting_payment')`,
      'a licence has one unpaid line at a time',
    )}`,
  },
  {
    name: 'paid_lines_keep_their_price',
    on: 'before update on order_lines',
    when: `old.state = 'paid' and (new.list, new.discount, new.net, new.vat, new.total)
      is distinct from (old.list, old.discount, old.net, old.vat, old.total)`,
    body: refuse('true', 'a paid line keeps its price'),
  },
  {
    name: 'open_order_gains_a_line',
    on: 'after insert on order_lines',
    when: `new.state = 'awaiting_payment'`,
    body: `insert into open_orders (order_id, due, line_count) values (new.order_id, new.total, 1)
      on conflict (order_id) do update
      set due = open_orders.due + excluded.due, line_count = open_orders.line_count + 1;
      return null;`,
  },
  {
    name: 'open_order_changes',
    on: 'after update of state, total on order_lines',
    when: `(old.state = 'awaiting_payment' or new.state = 'awaiting_payment')
      and (old.state <> new.state or old.total <> new.total)`,
    body: `insert into open_orders (order_id, due, line_count) values (new.order_id, 0, 0)
      on conflict (order_id) do nothing;
      update open_orders set
        due = due - case when old.state = 'awaiting_payment' then old.total else 0 end
          + case when new.state = 'awaiting_payment' then new.total else 0 end,
        line_count = line_count - case when old.state = 'awaiting_payment' then 1 else 0 end
          + case when new.state = 'awaiting_payment' then 1 else 0 end
      where order_id = new.order_id;
      return null;`,
  },
];

const LICENSES: Trigger[] = [
  {
    name: 'license_periods_do_not_overlap',
    on: 'before insert on license_periods',
    when: 'new.ended_at is null',
    body: `${lock('licenses', 'new.license_id')} ${refuse(
      `exists (select 1 from license_periods as other
        where other.license_id = new.license_id and other.ended_at is null
          and other.first_day <= new.last_day and other.last_day >= new.first_day)`,
      'periods of a licence do not overlap',
    )}`,
  },
  {
    name: 'license_periods_are_ended_once',
    on: 'before update on license_periods',
    when: `old.ended_at is not null
      or (new.id, new.license_id, new.first_day, new.last_day, new.plan_id, new.quantity, new.source,
          new.order_line_id, new.created_at)
        is distinct from (old.id, old.license_id, old.first_day, old.last_day, old.plan_id, old.quantity, old.source,
          old.order_line_id, old.created_at)`,
    body: refuse('true', 'a period is not edited: it is ended, once'),
  },
  {
    name: 'license_periods_are_kept',
    on: 'before delete on license_periods',
    body: refuse('true', 'a period is not deleted: it is ended'),
  },
  {
    name: 'payment_ends_a_commitment',
    on: 'after insert on license_renewals',
    body: `update payment_commitments set paid_since = new.renewed_at
      where license_id = new.license_id and paid_since is null;
      return null;`,
  },
  {
    name: 'customers_are_merged_into_present_ones',
    on: 'before update of merged_into on customers',
    when: 'new.merged_into is not null',
    body: `${lock('customers', 'new.merged_into')} ${refuse(
      `exists (select 1 from customers as other where other.id = new.merged_into
        and (other.merged_into is not null or other.portal_id <> new.portal_id or other.firm_id <> new.firm_id))`,
      'a customer is merged into a present customer of its firm',
    )}`,
  },
];

/** The rules that the database enforces over several rows; their names and messages are the same on SQLite. */
export const TRIGGERS = [...MONEY, ...LINES, ...LICENSES].flatMap(({ name, on, when, body }) => [
  `create function ${name}() returns trigger language plpgsql as $body$ begin ${body} end $body$`,
  `create trigger ${name} ${on} for each row ${when === undefined ? '' : `when (${when}) `}execute function ${name}()`,
]);
