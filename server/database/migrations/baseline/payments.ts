/** Money asked for, received, and where it went. */
export const PAYMENTS = [
  `create table payment_links (
    id text primary key,
    order_id text not null references orders (id),
    order_line_id text references order_lines (id),
    token_hash text not null unique,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer,
    sent_at integer,
    sent_to text,
    opened_at integer
  )`,
  `create index payment_links_by_order on payment_links (order_id)`,
  `create table payment_attempts (
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
    asked_at integer,
    redirect_url text,
    next_ask_at integer,
    shown_at integer
  )`,
  `create index payment_attempts_by_end on payment_attempts (state, expires_at)`,
  `create index payment_attempts_by_order on payment_attempts (order_id)`,
  `create index payment_attempts_to_ask on payment_attempts (method, next_ask_at) where next_ask_at is not null`,
  `create table payment_attempt_lines (
    payment_attempt_id text not null references payment_attempts (id),
    order_line_id text not null references order_lines (id),
    primary key (payment_attempt_id, order_line_id)
  )`,
  `create index payment_attempt_lines_by_line on payment_attempt_lines (order_line_id)`,
  `create table payments (
    id text primary key,
    gateway text not null,
    gateway_transaction_id text not null check (gateway_transaction_id <> ''),
    payment_attempt_id text references payment_attempts (id),
    amount integer not null check (amount > 0),
    unapplied integer not null check (unapplied between 0 and amount),
    unapplied_reason text check (unapplied_reason in ('underpaid', 'unmatched', 'suspected_fraud')),
    memo text not null,
    raw text not null,
    received_at integer not null,
    bank_reference text,
    accounts text not null default '',
    bank_key text,
    possible_duplicate_of text references payments (id)
      check (possible_duplicate_of is null
        or (possible_duplicate_of <> id and coalesce(unapplied_reason, '') = 'unmatched')),
    set_aside_note text,
    set_aside integer not null default 0
      check (case when set_aside = 0 then set_aside_note is null
        else set_aside = amount and unapplied = 0 and trim(coalesce(set_aside_note, '')) <> '' end),
    split_of text references payments (id),
    split integer not null default 0
      check (split = 0 or (split = amount and unapplied = 0 and set_aside = 0 and split_of is null)),
    payer_key text,
    check ((unapplied > 0) = (unapplied_reason is not null)),
    unique (gateway, gateway_transaction_id)
  )`,
  `create index payments_by_amount on payments (amount, received_at)`,
  `create index payments_by_amount_and_gateway on payments (amount, gateway, received_at)`,
  `create index payments_by_attempt on payments (payment_attempt_id)`,
  `create index payments_by_bank_key on payments (bank_key) where bank_key is not null`,
  `create index payments_parts on payments (split_of) where split_of is not null`,
  `create index payments_possible_duplicates on payments (possible_duplicate_of)
   where possible_duplicate_of is not null`,
  `create index payments_set_aside on payments (id) where set_aside > 0`,
  `create index payments_unapplied on payments (unapplied_reason) where unapplied > 0`,
  `create index payments_unapplied_alike on payments (unapplied_reason, payer_key, unapplied, received_at, id)
   where unapplied > 0`,
  `create index payments_unmatched on payments (amount, received_at) where unapplied_reason = 'unmatched'`,
  `create table payment_names (
    reference text not null,
    payment_id text not null references payments (id) on delete cascade,
    primary key (reference, payment_id)
  )`,
  `create index payment_names_by_payment on payment_names (payment_id)`,
  `create table payment_reports (
    id text primary key,
    payment_id text not null references payments (id),
    gateway text not null,
    gateway_transaction_id text not null check (gateway_transaction_id <> ''),
    amount integer not null check (amount > 0),
    memo text not null,
    names text not null,
    accounts text not null,
    bank_reference text,
    bank_key text,
    raw text not null,
    received_at integer not null,
    because text not null check (because in ('bank_reference', 'attempt', 'person')),
    joined_at integer not null,
    unique (gateway, gateway_transaction_id)
  )`,
  `create index payment_reports_by_bank_key on payment_reports (bank_key) where bank_key is not null`,
  `create index payment_reports_by_payment on payment_reports (payment_id)`,
  `create index payment_reports_by_time on payment_reports (joined_at)`,
  `create table allocations (
    payment_id text not null references payments (id),
    order_line_id text not null references order_lines (id),
    amount integer not null check (amount > 0),
    primary key (payment_id, order_line_id)
  )`,
  `create index allocations_by_line on allocations (order_line_id)`,
  `create table refunds_due (
    id text primary key,
    payment_id text not null references payments (id),
    amount integer not null check (amount > 0),
    reason text not null
      check (reason in ('overpaid', 'line_already_paid', 'order_cancelled', 'not_renewable',
        'closed_too_long', 'price_risen', 'code_unusable', 'plan_withdrawn', 'unmatched', 'suspected_fraud')),
    created_at integer not null,
    state text not null default 'due' check (state in ('due', 'refunding', 'refunded')),
    refunded_at integer,
    check ((refunded_at is not null) = (state = 'refunded'))
  )`,
  `create index refunds_due_by_payment on refunds_due (payment_id)`,
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
    error text,
    sent_at integer
  )`,
  `create unique index refunds_one_at_a_time on refunds (refund_due_id) where state <> 'failed'`,
  `create table license_renewals (
    order_line_id text primary key references order_lines (id),
    license_id text not null references licenses (id),
    old_expiry text not null,
    new_expiry text not null check (new_expiry >= old_expiry),
    renewed_at integer not null
  )`,
  `create table gateway_messages (
    id text primary key,
    gateway text not null,
    digest text not null,
    raw text not null,
    outcome text not null,
    times integer not null,
    received_at integer not null,
    transaction_id text,
    amount integer,
    payment_attempt_id text references payment_attempts (id),
    reviewed_at integer,
    note text,
    unique (gateway, digest)
  )`,
  `create index gateway_messages_by_age on gateway_messages (received_at)`,
  `create index gateway_messages_by_attempt on gateway_messages (payment_attempt_id)
   where payment_attempt_id is not null`,
  `create index gateway_messages_by_hour on gateway_messages (gateway, received_at)`,
  `create index gateway_messages_open on gateway_messages (outcome, gateway, payment_attempt_id, amount, received_at, id)
   where reviewed_at is null`,
  `create table gateway_cursors (
    gateway text primary key,
    cursor text not null,
    updated_at integer not null
  )`,
];
