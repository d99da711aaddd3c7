import type { Kysely } from 'kysely';
import { DIRECTORY } from './directory.ts';
import { MESSAGES } from './messages.ts';
import { ORDERS } from './orders.ts';
import { PAYMENTS } from './payments.ts';
import { runDdl } from './run-ddl.ts';
import { TRIGGERS } from './triggers.ts';

/**
 * The schema as SQLite's has become by its migrations up to 0018: PostgreSQL has no older databases to bring up to
 * date. `same-schema.test.ts` holds the two together; later migrations are for both.
 */
export const baseline = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, [...DIRECTORY, ...ORDERS, ...PAYMENTS, ...MESSAGES, ...TRIGGERS]);
  },
};
