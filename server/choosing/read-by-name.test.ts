import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import { ENGINE } from '../testing/test-database.ts';
import { openFirm, taxCodes } from '../testing/test-directory.ts';
import { PORTAL_ID, type TestServer } from '../testing/test-server.ts';
import { SORTED_BY } from './list-licenses.ts';
import { selectLicenses } from './select-licenses.ts';

const FIRM = { portalId: PORTAL_ID, firmId: 'firm-1' };

/** Number of other firms: with so many, PostgreSQL's estimates are those of a large table. */
const OTHERS = 200;

let server: TestServer;

before(async () => {
  ({ server } = await openFirm(taxCodes(100)));
  if (ENGINE === 'postgresql') await addOtherFirms();
});
after(() => server.stop());

/** Copies the firm's customers with their licences into other firms. */
async function addOtherFirms(): Promise<void> {
  const { db } = server.context;
  const id = (column: string) => `left(${column}, 30) || lpad(to_hex(n), 6, '0')`;
  const copies = {
    firms: { id: `id || '-' || n` },
    customers: { id: id('id'), firm_id: `firm_id || '-' || n` },
    licenses: { id: id('id'), firm_id: `firm_id || '-' || n`, customer_id: id('customer_id') },
    license_periods: {
      ...{ id: id('id'), firm_id: `firm_id || '-' || n`, license_id: id('license_id') },
    },
  };
  for (const [table, changed] of Object.entries(copies)) {
    const { rows } = await sql<{ column: string }>`select column_name as column
      from information_schema.columns where table_schema = current_schema() and table_name = ${table}`.execute(
      db,
    );
    const names = rows.map(({ column }) => column);
    const values = names.map((name) => (changed as Record<string, string>)[name] ?? name);
    await sql
      .raw(
        `insert into ${table} (${names}) select ${values} from ${table}, generate_series(1, ${OTHERS}) as n`,
      )
      .execute(db);
  }
  await sql`analyze`.execute(db);
}

// Estimates are PostgreSQL's alone; SQLite keeps no statistics here.
it('a page by name reads the licences of its firm, and not the periods of all firms', {
  skip: ENGINE !== 'postgresql',
}, async () => {
  const { db } = server.context;
  for (const filter of [{}, { plan: 'ASP-DN' }, { lastPayer: 'owner' as const }]) {
    const wanted = { today: '2026-11-23', filter, sort: 'customer' as const };
    let page = (await selectLicenses(db, FIRM, wanted)).clearSelect().select('licenses.id');
    for (const column of SORTED_BY.customer) page = page.orderBy(column);
    const { sql: text, parameters } = page.limit(21).compile();
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(
      CompiledQuery.raw(`explain ${text}`, [...parameters]),
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(plan, /customers_by_search_text/, plan);
    assert.doesNotMatch(plan, /license_periods_by_end|Seq Scan on license_periods/, plan);
  }
});
