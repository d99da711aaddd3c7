import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { findPrograms } from './chaos/cluster/programs.ts';
import { summaryOf } from './chaos/cluster/run-cluster-chaos.ts';

const folder = mkdtempSync(join(tmpdir(), 'renewal-programs-'));
after(() => rmSync(folder, { recursive: true }));

it('the chaos of a cluster names the Debian packages of all programs that are missing', () => {
  assert.throws(() => findPrograms([folder], folder), {
    message:
      'Missing programs: etcd, patroni, haproxy, pgbouncer, postgresql. On Debian: apt-get install --no-install-recommends etcd-server patroni python3-etcd haproxy pgbouncer postgresql',
  });
  for (const version of ['9.6', '15']) {
    mkdirSync(join(folder, version, 'bin'), { recursive: true });
    writeFileSync(join(folder, version, 'bin', 'pg_rewind'), '');
  }
  for (const name of ['etcd', 'patroni', 'haproxy']) writeFileSync(join(folder, name), '');
  assert.throws(
    () => findPrograms([folder], folder),
    /^Error: Missing programs: pgbouncer\. .+ pgbouncer$/,
  );
  writeFileSync(join(folder, 'pgbouncer'), '');
  assert.equal(findPrograms([folder], folder).postgresql, join(folder, '15', 'bin'));
});

it('the chaos of a cluster reports the shortest, median and longest time without writes', () => {
  const outages = [9_000, 7_000, 30_000].map(
    (writesBackMs) => ({ name: 'one', how: 'database', writesBackMs }) as const,
  );
  assert.deepEqual(summaryOf(outages), [
    'database killed 3 times: writes back after 7.0 to 30.0 s, half of them within 9.0 s',
  ]);
});
