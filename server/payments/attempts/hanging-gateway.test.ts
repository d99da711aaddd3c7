import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import {
  type FakeGateways,
  MOMO,
  startFakeGateways,
} from '../../testing/gateways/fake-gateways.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  signToken,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  vnpayChecksum,
} from '../gateways/vnpay/vnpay-signature.ts';
import { askBeside, questionsAnswered } from './ask-gateway.ts';

/** A VNPay that accepts every question and answers none until released: never, as far as a page can see. */
describe('a gateway that hangs', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  const codes = taxCodes(120);
  let next = 0;
  let transaction = 261_140_000_000_000;
  const waiting: { answer: ServerResponse; reference: string }[] = [];
  const paidAtVnpay = new Map<string, number>();
  const vnpay = createServer(async (request, answer) => {
    let text = '';
    for await (const part of request) text += part;
    waiting.push({ answer, reference: JSON.parse(text).vnp_TxnRef });
  });

  before(async () => {
    await new Promise<void>((resolve) => vnpay.listen(0, '127.0.0.1', resolve));
    const { port } = vnpay.address() as AddressInfo;
    gateways = await startFakeGateways();
    const env = { ...gateways.env, VNPAY_API_URL: `http://127.0.0.1:${port}` };
    ({ server, client } = await openFirm(codes, env));
  });
  beforeEach(() => {
    server.setNow(NOW);
    gateways.answers.clear();
    paidAtVnpay.clear();
    letGo();
  });
  after(async () => {
    letGo();
    await questionsAnswered(server.context);
    gateways.stop();
    vnpay.close();
    vnpay.closeAllConnections();
    await stopAndCheckMoney(server);
  });

  /** Answers every question asked so far. */
  function letGo(): void {
    for (const { answer, reference } of waiting.splice(0)) {
      const amount = paidAtVnpay.get(reference);
      const values: Record<string, string> = {
        vnp_ResponseCode: amount === undefined ? '91' : '00',
        vnp_TmnCode: VNPAY_TMN_CODE,
        vnp_TxnRef: reference,
        vnp_Amount: String((amount ?? 0) * 100),
        vnp_TransactionNo: String(++transaction),
        vnp_TransactionStatus: '00',
      };
      const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, values));
      answer.end(JSON.stringify({ ...values, vnp_SecureHash: hash }));
    }
  }

  async function order() {
    next += 1;
    const input = await orderOf(client, codes.slice(next - 1, next));
    const { id: orderId } = await client.orders.place.mutate(input);
    return orderId;
  }
  async function start(orderId: string, method: PaymentMethod) {
    const attempt = await client.payments.start.mutate({ orderId, method, locale: 'vi' });
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    return { attempt, reference, amount: attempt.amount };
  }
  const stateOf = async (orderId: string) => (await client.orders.get.query({ orderId })).state;

  it('a hanging gateway delays no page, gets one question per attempt, and pages find its answer', async () => {
    const orderId = await order();
    const { url } = await client.paymentLinks.create.mutate({ orderId });
    const chosen = await fetch(`${url}/attempts`, {
      method: 'POST',
      body: new URLSearchParams({ method: 'vnpay' }),
      redirect: 'manual',
    });
    const reference = new URL(chosen.headers.get('location') ?? '').searchParams.get('vnp_TxnRef');
    const { id } = await server.context.db
      .selectFrom('payment_attempts')
      .select('id')
      .where('reference', '=', reference)
      .executeTakeFirstOrThrow();
    paidAtVnpay.set(reference ?? '', 2_950_000);
    const own = await start(await order(), 'vnpay');
    const state = async () =>
      ((await (await fetch(`${url}/state`)).json()) as { state: string }).state;
    const seen = await state();
    // Each of these returns before VNPay has answered anything.
    for (let look = 0; look < 3; look++) {
      server.setNow(NOW + look * 4_000);
      assert.match(await (await fetch(url)).text(), /Đang chờ/);
      assert.equal(await state(), seen);
      const back = await fetch(returnUrl(server.context.config, id));
      assert.match(await back.text(), /Đang chờ/);
      const json = { headers: { accept: 'application/json' } };
      const ownBack = await fetch(returnUrl(server.context.config, own.attempt.id), json);
      assert.deepEqual(await ownBack.json(), { state: 'pending' });
      const read = await client.payments.attempt.query({ attemptId: own.attempt.id });
      assert.equal(read.state, 'open');
    }
    await until(() => waiting.length >= 2);
    assert.deepEqual(
      waiting.map((asked) => asked.reference).toSorted(),
      [reference, own.reference].toSorted(),
    );
    // Another method is chosen meanwhile.
    const other = await fetch(`${url}/attempts`, {
      method: 'POST',
      body: new URLSearchParams({ method: 'bank_transfer' }),
      redirect: 'manual',
    });
    assert.match(
      await (await fetch(new URL(other.headers.get('location') ?? '', url))).text(),
      /GH/,
    );
    letGo();
    await questionsAnswered(server.context);
    assert.notEqual(await state(), seen, 'the page learns of it when it looks again');
    assert.match(await (await fetch(url)).text(), /Thanh toán thành công/);
  });

  it('a hanging gateway starves no other: five paid MoMo attempts behind a hundred of its own', async () => {
    const hundred = await order();
    const own = await start(hundred, 'vnpay');
    const { db } = server.context;
    const attempt = await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('id', '=', own.attempt.id)
      .executeTakeFirstOrThrow();
    const many = Array.from({ length: 100 }, (_, n) => ({
      ...attempt,
      ...{ id: `s${n}`, reference: `GHX${n}`, next_ask_at: NOW - 1_000 },
    }));
    await db.insertInto('payment_attempts').values(many).execute();
    const paid = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const orderId = await order();
        return { orderId, ...(await start(orderId, 'momo')) };
      }),
    );
    const amounts = new Map(paid.map(({ reference, amount }) => [reference, amount]));
    gateways.answers.set('/momo/v2/gateway/api/query', ({ orderId }: { orderId: string }) => ({
      ...{ partnerCode: MOMO.partnerCode, orderId, amount: amounts.get(orderId) ?? 0 },
      ...{ resultCode: amounts.has(orderId) ? 0 : 1000, transId: ++transaction },
    }));
    const later = NOW + 3 * 60_000;
    server.setNow(later);
    client = clientOf(server, await signToken({ issuedAt: later }));
    const round = reconcileAttempts(server.context);
    // VNPay's lane is full of hanging questions, and MoMo's payers are found.
    for (const { orderId } of paid) await until(async () => (await stateOf(orderId)) === 'paid');
    assert.ok(waiting.length > 0);
    const ended = round.then(() => true);
    while (!(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))])))
      letGo();
    client = clientOf(server, await signToken());
  });

  it('a gateway that hangs has 20 questions of pages under way at most, beside those to other gateways', async () => {
    const { context } = server;
    const { db } = context;
    const orderId = await order();
    const attemptOf = async (method: PaymentMethod) => {
      const { attempt } = await start(orderId, method);
      return await db
        .selectFrom('payment_attempts')
        .selectAll()
        .where('id', '=', attempt.id)
        .executeTakeFirstOrThrow();
    };
    const [own, momo] = [await attemptOf('vnpay'), await attemptOf('momo')];
    const many = Array.from({ length: 22 }, (_, n) => ({
      ...own,
      ...{ id: `page${n}`, reference: `GHP${n}`, next_ask_at: null },
    }));
    await db.insertInto('payment_attempts').values(many).execute();
    for (const attempt of many) askBeside(context, attempt);
    const asked = () => gateways.calls.filter(({ path }) => path.endsWith('/query')).length;
    const before = asked();
    askBeside(context, momo);
    await until(() => waiting.length >= 20 && asked() > before);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(waiting.length, 20);
    let isAnswered = false;
    const answered = questionsAnswered(context).then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(isAnswered, false, 'the database is still needed');
    letGo();
    await answered;
    for (const attempt of many.slice(20)) askBeside(context, attempt);
    await until(() => waiting.length === 2);
  });

  it('a page does not ask a gateway about an attempt that is still being registered', async () => {
    const { context } = server;
    const { attempt } = await start(await order(), 'momo');
    const registered = await context.db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    const asked = () => gateways.calls.filter(({ path }) => path.endsWith('/query')).length;
    const before = asked();
    askBeside(context, { ...registered, redirect_url: null });
    await questionsAnswered(context);
    assert.equal(asked(), before);
    askBeside(context, registered);
    await questionsAnswered(context);
    assert.equal(asked(), before + 1);
  });
});
