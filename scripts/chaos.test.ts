import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openFirm, orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { NOW } from '../server/testing/test-server.ts';
import { makeChaosFile } from './chaos/databases.ts';
import { judge } from './chaos/judge.ts';
import { startOthers } from './chaos/others.ts';
import { randomOf } from './chaos/random.ts';
import { runChaos } from './chaos/run-chaos.ts';

const SEED = Number(process.env.CHAOS_SEED ?? 20_261_129);

describe('a server that is killed while others fail', () => {
  it(`on SQLite, nothing is lost or doubled by 12 kills (seed ${SEED})`, async () => {
    const database = makeChaosFile();
    const { faults, orders } = await runChaos({ database, processes: 1, kills: 12, seed: SEED });
    await database.remove();
    assert.deepEqual(faults, []);
    assert.ok(orders > 0);
  });

  it('the judge finds what is lost', async () => {
    const codes = taxCodes(1);
    const { server, client } = await openFirm(codes);
    const others = await startOthers(randomOf(SEED, 'others'));
    const input = await orderOf(client, codes);
    const { id } = await client.orders.place.mutate(input);
    const paid = { method: 'momo', reference: 'GH', amount: 2, at: NOW } as const;
    const { transaction } = others.charge(paid);
    const found = await judge(
      server.context.db,
      {
        orders: new Map([
          [id, input.requestId],
          ['lost', 'r'],
        ]),
        cancelled: new Set([id]),
        money: new Set(),
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
      new RegExp(`^momo ${transaction} of 2 is recorded as: $`),
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
