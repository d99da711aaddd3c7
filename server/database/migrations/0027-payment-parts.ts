import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** The parts in which an amount above the limit of quick transfers is paid, each with a reference of its own. */
const PAYMENT_PARTS = [
  `create table payment_attempt_parts (
    payment_attempt_id text not null references payment_attempts (id),
    number integer not null check (number > 0),
    reference text not null unique,
    amount integer not null check (amount >= 0),
    primary key (payment_attempt_id, number)
  ) strict`,
];

export const paymentParts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, PAYMENT_PARTS);
  },
};
