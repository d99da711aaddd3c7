import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';
import { insertTogether } from './insert-rows.ts';
import type { Tables } from './tables.ts';

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await makeTestDatabase();
  db = await openDatabase(database.address);
});
after(async () => {
  await db.destroy();
  await database.remove();
});

const portal: Tables['portals'] = {
  ...{ id: 'portal', name: 'Portal', secret: 's'.repeat(32), origins: '[]', webhook_url: null },
  ...{ webhook_secret: null, created_at: 1, next_order_number: 1, next_quotation_number: 1 },
  ...{ api_key_hash: 'a'.repeat(64), expiry_reminders: 1, renew_url: null },
};
const firm = (id: string, portalId = 'portal'): Tables['firms'] => {
  return { id, portal_id: portalId, name: id, expiry_reminders: null };
};
const count = async (table: 'portals' | 'firms') =>
  (await db.selectFrom(table).select('id').execute()).length;

it('rows of several tables that refer to each other are inserted together, all of them or none', async () => {
  const insert = (rows: Parameters<typeof insertTogether>[1]) =>
    db.transaction().execute((tx) => insertTogether(tx, rows));
  await insert({});
  await insert({ portals: [], firms: [] });
  await assert.rejects(insert({ portals: [portal], firms: [firm('one', 'none')] }));
  assert.deepEqual([await count('portals'), await count('firms')], [0, 0]);
  await insert({ portals: [portal], audit_log: [], firms: [firm('one'), firm('two')] });
  assert.deepEqual([await count('portals'), await count('firms')], [1, 2]);
  await insert({ firms: [firm('three')] });
  assert.equal(await count('firms'), 3);
});
