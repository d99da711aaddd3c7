import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'vite';
import {
  OPERATIONS_PASSWORD,
  operations,
  operationsHeaders,
} from '../../server/testing/operations.ts';
import {
  type ServerProcess,
  serverEnvironment,
  startServerProcess,
} from '../../server/testing/processes/server-process.ts';
import { makeTestDatabase, type TestDatabase } from '../../server/testing/test-database.ts';

const ROOT = join(import.meta.dirname, '../..');
const HEALTH_TOKEN = 'a-health-token-of-more-than-32-characters';

describe('the built server', () => {
  let out: string;
  let database: TestDatabase;
  let server: ServerProcess;

  before(async () => {
    // Inside the package, from where the binary of SQLite is found.
    out = await mkdtemp(join(ROOT, 'node_modules/.server-build-'));
    const configFile = join(ROOT, 'vite.server.config.ts');
    await build({ configFile, logLevel: 'warn', build: { outDir: out } });
    database = await makeTestDatabase();
    const env = serverEnvironment(database.address, { OPERATIONS_PASSWORD, HEALTH_TOKEN });
    server = await startServerProcess(env, [], join(out, 'main.mjs'));
  });
  after(async () => {
    await server?.end('SIGTERM');
    await database?.remove();
    await rm(out, { recursive: true, force: true });
  });

  it('the built server checks money in a thread that is built with it', async () => {
    const authorization = `Bearer ${HEALTH_TOKEN}`;
    const response = await fetch(`${server.url}/health`, { headers: { authorization } });
    const { money } = (await response.json()) as { money: string };
    assert.equal(money, 'ok', server.log());
  });

  it('the built server has the style sheets that its pages name', async () => {
    const { status, text } = await operations(server, '');
    assert.equal(status, 200);
    const sheets = [...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)];
    assert.ok(sheets.length > 0, text.slice(0, 500));
    for (const [, path = ''] of sheets) {
      const sheet = await fetch(new URL(path, server.url), { headers: operationsHeaders() });
      assert.equal(sheet.status, 200, path);
    }
  });
});
