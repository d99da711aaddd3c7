import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { type Db, openDatabase } from './database/open.ts';
import { checkMoney } from './payments/check-money.ts';
import { addPortal } from './portals/add-portal.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from './testing/test-directory.ts';
import {
  API_KEY,
  clientOf,
  ORIGIN,
  PORTAL_ID,
  PORTAL_SECRET,
  SEPAY_API_KEY,
  signToken,
} from './testing/test-server.ts';

const ORDERS = 40;
const CRASHES = 6;
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The process itself, killed while money comes in; what was acknowledged has to be there afterwards. */
describe('a server that crashes again and again', () => {
  const year = new Date().getFullYear();
  let folder = '';
  let url = '';
  let env: Record<string, string> = {};
  let child: ChildProcess | undefined;
  const mails: { to: string; subject: string; messageId: string }[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      // One that breaks off because the server died has not arrived.
      void simpleParser(stream).then(({ subject = '', messageId = '' }) => {
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', subject, messageId });
        callback();
      }, callback);
    },
  });

  // A connection that a killed server leaves behind is no fault of the mail server.
  smtp.on('error', () => {});

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'renewal-crash-'));
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    env = {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      PUBLIC_URL: url,
      DATABASE_PATH: join(folder, 'crash.sqlite'),
      LINK_SECRET: randomBytes(32).toString('hex'),
      SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
      MAIL_FROM: 'renewal@vendor.example',
      SEPAY_API_KEY,
      BANK_BIN: '970436',
      BANK_NAME: 'Vietcombank',
      BANK_ACCOUNT: '0123456789',
      BANK_ACCOUNT_HOLDER: 'CONG TY PHAN MEM',
    };
    await withDatabase((db) =>
      addPortal(db, {
        id: PORTAL_ID,
        name: 'Cổng kế toán',
        origins: [ORIGIN],
        secret: PORTAL_SECRET,
        apiKey: API_KEY,
      }),
    );
  });
  after(async () => {
    await crash();
    await new Promise<void>((resolve) => smtp.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const db = await openDatabase(env.DATABASE_PATH ?? '');
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  }

  async function start(): Promise<void> {
    child = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
    for (let i = 0; i < 800; i++) {
      const answer = await fetch(`${url}/health`).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
      await sleep(25);
    }
    throw new Error('The server did not start');
  }

  /** As a power cut does: nothing is told, nothing is finished. */
  async function crash(): Promise<void> {
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async function placeOrders() {
    const client = clientOf({ url }, await signToken({ issuedAt: Date.now() }));
    const codes = taxCodes(ORDERS * 2);
    const license = { planCode: 'ASP-DN', expiry: `${year}-12-31` };
    await declarePlans({ url });
    await declareCustomers(
      { url },
      codes.map((code) => declaration(code, { license })),
    );
    const transfers: { id: number; amount: number; memo: string; orderId: string }[] = [];
    for (let i = 0; i < ORDERS; i++) {
      const own = codes.slice(i * 2, i * 2 + 2);
      const { id } = await client.orders.place.mutate(await orderOf(client, own));
      const { transfer } = await client.payments.start.mutate({
        orderId: id,
        method: 'bank_transfer',
        locale: 'vi',
      });
      assert.ok(transfer);
      transfers.push({ id: i + 1, orderId: id, amount: transfer.amount, memo: transfer.memo });
    }
    return transfers;
  }

  /** As SePay does: again until it is acknowledged. */
  async function report(transfer: { id: number; amount: number; memo: string }): Promise<number> {
    for (let times = 1; ; times++) {
      const answer = await fetch(`${url}/gateways/sepay`, {
        method: 'POST',
        headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id: transfer.id,
          content: transfer.memo,
          transferType: 'in',
          transferAmount: transfer.amount,
        }),
      }).catch(() => null);
      await answer?.arrayBuffer().catch(() => {});
      if (answer?.ok) return times;
      await sleep(20);
    }
  }

  it('has recorded and applied every payment once, and mailed of it', async () => {
    await start();
    const transfers = await placeOrders();
    let left = [...transfers];
    for (let i = 0; i < CRASHES; i++) {
      // Some are told while it dies; each is told until the server has taken it.
      const now = left.slice(0, Math.ceil(ORDERS / CRASHES));
      left = left.slice(now.length);
      const told = Promise.all(now.map(report));
      await sleep(i * 7);
      await crash();
      await withDatabase(async (db) => assert.deepEqual(await checkMoney(db), []));
      await start();
      await told;
    }
    await Promise.all(transfers.map(report));
    await assertAllPaid(transfers.map(({ orderId }) => orderId));
    await assertMailed(transfers.length);
  });

  async function assertAllPaid(orderIds: string[]): Promise<void> {
    await withDatabase(async (db) => {
      assert.deepEqual(await checkMoney(db), []);
      const orders = await db.selectFrom('orders').select(['id', 'state']).execute();
      assert.deepEqual(
        orders.filter(({ state }) => state === 'paid').map(({ id }) => id),
        orderIds,
      );
      const payments = await db.selectFrom('payments').select('held').execute();
      assert.deepEqual([payments.length, payments.every(({ held }) => held === 0)], [ORDERS, true]);
      const expiries = await db.selectFrom('licenses').select('expiry').execute();
      assert.ok(expiries.every(({ expiry }) => expiry === `${year + 1}-12-31`));
      assert.equal(expiries.length, ORDERS * 2);
    });
  }

  /** Each mail at least once; one that left again, because the crash came before its mark, is the same mail. */
  async function assertMailed(count: number): Promise<void> {
    // What the dead processes had taken is locked to them for two minutes: let them be over.
    await withDatabase((db) => db.updateTable('outbox').set({ locked_until: 0 }).execute());
    const received = () => mails.filter(({ subject }) => subject.startsWith('Đã nhận thanh toán'));
    const messages = () => new Set(received().map(({ messageId }) => messageId));
    const subjects = () => new Set(received().map(({ subject }) => subject));
    for (let i = 0; i < 400 && subjects().size < count; i++) await sleep(50);
    assert.equal(subjects().size, count);
    assert.equal(messages().size, count, 'one message an order, however often it left');
  }
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
