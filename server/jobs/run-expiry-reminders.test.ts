import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { toPlainText } from '../channels/mail/document/mail-document.ts';
import { setFirmReminders, setPortalReminders } from '../directory/portals/reminder-settings.ts';
import { LICENSES_A_DIGEST, remindFirm } from '../expiry-reminders/remind-firm.ts';
import { digestJobs, digestMails } from '../testing/digest-mails.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  handOut,
  OTHER_FIRM,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  ORIGIN,
  PORTAL_ID,
  refusal,
  signInAt,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { runExpiryReminders } from './run-expiry-reminders.ts';

const EMAIL = 'ketoan@minhphat.example';
const FIRM = { portalId: PORTAL_ID, firmId: 'firm-1' };

let server: TestServer;
let client: Client;

/** Customers that the test has not had yet. */
let some: (count: number) => string[];

beforeEach(async () => {
  server = await startTestServer();
  await declarePlans(server);
  some = handOut(taxCodes(10));
});
afterEach(() => server.stop());

/** Customers of the firm whose licences end on a day. */
async function declare(count: number, expiry: string, firm?: { id: string; name: string }) {
  const codes = some(count);
  const customers = codes.map((code, index) =>
    declaration(code, {
      externalId: `KH-${code}`,
      license: {
        planCode: 'ASP-DN',
        expiry,
        // One in two has an id of its own.
        ...(index % 2 === 0 ? { externalId: `L-${code}` } : {}),
      },
    }),
  );
  await declareCustomers(server, customers, firm);
  return codes;
}

/** A round on a day, at an hour, with the accountant signed in at it. */
async function roundOn(day: string, time = '08:00'): Promise<void> {
  client = await signInAt(server, Date.parse(`${day}T${time}:00+07:00`));
  await client.signIn.whoAmI.query();
  await runExpiryReminders(server.context);
}

const jobs = () => digestJobs(server);
const mails = () => digestMails(server);

async function told(): Promise<{ threshold: number; count: number }[]> {
  const { db } = server.context;
  const rows = await db
    .selectFrom('expiry_reminders')
    .innerJoin('expiry_digests', 'expiry_digests.id', 'digest_id')
    .select(['threshold', (row) => row.fn.countAll<number>().as('count')])
    .groupBy(['day', 'threshold'])
    .orderBy('day')
    .orderBy('threshold')
    .execute();
  return rows.map(({ threshold, count }) => ({ threshold, count: Number(count) }));
}

async function bells() {
  const { notifications } = await client.notifications.list.query({});
  return notifications.filter(({ kind }) => kind === 'licenses_expiring');
}

describe('a firm’s digest of expiring licences', () => {
  it('a digest leaves in the morning, by mail and bell, with the first licence to end first', async () => {
    const [later = ''] = await declare(1, '2026-12-31');
    const [first = ''] = await declare(1, '2026-12-20');
    await roundOn('2026-12-01', '06:59');
    assert.deepEqual(await jobs(), []);
    await roundOn('2026-12-01', '07:00');
    const [mail, ...others] = await mails();
    assert.ok(mail);
    assert.deepEqual(others, []);
    const text = toPlainText(mail);
    assert.equal(mail.subject, '2 giấy phép sắp hết hạn, từ 20/12/2026');
    assert.ok(text.indexOf(first) > 0 && text.indexOf(first) < text.indexOf(later), text);
    assert.match(text, /còn 19 ngày/);
    assert.match(text, /mở chuông thông báo trên cổng kế toán/);
    const [bell] = await bells();
    const { orderId, digestId, lineCount, customerName } = bell ?? assert.fail();
    assert.equal(orderId, null);
    assert.equal(lineCount, 2);
    assert.match(customerName, new RegExp(first));
    const chosen = await client.reminders.licenses.query({ digestId: digestId ?? '' });
    assert.deepEqual(chosen.licenses, [`L-${first}`, `L-${later}`]);
    const filter = { licenses: chosen.ids };
    const { licenses } = await client.licenses.list.query({ filter });
    assert.deepEqual(
      licenses.map(({ customer }) => customer.taxCode),
      [first, later],
      'the list of licences finds them',
    );
  });

  it('each licence is in one digest at each threshold, and a firm has one digest a day', async () => {
    await declare(3, '2026-12-31');
    for (const day of ['10-31', '11-01', '11-02', '11-30', '12-01', '12-02', '12-16', '12-24']) {
      await roundOn(`2026-${day}`);
      await roundOn(`2026-${day}`, '09:00');
    }
    for (const day of ['12-25', '12-30', '12-31']) await roundOn(`2026-${day}`);
    await roundOn('2027-01-01');
    const expected = [60, 30, 15, 7, 1].map((threshold) => ({ threshold, count: 3 }));
    assert.deepEqual(await told(), expected);
    assert.equal((await jobs()).length, 5);
    assert.equal((await bells()).length, 5);
  });

  it('after a clock has jumped over thresholds, a digest has the nearest alone, and after a jump back nothing twice', async () => {
    await declare(2, '2026-12-31');
    await roundOn('2026-11-15');
    await roundOn('2026-12-29');
    await roundOn('2026-11-16');
    await roundOn('2026-12-05');
    await roundOn('2026-12-20');
    await roundOn('2026-12-30');
    const expected = [60, 7, 1].map((threshold) => ({ threshold, count: 2 }));
    assert.deepEqual(await told(), expected);
  });

  it('a digest leaves out a licence that is ordered or paid, until its order is given up', async () => {
    const codes = await declare(3, '2026-12-31');
    client = await signInAt(server, Date.parse('2026-11-23T10:00:00+07:00'));
    const orders = [];
    for (const code of codes.slice(0, 2)) {
      const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
      orders.push(id);
    }
    await reportTransfer(server, await startTransfer(client, orders[0] ?? ''));
    await roundOn('2026-11-24');
    assert.deepEqual(await told(), [{ threshold: 60, count: 1 }]);
    await client.orders.cancel.mutate({ orderId: orders[1] ?? '', reason: 'Đặt nhầm' });
    await roundOn('2026-11-25');
    await roundOn('2026-12-01');
    assert.deepEqual(await told(), [
      { threshold: 60, count: 1 },
      { threshold: 60, count: 1 },
      { threshold: 30, count: 2 },
    ]);
  });

  it('a new expiry has its own reminders from the beginning, once the portal has declared it', async () => {
    const codes = await declare(1, '2026-12-31');
    await roundOn('2026-12-24');
    const license = { planCode: 'ASP-DN', expiry: '2027-02-10', externalId: `L-${codes[0]}` };
    await declareCustomers(server, [
      declaration(codes[0] ?? '', { externalId: `KH-${codes[0]}`, license }),
    ]);
    await roundOn('2026-12-25');
    assert.deepEqual(await told(), [
      { threshold: 7, count: 1 },
      { threshold: 60, count: 1 },
    ]);
  });

  it('a digest’s mail and form leave out licences ordered after it, and without others there is no mail', async () => {
    const codes = await declare(2, '2026-12-31');
    await roundOn('2026-12-01');
    const digestId = (await jobs())[0]?.digestId ?? '';
    await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1)));
    assert.match((await mails())[0]?.subject ?? '', /^1 giấy phép/);
    const chosen = await client.reminders.licenses.query({ digestId });
    const { ids, ...own } = chosen;
    assert.equal(ids.length, 1);
    assert.deepEqual(own, { customers: [`KH-${codes[1]}`], licenses: [] });
    await client.orders.place.mutate(await orderOf(client, codes.slice(1)));
    assert.deepEqual(await mails(), [null]);
    assert.deepEqual(await client.reminders.licenses.query({ digestId }), {
      ids: [],
      customers: [],
      licenses: [],
    });
  });

  it('a digest waits for somebody of the firm to sign in, and goes to those who did within 400 days', async () => {
    await declare(1, '2026-12-31');
    server.setNow(Date.parse('2026-12-01T08:00:00+07:00'));
    await runExpiryReminders(server.context);
    assert.deepEqual(await told(), []);
    await roundOn('2026-12-02');
    assert.deepEqual(await told(), [{ threshold: 30, count: 1 }]);
    await server.context.db.updateTable('accountants').set({ seen_at: 0 }).execute();
    server.setNow(Date.parse('2026-12-16T08:00:00+07:00'));
    await runExpiryReminders(server.context);
    assert.deepEqual(await told(), [{ threshold: 30, count: 1 }]);
  });

  it('a firm’s first digest is that of the morning after its first sign-in, one with each licence at its nearest threshold', async () => {
    await declare(2, '2026-12-20');
    await declare(3, '2027-01-20');
    server.setNow(Date.parse('2026-12-07T07:00:00+07:00'));
    await runExpiryReminders(server.context);
    await roundOn('2026-12-07', '09:00');
    assert.deepEqual(await told(), [], 'who signs in sees the list of licences itself');
    await roundOn('2026-12-08', '07:00');
    assert.deepEqual(await told(), [
      { threshold: 15, count: 2 },
      { threshold: 60, count: 3 },
    ]);
    assert.deepEqual([(await jobs()).length, (await bells()).length], [1, 1]);
  });

  it('a digest is one mail to people who share an address, and an entry of the bell for each', async () => {
    await declare(1, '2026-12-31');
    const now = Date.parse('2026-12-01T07:30:00+07:00');
    server.setNow(now);
    for (const [accountantId, email] of [
      ['binh', EMAIL],
      ['chi', 'chi@minhphat.example'],
    ] as const) {
      const token = await signToken({ accountantId, email, issuedAt: now });
      await clientOf(server, token).signIn.whoAmI.query({ locale: 'en' });
    }
    await roundOn('2026-12-01');
    assert.equal((await jobs()).length, 2);
    const rung = await server.context.db.selectFrom('notifications').selectAll().execute();
    assert.deepEqual(rung.map(({ accountant_id }) => accountant_id).toSorted(), [
      'accountant-1',
      'binh',
      'chi',
    ]);
    const english = (await mails()).filter((mail) => mail?.locale === 'en');
    assert.match(english[0]?.subject ?? '', /^1 licence expires on 31\/12\/2026$/);
  });

  it('a firm or portal that has ended digests gets none, nor a mail that was queued before', async () => {
    await declare(1, '2026-12-31');
    await setFirmReminders(server.context, PORTAL_ID, 'firm-1', false);
    await roundOn('2026-12-01');
    assert.deepEqual(await told(), []);
    await setFirmReminders(server.context, PORTAL_ID, 'firm-1', null);
    await setPortalReminders(server.context, PORTAL_ID, { enabled: false, renewUrl: null });
    await roundOn('2026-12-02');
    assert.deepEqual(await told(), []);
    await setFirmReminders(server.context, PORTAL_ID, 'firm-1', true);
    await roundOn('2026-12-03');
    assert.deepEqual(await told(), [{ threshold: 30, count: 1 }]);
    await setFirmReminders(server.context, PORTAL_ID, 'firm-1', null);
    assert.deepEqual(await mails(), [null]);
    assert.equal((await client.reminders.choice.query()).firm, false);
    await setPortalReminders(server.context, PORTAL_ID, { enabled: true, renewUrl: null });
  });

  it('a digest leads to the portal’s page, where it has one, and to no other site', async () => {
    await declare(1, '2026-12-31');
    const put = (renewUrl: string | null) =>
      hostApi(server, 'PUT', '/expiry-reminders', { enabled: true, renewUrl });
    for (const wrong of [
      'https://elsewhere.example/',
      `${ORIGIN}.evil.example`,
      'javascript:0',
      '',
    ]) {
      assert.equal((await put(wrong)).status, 400, wrong);
    }
    assert.equal((await put(`${ORIGIN}/customers?tab=1`)).status, 204);
    await roundOn('2026-12-01');
    const [job] = await jobs();
    const [mail] = await mails();
    assert.ok(mail);
    const url = `${ORIGIN}/customers?tab=1&renewal-digest=${job?.digestId}`;
    assert.ok(toPlainText(mail).includes(`Gia hạn 1 giấy phép: ${url}`), toPlainText(mail));
    assert.equal((await put(null)).status, 204);
  });

  it('no firm reads another firm’s digest, or gets it', async () => {
    await declare(1, '2026-12-31', OTHER_FIRM);
    await roundOn('2026-12-01');
    assert.deepEqual(await told(), [], 'nobody of that firm has signed in');
    await declare(1, '2026-12-31');
    await roundOn('2026-12-02');
    const digestId = (await jobs())[0]?.digestId ?? '';
    const issuedAt = server.context.now();
    const token = await signToken({ firm: OTHER_FIRM, accountantId: 'accountant-2', issuedAt });
    const call = clientOf(server, token).reminders.licenses.query({ digestId });
    assert.equal((await refusal(call)).code, 'NOT_FOUND');
  });

  it('a digest whose round began the day before waits for the morning', async () => {
    await declare(1, '2026-12-31');
    await declare(1, '2027-01-31');
    client = await signInAt(server, Date.parse('2026-12-01T23:59:59+07:00'));
    await client.signIn.whoAmI.query();
    const lastSecond = server.context.now();
    let looks = 0;
    const now = () => (looks++ === 0 ? lastSecond : lastSecond + 2_000);
    await runExpiryReminders({ ...server.context, now });
    assert.ok(looks > 1);
    assert.deepEqual(await jobs(), []);
    await roundOn('2026-12-02');
    assert.deepEqual(await told(), [
      { threshold: 30, count: 1 },
      { threshold: 60, count: 1 },
    ]);
  });

  it('a firm has one digest a day, however many processes are at it', async () => {
    await declare(4, '2026-12-31');
    client = await signInAt(server, Date.parse('2026-12-01T08:00:00+07:00'));
    await client.signIn.whoAmI.query();
    const rows = await server.context.db
      .selectFrom('licenses')
      .select('id')
      .where('firm_id', '=', 'firm-1')
      .execute();
    const ids = rows.map(({ id }) => id);
    const counts = await Promise.all(
      Array.from({ length: 6 }, () => remindFirm(server.context, FIRM, '2026-12-01', ids)),
    );
    assert.deepEqual(counts.toSorted(), [0, 0, 0, 0, 0, 4]);
    assert.equal((await jobs()).length, 1);
    assert.deepEqual(await told(), [{ threshold: 30, count: 4 }]);
  });

  it('a digest has as many licences as an order may have, and the next day’s the rest', async () => {
    const { db } = server.context;
    const [code = ''] = await declare(1, '2026-12-31');
    const license = await db
      .selectFrom('licenses')
      .selectAll()
      .where('external_id', '=', `L-${code}`)
      .executeTakeFirstOrThrow();
    const period = await db
      .selectFrom('license_periods')
      .selectAll()
      .where('license_id', '=', license.id)
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: LICENSES_A_DIGEST + 4 }, (_, n) => n.toString(16));
    const idOf = (n: string) => `${license.id.slice(0, 24)}${n.padStart(12, '0')}`;
    for (let start = 0; start < more.length; start += 500) {
      const part = more.slice(start, start + 500);
      await db
        .insertInto('licenses')
        .values(part.map((n) => ({ ...license, id: idOf(n), external_id: `more-${n}` })))
        .execute();
      await db
        .insertInto('license_periods')
        .values(part.map((n) => ({ ...period, id: idOf(n), license_id: idOf(n) })))
        .execute();
    }
    await roundOn('2026-12-01');
    await roundOn('2026-12-02');
    assert.deepEqual(await told(), [
      { threshold: 30, count: LICENSES_A_DIGEST },
      { threshold: 30, count: 5 },
    ]);
  });
});
