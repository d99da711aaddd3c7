import { type Kysely, sql } from 'kysely';

/**
 * One movement of money may be reported twice: the second report is kept as evidence of the first. Money that is
 * no customer's is set aside; money for several orders is split into parts, each a payment of its own.
 */
const MOVEMENTS = [
  // By what two reports of one movement are found: accounts named (apart by blanks), the bank's number.
  `alter table payments add column accounts text not null default ''`,
  'alter table payments add column bank_key text',
  'update payments set bank_key = upper(bank_reference) where length(bank_reference) >= 4',
  'create index payments_by_bank_key on payments (bank_key) where bank_key is not null',
  'create index payments_by_amount on payments (amount, received_at)',
  `create index payments_unmatched on payments (amount, received_at) where hold_reason = 'unmatched'`,
  // Held, since it may be the same movement as that payment: a person decides.
  `alter table payments add column possible_duplicate_of text references payments (id)
   check (possible_duplicate_of is null
     or (possible_duplicate_of <> id and coalesce(hold_reason, '') = 'unmatched'))`,
  `create index payments_possible_duplicates on payments (possible_duplicate_of)
   where possible_duplicate_of is not null`,
  'alter table payments add column set_aside_note text',
  `alter table payments add column set_aside integer not null default 0
   check (case when set_aside = 0 then set_aside_note is null
     else set_aside = amount and held = 0 and trim(coalesce(set_aside_note, '')) <> '' end)`,
  'create index payments_set_aside on payments (id) where set_aside > 0',
  // Of a payment over several orders: all of it is in its parts.
  'alter table payments add column split_of text references payments (id)',
  `alter table payments add column split integer not null default 0
   check (split = 0 or (split = amount and held = 0 and set_aside = 0 and split_of is null))`,
  'create index payments_parts on payments (split_of) where split_of is not null',
  // Attempts to pay that a payment's own report names, of whatever session it became.
  `create table payment_names (
    reference text not null,
    payment_id text not null references payments (id) on delete cascade,
    primary key (reference, payment_id)
  ) strict, without rowid`,
  'create index payment_names_by_payment on payment_names (payment_id)',
  `insert into payment_names select reference, payments.id from payments
   join payment_sessions on payment_sessions.id = payment_session_id
   where gateway in ('sepay', 'casso', 'payos') and instr(
     replace(replace(replace(upper(memo), ' ', ''), '.', ''), '-', ''), reference) > 0`,
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
  ) strict`,
  'create index payment_reports_by_payment on payment_reports (payment_id)',
  'create index payment_reports_by_bank_key on payment_reports (bank_key) where bank_key is not null',
  'create index payment_reports_by_time on payment_reports (joined_at)',
];

const left = (payment: string) =>
  `(select coalesce(sum(amount), 0) from refunds_due where payment_id = ${payment})
   + (select coalesce(sum(amount), 0) from allocations where payment_id = ${payment})`;

/** What no code can do by mistake. */
const RULES = [
  // A report is money or evidence of money, never both.
  `create trigger reports_are_no_payments before insert on payment_reports
   when exists (select 1 from payments where gateway = new.gateway
     and gateway_transaction_id = new.gateway_transaction_id)
   begin select raise(abort, 'payment_reports: this report is recorded as money'); end`,
  `create trigger payments_are_no_reports before insert on payments
   when exists (select 1 from payment_reports where gateway = new.gateway
     and gateway_transaction_id = new.gateway_transaction_id)
   begin select raise(abort, 'payments: this report is kept as evidence of a payment'); end`,
  `create trigger reports_are_of_the_same_amount before insert on payment_reports
   when new.because <> 'person'
     and new.amount <> (select amount from payments where id = new.payment_id)
   begin select raise(abort, 'payment_reports: another amount than the payment'); end`,
  'drop trigger refunds_due_are_covered',
  `create trigger refunds_due_are_covered before insert on refunds_due
   when new.amount + ${left('new.payment_id')}
     > (select amount - held - set_aside - split from payments where id = new.payment_id)
   begin select raise(abort, 'refunds_due: more than is left of the payment'); end`,
  `create trigger payments_are_covered before update of amount, held, set_aside, split on payments
   when new.held + new.set_aside + new.split > old.held + old.set_aside + old.split
     and new.held + new.set_aside + new.split + ${left('new.id')} > new.amount
   begin select raise(abort, 'payments: more than is left of the payment'); end`,
  `create trigger payments_are_split_once before insert on payments
   when new.split_of is not null and new.amount
     + (select coalesce(sum(amount), 0) from payments where split_of = new.split_of)
     > (select split from payments where id = new.split_of)
   begin select raise(abort, 'payments: more parts than the payment was split into'); end`,
];

export const movements = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...MOVEMENTS, ...RULES]) await sql.raw(statement).execute(db);
  },
};
