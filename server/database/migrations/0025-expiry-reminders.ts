import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';
import { redefineTable } from './redefine-table.ts';

/** Who works for a firm, and which expiring licences each firm was reminded of. */
const EXPIRY_REMINDERS = [
  `create table accountants (
    id text primary key,
    portal_id text not null references portals (id),
    firm_id text not null,
    external_id text not null check (external_id <> ''),
    name text not null,
    email text not null,
    locale text not null check (locale in ('vi', 'en')),
    seen_at integer not null,
    expiry_mails integer not null default 1 check (expiry_mails in (0, 1)),
    unique (portal_id, firm_id, external_id)
  ) strict`,
  `create table expiry_digests (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    day text not null,
    license_count integer not null check (license_count > 0),
    created_at integer not null,
    unique (portal_id, firm_id, day),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict`,
  `create table expiry_reminders (
    license_id text not null references licenses (id),
    expiry text not null,
    threshold integer not null check (threshold > 0),
    digest_id text not null references expiry_digests (id),
    primary key (license_id, expiry, threshold)
  ) strict`,
  'create index expiry_reminders_by_digest on expiry_reminders (digest_id)',
  `alter table portals add column expiry_reminders integer not null default 1 check (expiry_reminders in (0, 1))`,
  'alter table portals add column renew_url text',
  'alter table firms add column expiry_reminders integer check (expiry_reminders in (0, 1))',
];

const DIGEST = 'digest_id text references expiry_digests (id)';
const ONE_SUBJECT = 'check ((order_id is null) = (digest_id is not null))';

/** An entry of the bell is about an order, or about a digest. */
async function letBellNameDigests(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await runDdl(db, [`alter table notifications add column ${DIGEST}`]);
    await sql`alter table notifications alter column order_id drop not null`.execute(db);
    await sql.raw(`alter table notifications add ${ONE_SUBJECT}`).execute(db);
    return;
  }
  await redefineTable(db, 'notifications', (definition) =>
    definition
      .replace('order_id text not null references', 'order_id text references')
      .replace(/read_at integer,/, `read_at integer,\n    ${DIGEST},\n    ${ONE_SUBJECT},`),
  );
}

export const expiryReminders = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, EXPIRY_REMINDERS);
    await letBellNameDigests(db);
  },
};
