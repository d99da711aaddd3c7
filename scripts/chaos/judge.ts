import { sql } from 'kysely';
import type { Db } from '../../server/database/db.ts';
import { jsonText } from '../../server/database/json-text.ts';
import type { GatewayName } from '../../server/database/tables.ts';
import { checkMoney } from '../../server/payments/settlement/check-money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { judgeDigests } from './judge-digests.ts';
import { judgeRefunds } from './judge-refunds.ts';
import type { Others } from './others.ts';
import type { Acknowledged } from './surroundings.ts';

/** Faults left by a run, one a line. */
export async function judge(db: Db, seen: Acknowledged, others: Others): Promise<string[]> {
  return [
    ...seen.faults,
    ...(await checkMoney(db)).map(({ kind, id }) => `check:money: ${kind} ${id}`),
    ...(await ordersLost(db, seen)),
    ...(await moneyLost(db, others)),
    ...(await attemptsStuck(db)),
    ...(await renewedWrongly(db)),
    ...(await messagesLost(db, others)),
    ...(await paymentsToldWrongly(db)),
    ...(await judgeRefunds(db, seen, others)),
    ...(await judgeDigests(db, others)),
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

/**
 * Every payment is recorded once, with its amount, by whatever report; a transfer under either reporter's number, with the
 * other's report.
 */
async function moneyLost(db: Db, { charges }: Others): Promise<string[]> {
  const payments = await db
    .selectFrom('payments')
    .select(['id', 'gateway', 'gateway_transaction_id as number', 'amount'])
    .where('split_of', 'is', null)
    .execute();
  const reports = await db
    .selectFrom('payment_reports')
    .select(['payment_id as paymentId', 'gateway', 'gateway_transaction_id as number'])
    .execute();
  const byNumber = Map.groupBy(payments, ({ number }) => transactionOf(number));
  const faults = [...charges.values()].flatMap(({ method, transaction, amount }) => {
    const recorded = byNumber.get(transaction) ?? [];
    const isRight =
      recorded.length === 1 && recorded[0]?.amount === amount && tells(method, recorded[0].gateway);
    const found = recorded.map((one) => `${one.gateway} ${one.amount}`).join(', ');
    return isRight ? [] : [`${method} ${transaction} of ${amount} is recorded as: ${found}`];
  });
  for (const { gateway, number } of payments) {
    if (!charges.has(transactionOf(number))) {
      faults.push(`${gateway} ${number} is recorded, and nobody has paid it`);
    }
  }
  const numbers = new Map(payments.map(({ id, number }) => [id, transactionOf(number)]));
  for (const { paymentId, gateway, number } of reports) {
    const of = numbers.get(paymentId);
    if (of !== transactionOf(number)) faults.push(`${gateway}'s report ${number} is at ${of}`);
  }
  return faults;
}

/** payOS's own number is also that of its link. */
const transactionOf = (number: string) => Number(number.split(' ').at(-1));

function tells(method: PaymentMethod, gateway: GatewayName): boolean {
  return method === 'bank_transfer' ? /^(?:sepay|casso)$/.test(gateway) : gateway === method;
}

async function attemptsStuck(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from payment_attempts
    where state = 'open' and next_ask_at is null and method <> 'bank_transfer'`.execute(db);
  return rows.map(({ id }) => `attempt ${id} is open, and nobody asks about it`);
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
  const jobs = await db
    .selectFrom('outbox')
    .select(['id', 'lane', 'state', 'kind'])
    .select(jsonText('payload', 'attemptId').as('attemptId'))
    .execute();
  const waiting = await attemptsThatWait(db);
  const arrived = new Set(others.mails());
  const ids = new Set([...arrived].map((messageId) => messageId.replace(/^<|@.*$/g, '')));
  const faults: string[] = [];
  for (const { id, lane, state, kind, attemptId } of jobs) {
    // A mail about money is dropped where the money has paid, or is due back, before it leaves.
    if (kind === 'payment_unapplied' && !waiting.has(attemptId)) continue;
    // A job that was given up is for a person: refunds are judged separately.
    if (kind === 'refund_payment' && state === 'dead') continue;
    if (state !== 'done') faults.push(`${kind} ${id} is ${state}`);
    else if (lane === 'events' && !others.events.has(id)) faults.push(`event ${id} is lost`);
    // Mails to operations are summed up in reports; digests are judged separately.
    else if (kind === 'licenses_expiring') continue;
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

/** Each paid line is named in one mail to its order's recipient, however many payments one mail sums up. */
async function paymentsToldWrongly(db: Db): Promise<string[]> {
  const mails = await db
    .selectFrom('outbox')
    .innerJoin('orders', 'orders.id', 'outbox.order_id')
    .select('payload')
    .where('kind', '=', 'payment_received')
    .where(jsonText('payload', 'to', 'email'), '=', sql<string>`recipient_email`)
    .execute();
  const told = mails.flatMap(({ payload }) => JSON.parse(payload).lineIds as string[]);
  const times = Map.groupBy(told, (lineId) => lineId);
  const paid = await db
    .selectFrom('order_lines')
    .select('id')
    .where('state', '=', 'paid')
    .execute();
  return paid.flatMap(({ id }) => {
    const count = times.get(id)?.length ?? 0;
    return count === 1
      ? []
      : [`paid line ${id} is named in ${count} mails to its order's recipient`];
  });
}

/** Attempts with money that waits for its rest, or for a person. */
async function attemptsThatWait(db: Db): Promise<Set<string | null>> {
  const rows = await db
    .selectFrom('payments')
    .select('payment_attempt_id as attemptId')
    .where('unapplied', '>', 0)
    .execute();
  return new Set(rows.map(({ attemptId }) => attemptId));
}
