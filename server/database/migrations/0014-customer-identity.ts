import { type Kysely, sql } from 'kysely';
import { redefineTable } from './redefine-table.ts';

/** A customer is known by the portal's id, and has tax codes over time. */
const IDENTITY = [
  // A firm's later customers with one id had it by mistake: their tax code stands for it, as where there is none.
  `update customers set external_id = null where external_id is not null and exists (
     select 1 from customers as other where other.portal_id = customers.portal_id
       and other.firm_id = customers.firm_id and other.external_id = customers.external_id
       and other.id < customers.id)`,
  `update customers set external_id = null where trim(external_id) = ''`,
  `alter table customers add column external_id_declared integer not null default 1
   check (external_id_declared in (0, 1))`,
  // A tax code that is another customer's own id can't stand for one, too: there, our id does.
  `update customers set external_id_declared = 0, external_id = case when exists (
     select 1 from customers as other where other.portal_id = customers.portal_id
       and other.firm_id = customers.firm_id and other.external_id_declared = 1
       and other.external_id = customers.tax_code) then id else tax_code end
   where external_id is null`,
  'alter table customers add column merged_into text references customers (id) check (merged_into <> id)',
  'create unique index customers_by_external_id on customers (portal_id, firm_id, external_id)',
  // What was merged into another customer is no present one: its code may be the other's.
  `create unique index customers_by_tax_code on customers (portal_id, firm_id, tax_code)
   where merged_into is null`,
  'create index customers_merged on customers (merged_into) where merged_into is not null',
  `create index order_lines_open_by_customer on order_lines (customer_id, order_id)
   where state = 'awaiting_payment'`,
  `create table customer_tax_codes (
    customer_id text not null references customers (id),
    tax_code text not null,
    from_date text not null,
    until_date text check (until_date >= from_date),
    primary key (customer_id, tax_code, from_date)
  ) strict, without rowid`,
  'create unique index customer_tax_codes_present on customer_tax_codes (customer_id) where until_date is null',
  'create index customer_tax_codes_by_code on customer_tax_codes (tax_code)',
  // Vietnam is seven hours ahead of UTC, all year round.
  `insert into customer_tax_codes (customer_id, tax_code, from_date)
   select id, tax_code, date(updated_at / 1000 + 7 * 3600, 'unixepoch') from customers`,
  `create trigger customers_are_merged_into_present_ones before update of merged_into on customers
   when new.merged_into is not null and exists (select 1 from customers as other
     where other.id = new.merged_into
       and (other.merged_into is not null or other.portal_id <> new.portal_id or other.firm_id <> new.firm_id))
   begin select raise(abort, 'a customer is merged into a present customer of its firm'); end`,
];

export const customerIdentity = {
  async up(db: Kysely<unknown>): Promise<void> {
    await redefineTable(db, 'customers', (definition) =>
      definition.replace(/\n\s*unique \(portal_id, firm_id, tax_code\),/, ''),
    );
    for (const statement of IDENTITY) await sql.raw(statement).execute(db);
    await redefineTable(db, 'customers', (definition) =>
      definition.replace('external_id text,', 'external_id text not null,'),
    );
  },
};
