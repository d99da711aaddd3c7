import { type Kysely, sql } from 'kysely';

/** Who and what: portals, firms, accountants, plans, customers and their licences. */
const DIRECTORY = [
  `create table portals (
    id text primary key,
    name text not null,
    secret text not null check (length(secret) >= 32),
    api_key_hash text not null unique,
    origins text not null,
    next_order_number integer not null default 1,
    created_at integer not null
  ) strict`,
  `create table firms (
    portal_id text not null references portals (id),
    id text not null,
    name text not null,
    primary key (portal_id, id)
  ) strict, without rowid`,
  `create table discount_tiers (
    portal_id text not null,
    firm_id text not null,
    min_lines integer not null check (min_lines > 0),
    rate integer not null check (rate between 0 and 10000),
    primary key (portal_id, firm_id, min_lines),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict, without rowid`,
  `create table plans (
    id text primary key,
    portal_id text not null references portals (id),
    code text not null,
    name_vi text not null,
    name_en text not null,
    term_rule text not null check (term_rule in ('fiscal_year', 'anniversary')),
    vat_rate text not null check (vat_rate in ('KCT', 'KKKNT', '0%', '5%', '8%', '10%')),
    active integer not null check (active in (0, 1)),
    unique (portal_id, code)
  ) strict`,
  `create table plan_prices (
    plan_id text not null references plans (id),
    from_fiscal_year integer not null,
    price_per_year integer not null check (price_per_year >= 0),
    primary key (plan_id, from_fiscal_year)
  ) strict, without rowid`,
  `create table customers (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    external_id text,
    tax_code text not null,
    name text not null,
    address text not null,
    email text not null,
    contact_name text not null,
    phone text not null,
    fiscal_year_start integer not null check (fiscal_year_start in (1, 4, 7, 10)),
    search_text text not null,
    updated_at integer not null,
    unique (portal_id, firm_id, tax_code),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict`,
  `create table licenses (
    id text primary key,
    customer_id text not null unique references customers (id),
    plan_id text not null references plans (id),
    expiry text not null,
    updated_at integer not null
  ) strict`,
];

/** Orders and their lines; every line carries a snapshot of what was ordered for whom, at what price. */
const ORDERS = [
  `create table orders (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    number text not null,
    request_id text not null,
    request_digest text not null,
    accountant_id text not null,
    accountant_name text not null,
    locale text not null check (locale in ('vi', 'en')),
    state text not null check (state in ('awaiting_payment', 'partly_paid', 'paid', 'cancelled')),
    version integer not null,
    invoice_to text not null check (invoice_to in ('customer', 'other')),
    recipient_name text not null,
    recipient_email text not null,
    recipient_phone text not null,
    line_count integer not null check (line_count > 0),
    discount_rate integer not null,
    list integer not null,
    discount integer not null,
    net integer not null check (net = list - discount),
    vat integer not null,
    total integer not null check (total = net + vat),
    created_at integer not null,
    cancelled_at integer,
    cancel_reason text,
    unique (portal_id, number),
    unique (portal_id, firm_id, request_id),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict`,
  `create index orders_by_firm on orders (portal_id, firm_id, id)`,
  `create table order_lines (
    id text primary key,
    order_id text not null references orders (id),
    line_number integer not null,
    customer_id text not null references customers (id),
    license_id text not null references licenses (id),
    tax_code text not null,
    customer_name text not null,
    fiscal_year_start integer not null,
    plan_id text not null references plans (id),
    plan_code text not null,
    plan_name_vi text not null,
    plan_name_en text not null,
    term_rule text not null,
    first_fiscal_year integer not null,
    years integer not null check (years > 0),
    present_expiry text not null,
    new_expiry text not null check (new_expiry > present_expiry),
    list integer not null check (list >= 0),
    discount integer not null check (discount between 0 and list),
    net integer not null check (net = list - discount),
    vat_rate text not null,
    vat integer not null check (vat >= 0),
    total integer not null check (total = net + vat and total > 0),
    invoice_party text not null,
    recipient_email text,
    state text not null check (state in ('awaiting_payment', 'paid', 'cancelled')),
    paid_at integer check ((paid_at is not null) = (state = 'paid')),
    unique (order_id, line_number)
  ) strict`,
  // A fiscal year of a licence is on one live line at the most, also where lines run over several years.
  `create table fiscal_year_claims (
    license_id text not null references licenses (id),
    fiscal_year integer not null,
    order_line_id text not null references order_lines (id),
    primary key (license_id, fiscal_year)
  ) strict, without rowid`,
  `create index fiscal_year_claims_by_line on fiscal_year_claims (order_line_id)`,
];

/** Money asked for, received, and where it went. */
const PAYMENTS = [
  `create table payment_links (
    id text primary key,
    order_id text not null references orders (id),
    order_line_id text references order_lines (id),
    token_hash text not null unique,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
  ) strict`,
  `create index payment_links_by_order on payment_links (order_id)`,
  `create table payment_sessions (
    id text primary key,
    order_id text not null references orders (id),
    payment_link_id text references payment_links (id),
    method text not null,
    state text not null check (state in ('open', 'paid', 'failed', 'expired', 'cancelled')),
    amount integer not null check (amount > 0),
    reference text not null unique,
    locale text not null,
    created_at integer not null,
    expires_at integer not null,
    asked_at integer
  ) strict`,
  `create index payment_sessions_by_order on payment_sessions (order_id)`,
  `create table payment_session_lines (
    payment_session_id text not null references payment_sessions (id),
    order_line_id text not null references order_lines (id),
    primary key (payment_session_id, order_line_id)
  ) strict, without rowid`,
  `create table payments (
    id text primary key,
    gateway text not null,
    gateway_transaction_id text not null check (gateway_transaction_id <> ''),
    payment_session_id text references payment_sessions (id),
    amount integer not null check (amount > 0),
    held integer not null check (held between 0 and amount),
    hold_reason text check (hold_reason in ('short', 'unmatched', 'suspected_fraud')),
    memo text not null,
    raw text not null,
    received_at integer not null,
    check ((held > 0) = (hold_reason is not null)),
    unique (gateway, gateway_transaction_id)
  ) strict`,
  `create index payments_by_session on payments (payment_session_id)`,
  `create index payments_held on payments (hold_reason) where held > 0`,
  `create table allocations (
    payment_id text not null references payments (id),
    order_line_id text not null references order_lines (id),
    amount integer not null check (amount > 0),
    primary key (payment_id, order_line_id)
  ) strict, without rowid`,
  `create index allocations_by_line on allocations (order_line_id)`,
  // A line may be paid by several short transfers, but never twice: its allocations never exceed it.
  `create trigger allocations_pay_a_line_once before insert on allocations
   when (select coalesce(sum(amount), 0) from allocations where order_line_id = new.order_line_id)
     + new.amount > (select total from order_lines where id = new.order_line_id)
   begin select raise(abort, 'a line can be paid only once'); end`,
  `create table refunds_due (
    id text primary key,
    payment_id text not null references payments (id),
    amount integer not null check (amount > 0),
    reason text not null check (reason in ('overpaid', 'line_already_paid', 'order_cancelled')),
    created_at integer not null
  ) strict`,
  `create index refunds_due_by_payment on refunds_due (payment_id)`,
  `create table license_renewals (
    order_line_id text primary key references order_lines (id),
    license_id text not null references licenses (id),
    old_expiry text not null,
    new_expiry text not null check (new_expiry >= old_expiry),
    renewed_at integer not null
  ) strict, without rowid`,
  // Every message whose signature was right, also the ones that settled nothing.
  `create table gateway_messages (
    id text primary key,
    gateway text not null,
    digest text not null,
    raw text not null,
    outcome text not null,
    times integer not null,
    received_at integer not null,
    unique (gateway, digest)
  ) strict`,
];

/** What people are told, what still has to leave, and who did what. */
const MESSAGES = [
  `create table notifications (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    accountant_id text not null,
    sequence integer not null,
    kind text not null,
    order_id text not null references orders (id),
    amount integer not null,
    line_count integer not null,
    customer_name text not null,
    created_at integer not null,
    read_at integer,
    unique (portal_id, firm_id, accountant_id, sequence)
  ) strict`,
  `create index notifications_unread on notifications (portal_id, firm_id, accountant_id)
   where read_at is null`,
  `create table outbox (
    id text primary key,
    kind text not null,
    payload text not null,
    state text not null check (state in ('pending', 'done', 'dead')),
    attempts integer not null,
    run_at integer not null,
    locked_until integer not null,
    last_error text,
    created_at integer not null,
    done_at integer
  ) strict`,
  `create index outbox_pending on outbox (run_at) where state = 'pending'`,
  `create table audit_log (
    id text primary key,
    at integer not null,
    portal_id text,
    firm_id text,
    actor text not null,
    action text not null,
    subject_id text not null,
    details text not null
  ) strict`,
  `create index audit_log_by_subject on audit_log (subject_id)`,
];

export const initial = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...DIRECTORY, ...ORDERS, ...PAYMENTS, ...MESSAGES]) {
      await sql.raw(statement).execute(db);
    }
  },
};
