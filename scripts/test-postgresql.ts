import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgresql } from '../server/testing/database/postgresql-server.ts';
import { makeTemplate } from '../server/testing/test-database.ts';
import { filesThatImport } from './files-that-import.ts';
import { groupsOf } from './test-groups.ts';

/**
 * Runs the tests that use a database on PostgreSQL: those named, with `--core` those whose result depends on the engine
 * most, or all of the server's. The server is the one in TEST_DATABASE_URL (`postgres://…` of a user that may create
 * databases), or one of the tests' own.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Tests that import this file use a database of either engine. */
const FIXTURE = 'server/testing/test-database.ts';

/** Schema, transactions, races, claims of jobs, several processes, and paged reading: a tenth of all tests. */
const CORE = [
  'server/{atomicity,crash,cursors,fail-over,processes,races-of-processes,replica}.test.ts',
  'server/{announce,context,database}/**/*.test.ts',
  'server/choosing/read-by-name.test.ts',
  'server/jobs/outbox/{outbox,replan-jobs,report-hold,summed-payments,take-jobs}.test.ts',
  'server/operations/lists/list-twins.test.ts',
  'server/operations/work-lists.test.ts',
  'server/orders/placing/*.test.ts',
  'server/payments/settlement/{check-money,races,random-histories,settle-payment}.test.ts',
  'server/quoting/discounts/codes.test.ts',
];

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { core: { type: 'boolean', default: false } },
});
const all = values.core ? CORE : 'server/**/*.test.ts';
const files =
  named.length > 0
    ? named
    : groupsOf('postgresql', filesThatImport(FIXTURE, globSync(all, { cwd: ROOT }).sort(), ROOT));
process.env.TEST_DATABASE = 'postgresql';
const own = process.env.TEST_DATABASE_URL ? null : await startPostgresql();
if (own) process.env.TEST_DATABASE_URL = own.url;
const template = await makeTemplate();
const child = spawn(
  process.execPath,
  [
    '--test',
    '--test-reporter=spec',
    '--test-timeout=900000',
    `--test-concurrency=${Math.max(2, availableParallelism() - 1)}`,
    ...files,
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_TEMPLATE: template.name },
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
const [code] = await once(child, 'exit');
await template.remove();
await own?.stop();
process.exitCode = code ?? 1;
