import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** Finds old entries of the bell and old digests by their age, and a digest's entries, so that they can be deleted. */
const OLD_REMINDERS = [
  'create index notifications_by_age on notifications (created_at)',
  'create index notifications_of_digest on notifications (digest_id) where digest_id is not null',
  'create index expiry_digests_by_age on expiry_digests (created_at)',
];

export const oldReminders = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, OLD_REMINDERS);
  },
};
