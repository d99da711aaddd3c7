import type { Db } from '../../server/database/db.ts';
import type { Tables } from '../../server/database/tables.ts';
import { thresholdFor } from '../../server/expiry-reminders/thresholds.ts';
import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { Others } from './others.ts';

type Digest = Tables['expiry_digests'];
type Entry = Tables['notifications'];

/** A digest with all rows about it. */
interface Told {
  digest: Digest;
  reminders: Tables['expiry_reminders'][];
  accountants: Tables['accountants'][];
  entries: Entry[];
  mails: { id: string; accountantId: string; doneAt: number }[];
}

/**
 * Every firm was reminded of each licence once at each threshold, and of none that was ordered or paid before; each digest
 * is in the bell of every accountant, and left to those who want its mail.
 */
export async function judgeDigests(db: Db, others: Pick<Others, 'mails'>): Promise<string[]> {
  const told = await readTold(db);
  return [
    ...told.flatMap(wrongReminders),
    ...toldAgain(told),
    ...(await toldThoughOrdered(db, told)),
    ...(await untold(db, told)),
    ...told.flatMap(wrongEntries),
    ...(await wrongMails(db, told, others)),
  ];
}

async function readTold(db: Db): Promise<Told[]> {
  const digests = await db.selectFrom('expiry_digests').selectAll().orderBy('day').execute();
  const reminders = await db.selectFrom('expiry_reminders').selectAll().execute();
  const accountants = await db.selectFrom('accountants').selectAll().execute();
  const ofDigests = { kind: 'licenses_expiring' } as const;
  const entries = await db
    .selectFrom('notifications')
    .selectAll()
    .where('kind', '=', ofDigests.kind)
    .execute();
  const jobs = await db
    .selectFrom('outbox')
    .select(['id', 'payload', 'done_at'])
    .where('kind', '=', ofDigests.kind)
    .execute();
  const mails = jobs.map(({ id, payload, done_at }) => {
    const { digestId, accountantId } = JSON.parse(payload);
    return { id, digestId, accountantId, doneAt: Number(done_at) };
  });
  return digests.map((digest) => ({
    digest,
    reminders: reminders.filter((one) => one.digest_id === digest.id),
    accountants: accountants.filter((one) => one.firm_id === digest.firm_id),
    entries: entries.filter((one) => one.digest_id === digest.id),
    mails: mails.filter((one) => one.digestId === digest.id),
  }));
}

function wrongReminders({ digest, reminders }: Told): string[] {
  const faults = reminders.flatMap(({ license_id: id, expiry, threshold }) =>
    thresholdFor(expiry, digest.day) === threshold
      ? []
      : [`${nameOf(digest)} tells of ${threshold} days before ${expiry}: licence ${id}`],
  );
  const { license_count: count } = digest;
  if (count !== reminders.length) {
    faults.push(`${nameOf(digest)} has ${reminders.length} of ${count} licences`);
  }
  return faults;
}

/** From day to day, a licence's thresholds come nearer. */
function toldAgain(told: readonly Told[]): string[] {
  const nearest = new Map<string, number>();
  return told.flatMap(({ digest, reminders }) =>
    reminders.flatMap(({ license_id: id, expiry, threshold }) => {
      const before = nearest.get(`${id} ${expiry}`) ?? Number.POSITIVE_INFINITY;
      nearest.set(`${id} ${expiry}`, Math.min(before, threshold));
      return threshold < before
        ? []
        : [`${nameOf(digest)} tells of ${threshold} days after ${before}: licence ${id}`];
    }),
  );
}

/** Ordered by the numbers in the orderer's bell, which no clock changes. */
async function toldThoughOrdered(db: Db, told: readonly Told[]): Promise<string[]> {
  const lines = await db
    .selectFrom('order_lines')
    .innerJoin('orders', 'orders.id', 'order_lines.order_id')
    .select(['order_id', 'license_id', 'new_expiry', 'accountant_id'])
    .execute();
  const linesOf = Map.groupBy(lines, (line) => line.license_id);
  const ofOrders = await db
    .selectFrom('notifications')
    .select(['order_id', 'kind', 'sequence'])
    .where('kind', 'in', [
      'order_placed',
      'order_cancelled',
      'order_lines_cancelled',
      'order_expired',
    ])
    .orderBy('sequence')
    .execute();
  const entriesOf = Map.groupBy(ofOrders, (entry) => entry.order_id);
  return told.flatMap(({ digest, reminders, entries }) =>
    reminders.flatMap(({ license_id: id, expiry }) =>
      (linesOf.get(id) ?? []).flatMap((line) => {
        const at = entries.find((entry) => entry.accountant_id === line.accountant_id)?.sequence;
        const before = (entriesOf.get(line.order_id) ?? []).filter(
          ({ sequence }) => Number(sequence) < Number(at),
        );
        // Late money decides what becomes of an order after its closing.
        const isOrdered = before.length > 0 && before.every(({ kind }) => kind === 'order_placed');
        return isOrdered && line.new_expiry > expiry
          ? [`${nameOf(digest)} tells of licence ${id}, which ${line.order_id} had ordered`]
          : [];
      }),
    ),
  );
}

/** A licence that was never ordered has a reminder at the threshold that it had on its firm's last day. */
async function untold(db: Db, told: readonly Told[]): Promise<string[]> {
  const licenses = await db
    .selectFrom('license_periods')
    .innerJoin('licenses', 'licenses.id', 'license_periods.license_id')
    .select(['licenses.id', 'licenses.firm_id', 'license_periods.last_day as expiry'])
    .where('ended_at', 'is', null)
    .where('licenses.id', 'not in', (ordered) =>
      ordered.selectFrom('order_lines').select('license_id'),
    )
    .execute();
  const lastDays = new Map(told.map(({ digest }) => [digest.firm_id, digest.day]));
  const reminders = new Set(
    told.flatMap((one) => one.reminders.map((row) => `${row.license_id} ${row.threshold}`)),
  );
  return licenses.flatMap(({ id, firm_id, expiry }) => {
    const day = lastDays.get(firm_id);
    if (day === undefined) return [`${firm_id} was told nothing of licence ${id}`];
    const threshold = thresholdFor(expiry, day);
    return threshold === null || reminders.has(`${id} ${threshold}`)
      ? []
      : [`${firm_id} was not told of licence ${id} ${threshold} days before ${expiry}`];
  });
}

/** One for each accountant. */
function wrongEntries({ digest, accountants, entries }: Told): string[] {
  return accountants.flatMap(({ external_id }) => {
    const { length } = entries.filter((entry) => entry.accountant_id === external_id);
    return length === 1
      ? []
      : [`${nameOf(digest)} is in the bell of ${external_id} ${length} times`];
  });
}

/** One for each accountant who wants it; it does not leave where all its licences were ordered, or have ended, meanwhile. */
async function wrongMails(
  db: Db,
  told: readonly Told[],
  others: Pick<Others, 'mails'>,
): Promise<string[]> {
  const arrived = new Set(others.mails().map((messageId) => messageId.replace(/^<|@.*$/g, '')));
  const lines = await db.selectFrom('order_lines').select('license_id').execute();
  const ordered = new Set(lines.map(({ license_id }) => license_id));
  return told.flatMap(({ digest, reminders, accountants, mails }) =>
    accountants.flatMap(({ id, external_id, expiry_mails: wants }) => {
      const own = mails.filter((mail) => mail.accountantId === id);
      if (own.length !== wants) {
        return [`${nameOf(digest)} has ${own.length} mails to ${external_id}`];
      }
      return own.flatMap((mail) => {
        const isLeft = reminders.some(
          (row) => !ordered.has(row.license_id) && row.expiry >= calendarDateAt(mail.doneAt),
        );
        return arrived.has(mail.id) || !isLeft
          ? []
          : [`${nameOf(digest)} never left to ${external_id}`];
      });
    }),
  );
}

const nameOf = ({ firm_id, day }: Digest) => `the digest of ${firm_id} on ${day}`;
