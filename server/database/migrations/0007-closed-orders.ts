import { type Kysely, sql } from 'kysely';
import { redefineTable } from './redefine-table.ts';

/** Why money pays no line that its licence does not allow any more, or revives no closed one. */
const REASONS = [
  'not_renewable',
  'closed_too_long',
  'price_risen',
  'code_unusable',
  'plan_withdrawn',
];

/** By what an order is priced again when some of its lines are closed, and what its firm has had too much. */
const VOLUME = [
  // JSON: the rules and tiers by which it was priced; null for orders from before they were kept.
  'alter table orders add column price_terms text',
  // What its paid lines have had too much for volume, in dong; less than 0: have made good of earlier orders.
  'alter table orders add column volume_balance integer not null default 0',
  'create index orders_by_volume_balance on orders (portal_id, firm_id) where volume_balance <> 0',
  // JSON: what each rule took off, in the order of the rules.
  `alter table order_lines add column taken text not null default '[]'`,
  `create trigger paid_lines_keep_their_price before update on order_lines
   when old.state = 'paid' and (new.list, new.discount, new.net, new.vat, new.total)
     is not (old.list, old.discount, old.net, old.vat, old.total)
   begin select raise(abort, 'a paid line keeps its price'); end`,
];

/** One commitment a licence until something is paid for it, or a firm could go on for ever. */
const COMMITMENTS = [
  'alter table payment_commitments add column paid_since integer',
  `update payment_commitments set paid_since = (
     select min(renewed_at) from license_renewals
     where license_renewals.license_id = payment_commitments.license_id
       and renewed_at >= payment_commitments.created_at)`,
  // Those of a chain, from when that was possible: the newest stands for them.
  `update payment_commitments set paid_since = created_at where paid_since is null and exists (
     select 1 from payment_commitments newer
     where newer.license_id = payment_commitments.license_id
       and (newer.created_at, newer.order_line_id)
         > (payment_commitments.created_at, payment_commitments.order_line_id))`,
  `create unique index payment_commitments_one_unpaid on payment_commitments (license_id)
   where paid_since is null`,
  `create trigger payment_ends_a_commitment after insert on license_renewals
   begin
     update payment_commitments set paid_since = new.renewed_at
     where license_id = new.license_id and paid_since is null;
   end`,
];

export const closedOrders = {
  async up(db: Kysely<unknown>): Promise<void> {
    const added = REASONS.map((reason) => `'${reason}'`).join(', ');
    await redefineTable(db, 'refunds_due', (definition) =>
      definition.replace(`'order_cancelled'`, `'order_cancelled', ${added}`),
    );
    for (const statement of [...VOLUME, ...COMMITMENTS]) await sql.raw(statement).execute(db);
  },
};
