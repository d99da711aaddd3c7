import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import { openDatabase } from './database/connect/open.ts';
import type { Db } from './database/db.ts';
import { newId } from './database/id.ts';
import { addPortal } from './directory/portals/add-portal.ts';
import { DAY_MS } from './foundation/durations.ts';
import { checkMoney } from './payments/settlement/check-money.ts';
import { putCodes } from './testing/discount-codes.ts';
import { MailServer } from './testing/mail-server.ts';
import { OPERATIONS_PASSWORD, operations } from './testing/operations.ts';
import {
  type ServerProcess,
  SHARES_FILE,
  serverEnvironment,
  startServerProcess,
} from './testing/processes/server-process.ts';
import { makeTestDatabase, type TestDatabase } from './testing/test-database.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  orderOf,
  planDeclaration,
  putPlans,
  taxCodes,
} from './testing/test-directory.ts';
import {
  type Client,
  clientOf,
  SEPAY_API_KEY,
  signToken,
  TEST_PORTAL,
} from './testing/test-server.ts';

/** Rounds of each race; `RACES=200` for a long run. */
const RACES = Number(process.env.RACES ?? 6);

const PUBLIC_URL = 'http://renewal.example';

/** In one process a synchronous driver never interleaves two requests; in two it does. */
describe('two processes over one file', () => {
  const year = new Date().getFullYear();
  const codes = taxCodes(RACES * 14);
  let database: TestDatabase;
  let db: Db;
  let processes: ServerProcess[];
  let clients: Client[];
  let smtp: MailServer;

  before(async () => {
    database = await makeTestDatabase();
    smtp = await MailServer.start();
    db = await openDatabase(database.address);
    await addPortal(db, TEST_PORTAL);
    const env = serverEnvironment(database.address, {
      OPERATIONS_PASSWORD,
      PUBLIC_URL,
      RATE_LIMIT: '100000',
      SMTP_URL: `smtp://${smtp.address}`,
    });
    const start = () => startServerProcess(env, [SHARES_FILE]);
    processes = await Promise.all([start(), start()]);
    const token = await signToken({ issuedAt: Date.now() });
    clients = processes.map((server) => clientOf(server, token));
    const [server] = processes as [ServerProcess, ServerProcess];
    await putPlans(server, planDeclaration('ASP-DN', { commitmentDays: 60 }));
    const license = { planCode: 'ASP-DN', expiry: `${year}-12-31` };
    await declareCustomers(
      server,
      codes.map((code) => declaration(code, { license })),
    );
  });
  after(async () => {
    await db.destroy();
    await Promise.all(processes.map((server) => server.end('SIGTERM')));
    await smtp.stop();
    await database.remove();
  });

  const some = handOut(codes);
  let transfers = 0;
  let oneUseCodes = 0;

  /** A report as SePay sends it; SePay would repeat after a failure of ours, which counts as an error here. */
  async function report(
    server: ServerProcess,
    transfer: { id: number; amount: number; memo: string },
  ) {
    const answer = await fetch(`${server.url}/gateways/sepay`, {
      method: 'POST',
      headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: transfer.id,
        content: transfer.memo,
        referenceCode: `FT${transfer.id}`,
        transferType: 'in',
        transferAmount: transfer.amount,
      }),
    });
    assert.ok(answer.ok, await answer.text());
  }

  /** Sends the same to both at once, and returns both answers; anything but an answer or a refusal of ours fails. */
  async function both(work: (client: Client, index: number) => PromiseLike<unknown>) {
    const settled = await Promise.allSettled(clients.map(work));
    return settled.map((each) => {
      if (each.status === 'fulfilled') return 'done';
      const { reason } = each;
      const code = reason instanceof TRPCClientError ? reason.data?.domain?.code : undefined;
      if (code === undefined || code === 'INTERNAL') throw reason;
      return String(code);
    });
  }

  const client = () => clients[0] as Client;

  async function placed(count = 1) {
    const order = await client().orders.place.mutate(await orderOf(client(), some(count)));
    const { transfer } = await client().payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    assert.ok(transfer);
    return { orderId: order.id, amount: transfer.amount, memo: transfer.memo };
  }

  async function race(work: () => Promise<void>): Promise<void> {
    for (let round = 0; round < RACES; round++) await work();
    assert.deepEqual(await checkMoney(db), []);
  }

  const paymentsOf = async (orderId: string) =>
    (await client().orders.get.query({ orderId })).payments;

  it('two processes settle two transfers for one order, told to each five times: one pays, one is due back', () =>
    race(async () => {
      const { orderId, ...transfer } = await placed();
      const ids = [++transfers, ++transfers];
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          report(processes[i % 2] as ServerProcess, { ...transfer, id: ids[(i >> 1) % 2] ?? 0 }),
        ),
      );
      const due = (await paymentsOf(orderId)).map(({ refundDue }) => refundDue);
      assert.deepEqual(
        due.toSorted((a, b) => a - b),
        [0, transfer.amount],
      );
    }));

  it('two processes take the money of six owners at once: each is in one mail, and the last leaves at once', () =>
    race(async () => {
      const own = some(6);
      const { id: orderId, number } = await client().orders.place.mutate(
        await orderOf(client(), own),
      );
      const { lines } = await client().orders.get.query({ orderId });
      const parts = await Promise.all(
        lines.map(({ id }) =>
          client().payments.start.mutate({
            ...{ orderId, lineIds: [id], method: 'bank_transfer', locale: 'vi' },
          }),
        ),
      );
      await Promise.all(
        parts.map(({ transfer }, i) => {
          assert.ok(transfer);
          return report(processes[i % 2] as ServerProcess, { ...transfer, id: ++transfers });
        }),
      );
      const mailsWith = (code: string) => {
        const about = smtp.mails.filter(
          ({ mail: { subject = '', text = '' } }) =>
            subject.includes(number) &&
            /^Đã nhận thanh toán|khách hàng vừa thanh toán/.test(subject) &&
            text.includes(code),
        );
        return new Set(about.map(({ messageId }) => messageId)).size;
      };
      while (own.some((code) => mailsWith(code) === 0)) await sleep(50);
      assert.deepEqual(own.map(mailsWith), Array(6).fill(1));
    }));

  it('two processes place an order once, however often its request comes', () =>
    race(async () => {
      const input = await orderOf(client(), some(1));
      const orders = await Promise.all(clients.map((each) => each.orders.place.mutate(input)));
      assert.equal(orders[0]?.id, orders[1]?.id);
    }));

  it('two processes place one of two orders for a licence, and refuse the other', () =>
    race(async () => {
      const input = await orderOf(client(), some(1));
      const answers = await both((each) =>
        each.orders.place.mutate({ ...input, requestId: newId() }),
      );
      assert.equal(answers.filter((answer) => answer === 'done').length, 1, String(answers));
    }));

  it('two processes use a code with one use once', () =>
    race(async () => {
      const code = `MOT${++oneUseCodes}`;
      const [server] = processes as [ServerProcess, ServerProcess];
      await putCodes(server, { code, kind: 'amount', maxUses: 1 });
      const inputs = await Promise.all([1, 2].map(async () => orderOf(client(), some(1))));
      const answers = await both(async (each, i) => {
        const input = inputs[i];
        assert.ok(input);
        const confirmedTotal = input.confirmedTotal - 1_000;
        return await each.orders.place.mutate({ ...input, discountCode: code, confirmedTotal });
      });
      assert.equal(answers.filter((answer) => answer === 'done').length, 1, String(answers));
    }));

  it('two processes cancel an order while its money comes: it is paid, or the money is due back', () =>
    race(async () => {
      const { orderId, ...transfer } = await placed();
      const id = ++transfers;
      await both((each, i) =>
        i === 0
          ? each.orders.cancel.mutate({ orderId, reason: 'Đổi ý' })
          : report(processes[1] as ServerProcess, { ...transfer, id }),
      );
      const [payment, ...more] = await paymentsOf(orderId);
      assert.equal(more.length, 0);
      const { state } = await client().orders.get.query({ orderId });
      assert.equal(payment?.refundDue, state === 'paid' ? 0 : transfer.amount);
    }));

  it('two processes commit to pay an order once', () =>
    race(async () => {
      const { orderId } = await placed();
      const payBy = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);
      await both((each) => each.orders.commit.mutate({ orderId, payBy, confirmed: true }));
      const { count } = await db
        .selectFrom('notifications')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('order_id', '=', orderId)
        .where('kind', '=', 'commitment_made')
        .executeTakeFirstOrThrow();
      assert.equal(Number(count), 1);
    }));

  it('two processes pay a refund back once', () =>
    race(async () => {
      const { orderId, ...transfer } = await placed();
      for (let times = 0; times < 2; times++) {
        await report(processes[0] as ServerProcess, { ...transfer, id: ++transfers });
      }
      const { id } = await db
        .selectFrom('refunds_due')
        .select('id')
        .where('state', '=', 'due')
        .executeTakeFirstOrThrow();
      const form = { refundDueId: id, checked: 'yes', reference: `FT-${id}` };
      const answers = await Promise.all(
        processes.map((server) => operations(server, 'refunds/mark', form, { origin: PUBLIC_URL })),
      );
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((a, b) => a - b),
        [303, 409],
      );
    }));

  it('two processes send every mail once', async () => {
    const isPending = () =>
      db
        .selectFrom('outbox')
        .select('id')
        .where('state', '=', 'pending')
        // Mails to operations wait for their quarter of an hour.
        .where('lane', '<>', 'operations_mails')
        .executeTakeFirst();
    while (await isPending()) await sleep(50);
    const mails = smtp.mails.map(({ messageId }) => messageId);
    assert.ok(mails.length > RACES * 5, `${mails.length} mails`);
    assert.equal(mails.length, new Set(mails).size);
  });
});
