import { type Kysely, sql } from 'kysely';

/** Which job is in which lane and takes turns as whose; how many mails people have caused; the orderer's phone. */
const MAIL_LANES = [
  `alter table outbox add column lane text not null default 'order_mails'
    check (lane in ('refunds', 'events', 'money_mails', 'order_mails', 'operations_mails'))`,
  // Jobs of one tenant wait for one another: a firm's mails, a portal's events, a gateway's refunds.
  `alter table outbox add column tenant text not null default 'none' check (tenant <> '')`,
  // A link's mail names its order, as all other mails about orders do.
  `update outbox set payload = json_set(payload, '$.orderId',
      (select order_id from payment_links where id = json_extract(payload, '$.linkId')))
    where kind = 'payment_link'`,
  `update outbox set lane = case
      when kind = 'refund_payment' then 'refunds'
      when kind = 'host_event' then 'events'
      when kind in ('payment_received', 'payment_held', 'refund_due', 'refund_made') then 'money_mails'
      when kind in ('payment_unmatched', 'refund_due_operations', 'refund_not_made',
        'gateway_message_odd', 'mail_undeliverable', 'event_undeliverable') then 'operations_mails'
      else 'order_mails' end
    where state <> 'done'`,
  `update outbox set tenant = coalesce(
      case
        when kind = 'host_event' then json_extract(payload, '$.portalId')
        when kind = 'refund_payment' then (
          select payments.gateway from refunds
          join refunds_due on refunds_due.id = refunds.refund_due_id
          join payments on payments.id = refunds_due.payment_id
          where refunds.id = json_extract(payload, '$.refundId'))
        else (
          select portal_id || '/' || firm_id from orders where id = json_extract(payload, '$.orderId'))
      end, 'none')
    where state <> 'done'`,
  // The next job of each tenant of a lane is one seek, however many jobs wait.
  `create index outbox_turns on outbox (lane, tenant, run_at, id) where state = 'pending'`,
  // Mails of the hour that began at \`since\`; without an addressee the firm's, without a firm the portal's.
  `create table mail_counts (
    portal_id text not null references portals (id),
    firm_id text not null,
    addressee text not null,
    since integer not null,
    mails integer not null check (mails > 0),
    primary key (portal_id, firm_id, addressee)
  ) strict, without rowid`,
  `create index mail_counts_by_age on mail_counts (since)`,
  // By which an owner reaches who has ordered for them.
  `alter table orders add column accountant_phone text not null default ''`,
];

export const mailLanes = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of MAIL_LANES) await sql.raw(statement).execute(db);
  },
};
