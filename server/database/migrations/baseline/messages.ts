/** What people are told, what still has to leave, and who did what. */
export const MESSAGES = [
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
  )`,
  `create index notifications_unread on notifications (portal_id, firm_id, accountant_id) where read_at is null`,
  `create table outbox (
    id text primary key,
    kind text not null,
    payload text not null,
    state text not null check (state in ('pending', 'done', 'dead')),
    tries integer not null,
    run_at integer not null,
    locked_until integer not null,
    last_error text,
    created_at integer not null,
    done_at integer,
    lane text not null default 'order_mails'
      check (lane in ('refunds', 'events', 'money_mails', 'order_mails', 'operations_mails')),
    tenant text not null default 'none' check (tenant <> ''),
    order_id text,
    reason text
  )`,
  `create index outbox_dead on outbox (created_at) where state = 'dead'`,
  `create index outbox_dead_alike on outbox (kind, reason, order_id, created_at, id) where state = 'dead'`,
  `create index outbox_done on outbox (done_at) where state = 'done'`,
  `create index outbox_of_portals_told on outbox (created_at) where kind = 'event_undeliverable'`,
  `create index outbox_pending on outbox (run_at) where state = 'pending'`,
  `create index outbox_reports_sent on outbox (done_at) where state = 'done' and lane = 'operations_mails'`,
  `create index outbox_turns on outbox (lane, tenant, run_at, id) where state = 'pending'`,
  `create table mail_counts (
    portal_id text not null references portals (id),
    firm_id text not null,
    addressee text not null,
    since integer not null,
    mails integer not null check (mails > 0),
    primary key (portal_id, firm_id, addressee)
  )`,
  `create index mail_counts_by_age on mail_counts (since)`,
  `create table audit_log (
    id text primary key,
    at integer not null,
    portal_id text,
    firm_id text,
    actor text not null,
    action text not null,
    subject_id text not null,
    details text not null
  )`,
  `create index audit_log_by_subject on audit_log (subject_id)`,
];
