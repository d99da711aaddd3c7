import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/**
 * Addresses without a mailbox, in lower case, by the firm whose mail was refused: no other learns of it. Those known
 * without their firm are forgotten, a week before they would have been; their next mail tells it again.
 */
const REFUSALS_BY_FIRM = [
  'drop table refused_addresses',
  `create table refused_addresses (
    portal_id text not null,
    firm_id text not null,
    email text not null,
    refused_at integer not null,
    primary key (portal_id, firm_id, email)
  ) strict`,
];

export const refusalsByFirm = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, REFUSALS_BY_FIRM);
  },
};
