import { type Kysely, sql } from 'kysely';
import { addDays, calendarDateAt } from './frozen-dates.ts';

const DAYS_FOR_OLD_ORDERS = 30;

/** Who pays what: payer by order and line, links that were sent and opened, sessions that a gateway holds. */
const PAYING = [
  `alter table orders add column payer text not null default 'firm' check (payer in ('firm', 'owner'))`,
  `alter table order_lines add column payer text not null default 'firm' check (payer in ('firm', 'owner'))`,
  'alter table payment_links add column sent_at integer',
  'alter table payment_links add column sent_to text',
  'alter table payment_links add column opened_at integer',
  'alter table payment_sessions add column redirect_url text',
  'alter table payment_sessions add column next_ask_at integer',
  `create index payment_sessions_to_ask on payment_sessions (next_ask_at) where next_ask_at is not null`,
  `create index payment_session_lines_by_line on payment_session_lines (order_line_id)`,
  // How far a bank's list of transfers has been read.
  `create table gateway_cursors (
    gateway text primary key,
    cursor text not null,
    updated_at integer not null
  ) strict, without rowid`,
];

/** Refunds due have a state; each attempt to refund one is recorded, and one at a time is under way. */
const REFUNDS = [
  `create table refunds_due_next (
    id text primary key,
    payment_id text not null references payments (id),
    amount integer not null check (amount > 0),
    reason text not null check (reason in
      ('overpaid', 'line_already_paid', 'order_cancelled', 'unmatched', 'suspected_fraud')),
    created_at integer not null,
    state text not null default 'due' check (state in ('due', 'refunding', 'refunded')),
    refunded_at integer,
    check ((refunded_at is not null) = (state = 'refunded'))
  ) strict`,
  `insert into refunds_due_next (id, payment_id, amount, reason, created_at)
   select id, payment_id, amount, reason, created_at from refunds_due`,
  'drop table refunds_due',
  'alter table refunds_due_next rename to refunds_due',
  'create index refunds_due_by_payment on refunds_due (payment_id)',
  `create trigger refunds_due_are_covered before insert on refunds_due
   when new.amount
     + (select coalesce(sum(amount), 0) from refunds_due where payment_id = new.payment_id)
     + (select coalesce(sum(amount), 0) from allocations where payment_id = new.payment_id)
     > (select amount - held from payments where id = new.payment_id)
   begin select raise(abort, 'refunds_due: more than is left of the payment'); end`,
  `create index refunds_due_open on refunds_due (state) where state <> 'refunded'`,
  `create table refunds (
    id text primary key,
    refund_due_id text not null references refunds_due (id),
    method text not null check (method in ('gateway', 'transfer')),
    state text not null check (state in ('pending', 'unclear', 'done', 'failed')),
    reference text,
    requested_by text not null,
    created_at integer not null,
    done_at integer,
    error text
  ) strict`,
  `create unique index refunds_one_at_a_time on refunds (refund_due_id) where state <> 'failed'`,
];

/** An order's life: due date, reminder, expiry; the quotation whose price it holds. */
const ORDER_LIFE = [
  `create table quotations (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    number text not null,
    accountant_id text not null,
    accountant_name text not null,
    buyer_name text not null,
    line_count integer not null check (line_count > 0),
    content text not null,
    total integer not null check (total > 0),
    valid_until text not null,
    created_at integer not null,
    unique (portal_id, number),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict`,
  'create index quotations_by_firm on quotations (portal_id, firm_id, id)',
  'alter table portals add column next_quotation_number integer not null default 1',
  'alter table orders add column quotation_id text references quotations (id)',
  // A quotation's price is given once.
  'create unique index orders_by_quotation on orders (quotation_id) where quotation_id is not null and expired_at is null and cancelled_at is null',
  `create index orders_open_by_due_date on orders (due_date) where state in ('awaiting_payment', 'partly_paid')`,
];

const ORDER_COLUMNS = [
  `alter table orders add column due_date text not null default '9999-12-31'`,
  'alter table orders add column reminded_at integer',
  'alter table orders add column expired_at integer',
  // JSON: what was taken off and why
  `alter table orders add column discounts text not null default '[]'`,
];

/** Codes that take something off, and who has used them: limits hold however many order at once. */
const CODES = [
  `create table discount_codes (
    id text primary key,
    portal_id text not null references portals (id),
    firm_id text,
    code text not null,
    kind text not null check (kind in ('percent', 'amount')),
    value integer not null check (value > 0),
    scope text not null check (scope in ('line', 'order')),
    referral integer not null check (referral in (0, 1)),
    valid_from text,
    valid_until text,
    max_uses integer check (max_uses > 0),
    used integer not null default 0 check (used >= 0),
    active integer not null check (active in (0, 1)),
    check (max_uses is null or used <= max_uses),
    check (referral = 0 or firm_id is not null),
    check (kind = 'amount' or value < 10000),
    unique (portal_id, code)
  ) strict`,
  `create unique index discount_codes_referral on discount_codes (portal_id, firm_id)
   where referral = 1 and active = 1`,
  `create table code_redemptions (
    code_id text not null references discount_codes (id),
    order_id text not null references orders (id),
    released_at integer,
    primary key (order_id, code_id)
  ) strict, without rowid`,
];

/** Commitments to pay by a date, and what invoices are to be made of. */
const COMMITMENTS = [
  `alter table plans add column commitment_days integer not null default 0
   check (commitment_days between 0 and 365)`,
  `create table payment_commitments (
    order_line_id text primary key references order_lines (id),
    order_id text not null references orders (id),
    license_id text not null references licenses (id),
    first_fiscal_year integer not null,
    pay_by text not null,
    old_expiry text not null,
    temporary_expiry text not null check (temporary_expiry >= old_expiry),
    state text not null check (state in ('active', 'kept', 'lapsed')),
    created_at integer not null,
    reminded_at integer,
    ended_at integer check ((ended_at is null) = (state = 'active')),
    unique (license_id, first_fiscal_year)
  ) strict, without rowid`,
  `create index payment_commitments_active on payment_commitments (pay_by) where state = 'active'`,
  'create index payment_commitments_by_order on payment_commitments (order_id)',
  `create table invoice_requests (
    order_line_id text primary key references order_lines (id),
    id text not null unique,
    portal_id text not null,
    firm_id text not null,
    order_id text not null references orders (id),
    content text not null,
    collected_on text not null,
    created_at integer not null
  ) strict, without rowid`,
  'create index invoice_requests_by_portal on invoice_requests (portal_id, id)',
  `create index outbox_done on outbox (done_at) where state = 'done'`,
  `create index outbox_of_portals_told on outbox (created_at) where kind = 'event_undeliverable'`,
  'alter table portals add column webhook_url text',
  'alter table portals add column webhook_secret text',
];

export const paymentComplete = {
  async up(db: Kysely<unknown>): Promise<void> {
    const all = [...PAYING, ...REFUNDS, ...ORDER_COLUMNS, ...ORDER_LIFE, ...CODES, ...COMMITMENTS];
    for (const statement of all) await sql.raw(statement).execute(db);
    // Orders from before there were due dates can be paid for so many days from now on.
    const dueDate = addDays(calendarDateAt(Date.now()), DAYS_FOR_OLD_ORDERS);
    await sql`update orders set due_date = ${dueDate}`.execute(db);
  },
};
