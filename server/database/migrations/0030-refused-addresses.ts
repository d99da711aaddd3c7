import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** Addresses whose mail server refused a mail for good, in lower case; a mail that is accepted takes one away. */
const REFUSED_ADDRESSES = [
  `create table refused_addresses (
    email text primary key,
    refused_at integer not null
  ) strict`,
];

export const refusedAddresses = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, REFUSED_ADDRESSES);
  },
};
