import { type Kysely, sql } from 'kysely';

/** What a person asks afterwards: why a line was cancelled, which transfer a payment was, what an odd message said. */
const TRACES = [
  'alter table order_lines add column cancelled_at integer',
  'alter table order_lines add column cancel_reason text',
  // The number by which the payer's bank statement has it, where it is not the gateway's own.
  'alter table payments add column bank_reference text',
  // When a person was last shown how to pay; null for the transfer that only a mail tells of.
  'alter table payment_sessions add column shown_at integer',
  'update payment_sessions set shown_at = created_at',
  // Of a message about another amount than was asked for, what it says was paid; and who has dealt with it.
  'alter table gateway_messages add column transaction_id text',
  'alter table gateway_messages add column amount integer',
  'alter table gateway_messages add column payment_session_id text references payment_sessions (id)',
  'alter table gateway_messages add column reviewed_at integer',
  // Mails that wait to leave and say nothing of lines: they are of the whole order.
  `update outbox set payload = json_set(payload, '$.lineIds', null) where state <> 'done'
    and kind in ('order_due_soon', 'commitment_made', 'commitment_due_soon')`,
  // What was given up, for operations.
  `create index outbox_dead on outbox (created_at) where state = 'dead'`,
  // Sessions whose time is over are looked for every few seconds.
  'create index payment_sessions_by_end on payment_sessions (state, expires_at)',
];

export const traces = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of TRACES) await sql.raw(statement).execute(db);
  },
};
