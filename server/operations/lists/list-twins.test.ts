import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import { ENGINE } from '../../testing/test-database.ts';
import { NOW, startTestServer, type TestServer } from '../../testing/test-server.ts';
import { pairsOf } from './list-twins.ts';

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

// Estimates are PostgreSQL's alone; SQLite keeps no statistics here.
it('payments of a common amount are looked for in the hour of each, and not among all', {
  skip: ENGINE !== 'postgresql',
}, async () => {
  const { db } = server.context;
  await sql`insert into payments
    (id, gateway, gateway_transaction_id, amount, unapplied, unapplied_reason, memo, raw, received_at)
    select '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), (array['sepay', 'casso', 'vnpay'])[1 + n % 3],
      n::text, 1000000 * (1 + n % 4), 1000000 * (1 + n % 4), 'unmatched', '', '', ${NOW}::bigint - n * 60000
    from generate_series(1, 20000) as n`.execute(db);
  await sql`analyze payments`.execute(db);
  const { rows: some } = await sql<{ id: string }>`
    select id from payments order by id limit 25`.execute(db);
  const pairs = pairsOf(some.map(({ id }) => id));
  const { sql: text, parameters } = pairs.compile(db);
  const explained = CompiledQuery.raw(`explain ${text}`, [...parameters]);
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(explained);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /payments_by_amount_and_gateway/, plan);
  assert.notEqual((await pairs.execute(db)).rows.length, 0);
});
