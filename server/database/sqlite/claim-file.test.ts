import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  type ServerProcess,
  SHARES_FILE,
  serverEnvironment,
  startServerProcess,
} from '../../testing/processes/server-process.ts';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
import { ClaimedFile, claimFile } from './claim-file.ts';

const CLAIM = new URL('./claim-file.ts', import.meta.url).href;

describe('the claim of an SQLite file', SQLITE_ALONE, () => {
  let folder: string;
  let path: string;
  const others: ChildProcess[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'renewal-claim-'));
    path = join(folder, 'renewal.sqlite');
  });
  afterEach(() => {
    for (const other of others.splice(0)) other.kill('SIGKILL');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A process that has the file. */
  async function claimElsewhere(): Promise<ChildProcess> {
    const program = `
      const { claimFile } = await import(${JSON.stringify(CLAIM)});
      await claimFile(${JSON.stringify(path)});
      globalThis.gc();
      console.log('has it');
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    others.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('a claim of an SQLite file is refused while another process has the file, by whatever path', async () => {
    await claimElsewhere();
    const link = join(folder, 'link.sqlite');
    symlinkSync(path, link);
    for (const name of [path, link]) {
      await assert.rejects(claimFile(name, { patienceMs: 0 }), ClaimedFile);
    }
  });

  it('a claim of an SQLite file ends with its process, even by SIGKILL, and the next has it at once', async () => {
    const other = await claimElsewhere();
    other.kill('SIGKILL');
    await once(other, 'exit');
    const release = await claimFile(path, { patienceMs: 0 });
    release();
  });

  it('a claim of an SQLite file waits for the process that it replaces', async () => {
    const other = await claimElsewhere();
    let waits = 0;
    const claim = claimFile(path, { patienceMs: 30_000, onWait: () => void waits++ });
    setTimeout(() => other.kill('SIGTERM'), 300);
    (await claim)();
    assert.equal(waits, 1);
  });

  it('a claim of an SQLite file can be given up, and is then free', async () => {
    (await claimFile(path, { patienceMs: 0 }))();
    (await claimFile(path, { patienceMs: 0 }))();
  });

  it('a second server process over one file refuses to start in one line', async () => {
    const env = serverEnvironment(path);
    const server: ServerProcess = await startServerProcess(env);
    try {
      const shared = await startServerProcess(env, [SHARES_FILE]);
      await shared.end('SIGTERM');
      const second = String(await startServerProcess(env).catch(String));
      const lines = second.split('\n').filter((line) => !line.startsWith('{'));
      assert.match(
        lines.slice(1).join('\n'),
        /^The database [^\n]+: another server process has it, [^\n]+\n?$/,
      );
      assert.match(second, /"event":"server\.waits_for_database"/);
      assert.equal((await fetch(`${server.url}/health`)).ok, true);
    } finally {
      await server.end('SIGTERM');
    }
    const next = await startServerProcess(env);
    assert.equal((await fetch(`${next.url}/health`)).ok, true);
    assert.equal(await next.end('SIGTERM'), 0);
  });
});
