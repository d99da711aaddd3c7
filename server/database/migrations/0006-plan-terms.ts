import { type Kysely, sql } from 'kysely';
import { calendarDateAt, daysGained } from './frozen-dates.ts';

/** Who may have a plan, how few days it does not sell as a year, and what a line does to its licence. */
const PLAN_TERMS = [
  `alter table plans add column minimum_gain integer not null default 31
   check (minimum_gain between 0 and 183)`,
  // JSON: CustomerKind[]
  `alter table plans add column customer_kinds text not null
   default '["company","household","branch"]' check (json_array_length(customer_kinds) > 0)`,
  // Null: the tax code says it.
  `alter table customers add column kind text check (kind in ('company', 'household', 'branch'))`,
  // What the licence had when the line was ordered; null in lines from before it was kept.
  'alter table order_lines add column present_plan_id text references plans (id)',
  'alter table order_lines add column present_plan_code text',
  'alter table order_lines add column present_plan_name_vi text',
  'alter table order_lines add column present_plan_name_en text',
  'alter table order_lines add column days_gained integer not null default 0 check (days_gained >= 0)',
  // Of the plan when the line was ordered, by which its money is judged.
  `alter table order_lines add column minimum_gain integer not null default 31
   check (minimum_gain between 0 and 183)`,
  // They were ordered when nothing bounded the days that a plan gives away: what is unpaid gets the most it may.
  `update order_lines set minimum_gain = 183 where state <> 'paid'`,
  `create index order_lines_unpaid_by_license on order_lines (license_id)
   where state = 'awaiting_payment'`,
  // Two at once could be paid in any order: the later first leaves a gap, the other plan first is overwritten.
  `create trigger licenses_have_one_unpaid_line before insert on order_lines
   when new.state = 'awaiting_payment' and exists (select 1 from order_lines
     where license_id = new.license_id and state = 'awaiting_payment')
   begin select raise(abort, 'a licence has one unpaid line at a time'); end`,
];

export const planTerms = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of PLAN_TERMS) await sql.raw(statement).execute(db);
    await reckonDaysGained(db);
  },
};

const HOUR = 3_600_000;

/** Lines from before: the dates that they were ordered with say how many days they add. Many have the same. */
async function reckonDaysGained(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ present: string; renewed: string; hour: number }>`
    select present_expiry as present, new_expiry as renewed, created_at / ${HOUR} as hour
    from order_lines join orders on orders.id = order_id group by 1, 2, 3`.execute(db);
  for (const { present, renewed, hour } of rows) {
    const days = daysGained(present, renewed, calendarDateAt(hour * HOUR));
    await sql`
      update order_lines set days_gained = ${days}
      where present_expiry = ${present} and new_expiry = ${renewed}
        and order_id in (select id from orders where created_at / ${HOUR} = ${hour})`.execute(db);
  }
}
