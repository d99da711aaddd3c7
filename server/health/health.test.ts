import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { dropTrigger } from '../testing/database/triggers.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../testing/test-server.ts';
import { checkInThread, lastMoneyCheck, type MoneyCheck } from './check-money-in-thread.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(2);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());

/** Changes to the file behind the server's back, and the money check's findings. */
const FAULTS = [
  [
    `update payments set unapplied = unapplied + 1, unapplied_reason = 'underpaid'`,
    'payment_does_not_add_up',
  ],
  ['delete from license_renewals', 'paid_line_not_renewed'],
  ['update allocations set amount = amount - 1', 'paid_line_not_allocated'],
] as const;

it('the money check finds what does not add up, and the health check reports it', async () => {
  const { db } = server.context;
  // Otherwise the database would refuse these changes.
  await dropTrigger(db, 'payments_are_covered');
  const order = await client.orders.place.mutate(await orderOf(client, codes));
  const [line] = (await client.orders.get.query({ orderId: order.id })).lines;
  const transfer = await startTransfer(client, order.id, [line?.id ?? '']);
  await reportTransfer(server, { ...transfer, amount: transfer.amount + 5 });
  assert.deepEqual(await checkMoney(db), []);
  assert.equal((await fetch(`${server.url}/health`)).status, 200);
  for (const [statement, kind] of FAULTS) {
    await db
      .transaction()
      .execute(async (tx) => {
        await sql.raw(statement).execute(tx);
        const kinds = (await checkMoney(tx)).map((fault) => fault.kind);
        assert.ok(kinds.includes(kind), `${kind}: ${kinds}`);
        throw new Error('taken back');
      })
      .catch((error: Error) => assert.equal(error.message, 'taken back'));
  }
  await sql
    .raw(`update payments set unapplied = unapplied + 1, unapplied_reason = 'underpaid'`)
    .execute(db);
  // Within the minute it answers from the last check; then it checks again.
  assert.equal((await fetch(`${server.url}/health`)).status, 200);
  server.setNow(NOW + 61_000);
  // A slow check is not waited for: the last result answers.
  for (;;) {
    const health = await fetch(`${server.url}/health`);
    const { money, moneyCheckedAt } = await health.json();
    if (moneyCheckedAt !== new Date(NOW + 61_000).toISOString()) continue;
    assert.deepEqual([money, health.status], ['does_not_add_up', 503]);
    return;
  }
});

it('a first money check that does not end holds no answer for good, and counts once it ends', async () => {
  const context = { ...server.context };
  const check = Promise.withResolvers<MoneyCheck>();
  let checks = 0;
  const begin = () => {
    checks++;
    return check.promise;
  };
  for (let look = 0; look < 2; look++) {
    await assert.rejects(lastMoneyCheck(context, begin, 10), /longer than 10 ms/);
  }
  const made = { at: context.now(), madeAt: context.monotonic(), faults: [] };
  check.resolve(made);
  assert.equal(await lastMoneyCheck(context, begin, 10), made);
  assert.equal(checks, 1, 'one at a time');
});

it('a money check that hangs is ended, and the next one starts anew', async () => {
  let time = 0;
  const context = { ...server.context, monotonic: () => time };
  const script = new URL('data:text/javascript,while (true) {}');
  const hang = () => checkInThread(context, 100, script);
  await assert.rejects(lastMoneyCheck(context, hang), /ended after 100 ms/);
  let check: MoneyCheck | undefined;
  // The thread ends a moment later; none is begun beside it.
  while (check === undefined) {
    await sleep(10);
    time += 60_000;
    check = await lastMoneyCheck(context).catch((error: Error) => {
      assert.match(error.message, /has not ended yet/);
      return undefined;
    });
  }
  assert.equal(check.at, context.now());
});

it('a money check that fails leaves money unchecked until one finishes, whatever was found before', async () => {
  let time = 0;
  const context = { ...server.context, monotonic: () => time };
  const made = (at: number): MoneyCheck => ({ at, madeAt: at, faults: [] });
  assert.equal((await lastMoneyCheck(context, async () => made(0))).at, 0);
  time = 60_000;
  const check = Promise.withResolvers<MoneyCheck>();
  assert.equal((await lastMoneyCheck(context, () => check.promise)).at, 0, 'still under way');
  check.reject(new Error('it hangs'));
  const again = Promise.withResolvers<MoneyCheck>();
  await new Promise((resolve) => setImmediate(resolve));
  time = 120_000;
  await assert.rejects(
    lastMoneyCheck(context, () => again.promise),
    /it hangs/,
  );
  again.resolve(made(60_000));
  assert.equal((await lastMoneyCheck(context, () => assert.fail('it is fresh'))).at, 60_000);
});

it('an answer waits for a due money check only where the last result is older than five minutes', async () => {
  let time = 0;
  const context = { ...server.context, monotonic: () => time };
  const made = (at: number): MoneyCheck => ({ at, madeAt: at, faults: [] });
  await lastMoneyCheck(context, async () => made(0));
  const check = Promise.withResolvers<MoneyCheck>();
  const look = async () =>
    await Promise.race([
      lastMoneyCheck(context, () => check.promise).then(({ at }) => at),
      new Promise((resolve) => setImmediate(resolve, 'waits')),
    ]);
  time = 299_999;
  assert.equal(await look(), 0);
  time = 300_000;
  assert.equal(await look(), 'waits');
  check.resolve(made(time));
  assert.equal((await lastMoneyCheck(context, () => assert.fail('one is there'))).at, time);
});

for (const { finding, faults, rest } of [
  { finding: 'nothing', faults: [], rest: 1_200_000 },
  { finding: 'faults', faults: [{} as MoneyCheck['faults'][number]], rest: 240_000 },
]) {
  it(`after a money check that took minutes and found ${finding}, the next one waits ${rest / 60_000} minutes`, async () => {
    let time = 0;
    const context = { ...server.context, monotonic: () => time };
    const check = Promise.withResolvers<MoneyCheck>();
    const first = lastMoneyCheck(context, () => check.promise);
    time = 120_000;
    check.resolve({ at: 0, madeAt: 0, faults });
    await first;
    const next = async () => ({ at: time, madeAt: time, faults: [] });
    time = rest - 1_000;
    assert.equal((await lastMoneyCheck(context, () => assert.fail('it rests'))).at, 0);
    time = rest + 1_000;
    const begun = Promise.withResolvers<void>();
    await lastMoneyCheck(context, () => {
      begun.resolve();
      return next();
    });
    await begun.promise;
  });
}

it('a money check that failed is repeated after as long as it took, a minute at least', async () => {
  let time = 0;
  const context = { ...server.context, monotonic: () => time };
  let begun = 0;
  const failAfter = (ms: number) => async () => {
    begun++;
    time += ms;
    throw new Error(`it failed after ${ms} ms`);
  };
  for (const { ms, rest } of [
    { ms: 1_000, rest: 60_000 },
    { ms: 300_000, rest: 300_000 },
  ]) {
    const before = begun;
    const fail = failAfter(ms);
    await assert.rejects(lastMoneyCheck(context, fail), new RegExp(`after ${ms} ms`));
    time += rest - 1;
    await assert.rejects(lastMoneyCheck(context, fail), new RegExp(`after ${ms} ms`));
    assert.equal(begun, before + 1, 'it rests');
    time += 1;
  }
  const made = { at: time, madeAt: time, faults: [] };
  assert.equal(await lastMoneyCheck(context, async () => made), made);
});

it('a money check may take ten times the longest before, or twice what was too little', async () => {
  let time = 0;
  const context = { ...server.context, monotonic: () => time };
  const limits: number[] = [];
  const look = async (check: (limitMs: number) => Promise<MoneyCheck>) => {
    time += 100 * 60_000;
    const result = lastMoneyCheck(context, (_, limitMs) => {
      limits.push(limitMs / 60_000);
      return check(limitMs);
    });
    await result.catch(() => {});
    // The last result may have answered; the check has ended in a moment.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const take = (ms: number) => async () => {
    time += ms;
    return { at: time, madeAt: time, faults: [] };
  };
  const script = new URL('data:text/javascript,while (true) {}');
  const hang = () => checkInThread({ ...context }, 1, script);
  for (const check of [hang, hang, hang, hang, take(100), take(120_000), take(1_000)]) {
    await look(check);
  }
  await look(() => Promise.reject(new Error('the database is away')));
  await look(take(240_000));
  await look(take(100));
  assert.deepEqual(limits, [15, 30, 30, 30, 30, 15, 20, 20, 20, 30]);
});

it('the server goes on while money is checked', async () => {
  const { db } = server.context;
  // Enough payments to make the check slow.
  await sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
    insert into payments (id, gateway, gateway_transaction_id, amount, unapplied, unapplied_reason, memo, raw, received_at)
    select 'p' || i, 'momo', 't' || i, 5, 5, 'unmatched', '', '', 0 from n`.execute(db);
  server.setNow(NOW + 200_000);
  let isChecked = false;
  const check = fetch(`${server.url}/health`).then(() => {
    isChecked = true;
  });
  let answers = 0;
  while (!isChecked) {
    await fetch(`${server.url}/api/v1/firms/firm-1/customers`);
    answers++;
  }
  await check;
  assert.ok(answers > 1, 'it answered meanwhile');
});
