import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { sql } from 'kysely';
import { programEnvironment } from '../../testing/processes/program-environment.ts';
import { openDatabase } from './open.ts';

let folder: string;
let path: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'renewal-newer-'));
  path = join(folder, 'renewal.sqlite');
  const db = await openDatabase(path);
  await sql`insert into kysely_migration values ('0099-from-the-future', '2030-01-01')`.execute(db);
  await db.destroy();
});
after(() => rmSync(folder, { recursive: true }));

const PORTAL = ['--id', 'p', '--name', 'P', '--origin', 'https://p.example'];
const SECRET = 'a-secret-of-more-than-32-characters-here';

for (const args of [
  ['server/main.ts'],
  ['scripts/check-money.ts'],
  ['scripts/add-portal.ts', ...PORTAL],
]) {
  it(`${args[0]} ends with one line on a newer database`, () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: {
        ...programEnvironment(),
        DATABASE_PATH: path,
        PORT: '0',
        LINK_SECRET: SECRET,
        SMTP_URL: 'smtp://127.0.0.1:1',
        MAIL_FROM: 'renewal@vendor.example',
        OPERATIONS_EMAIL: 'operations@vendor.example',
        WIDGET_DIR: folder,
        VNPAY_TMN_CODE: 'TEST',
        VNPAY_HASH_SECRET: SECRET,
        VNPAY_PAY_URL: 'http://127.0.0.1:1',
        VNPAY_API_URL: 'http://127.0.0.1:1',
        PORTAL_SECRET: SECRET,
        PORTAL_API_KEY: SECRET,
      },
    });
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^The database \S+ belongs to a newer version \(0099-from-the-future\)[^\n]*\n$/,
    );
  });
}
