import { type Kysely, sql } from 'kysely';

/** Bounds on what is kept of gateways' messages, a lane of the reconciler for each method, refunds that were sent. */
const GATEWAY_SAFETY = [
  // What is odd about a message, such as the moment that was not taken.
  'alter table gateway_messages add column note text',
  // How many were kept in the last hour, and of one session, is counted before another is.
  'create index gateway_messages_by_hour on gateway_messages (gateway, received_at)',
  'create index gateway_messages_by_session on gateway_messages (payment_session_id) where payment_session_id is not null',
  // Each gateway is asked in a lane of its own.
  'drop index payment_sessions_to_ask',
  'create index payment_sessions_to_ask on payment_sessions (method, next_ask_at) where next_ask_at is not null',
  // When a refund was handed to its gateway: from then on it may have been made.
  'alter table refunds add column sent_at integer',
  // One that waits may have been sent by the version before.
  `update refunds set sent_at = created_at where method = 'gateway' and state in ('pending', 'unclear')`,
];

export const gatewaySafety = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of GATEWAY_SAFETY) await sql.raw(statement).execute(db);
  },
};
