import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeChaosPostgresql } from './chaos/databases.ts';
import { runChaos } from './chaos/run-chaos.ts';

const SEED = Number(process.env.CHAOS_SEED ?? 20_261_129);

it(`with two processes on PostgreSQL, nothing is lost or doubled by 8 kills (seed ${SEED})`, async () => {
  const database = await makeChaosPostgresql();
  const { faults, orders } = await runChaos({ database, processes: 2, kills: 8, seed: SEED });
  await database.remove();
  assert.deepEqual(faults, []);
  assert.ok(orders > 0);
});
