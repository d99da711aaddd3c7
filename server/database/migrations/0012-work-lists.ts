import { type Kysely, sql } from 'kysely';
import { failureReason } from './frozen-failure-reason.ts';
import { payerKey } from './frozen-payer-key.ts';

const OPEN = `state = 'awaiting_payment'`;

/** What the operations page groups by, and what it is read by. */
const LISTS = [
  'alter table payments add column payer_key text',
  `create index payments_held_alike on payments (hold_reason, payer_key, held, received_at, id) where held > 0`,
  'alter table outbox add column order_id text',
  'alter table outbox add column reason text',
  `update outbox set order_id = coalesce(json_extract(payload, '$.orderId'),
     json_extract(payload, '$.event.data.order.id')) where state <> 'done'`,
  `create index outbox_dead_alike on outbox (kind, reason, order_id, created_at, id) where state = 'dead'`,
  `create index outbox_reports_sent on outbox (done_at) where state = 'done' and lane = 'operations_mails'`,
  `create index gateway_messages_open on gateway_messages (outcome, gateway, payment_session_id, amount, received_at, id)
   where reviewed_at is null`,
];

/** By which the orders are found that money without a reference may be for. */
const CANDIDATES = [
  `create index order_lines_open_by_tax_code on order_lines (tax_code, order_id) where ${OPEN}`,
  `create index order_lines_open_by_total on order_lines (total, order_id) where ${OPEN}`,
  'create index orders_by_number on orders (number)',
  'create index payments_by_amount_and_gateway on payments (amount, gateway, received_at)',
  // What awaits payment of each order; kept by triggers, as no sum over its lines can have an index.
  `create table open_orders (
    order_id text primary key references orders (id),
    due integer not null check (due >= 0),
    line_count integer not null check (line_count >= 0 and (line_count > 0) = (due > 0))
  ) strict, without rowid`,
  `create index open_orders_by_due on open_orders (due, order_id)`,
  `insert into open_orders (order_id, due, line_count)
   select order_id, sum(total), count(*) from order_lines where ${OPEN} group by order_id`,
  `create trigger open_order_gains_a_line after insert on order_lines when new.${OPEN}
   begin
     insert into open_orders (order_id, due, line_count) values (new.order_id, new.total, 1)
     on conflict (order_id) do update set due = due + excluded.due, line_count = line_count + 1;
   end`,
  `create trigger open_order_changes after update of state, total on order_lines
   when (old.${OPEN} or new.${OPEN}) and (old.state <> new.state or old.total <> new.total)
   begin
     insert into open_orders (order_id, due, line_count) values (new.order_id, 0, 0)
     on conflict (order_id) do nothing;
     update open_orders set
       due = due - iif(old.${OPEN}, old.total, 0) + iif(new.${OPEN}, new.total, 0),
       line_count = line_count - iif(old.${OPEN}, 1, 0) + iif(new.${OPEN}, 1, 0)
     where order_id = new.order_id;
   end`,
];

export const workLists = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...LISTS, ...CANDIDATES]) await sql.raw(statement).execute(db);
    await fillPayers(db);
    await fillReasons(db);
  },
};

async function fillPayers(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string; memo: string; raw: string }>`
    select id, memo, raw from payments where held > 0`.execute(db);
  const keys = rows.map(({ id, ...told }) => [id, payerKey(told)]);
  await sql`update payments set payer_key = told.value ->> 1
    from json_each(${JSON.stringify(keys)}) as told where payments.id = told.value ->> 0`.execute(
    db,
  );
}

async function fillReasons(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string; error: string }>`
    select id, coalesce(last_error, '') as error from outbox where state = 'dead'`.execute(db);
  const reasons = rows.map(({ id, error }) => [id, failureReason(error)]);
  await sql`update outbox set reason = told.value ->> 1
    from json_each(${JSON.stringify(reasons)}) as told where outbox.id = told.value ->> 0`.execute(
    db,
  );
}
