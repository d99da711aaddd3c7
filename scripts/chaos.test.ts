import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openFirm, orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { judge } from './chaos/judge.ts';
import { startOthers } from './chaos/others.ts';
import { randomOf } from './chaos/random.ts';
import { runChaos } from './chaos/run-chaos.ts';

const SEED = Number(process.env.CHAOS_SEED ?? 20_261_129);

describe('a server that is killed while others fail', () => {
  it(`on SQLite, nothing is lost or doubled by 12 kills (seed ${SEED})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'renewal-chaos-'));
    const database = join(folder, 'chaos.sqlite');
    const { faults, orders } = await runChaos({ database, processes: 1, kills: 12, seed: SEED });
    rmSync(folder, { recursive: true });
    assert.deepEqual(faults, []);
    assert.ok(orders > 0);
  });

  it('the judge finds what is lost', async () => {
    const codes = taxCodes(1);
    const { server, client } = await openFirm(codes);
    const others = await startOthers(randomOf(SEED, 'others'));
    const input = await orderOf(client, codes);
    const { id } = await client.orders.place.mutate(input);
    others.charges.set('GH', { amount: 2, transaction: 7 });
    const found = await judge(
      server.context.db,
      {
        orders: new Map([
          [id, input.requestId],
          ['lost', 'r'],
        ]),
        cancelled: new Set([id]),
        money: new Map([['sepay 1', 1_000]]),
        faults: [],
        newestWriteSentAt: 0,
        unavailable: 0,
      },
      others,
    );
    await others.stop();
    await server.stop();
    for (const fault of [
      /^order lost is not there/,
      /^order .+ is not cancelled/,
      /^sepay 1 of 1000 is recorded as undefined/,
      /^momo 7 of 2 is recorded as undefined/,
      /^order_placed .+ is pending/,
    ]) {
      assert.ok(
        found.some((line) => fault.test(line)),
        `${fault} in ${found}`,
      );
    }
    assert.ok(!found.some((line) => line.startsWith(`order ${id} is not there`)));
  });
});
