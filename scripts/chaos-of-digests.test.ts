import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DAY_MS } from '../server/foundation/durations.ts';
import { runExpiryReminders } from '../server/jobs/run-expiry-reminders.ts';
import { orderOf, taxCodes } from '../server/testing/test-directory.ts';
import {
  clientOf,
  NOW,
  signToken,
  startTestServer,
  type TestServer,
} from '../server/testing/test-server.ts';
import { settleFirms } from './chaos/firms.ts';
import { judgeDigests } from './chaos/judge-digests.ts';

const FIRST_DAY = 'on 2026-11-23';
const KIND = 'licenses_expiring';

describe('the judge of reminders, after two days', () => {
  let server: TestServer;
  let orderId: string;
  /** The firm's licence that ends so many days after the first. */
  let licenseOf: (firmId: string, days: number) => string;

  beforeEach(async () => {
    server = await startTestServer();
    const { context } = server;
    const [code = ''] = await settleFirms(server, 3, NOW);
    await runExpiryReminders(context);
    const client = clientOf(server, await signToken());
    ({ id: orderId } = await client.orders.place.mutate(await orderOf(client, [code])));
    server.setNow(NOW + DAY_MS);
    await runExpiryReminders(context);
    await context.db.updateTable('outbox').set({ state: 'done', done_at: NOW }).execute();
    const licenses = await context.db
      .selectFrom('licenses')
      .innerJoin('customers', 'customers.id', 'licenses.customer_id')
      .select(['licenses.id', 'licenses.firm_id', 'customers.tax_code'])
      .execute();
    const codes = taxCodes(66);
    licenseOf = (firmId, days) =>
      licenses.find((one) => one.firm_id === firmId && one.tax_code === codes[days - 1])?.id ?? '';
  });
  afterEach(() => server.stop());

  /** @param lost the mail that never arrived */
  async function judged(lost?: string): Promise<string[]> {
    const { db } = server.context;
    const jobs = await db.selectFrom('outbox').select('id').where('kind', '=', KIND).execute();
    const ids = jobs.flatMap(({ id }) => (id === lost ? [] : id));
    return await judgeDigests(db, { mails: () => ids.map((id) => `<${id}@vendor.example>`) });
  }

  async function firstMailOf(firmId: string): Promise<string> {
    const { id } = await server.context.db
      .selectFrom('outbox')
      .select('id')
      .where('kind', '=', KIND)
      .where('tenant', 'like', `%/${firmId}`)
      .orderBy('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  it('the judge of reminders finds nothing where each went out once', async () => {
    assert.deepEqual(await judged(), []);
  });

  it('the judge of reminders finds a mail that never left, and one that was never to leave', async () => {
    const lost = await firstMailOf('firm-2');
    assert.match(
      `${await judged(lost)}`,
      new RegExp(`^the digest of firm-2 ${FIRST_DAY} never left to accountant-[12]$`),
    );
    await server.context.db.deleteFrom('outbox').where('id', '=', lost).execute();
    assert.match(
      `${await judged()}`,
      new RegExp(`^the digest of firm-2 ${FIRST_DAY} has 0 mails to accountant-[12]$`),
    );
  });

  it('the judge of reminders finds an entry in another person’s bell', async () => {
    await server.context.db
      .updateTable('notifications')
      .set({ accountant_id: 'accountant-2', sequence: 9 })
      .where('firm_id', '=', 'firm-4')
      .where('accountant_id', '=', 'accountant-1')
      .where('sequence', '=', 1)
      .execute();
    assert.deepEqual(await judged(), [
      `the digest of firm-4 ${FIRST_DAY} is in the bell of accountant-1 0 times`,
      `the digest of firm-4 ${FIRST_DAY} is in the bell of accountant-2 2 times`,
    ]);
  });

  it('the judge of reminders finds a licence without a reminder, or without one at its threshold', async () => {
    const { db } = server.context;
    const [missed, wrong] = [licenseOf('firm-2', 40), licenseOf('firm-3', 21)];
    await db.deleteFrom('expiry_reminders').where('license_id', '=', missed).execute();
    await db
      .updateTable('expiry_reminders')
      .set({ threshold: 7 })
      .where('license_id', '=', wrong)
      .execute();
    assert.deepEqual(await judged(), [
      `the digest of firm-2 ${FIRST_DAY} has 59 of 60 licences`,
      `the digest of firm-3 ${FIRST_DAY} tells of 7 days before 2026-12-14: licence ${wrong}`,
      `firm-2 was not told of licence ${missed} 60 days before 2027-01-02`,
      `firm-3 was not told of licence ${wrong} 30 days before 2026-12-14`,
    ]);
  });

  it('the judge of reminders finds a second reminder at a threshold that is no nearer', async () => {
    const again = licenseOf('firm-6', 8);
    await server.context.db
      .updateTable('expiry_reminders')
      .set({ threshold: 1 })
      .where('license_id', '=', again)
      .where('threshold', '=', 15)
      .execute();
    assert.deepEqual(await judged(), [
      `the digest of firm-6 ${FIRST_DAY} tells of 1 days before 2026-12-01: licence ${again}`,
      `the digest of firm-6 on 2026-11-24 tells of 7 days after 1: licence ${again}`,
    ]);
  });

  it('the judge of reminders finds a reminder of a licence that had been ordered', async () => {
    await server.context.db
      .updateTable('notifications')
      .set({ sequence: 9 })
      .where('firm_id', '=', 'firm-1')
      .where('accountant_id', '=', 'accountant-1')
      .where('kind', '=', KIND)
      .where('sequence', '=', 1)
      .execute();
    const license = licenseOf('firm-1', 1);
    assert.deepEqual(await judged(), [
      `the digest of firm-1 ${FIRST_DAY} tells of licence ${license}, which ${orderId} had ordered`,
    ]);
  });
});
