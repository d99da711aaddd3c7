import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** Mails to an order's recipient about its payments are marked: they wait for each other, and are found by their order. */
const SUMMED_MAILS = [
  `alter table outbox add column summed integer not null default 0 check (summed in (0, 1))`,
  'create index outbox_summed on outbox (order_id) where summed = 1',
];

export const summedMails = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, SUMMED_MAILS);
  },
};
