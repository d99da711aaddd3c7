import { type Kysely, sql } from 'kysely';
import { redefineTable } from './redefine-table.ts';

/** Tables and columns by the words that people use: payment attempt, unapplied money, tries of a job. */
const RENAMES = [
  'alter table payment_sessions rename to payment_attempts',
  'alter table payment_session_lines rename to payment_attempt_lines',
  'alter table payment_attempt_lines rename column payment_session_id to payment_attempt_id',
  'alter table payments rename column payment_session_id to payment_attempt_id',
  'alter table gateway_messages rename column payment_session_id to payment_attempt_id',
  'alter table payments rename column held to unapplied',
  'alter table payments rename column hold_reason to unapplied_reason',
  'alter table outbox rename column attempts to tries',
];

/** Of the same words, what rows hold; mails that wait are rendered by what they hold. */
const VALUES = [
  `update gateway_messages set outcome = 'unknown_attempt' where outcome = 'unknown_session'`,
  `update notifications set kind = 'payment_unapplied' where kind = 'payment_held'`,
  `update outbox set kind = 'payment_unapplied',
     payload = json_remove(json_set(payload, '$.attemptId', payload ->> '$.sessionId'), '$.sessionId')
   where kind = 'payment_held'`,
  `update outbox set payload = json_remove(json_set(payload, '$.mail.tries', payload -> '$.mail.attempts',
     '$.mail.kind', iif(payload ->> '$.mail.kind' = 'payment_held', 'payment_unapplied', payload ->> '$.mail.kind')),
     '$.mail.attempts')
   where kind = 'mail_undeliverable'`,
  `update outbox set payload = json_remove(
     json_set(payload, '$.event.tries', payload -> '$.event.attempts'), '$.event.attempts')
   where kind = 'event_undeliverable'`,
];

export const names = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of RENAMES) await sql.raw(statement).execute(db);
    await redefineTable(
      db,
      'payments',
      (definition) => definition.replace(`in ('short', `, `in ('underpaid', `),
      { unapplied_reason: `iif(unapplied_reason = 'short', 'underpaid', unapplied_reason)` },
    );
    for (const statement of VALUES) await sql.raw(statement).execute(db);
    await renameIndexes(db);
  },
};

/** SQLite renames what indexes are of, and not the indexes. */
async function renameIndexes(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_master where type = 'index' and sql is not null
      and (name like '%session%' or name like 'payments\_held%' escape '\\')`.execute(db);
  for (const { name, sql: definition } of rows) {
    const renamed = name
      .replace('session', 'attempt')
      .replace('payments_held', 'payments_unapplied');
    await sql.raw(`drop index "${name}"`).execute(db);
    await sql.raw(definition.replace(name, renamed)).execute(db);
  }
}
