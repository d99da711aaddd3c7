import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '../server/database/connect/open.ts';
import { markRefunded } from '../server/payments/refunds/mark-refunded.ts';
import { randomOf } from '../server/testing/random.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { NOW } from '../server/testing/test-server.ts';
import { until } from '../server/testing/until.ts';
import { makeChaosFile } from './chaos/databases.ts';
import { judge } from './chaos/judge.ts';
import { judgeRefunds } from './chaos/judge-refunds.ts';
import { startOthers } from './chaos/others.ts';
import { runChaos } from './chaos/run-chaos.ts';
import type { Acknowledged } from './chaos/surroundings.ts';

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
    const paid = { method: 'momo', reference: 'GH', amount: 2, outcome: 'paid', at: NOW } as const;
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
        operated: new Map(),
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

  it('the judge finds a refund that is left, paid back twice or by nobody, and a decision that is lost', async () => {
    const { server, client } = await openFirm(taxCodes(1));
    const { db } = server.context;
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, taxCodes(1)));
    const { amount, memo } = await startTransfer(client, orderId);
    for (let times = 0; times < 5; times++) await reportTransfer(server, { amount, memo });
    const due = await db.selectFrom('refunds_due').select('id').orderBy('id').execute();
    const [left = '', right = '', twice = '', unknown = ''] = due.map(({ id }) => id);
    const mark = (refundDueId: string, reference: string) =>
      markRefunded(server.context, 'operations:lan', { refundDueId, reference });
    await mark(right, 'FT1');
    await mark(twice, 'FT2');
    await mark(unknown, 'FT3');
    const marked = { deed: 'refunds/mark', isAcknowledged: true };
    const operated = new Map([
      ['FT1', { ...marked, subjectId: right }],
      ['FT2', { ...marked, subjectId: twice }],
      ['FT4', { ...marked, subjectId: left }],
      ['assigned', { deed: 'payments/assign', subjectId: 'p', isAcknowledged: true }],
    ]);
    const tries = await db.selectFrom('refunds').select(['id', 'refund_due_id']).execute();
    const ofTwice = tries.find((one) => one.refund_due_id === twice)?.id;
    const others = { paidBackFor: (refundId: string) => (refundId === ofTwice ? amount : 0) };
    assert.deepEqual(await judgeRefunds(db, { operated }, others), [
      `refund ${left} of ${amount} is due, 0 went back: `,
      `refund ${twice} of ${amount} is refunded, ${2 * amount} went back: transfer done FT2`,
      `refund ${unknown} of ${amount} is refunded, ${amount} went back: transfer done FT3`,
      `the transfer FT4 for refund ${left} is not recorded`,
      'payment.assigned p was acknowledged, and is not there',
    ]);
    await server.stop();
  });
});

it('the log of a process that nobody has killed is judged, too', async () => {
  const database = makeChaosFile();
  const run = async ({ faults }: Acknowledged) => {
    const db = await openDatabase(database.address);
    await sql`alter table payments rename to payments_gone`.execute(db);
    await until(() => faults.length > 0);
    await sql`alter table payments_gone rename to payments`.execute(db);
    await db.destroy();
  };
  const killing = { env: {}, run };
  const { faults } = await runChaos({ database, processes: 1, kills: 0, seed: SEED, killing });
  await database.remove();
  assert.ok(
    faults.some((fault) => /^log: .*no such table/.test(fault)),
    `${faults}`,
  );
});
