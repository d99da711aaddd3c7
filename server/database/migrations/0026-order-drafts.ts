import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** Orders that are being typed. */
const ORDER_DRAFTS = [
  `create table order_drafts (
    portal_id text not null,
    firm_id text not null,
    id text not null,
    accountant_id text not null,
    version integer not null check (version > 0),
    row_count integer not null check (row_count between 1 and 2000),
    customer_count integer not null,
    first_customer_id text,
    created_at integer not null,
    saved_at integer not null,
    saved_by_id text not null,
    saved_by_name text not null,
    editor text not null,
    handed_by_name text,
    body text not null,
    primary key (portal_id, firm_id, id)
  ) strict`,
  'create index order_drafts_of_accountant on order_drafts (portal_id, firm_id, accountant_id, saved_at)',
  'create index order_drafts_by_age on order_drafts (saved_at)',
];

export const orderDrafts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, ORDER_DRAFTS);
  },
};
