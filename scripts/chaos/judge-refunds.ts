import type { Db } from '../../server/database/db.ts';
import { GATEWAY_SAYS } from './operator.ts';
import type { Others } from './others.ts';
import type { Acknowledged } from './surroundings.ts';

/** Names of decisions about a payment in the audit log. */
const ACTIONS: Readonly<Record<string, string>> = {
  'payments/return': 'payment.returned',
  'payments/approve': 'payment.approved',
  'payments/set-aside': 'payment.set_aside',
  'payments/split': 'payment.split',
  'payments/assign': 'payment.assigned',
  'payments/separate': 'payment.separated',
};

/** Every refund is paid back once, by its gateway or by the bank; every decision of a person is made once. */
export async function judgeRefunds(
  db: Db,
  seen: Pick<Acknowledged, 'operated'>,
  others: Pick<Others, 'paidBackFor'>,
): Promise<string[]> {
  return [...(await wronglyPaidBack(db, seen, others)), ...(await decisionsLost(db, seen))];
}

async function wronglyPaidBack(
  db: Db,
  { operated }: Pick<Acknowledged, 'operated'>,
  { paidBackFor }: Pick<Others, 'paidBackFor'>,
): Promise<string[]> {
  const due = await db.selectFrom('refunds_due').select(['id', 'amount', 'state']).execute();
  const refunds = await db
    .selectFrom('refunds')
    .select(['id', 'refund_due_id', 'method', 'state', 'reference'])
    .execute();
  const byDue = Map.groupBy(refunds, (refund) => refund.refund_due_id);
  const faults = due.flatMap(({ id, amount, state }) => {
    const tries = byDue.get(id) ?? [];
    const done = tries.filter((one) => one.state === 'done');
    const [reference] = done.map((one) => one.reference ?? '');
    const isTransfer =
      done[0]?.method === 'transfer' && reference?.startsWith(GATEWAY_SAYS) === false;
    const isKnown = !isTransfer || operated.get(reference ?? '')?.subjectId === id;
    const byGateway = tries.reduce((sum, one) => sum + paidBackFor(one.id), 0);
    const paid = byGateway + (isTransfer ? Number(amount) : 0);
    if (state === 'refunded' && done.length === 1 && paid === Number(amount) && isKnown) return [];
    const found = tries.map((one) => `${one.method} ${one.state} ${one.reference}`).join(', ');
    return [`refund ${id} of ${amount} is ${state}, ${paid} went back: ${found}`];
  });
  const references = new Set(refunds.map(({ reference }) => reference));
  for (const [reference, { deed, subjectId, isAcknowledged }] of operated) {
    if (deed === 'refunds/mark' && isAcknowledged && !references.has(reference)) {
      faults.push(`the transfer ${reference} for refund ${subjectId} is not recorded`);
    }
  }
  return faults;
}

async function decisionsLost(
  db: Db,
  { operated }: Pick<Acknowledged, 'operated'>,
): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_log')
    .select(['action', 'subject_id', 'details'])
    .where('action', 'in', Object.values(ACTIONS))
    .execute();
  // Money can be taken for a second report of one payment, and later of another.
  const of = ({ action, details }: (typeof rows)[number]) =>
    action === 'payment.separated' ? ` ${JSON.stringify(details)}` : '';
  const times = Map.groupBy(rows, (row) => `${row.action} ${row.subject_id}${of(row)}`);
  const faults: string[] = [];
  for (const [what, { length }] of times) {
    if (length > 1) faults.push(`${what} was done ${length} times`);
  }
  const known = new Set(rows.map((row) => `${row.action} ${row.subject_id}`));
  for (const { deed, subjectId, isAcknowledged } of operated.values()) {
    const action = ACTIONS[deed];
    if (action !== undefined && isAcknowledged && !known.has(`${action} ${subjectId}`)) {
      faults.push(`${action} ${subjectId} was acknowledged, and is not there`);
    }
  }
  return faults;
}
