import { sql } from 'kysely';
import type { Db } from '../../server/database/db.ts';
import { checkMoney } from '../../server/payments/settlement/check-money.ts';
import type { Others } from './others.ts';
import type { Acknowledged } from './people.ts';

/** What is wrong after a run: nothing, or each fault in a line. */
export async function judge(db: Db, seen: Acknowledged, others: Others): Promise<string[]> {
  return [
    ...seen.faults,
    ...(await checkMoney(db)).map(({ kind, id }) => `check:money: ${kind} ${id}`),
    ...(await ordersLost(db, seen)),
    ...(await moneyLost(db, seen, others)),
    ...(await renewedWrongly(db)),
    ...(await messagesLost(db, others)),
  ];
}

async function ordersLost(db: Db, seen: Acknowledged): Promise<string[]> {
  const rows = await db.selectFrom('orders').select(['id', 'request_id', 'state']).execute();
  const orders = new Map(rows.map((row) => [row.id, row]));
  const faults: string[] = [];
  for (const [id, requestId] of seen.orders) {
    if (orders.get(id)?.request_id !== requestId) faults.push(`order ${id} is not there`);
  }
  for (const id of seen.cancelled) {
    if (orders.get(id)?.state === 'awaiting_payment') faults.push(`order ${id} is not cancelled`);
  }
  const requests = new Set(rows.map((row) => row.request_id));
  if (requests.size < rows.length) faults.push('a request has placed two orders');
  return faults;
}

/** Every payment once, with its amount: those acknowledged, and those that only the gateway knows of. */
async function moneyLost(db: Db, seen: Acknowledged, others: Others): Promise<string[]> {
  const expected = new Map(seen.money);
  for (const { transaction, amount } of others.charges.values()) {
    expected.set(`momo ${transaction}`, amount);
  }
  const payments = await db
    .selectFrom('payments')
    .select(['gateway', 'gateway_transaction_id as id', 'amount'])
    .where('split_of', 'is', null)
    .execute();
  const recorded = new Map(payments.map(({ gateway, id, amount }) => [`${gateway} ${id}`, amount]));
  const faults = [...expected].flatMap(([key, amount]) =>
    recorded.get(key) === amount ? [] : [`${key} of ${amount} is recorded as ${recorded.get(key)}`],
  );
  for (const key of recorded.keys()) {
    if (!expected.has(key)) faults.push(`${key} is recorded, and nobody has paid it`);
  }
  const { rows } = await sql<{ id: string; state: string }>`
    select id, state from payment_attempts where state = 'open' and next_ask_at is null and method = 'momo'`.execute(
    db,
  );
  return [...faults, ...rows.map(({ id }) => `attempt ${id} is open, and nobody asks about it`)];
}

/** A licence's years follow each other: as many as its paid lines, each paid once. */
async function renewedWrongly(db: Db): Promise<string[]> {
  const { rows } = await sql<{ license: string; lines: number; renewals: number; years: number }>`
    select license_id as license, count(*) as lines, count(distinct first_fiscal_year) as years,
      (select count(*) from license_renewals where license_renewals.license_id = order_lines.license_id) as renewals
    from order_lines where state = 'paid' group by license_id`.execute(db);
  return rows.flatMap(({ license, lines, renewals, years }) =>
    lines === renewals && lines === years
      ? []
      : [`licence ${license}: ${lines} lines paid, ${years} years, ${renewals} renewals`],
  );
}

async function messagesLost(db: Db, others: Others): Promise<string[]> {
  const jobs = await db.selectFrom('outbox').select(['id', 'lane', 'state', 'kind']).execute();
  const arrived = new Set(others.mails());
  const ids = new Set([...arrived].map((messageId) => messageId.replace(/^<|@.*$/g, '')));
  const faults: string[] = [];
  for (const { id, lane, state, kind } of jobs) {
    if (state !== 'done') faults.push(`${kind} ${id} is ${state}`);
    else if (lane === 'events' && !others.events.has(id)) faults.push(`event ${id} is lost`);
    // Those to operations are summed up in reports.
    else if (lane.endsWith('_mails') && lane !== 'operations_mails' && !ids.has(id)) {
      faults.push(`${kind} ${id} never left`);
    }
  }
  const known = new Set(jobs.map(({ id }) => id));
  for (const id of ids) {
    if (!known.has(id)) faults.push(`a mail left of which no job knows: ${id}`);
  }
  if (ids.size < arrived.size) faults.push('one mail left under two Message-IDs');
  return faults;
}
