import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'kysely';
import { SumsAsText } from '../testing/database/sums-as-text.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';
import { inList } from './in-list.ts';
import { prepared } from './prepared.ts';

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await makeTestDatabase();
  db = await openDatabase(database.address);
  const portal = { secret: 's'.repeat(32), origins: '[]', webhook_url: null };
  const rows = ['a', 'b', 'c'].map((id, index) => ({
    ...{ ...portal, id, name: `Portal ${id}`, webhook_secret: null, created_at: index },
    ...{ next_order_number: 1, next_quotation_number: 1, api_key_hash: id.repeat(64) },
    ...{ expiry_reminders: 1 as const, renew_url: null },
  }));
  await db.insertInto('portals').values(rows).execute();
});
after(async () => {
  await db.destroy();
  await database.remove();
});

it('a prepared query is built once, and each run has its own values, in lists and in between', async () => {
  let built = 0;
  const read = prepared(
    (reader, values: { ids: readonly string[]; from: number; mark: string }) => {
      built++;
      return reader
        .selectFrom('portals')
        .select(['id', sql<string>`${values.mark} || name`.as('name')])
        .where(inList('id', values.ids))
        .where('created_at', '>=', values.from)
        .orderBy('id');
    },
  );
  const ids = ['a', 'c', 'x'];
  const names = async (values: Parameters<typeof read>[1]) =>
    (await read(db, values)).map(({ name }) => name);
  assert.deepEqual(await names({ ids, from: 0, mark: '1 ' }), ['1 Portal a', '1 Portal c']);
  assert.deepEqual(await names({ ids, from: 1, mark: '2 ' }), ['2 Portal c']);
  assert.deepEqual(await names({ ids: [], from: 0, mark: '3 ' }), []);
  await db.transaction().execute(async (tx) => {
    assert.deepEqual(await read(tx, { ids: ['b'], from: 1, mark: '' }), [
      { id: 'b', name: 'Portal b' },
    ]);
  });
  assert.equal(built, 1);
});

it('a prepared query is changed only by the plugins of the database that runs it', async () => {
  const count = prepared((reader) =>
    reader.selectFrom('portals').select((select) => select.fn.countAll<number>().as('count')),
  );
  const texts = db.withPlugin(new SumsAsText());
  for (let time = 1; time <= 2; time++) {
    assert.deepEqual(await count(db, {}), [{ count: 3 }]);
    assert.deepEqual(await count(texts, {}), [{ count: '3' }]);
    await texts.transaction().execute(async (tx) => {
      assert.deepEqual(await count(tx, {}), [{ count: '3' }]);
    });
  }
});
