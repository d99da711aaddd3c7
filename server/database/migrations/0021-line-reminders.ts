import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** When the payment of a line was last asked for, and what finds a firm's unpaid lines and a line's own links. */
const LINE_REMINDERS = [
  `create table line_reminders (
    order_line_id text primary key references order_lines (id),
    reminded_at integer not null,
    times integer not null check (times > 0)
  ) strict`,
  `create index orders_open_by_firm on orders (portal_id, firm_id, due_date, id)
   where state in ('awaiting_payment', 'partly_paid')`,
  `create index payment_links_by_line on payment_links (order_line_id, id) where order_line_id is not null`,
];

export const lineReminders = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, LINE_REMINDERS);
  },
};
