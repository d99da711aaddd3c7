import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import {
  type FakeGateways,
  MOMO,
  startFakeGateways,
} from '../../testing/gateways/fake-gateways.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { handOut, openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { isLastAnswer, nextAskAt } from '../core/next-ask-at.ts';
import { giveUpUnasked, reconcileMethod } from './reconcile-attempts.ts';

const CREATE = '/momo/v2/gateway/api/create';
const QUERY = '/momo/v2/gateway/api/query';

it('an attempt is asked about at doubling pauses until its end, then a few times after', () => {
  const attempt = { created_at: 0, expires_at: 15 * MINUTE_MS };
  const asked: number[] = [];
  for (let now: number | null = 0; now !== null; ) {
    now = isLastAnswer(now, attempt) ? null : nextAskAt(now, attempt, 2 * MINUTE_MS);
    if (now !== null) asked.push(now / MINUTE_MS);
  }
  assert.deepEqual(asked, [2, 4, 8, 15, 20, 45, 375, 1_455, 4_335]);
});

it('after an outage an attempt is asked about once, not for every question missed', () => {
  const attempt = { created_at: 0, expires_at: 100 * MINUTE_MS };
  assert.equal(nextAskAt(50 * MINUTE_MS, attempt, 2 * MINUTE_MS), 64 * MINUTE_MS);
  assert.equal(nextAskAt(101 * MINUTE_MS, attempt, 2 * MINUTE_MS), 105 * MINUTE_MS);
});

it('attempts are asked about every few minutes where the clock was set back a day since', async () => {
  const gateways = await startFakeGateways();
  const codes = taxCodes(1);
  const { server, client } = await openFirm(codes, gateways.env);
  const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
  await client.payments.start.mutate({ orderId, method: 'momo', locale: 'vi' });
  const asked: number[] = [];
  for (const minutes of [0, -1_440, -1_439, -1_434, -1_433]) {
    server.setNow(NOW + minutes * MINUTE_MS);
    asked.push(await reconcileMethod(server.context, 'momo'));
  }
  gateways.stop();
  await server.stop();
  assert.deepEqual(asked, [0, 1, 0, 1, 0]);
});

it('all gateways are asked in a round, which ends old attempts: their orders’ followers read them again', async () => {
  const gateways = await startFakeGateways();
  const codes = taxCodes(3);
  const { server, client } = await openFirm(codes, gateways.env);
  const place = async (code = '') =>
    (await client.orders.place.mutate(await orderOf(client, [code]))).id;
  const [byMomo, byZaloPay, other] = [
    await place(codes[0]),
    await place(codes[1]),
    await place(codes[2]),
  ];
  await client.payments.start.mutate({ orderId: byMomo, method: 'momo', locale: 'vi' });
  await client.payments.start.mutate({ orderId: byZaloPay, method: 'zalopay', locale: 'vi' });
  const versions = async () => {
    const orders = await server.context.db.selectFrom('orders').select(['id', 'version']).execute();
    const by = new Map(orders.map(({ id, version }) => [id, version]));
    return [byMomo, byZaloPay, other].map((id) => by.get(id) ?? 0);
  };
  const [before, asked] = [await versions(), [] as number[]];
  for (const minutes of [3, 24 * 60]) {
    server.setNow(NOW + minutes * MINUTE_MS);
    asked.push(await reconcileAttempts(server.context));
  }
  const after = await versions();
  gateways.stop();
  await server.stop();
  assert.deepEqual(asked, [2, 2]);
  assert.deepEqual(
    after.map((version, at) => version - (before[at] ?? 0)),
    [1, 1, 0],
  );
});

it('an attempt that two processes find due is asked about by one of them', async () => {
  const gateways = await startFakeGateways();
  const codes = taxCodes(1);
  const { server, client } = await openFirm(codes, gateways.env);
  const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
  await client.payments.start.mutate({ orderId, method: 'momo', locale: 'vi' });
  server.setNow(NOW + 3 * MINUTE_MS);
  const asked = await Promise.all([1, 2].map(() => reconcileMethod(server.context, 'momo')));
  gateways.stop();
  await server.stop();
  assert.deepEqual(asked.sort(), [0, 1]);
});

describe('an attempt whose gateway has not answered since three days after its end', () => {
  const codes = taxCodes(6);
  const some = handOut(codes);
  let gateways: FakeGateways;
  let server: TestServer;
  let client: Client;

  before(async () => {
    gateways = await startFakeGateways();
    ({ server, client } = await openFirm(codes, gateways.env));
  });
  after(async () => {
    gateways.stop();
    await server.stop();
  });

  const start = async () => {
    server.setNow(NOW);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, some(1)));
    return await client.payments.start.mutate({ orderId, method: 'momo', locale: 'vi' });
  };
  /** @returns the id of an attempt that its gateway refused to open */
  const startRefused = async () => {
    gateways.answers.set(CREATE, 'no JSON');
    await assert.rejects(start());
    gateways.answers.delete(CREATE);
    const { id } = await server.context.db
      .selectFrom('payment_attempts')
      .select('id')
      .where('redirect_url', 'is', null)
      .where('next_ask_at', 'is not', null)
      .executeTakeFirstOrThrow();
    return id;
  };
  const askOn = async (days: number) => {
    server.setNow(NOW + days * DAY_MS);
    return await reconcileMethod(server.context, 'momo');
  };
  const nextTimeOf = async (attemptId: string) => {
    const { next_ask_at } = await server.context.db
      .selectFrom('payment_attempts')
      .select('next_ask_at')
      .where('id', '=', attemptId)
      .executeTakeFirstOrThrow();
    return next_ask_at;
  };

  it('an ended attempt is asked about daily until there is an answer, also where a process is killed in the question', async () => {
    const { id, expiresAt } = await start();
    gateways.answers.set(QUERY, 'no JSON');
    assert.deepEqual([await askOn(5), await askOn(5)], [1, 0]);
    assert.equal(await nextTimeOf(id), expiresAt + 5 * DAY_MS);
    // Only the database's part of it is left, as after a kill of its process.
    let meanwhile: Promise<number | null> | undefined;
    gateways.answers.set(QUERY, ({ orderId }: { orderId: string }) => {
      meanwhile = nextTimeOf(id);
      const { partnerCode } = MOMO;
      return { partnerCode, orderId, amount: 0, resultCode: 1000, transId: 0 };
    });
    assert.equal(await askOn(6), 1);
    assert.deepEqual([await meanwhile, await nextTimeOf(id)], [expiresAt + 6 * DAY_MS, null]);
  });

  it('an attempt that its gateway never opened is asked about for three days: nobody can have paid', async () => {
    const id = await startRefused();
    gateways.answers.set(QUERY, 'no JSON');
    assert.deepEqual([await askOn(5), await nextTimeOf(id)], [1, null]);
  });

  const casesOf = async (attemptId: string) => {
    const kept = await server.context.db
      .selectFrom('gateway_messages')
      .select(['outcome', 'times'])
      .where('payment_attempt_id', '=', attemptId)
      .execute();
    return kept.map(({ outcome, times }) => [outcome, times]);
  };

  it('an attempt without an answer is given to operations after thirty days, once', async () => {
    const { id } = await start();
    gateways.answers.set(QUERY, 'no JSON');
    assert.equal(await askOn(29), 1);
    assert.deepEqual([await askOn(31), await askOn(32)], [0, 0]);
    assert.equal(await nextTimeOf(id), null);
    assert.deepEqual(await casesOf(id), [['unanswered', 1]]);
  });

  it('an attempt of a method that was switched off is given to operations after thirty days, once', async () => {
    const { id } = await start();
    const context = { ...server.context, config: { ...server.context.config, momo: null } };
    server.setNow(NOW + 29 * DAY_MS);
    await giveUpUnasked(context);
    assert.deepEqual(await casesOf(id), []);
    server.setNow(NOW + 31 * DAY_MS);
    await giveUpUnasked(context);
    await giveUpUnasked(context);
    assert.deepEqual([await casesOf(id), await nextTimeOf(id)], [[['unanswered', 1]], null]);
  });

  it('an attempt that was never opened is no case for operations, however late it is looked at', async () => {
    const id = await startRefused();
    assert.equal(await askOn(31), 0);
    assert.deepEqual([await casesOf(id), await nextTimeOf(id)], [[], null]);
  });
});

it('a paid attempt is asked about no more, at any time', async () => {
  const gateways = await startFakeGateways();
  const codes = taxCodes(1);
  const { server, client } = await openFirm(codes, gateways.env);
  const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
  const { id } = await client.payments.start.mutate({ orderId, method: 'momo', locale: 'vi' });
  const { db } = server.context;
  await db.updateTable('payment_attempts').set({ state: 'paid' }).where('id', '=', id).execute();
  server.setNow(NOW + 60 * MINUTE_MS);
  assert.equal(await reconcileMethod(server.context, 'momo'), 0);
  const { next_ask_at } = await db
    .selectFrom('payment_attempts')
    .select('next_ask_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  gateways.stop();
  await server.stop();
  assert.equal(next_ask_at, null);
});
