import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** An unread entry of the bell sums up an order's payments: how much of its amount came before the newest one. */
const SUMMED_PAYMENTS = [
  'alter table notifications add column earlier_amount integer not null default 0',
  `create index notifications_unread_payments on notifications (order_id)
    where read_at is null and kind = 'payment_received'`,
];

export const summedPayments = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, SUMMED_PAYMENTS);
  },
};
