import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import Database from 'better-sqlite3';
import { makeOldDatabase, VERSIONS } from '../testing/database/old-database.ts';
import { openDatabase } from './connect/open.ts';

type Old = [id: string, externalId: string | null, taxCode: string];

/** The identity of an old file's customers after its upgrade, by id. */
async function upgraded(customers: Old[]): Promise<Record<string, [string, 0 | 1]>> {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-upgrade-'));
  const path = join(folder, 'renewal.sqlite');
  const version = VERSIONS.findIndex((name) => name.includes('customer-identity'));
  await makeOldDatabase(path, version);
  const old = new Database(path);
  old.exec(`insert into portals (id, name, secret, api_key_hash, origins, created_at)
      values ('p', 'Cổng', '${'s'.repeat(32)}', 'hash', '[]', 1);
    insert into firms (portal_id, id, name) values ('p', 'f', 'Minh Phát'), ('p', 'g', 'Khác');`);
  const insert =
    old.prepare(`insert into customers (id, portal_id, firm_id, external_id, tax_code, name, address,
      email, contact_name, phone, fiscal_year_start, search_text, updated_at)
    values (?, 'p', ?, ?, ?, 'Công ty', '', '', '', '', 1, '', 1)`);
  for (const [id, externalId, taxCode] of customers) insert.run(id, 'f', externalId, taxCode);
  // Another firm's customers with the same ids and codes.
  insert.run('other', 'g', null, 'T1');
  old.close();
  const db = await openDatabase(path);
  const rows = await db
    .selectFrom('customers')
    .innerJoin('customer_tax_codes', 'customer_id', 'customers.id')
    .select(['id', 'external_id', 'external_id_declared', 'customers.tax_code', 'until_date'])
    .whereRef('customer_tax_codes.tax_code', '=', 'customers.tax_code')
    .execute();
  await db.destroy();
  rmSync(folder, { recursive: true });
  assert.equal(rows.length, customers.length + 1);
  for (const { id, tax_code, until_date } of rows) {
    assert.equal(until_date, null);
    if (id !== 'other') assert.equal(tax_code, customers.find(([own]) => own === id)?.[2]);
  }
  return Object.fromEntries(
    rows.map((row) => [row.id, [row.external_id, row.external_id_declared]]),
  );
}

it('upgraded customers keep the ids that their portal gave, and others are identified by tax code', async () => {
  assert.deepEqual(
    await upgraded([
      ['a', 'KH-1', 'T1'],
      ['b', null, 'T2'],
      ['c', ' ', 'T3'],
    ]),
    { a: ['KH-1', 1], b: ['T2', 0], c: ['T3', 0], other: ['T1', 0] },
  );
});

it('of upgraded customers with one id, the first one keeps it', async () => {
  assert.deepEqual(
    await upgraded([
      ['a', 'KH-1', 'T1'],
      ['b', 'KH-1', 'T2'],
    ]),
    { a: ['KH-1', 1], b: ['T2', 0], other: ['T1', 0] },
  );
});

it('upgraded ids that read like other customers’ tax codes stay with their customers', async () => {
  const expected = { a: ['a', 0], b: ['T1', 1], c: ['T2', 1], d: ['T3', 1], other: ['T1', 0] };
  const customers: Old[] = [
    ['a', null, 'T1'],
    ['b', 'T1', 'T2'],
    ['c', 'T2', 'T3'],
    ['d', 'T3', 'T4'],
  ];
  for (const order of [customers, customers.toReversed()]) {
    assert.deepEqual(await upgraded(order), expected);
  }
});
