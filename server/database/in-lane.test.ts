import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINE, makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';
import { inLane } from './in-lane.ts';

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

it('works of one lane run one after the other, also after one that fails, beside another lane’s', {
  skip: ENGINE !== 'postgresql',
}, async () => {
  const events: string[] = [];
  const work = async (name: string, error?: Error) => {
    events.push(`${name} begins`);
    await sleep(20);
    events.push(`${name} ends`);
    if (error) throw error;
    return name;
  };
  const results = await Promise.allSettled([
    inLane(db, 'one', () => work('a', new Error('no'))),
    inLane(db, 'one', () => work('b')),
    inLane(db, 'other', () => work('c')),
  ]);
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')),
    ['failed', 'b', 'c'],
  );
  const at = (event: string) => events.indexOf(event);
  assert.ok(at('a ends') < at('b begins'));
  assert.ok(at('c begins') < at('a ends'));
});
