import { type Kysely, sql } from 'kysely';

/** How a plan charges a partly covered year and sells lapsed ones, and which days a line was ordered for. */
const PRORATED_TERMS = [
  `alter table plans add column proration text not null default 'none'
   check (proration in ('none', 'month', 'day'))`,
  `alter table plans add column lapsed text not null default 'optional'
   check (lapsed in ('required', 'optional', 'skipped'))`,
  // Null in lines from before it was kept: their term is that of whole years.
  'alter table order_lines add column first_day text',
  // Of the plan when the line was ordered.
  `alter table order_lines add column proration text not null default 'none'
   check (proration in ('none', 'month', 'day'))`,
  // The end date that a person has chosen; null: the end of a fiscal or anniversary year.
  `alter table order_lines add column until text
   check (until is null or (proration <> 'none' and until = new_expiry))`,
];

export const proratedTerms = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of PRORATED_TERMS) await sql.raw(statement).execute(db);
  },
};
