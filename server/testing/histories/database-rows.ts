import { CompiledQuery } from 'kysely';
import type { Context } from '../../context/context.ts';
import { engineOf } from '../../database/by-engine.ts';

/** The database's rows of one history. */
export interface DatabaseRows {
  payments: {
    id: string;
    transaction: string;
    amount: number;
    unapplied: number;
    setAside: number;
    /** The transaction of another payment that it may be the same movement as. */
    doubt: string | null;
    reason: string | null;
    attempt: string | null;
  }[];
  refunds: { id: string; payment: string; transaction: string; amount: number; state: string }[];
  allocations: { payment: string; line: string; amount: number }[];
  lines: { id: string; state: string; total: number; promise: string | null; renewals: number }[];
  orders: { id: string; balance: number }[];
  claims: { line: string; year: number }[];
  codes: { used: number; live: number };
}

const ROWS = `
  with
    own as (select * from payments where id > ?),
    own_lines as (select * from order_lines where id in (select value from json_each(?)))
  select json_object(
    'payments', json((select json_group_array(json_object(
      'id', id, 'transaction', gateway_transaction_id, 'amount', amount, 'unapplied', unapplied,
      'setAside', set_aside, 'doubt', (select gateway_transaction_id from payments as first
        where first.id = own.possible_duplicate_of), 'reason', unapplied_reason, 'attempt', payment_attempt_id)) from own)),
    'refunds', json((select json_group_array(json_object(
      'id', due.id, 'payment', payment_id, 'transaction', gateway_transaction_id,
      'amount', due.amount, 'state', state))
      from own join refunds_due due on due.payment_id = own.id)),
    'allocations', json((select json_group_array(json_object(
      'payment', payment_id, 'line', order_line_id, 'amount', allocations.amount))
      from own join allocations on payment_id = own.id)),
    'lines', json((select json_group_array(json_object(
      'id', id, 'state', state, 'total', total,
      'promise', (select state from payment_commitments where order_line_id = own_lines.id),
      'renewals', (select count(*) from license_renewals where order_line_id = own_lines.id)))
      from own_lines)),
    'orders', json((select json_group_array(json_object('id', id, 'balance', volume_balance))
      from orders where id in (select order_id from own_lines))),
    'claims', json((select json_group_array(json_object('line', order_line_id, 'year', fiscal_year))
      from own_lines join fiscal_year_claims on order_line_id = own_lines.id)),
    'codes', json((select json_object('used', used, 'live', (select count(*) from code_redemptions
      where code_id = discount_codes.id and released_at is null))
      from discount_codes where code = ?))
  ) as found`;

/** In PostgreSQL's notation; tables without rows are null there. */
const IN_POSTGRESQL = ROWS.replaceAll('json_object(', 'json_build_object(')
  .replaceAll('json_group_array(', 'json_agg(')
  .replaceAll('json((', '((')
  .replace('from own join refunds_due due on', 'from own join refunds_due as due on')
  .replace(
    'select value from json_each(?)',
    'select value from json_array_elements_text(?) as value',
  )
  .replace(') as found', ')::text as found');

/** Conditions for the rows of one history. */
interface History {
  context: Context;
  /** The payment before its first one. */
  lastPaymentBefore: string;
  lineIds: readonly string[];
  code: string;
}

/** This whole history: every payment recorded in it. In one statement, because it is read again and again. */
export async function readRows(of: History): Promise<DatabaseRows> {
  const { db } = of.context;
  let place = 0;
  const text = engineOf(db) === 'sqlite' ? ROWS : IN_POSTGRESQL.replace(/\?/g, () => `$${++place}`);
  const { rows } = await db.executeQuery<{ found: string }>(
    CompiledQuery.raw(text, [of.lastPaymentBefore, JSON.stringify(of.lineIds), of.code]),
  );
  const none = { payments: [], refunds: [], allocations: [], lines: [], orders: [], claims: [] };
  const read = JSON.parse(rows[0]?.found ?? '') as { [part in keyof DatabaseRows]: unknown };
  const found = { ...none, ...withoutNulls(read) } as unknown as DatabaseRows;
  // payOS puts the link's id before the number.
  for (const row of [...found.payments, ...found.refunds]) {
    row.transaction = row.transaction.split(' ').at(-1) ?? '';
  }
  return found;
}

function withoutNulls(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, rows]) => rows !== null));
}
