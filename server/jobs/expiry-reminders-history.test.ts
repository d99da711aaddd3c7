import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { addDays, calendarDateAt } from '../../shared/calendar-date.ts';
import type { Context } from '../context/context.ts';
import { THRESHOLDS, thresholdFor } from '../expiry-reminders/thresholds.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { randomOf } from '../testing/random.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import { signInAt, startTestServer, type TestServer } from '../testing/test-server.ts';
import { runExpiryReminders } from './run-expiry-reminders.ts';

const STEPS = 60;
const CUSTOMERS = 6;
const FIRST_EXPIRY = '2026-12-10';
const START = Date.parse('2026-10-20T09:00:00+07:00');

/** Kills the process, as far as the database can see, after so many statements. */
class Killer implements KyselyPlugin {
  left = Number.POSITIVE_INFINITY;

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    if (this.left-- <= 0) throw new Error('killed');
    return result;
  }
}

const endingOn = (code: string, expiry: string) =>
  declaration(code, { license: { planCode: 'ASP-DN', expiry } });

describe('reminders through kills, clock jumps and orders', () => {
  const codes = taxCodes(CUSTOMERS);
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
    await declarePlans(server);
    await declareCustomers(
      server,
      codes.map((code) => endingOn(code, FIRST_EXPIRY)),
    );
  });
  after(() => server.stop());

  it('each licence is told once at a threshold, in one mail and one entry of the bell', async () => {
    const first = await signInAt(server, START);
    await first.signIn.whoAmI.query();
    const random = randomOf(7).below;
    const killer = new Killer();
    let now = START;
    let kills = 0;
    const orders = new Map<string, string>();
    const expiries = new Map(codes.map((code) => [code, FIRST_EXPIRY]));
    for (let step = 0; step < STEPS; step++) {
      const jump = random(10);
      if (jump < 7) now += random(4 * 86_400) * 1_000;
      else if (jump < 9) now -= random(20) * DAY_MS;
      else now += random(40) * DAY_MS;
      now = Math.max(now, START);
      server.setNow(now);
      const code = codes[random(CUSTOMERS)] ?? '';
      const orderId = orders.get(code);
      if (random(4) === 0) {
        const client = await signInAt(server, now);
        if (orderId === undefined) {
          const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
          orders.set(code, id);
        } else {
          await client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' });
          orders.delete(code);
        }
      }
      const today = calendarDateAt(now);
      for (const own of codes.filter((each) => (expiries.get(each) ?? '') <= today)) {
        const expiry = addDays(today, random(64));
        expiries.set(own, expiry);
        await declareCustomers(server, [endingOn(own, expiry)]);
      }
      const hadBefore = await readTold(server.context);
      for (let life = 0; life < 4; life++) {
        // A new process knows nothing of the rounds before.
        const db = server.context.db.withPlugin(killer);
        // The first two statements look for licences; the next ones record reminders.
        killer.left = life < 3 ? 2 + random(12) : Number.POSITIVE_INFINITY;
        await runExpiryReminders({ ...server.context, db }).catch((error: unknown) => {
          assert.match(String(error), /killed/);
        });
        if (killer.left < 0) kills++;
      }
      await assertWhole(server.context);
      await assertRight(
        server.context,
        hadBefore,
        now,
        codes.filter((own) => orders.has(own)),
      );
    }
    assert.ok(kills >= 15, `${kills} kills`);
    const thresholds = new Set((await readTold(server.context)).map(({ threshold }) => threshold));
    assert.deepEqual(thresholds, new Set(THRESHOLDS));
  });
});

async function readTold({ db }: Context) {
  return await db
    .selectFrom('expiry_reminders as told')
    .innerJoin('licenses', 'licenses.id', 'told.license_id')
    .innerJoin('customers', 'customers.id', 'licenses.customer_id')
    .select(['license_id', 'expiry', 'threshold', 'digest_id', 'tax_code'])
    .execute();
}

/** Each digest has its mail, its bell and its entry in the audit log, and no firm has two a day. */
async function assertWhole({ db }: Context): Promise<void> {
  const digests = await db.selectFrom('expiry_digests').selectAll().execute();
  const told = Map.groupBy(await readTold({ db } as Context), (row) => row.digest_id);
  const mails = await db
    .selectFrom('outbox')
    .select('payload')
    .where('kind', '=', 'licenses_expiring')
    .execute();
  const bells = await db
    .selectFrom('notifications')
    .select('digest_id')
    .where('kind', '=', 'licenses_expiring')
    .execute();
  const entries = await db
    .selectFrom('audit_log')
    .select('subject_id')
    .where('action', '=', 'licenses.expiry_told')
    .execute();
  const ids = digests.map(({ id }) => id).toSorted();
  assert.deepEqual(mails.map(({ payload }) => JSON.parse(payload).digestId).toSorted(), ids);
  assert.deepEqual(bells.map((bell) => bell.digest_id ?? '').toSorted(), ids);
  assert.deepEqual(entries.map((entry) => entry.subject_id).toSorted(), ids);
  for (const digest of digests) {
    assert.equal(told.get(digest.id)?.length, digest.license_count);
  }
}

/** The last round's licences were due that day, past no threshold told before, and ordered by nobody. */
async function assertRight(
  context: Context,
  before: Awaited<ReturnType<typeof readTold>>,
  now: number,
  ordered: readonly string[],
): Promise<void> {
  const known = new Set(before.map((row) => JSON.stringify(row)));
  const told = (await readTold(context)).filter((row) => !known.has(JSON.stringify(row)));
  for (const { license_id: id, expiry, threshold, tax_code: code } of told) {
    assert.equal(threshold, thresholdFor(expiry, calendarDateAt(now)));
    assert.ok(!ordered.includes(code), `${code} is ordered`);
    const nearer = before.filter(
      (row) => row.license_id === id && row.expiry === expiry && row.threshold <= threshold,
    );
    assert.deepEqual(nearer, []);
  }
}
