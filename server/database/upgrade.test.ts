import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { enqueue, type Job } from '../outbox/enqueue.ts';
import { initial } from './migrations/0001-initial.ts';
import { paymentComplete } from './migrations/0002-payment-complete.ts';
import { openDatabase } from './open.ts';
import type { Tables } from './tables.ts';

it('mails that waited when a version was changed are still of the whole order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-upgrade-'));
  const path = join(folder, 'renewal.sqlite');
  const old = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(path) }) });
  const migrations = { '0001-initial': initial, '0002-payment-complete': paymentComplete };
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: old, provider }).migrateToLatest();
  assert.equal(error, undefined);
  const kinds = ['order_due_soon', 'commitment_made', 'commitment_due_soon'] as const;
  const jobs = kinds.map((kind) => ({
    kind,
    orderId: 'o',
    to: { name: 'An', email: 'an@x.example' },
  }));
  await old.transaction().execute((tx) => enqueue(tx, 0, jobs as unknown as Job[]));
  await old.destroy();
  const db = await openDatabase(path);
  const rows = await db.selectFrom('outbox').select('payload').execute();
  await db.destroy();
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    rows.map(({ payload }) => JSON.parse(payload).lineIds),
    kinds.map(() => null),
  );
});
