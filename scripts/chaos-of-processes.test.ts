import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeEmptyPostgresql } from '../server/testing/test-database.ts';
import { runChaos } from './chaos/run-chaos.ts';

const SEED = Number(process.env.CHAOS_SEED ?? 20_261_129);

it(`with two processes on PostgreSQL, nothing is lost or doubled by 8 kills (seed ${SEED})`, async () => {
  const { address, remove } = await makeEmptyPostgresql();
  const options = { database: address, processes: 2, kills: 8, seed: SEED };
  const { faults, orders } = await runChaos(options);
  await remove();
  assert.deepEqual(faults, []);
  assert.ok(orders > 0);
});
