import { type Kysely, sql } from 'kysely';
import { v7 } from 'uuid';
import { redefineTable } from './redefine-table.ts';

/** What is sold, with plans under it. */
const PRODUCTS = [
  `create table products (
    id text primary key,
    portal_id text not null references portals (id),
    code text not null,
    name_vi text not null,
    name_en text not null,
    active integer not null check (active in (0, 1)),
    unique (portal_id, code)
  ) strict`,
];

const PLANS = [
  'alter table plans add column product_id text references products (id)',
  `alter table plans add column per_user integer not null default 0 check (per_user in (0, 1))`,
  `alter table plans add column allows_gap integer not null default 0 check (allows_gap in (0, 1))`,
  `update plans set product_id = (select id from products where portal_id = plans.portal_id)`,
];

/** A customer has any number of licences; what a licence is, its periods say. */
const LICENSES = [
  `create table licenses_next (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    customer_id text not null references customers (id),
    product_id text not null references products (id),
    external_id text check (external_id <> ''),
    updated_at integer not null,
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  ) strict`,
  `insert into licenses_next (id, portal_id, firm_id, customer_id, product_id, updated_at)
   select licenses.id, customers.portal_id, firm_id, customer_id, product_id, licenses.updated_at
   from licenses join customers on customers.id = customer_id join plans on plans.id = plan_id`,
];

const PERIODS = [
  `create table license_periods (
    id text primary key,
    license_id text not null references licenses (id),
    first_day text not null,
    last_day text not null check (last_day >= first_day),
    plan_id text not null references plans (id),
    quantity integer not null check (quantity >= 1),
    chain_last_day text not null check (chain_last_day >= last_day),
    source text not null check (source in ('declared', 'order_line', 'commitment')),
    order_line_id text references order_lines (id),
    created_at integer not null,
    ended_at integer,
    end_reason text check (end_reason in ('corrected', 'replaced', 'paid', 'commitment_over')),
    check ((source = 'declared') = (order_line_id is null)),
    check ((ended_at is null) = (end_reason is null))
  ) strict`,
  // One period for what is known of each. It was in force when the portal last declared it or a line was paid, and
  // from the first renewal on that is known; else from the first day of the fiscal year in which it ends.
  `insert into license_periods (id, license_id, first_day, last_day, plan_id, quantity, chain_last_day, source,
     created_at)
   select id, id, min(year_first, declared_on, coalesce(renewed_first, year_first)), expiry, plan_id, 1, expiry,
     'declared', updated_at
   from (select licenses.*, renewed_first,
       printf('%04d-%02d-01', substr(expiry, 1, 4) - (substr(expiry, 6, 2) + 0 < fiscal_year_start),
         fiscal_year_start) as year_first,
       date(licenses.updated_at / 1000 + 7 * 3600, 'unixepoch') as declared_on
     from licenses join customers on customers.id = customer_id
     left join (select license_id, date(min(old_expiry), '+1 day') as renewed_first
       from license_renewals where new_expiry > old_expiry group by license_id) on license_id = licenses.id)`,
  `insert into license_periods (id, license_id, first_day, last_day, plan_id, quantity, chain_last_day, source,
     order_line_id, created_at)
   select order_line_id, payment_commitments.license_id, date(expiry, '+1 day'), max(temporary_expiry),
     order_lines.plan_id, 1, max(temporary_expiry), 'commitment', order_line_id, payment_commitments.created_at
   from payment_commitments join licenses on licenses.id = payment_commitments.license_id
   join order_lines on order_lines.id = order_line_id
   where payment_commitments.state = 'active' and temporary_expiry > expiry
   group by payment_commitments.license_id`,
  'drop table licenses',
  'alter table licenses_next rename to licenses',
  'create index licenses_by_customer on licenses (customer_id)',
  `create unique index licenses_one_a_product on licenses (customer_id, product_id) where external_id is null`,
  `create unique index licenses_by_external_id on licenses (portal_id, firm_id, external_id)
   where external_id is not null`,
  `create unique index license_periods_living on license_periods (license_id, first_day) where ended_at is null`,
  // A line gives its days once.
  `create unique index license_periods_by_line on license_periods (order_line_id) where source = 'order_line'`,
  `create index license_periods_committed on license_periods (order_line_id)
   where source = 'commitment' and ended_at is null`,
  `create trigger license_periods_do_not_overlap before insert on license_periods
   when new.ended_at is null and exists (select 1 from license_periods as other
     where other.license_id = new.license_id and other.ended_at is null
       and other.first_day <= new.last_day and other.last_day >= new.first_day)
   begin select raise(abort, 'periods of a licence do not overlap'); end`,
  `create trigger license_periods_are_ended_once before update on license_periods
   when old.ended_at is not null
     or (new.id, new.license_id, new.first_day, new.last_day, new.plan_id, new.quantity, new.source,
         new.order_line_id, new.created_at)
       is not (old.id, old.license_id, old.first_day, old.last_day, old.plan_id, old.quantity, old.source,
         old.order_line_id, old.created_at)
   begin select raise(abort, 'a period is not edited: it is ended, once'); end`,
  `create trigger license_periods_are_kept before delete on license_periods
   begin select raise(abort, 'a period is not deleted: it is ended'); end`,
];

/** What a line was ordered of, and how many users; of lines from before, what they must have been of. */
const LINES = [
  `alter table order_lines add column product_code text not null default 'default'`,
  `alter table order_lines add column product_name_vi text not null default 'Phần mềm'`,
  `alter table order_lines add column product_name_en text not null default 'Software'`,
  'alter table order_lines add column quantity integer not null default 1 check (quantity >= 1)',
  // Of the licence when the line was ordered; null in lines from before it was kept.
  'alter table order_lines add column present_quantity integer check (present_quantity >= 1)',
  // The plan's, when ordered.
  `alter table order_lines add column allows_gap integer not null default 0 check (allows_gap in (0, 1))`,
];

export const licensePeriods = {
  async up(db: Kysely<unknown>): Promise<void> {
    await run(db, PRODUCTS);
    const { rows } = await sql<{ id: string }>`
      select id from portals where id in (select portal_id from plans)`.execute(db);
    for (const { id } of rows) {
      await sql`insert into products values (${v7()}, ${id}, 'default', 'Phần mềm', 'Software', 1)`.execute(
        db,
      );
    }
    await run(db, PLANS);
    await redefineTable(db, 'plans', (definition) =>
      definition.replace('product_id text references', 'product_id text not null references'),
    );
    await run(db, [...LICENSES, ...PERIODS, ...LINES]);
  },
};

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
