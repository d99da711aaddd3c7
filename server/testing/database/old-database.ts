import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from '../../database/migrations/index.ts';

/** The names of all versions of the schema, the oldest first. */
export const VERSIONS = Object.keys(MIGRATIONS);

/**
 * Makes a file in the state that the version with this many migrations left.
 *
 * @param statements the process was killed after this many; those versions had no transaction around them
 */
export async function makeOldDatabase(
  path: string,
  version: number,
  statements = Number.POSITIVE_INFINITY,
): Promise<void> {
  const sqlite = new Database(path);
  sqlite.pragma('synchronous = OFF');
  // Like migrate(): some versions rebuild tables that others refer to.
  sqlite.pragma('foreign_keys = OFF');
  let left = statements;
  const database = {
    close: () => void sqlite.close(),
    prepare(text: string) {
      if (/^(create|alter|drop|insert|update)/.test(text) && !/kysely_/.test(text) && left-- <= 0) {
        throw new Killed();
      }
      return sqlite.prepare(text);
    },
  };
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const migrations = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, version));
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  await db.destroy();
  if (error !== undefined && !(error instanceof Killed)) throw error;
}

class Killed extends Error {}

/** Rows of the first version: a portal with this many customers, each with a paid order and an unpaid one. */
export function fillFirstVersion(path: string, customers: number): void {
  const sqlite = new Database(path);
  const counted = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${customers})`;
  sqlite.exec(`begin;
    insert into portals (id, name, secret, api_key_hash, origins, created_at)
      values ('p', 'Cổng', '${'s'.repeat(32)}', 'hash', '[]', 1);
    insert into firms values ('p', 'f', 'Dịch vụ kế toán');
    insert into plans values ('plan', 'p', 'ASP-DN', 'ASP', 'ASP', 'fiscal_year', 'KCT', 1);
    insert into plan_prices values ('plan', 2020, 2950000);
    ${counted} insert into customers select 'c' || i, 'p', 'f', null, 't' || i, 'Công ty ' || i, '', '', '', '', 1, '', 1 from n;
    ${counted} insert into licenses select 'l' || i, 'c' || i, 'plan', '2027-12-31', 1 from n;
    ${[orderOf('paid', counted), orderOf('awaiting_payment', counted)].join('\n')}
    ${counted} insert into fiscal_year_claims select 'l' || i, 2028, 'line-awaiting_payment-' || i from n;
    ${counted} insert into payment_links select 'link' || i, 'order-paid-' || i, null, 'hash' || i, 1, 2, null from n;
    ${counted} insert into payment_sessions select 's' || i, 'order-paid-' || i, 'link' || i, 'vnpay', 'paid', 100, 'GH' || i, 'vi', 1, 2, null from n;
    ${counted} insert into payment_session_lines select 's' || i, 'line-paid-' || i from n;
    ${counted} insert into payments select 'pay' || i, 'vnpay', 't' || i, 's' || i, 110, 0, null, '', '{}', 1 from n;
    ${counted} insert into allocations select 'pay' || i, 'line-paid-' || i, 100 from n;
    ${counted} insert into refunds_due select 'due' || i, 'pay' || i, 10, 'overpaid', 1 from n;
    ${counted} insert into license_renewals select 'line-paid-' || i, 'l' || i, '2026-12-31', '2027-12-31', 1 from n;
    ${counted} insert into gateway_messages select 'm' || i, 'vnpay', 'd' || i, '{}', 'settled', 1, 1 from n;
    ${counted} insert into notifications select 'no' || i, 'p', 'f', 'a', i, 'order_placed', 'order-paid-' || i, 100, 1, '', 1, null from n;
    ${counted} insert into outbox select 'job' || i, 'order_placed',
      '{"orderId":"order-paid-' || i || '","to":{"name":"An","email":"an@x.example"},"lineIds":null}', 'pending', 0, 1, 0, null, 1, null from n;
    ${counted} insert into audit_log select 'audit' || i, 1, 'p', 'f', 'a', 'order.placed', 'order-paid-' || i, '{}' from n;
    commit;`);
  sqlite.close();
}

function orderOf(state: 'paid' | 'awaiting_payment', counted: string): string {
  const paidAt = state === 'paid' ? '1' : 'null';
  const [from, until] =
    state === 'paid' ? ['2026-12-31', '2027-12-31'] : ['2027-12-31', '2028-12-31'];
  return `${counted} insert into orders select 'order-${state}-' || i, 'p', 'f', 'DH-${state}-' || i,
      'r-${state}-' || i, '', 'a', 'Kế toán', 'vi', '${state}', 1, 'customer', '', 'a@x.example', '', 1, 0,
      100, 0, 100, 0, 100, 1, null, null from n;
    ${counted} insert into order_lines select 'line-${state}-' || i, 'order-${state}-' || i, 1, 'c' || i, 'l' || i,
      't' || i, 'Công ty', 1, 'plan', 'ASP-DN', 'ASP', 'ASP', 'fiscal_year', ${until.slice(0, 4)}, 1, '${from}', '${until}',
      100, 0, 100, 'KCT', 0, 100, '{}', null, '${state}', ${paidAt} from n;`;
}
