import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/** What finds a firm's licences by their end, and who paid for one last. */
const ENDS = [
  'alter table license_periods add column portal_id text',
  'alter table license_periods add column firm_id text',
  // Ended periods stay as they are: nothing looks for them.
  `update license_periods set
     portal_id = (select portal_id from licenses where licenses.id = license_id),
     firm_id = (select firm_id from licenses where licenses.id = license_id)
   where ended_at is null and source <> 'commitment'`,
  `create index license_periods_by_end on license_periods (portal_id, firm_id, last_day, license_id)
   where ended_at is null and source <> 'commitment' and last_day = chain_last_day`,
  `create index order_lines_paid_by_license on order_lines (license_id, id) where state = 'paid'`,
];

/** A period without its licence's firm, or with another one, would be missing from the firm's list. */
const OF_ITS_FIRM = `new.ended_at is null and new.source <> 'commitment'`;
const MESSAGE = 'a period is of the firm of its licence';

const ON_SQLITE = [
  `create trigger license_periods_are_of_their_firm before insert on license_periods
   when ${OF_ITS_FIRM} and not exists (select 1 from licenses
     where id = new.license_id and portal_id = new.portal_id and firm_id = new.firm_id)
   begin select raise(abort, '${MESSAGE}'); end`,
];

const ON_POSTGRESQL = [
  `create function license_periods_are_of_their_firm() returns trigger language plpgsql as $body$ begin
     if not exists (select 1 from licenses
       where id = new.license_id and portal_id = new.portal_id and firm_id = new.firm_id)
     then raise exception '${MESSAGE}' using errcode = 'RW001'; end if; return new; end $body$`,
  `create trigger license_periods_are_of_their_firm before insert on license_periods for each row
   when (${OF_ITS_FIRM}) execute function license_periods_are_of_their_firm()`,
];

export const licensesByEnd = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, ENDS);
    const isPostgresql = db.getExecutor().adapter instanceof PostgresAdapter;
    const triggers = isPostgresql ? ON_POSTGRESQL : ON_SQLITE;
    for (const statement of triggers) await sql.raw(statement).execute(db);
  },
};
