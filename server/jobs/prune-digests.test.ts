import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { addDays, type CalendarDate } from '../../shared/calendar-date.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import { signInAt, startTestServer, type TestServer } from '../testing/test-server.ts';
import { pruneDigests } from './prune-digests.ts';
import { pruneNotifications } from './prune-notifications.ts';
import { runExpiryReminders } from './run-expiry-reminders.ts';

const EXPIRY = '2026-12-31';
const TOLD = '2026-12-24';
const [CODE = '', OTHER = ''] = taxCodes(2);

describe('old digests of expiring licences', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
    await declarePlans(server);
    await declareCustomers(server, [
      declaration(CODE, { license: { planCode: 'ASP-DN', expiry: EXPIRY } }),
      declaration(OTHER, { license: { planCode: 'ASP-DN', expiry: '2030-12-31' } }),
    ]);
    await roundsOn(TOLD);
  });
  afterEach(() => server.stop());

  /** A day on which somebody of the firm is there, with its rounds. */
  async function roundsOn(day: CalendarDate, prunings = [pruneNotifications, pruneDigests]) {
    const client = await signInAt(server, Date.parse(`${day}T08:00:00+07:00`));
    await client.signIn.whoAmI.query();
    // A new process knows nothing of the rounds before.
    await runExpiryReminders({ ...server.context });
    for (const prune of prunings) await prune(server.context);
  }

  /** A later entry of the bell. */
  async function ring(day: CalendarDate) {
    const client = await signInAt(server, Date.parse(`${day}T08:00:00+07:00`));
    await client.orders.place.mutate(await orderOf(client, [OTHER]));
  }

  async function kept() {
    const { db } = server.context;
    const count = async (table: 'expiry_digests' | 'expiry_reminders' | 'notifications') =>
      (await db.selectFrom(table).selectAll().execute()).length;
    return [
      await count('expiry_digests'),
      await count('expiry_reminders'),
      await count('notifications'),
    ];
  }

  it('a digest, its reminders and its entries of the bell are deleted after 400 days', async () => {
    await ring(addDays(TOLD, 1));
    assert.deepEqual(await kept(), [1, 1, 2]);
    await roundsOn(addDays(TOLD, 400));
    assert.deepEqual(await kept(), [1, 1, 2]);
    await roundsOn(addDays(TOLD, 401));
    assert.deepEqual(await kept(), [0, 0, 1]);
  });

  it('a person’s newest entry of the bell stays, from which the next one is counted on', async () => {
    await roundsOn(addDays(TOLD, 500));
    assert.deepEqual(await kept(), [1, 1, 1]);
    await ring(addDays(TOLD, 501));
    const { db } = server.context;
    const rows = await db.selectFrom('notifications').select('sequence').execute();
    assert.deepEqual(rows.map(({ sequence }) => sequence).sort(), [1, 2]);
  });

  it('a digest stays as long as an entry of the bell leads to it', async () => {
    await roundsOn(addDays(TOLD, 401), [pruneDigests]);
    assert.deepEqual(await kept(), [1, 1, 1]);
  });

  it('a licence is told once at a threshold, though old digests are deleted and clocks jump', async () => {
    await roundsOn(addDays(TOLD, 390));
    await roundsOn(addDays(TOLD, 1));
    assert.deepEqual(await kept(), [1, 1, 1], 'a clock that was ahead and is set back');
    await ring(addDays(TOLD, 2));
    await roundsOn(addDays(TOLD, 401));
    assert.deepEqual(await kept(), [0, 0, 1]);
    await roundsOn(addDays(TOLD, 402));
    assert.deepEqual(await kept(), [0, 0, 1], 'it has ended, and is told no more');
  });
});
