import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openDatabase } from '../server/database/connect/open.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import {
  type ServerProcess,
  serverEnvironment,
  startServerProcess,
} from '../server/testing/processes/server-process.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import {
  type Client,
  clientOf,
  SEPAY_API_KEY,
  signToken,
  TEST_PORTAL,
} from '../server/testing/test-server.ts';

describe('backing up and restoring an SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-backup-'));
  const database = join(folder, 'renewal.sqlite');
  const backup = join(folder, 'backup.sqlite');
  const env = serverEnvironment(database);
  const codes = taxCodes(300);
  let server: ServerProcess;
  let client: Client;

  before(async () => {
    const db = await openDatabase(database);
    await addPortal(db, TEST_PORTAL);
    await db.destroy();
    await start();
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
  });
  after(async () => {
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    server = await startServerProcess(env);
    client = clientOf(server, await signToken({ issuedAt: Date.now() }));
  }

  async function place(code: string): Promise<string> {
    return (await client.orders.place.mutate(await orderOf(client, [code]))).id;
  }

  async function run(program: string, ...args: string[]) {
    const child = spawn(process.execPath, [`scripts/${program}.ts`, ...args], {
      env: { ...env, ...overrides },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }
  let overrides: Record<string, string> = {};

  const leftovers = () => readdirSync(folder).filter((name) => /partial|check/.test(name));

  it('a backup taken while orders are placed is whole, private, and restores to a server that takes money', async () => {
    const placed: string[] = [];
    const before = await place(codes.pop() ?? '');
    let isOver = false;
    const placing = (async () => {
      while (!isOver) placed.push(await place(codes.pop() ?? ''));
    })();
    await sleep(100);
    const { code, said } = await run('db-backup', '--to', backup);
    const during = placed.length;
    isOver = true;
    await placing;
    assert.equal(code, 0, said);
    assert.match(said, /It is whole, and all money adds up/);
    assert.ok(during > 0, 'orders were placed meanwhile');
    assert.equal(statSync(backup).mode & 0o777, 0o600);
    assert.deepEqual(leftovers(), []);
    assert.ok(!existsSync(`${backup}-wal`), 'one file');
    const later = await place(codes.pop() ?? '');

    const refused = await run('db-restore', '--from', backup);
    assert.equal(refused.code, 2);
    assert.match(refused.said, /^A server has the database [^\n]+: stop it first\.\n$/);
    assert.ok(await client.orders.get.query({ orderId: later }), 'nothing has changed');

    await server.end('SIGTERM');
    const restored = await run('db-restore', '--from', backup);
    assert.equal(restored.code, 0, restored.said);
    const [, former = ''] = /The former database is (.+)\.\n/.exec(restored.said) ?? [];
    assert.ok(hasOrder(former, later), 'the former file has what came after the backup');
    assert.deepEqual(leftovers(), []);

    await start();
    await assert.rejects(client.orders.get.query({ orderId: later }), /NOT_FOUND/);
    const { transfer } = await client.payments.start.mutate({
      orderId: before,
      method: 'bank_transfer',
      locale: 'vi',
    });
    await fetch(`${server.url}/gateways/sepay`, {
      method: 'POST',
      headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 1,
        content: transfer?.memo,
        transferType: 'in',
        transferAmount: transfer?.amount,
      }),
    });
    assert.equal((await client.orders.get.query({ orderId: before })).state, 'paid');
    assert.equal((await run('check-money')).code, 0);
  });

  it('a backup whose money does not add up, or that is damaged, takes no place', async () => {
    const good = statSync(backup).mtimeMs;
    const odd = join(folder, 'odd.sqlite');
    assert.equal((await run('db-backup', '--to', odd)).code, 0);
    const file = new Database(odd);
    file.exec('update payments set amount = amount + 1');
    file.close();
    overrides = { DATABASE_PATH: odd };
    const wrong = await run('db-backup', '--to', backup);
    overrides = {};
    assert.equal(wrong.code, 2);
    assert.match(wrong.said, /^The money in it does not add up: \d+ faults, such as [^\n]+\n$/);
    assert.equal(statSync(backup).mtimeMs, good, 'the earlier backup stays');
    const damaged = join(folder, 'damaged.sqlite');
    writeFileSync(damaged, 'no database, but a text of some length'.repeat(99));
    await server.end('SIGTERM');
    for (const from of [odd, damaged]) {
      const { code, said } = await run('db-restore', '--from', from);
      assert.equal(code, 2, said);
      assert.match(said, /^[^\n]+\n$/);
    }
    assert.deepEqual(leftovers(), []);
    await start();
    assert.ok((await client.orders.list.query({ query: '' })).orders.length > 0, 'it is as it was');
  });

  it('a backup that can’t be made or restored is refused in one line', async () => {
    const cases: [program: string, args: string[], env: Record<string, string>, said: RegExp][] = [
      ['db-backup', [], {}, /Name the backup: --to FILE/],
      ['db-backup', ['--from', 'x'], {}, /--from/],
      ['db-backup', ['--to', database], {}, /is the database itself/],
      ['db-restore', ['--from', database], {}, /is the database itself/],
      ['db-restore', ['--from', join(folder, 'none')], {}, /There is no backup at/],
      [
        'db-backup',
        ['--to', backup],
        { DATABASE_PATH: join(folder, 'none') },
        /There is no database at/,
      ],
      ['db-backup', ['--to', '/proc/none/x'], {}, /can’t be used/],
      [
        'db-backup',
        ['--to', backup],
        { DATABASE_PATH: '', DATABASE_URL: 'postgres://x@localhost/x' },
        /pg_dump/,
      ],
    ];
    for (const [program, args, change, expected] of cases) {
      overrides = change;
      const { code, said } = await run(program, ...args);
      assert.equal(code, 2, said);
      assert.match(said, expected);
      assert.match(said, /^[^\n]+\n$/);
    }
    overrides = {};
  });
});

function hasOrder(path: string, id: string): boolean {
  const file = new Database(path, { readonly: true });
  try {
    return file.prepare('select 1 from orders where id = ?').get(id) !== undefined;
  } finally {
    file.close();
  }
}
