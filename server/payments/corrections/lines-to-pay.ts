import { sumDong } from '../../../shared/money.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { customersNamed } from '../../directory/customers/customers-named.ts';
import { namedAttempts } from '../core/given-references.ts';
import { findPaymentReferences } from '../core/payment-reference.ts';
import { onlyNearAttempt } from '../settlement/near-attempts.ts';
import { hintsOf } from './hints-of.ts';

export type OrderLine = Awaited<ReturnType<typeof readOrderLines>>[number];
export type ReadLines = (reader: Reader, orderId: string) => Promise<OrderLine[]>;

async function readOrderLines(reader: Reader, orderId: string) {
  return await reader
    .selectFrom('order_lines')
    .select(['id', 'total', 'state', 'tax_code', 'customer_name', 'customer_id', 'new_expiry'])
    .select(['plan_code', 'plan_name_vi', 'plan_name_en', 'license_external_id', 'one_of_several'])
    .select(['product_code', 'product_name_vi', 'product_name_en'])
    .where('order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
}

/** Reads each order's lines once: many payments lead to the same few orders. */
export function readLinesOnce(): ReadLines {
  const known = new Map<string, Promise<OrderLine[]>>();
  return (reader, orderId) => {
    const lines = known.get(orderId) ?? readOrderLines(reader, orderId);
    known.set(orderId, lines);
    return lines;
  };
}

/** Whose the money is, as far as a person has said it. */
export interface Meant {
  taxCode?: string;
  lineId?: string;
}

/**
 * The lines that money pays when a person assigns it to an order: the named line, those of the named customer, or else
 * those that its memo and its amount tell. None where the order has no such line to pay.
 */
export async function linesMeant(
  reader: Reader,
  orderId: string,
  money: Pick<Tables['payments'], 'memo' | 'amount'>,
  { taxCode = '', lineId = '' }: Meant,
): Promise<OrderLine[]> {
  if (lineId !== '') {
    const lines = await readOrderLines(reader, orderId);
    return lines.filter((line) => line.id === lineId && line.state !== 'paid');
  }
  return taxCode === ''
    ? await linesToPay(reader, orderId, money)
    : await linesOfCustomer(reader, orderId, taxCode, money.amount);
}

/**
 * The lines of which the money pays any one, and nothing tells which: several of just its amount, those of the
 * customers in the memo before others. None where the money is for all lines, or for one that is known.
 */
export async function linesInDoubt(
  reader: Reader,
  lines: readonly OrderLine[],
  { memo, amount }: Pick<Tables['payments'], 'memo' | 'amount'>,
): Promise<readonly OrderLine[]> {
  const same = payable(lines).filter((line) => line.total === amount);
  if (same.length < 2 || sumDong(lines.map((line) => line.total)) === amount) return [];
  const named = await linesNamed(reader, same, hintsOf(memo).taxCodes);
  return named.length > 1 ? named : same;
}

/**
 * The lines to pay of an order's customer that money for this customer may pay: those of that amount, otherwise all.
 * None if the order has none.
 */
async function linesOfCustomer(
  reader: Reader,
  orderId: string,
  taxCode: string,
  amount: number,
): Promise<OrderLine[]> {
  const lines = await readOrderLines(reader, orderId);
  // Late money for a closed line of this customer is for no open line of another.
  const own = payable(await linesNamed(reader, lines, hintsOf(taxCode).taxCodes));
  const sameAmount = own.filter((line) => line.total === amount);
  return sameAmount.length > 0 ? sameAmount : own;
}

/**
 * The lines that money pays when a person assigns it to an order. Of the lines to pay: those of a reference in the
 * memo, or of a near one; or, if the money is for exactly these, the lines whose tax codes the memo names, or the one
 * line of that amount, among these or all; otherwise all. If every line is paid, all lines: the money becomes a refund due, with the reason.
 */
export async function linesToPay(
  reader: Reader,
  orderId: string,
  { memo, amount }: Pick<Tables['payments'], 'memo' | 'amount'>,
  readLines: ReadLines = readOrderLines,
): Promise<OrderLine[]> {
  const lines = await readLines(reader, orderId);
  const open = payable(lines);
  if (open.length === 0) return lines;
  const near = await onlyNearAttempt(reader, { memo, amount });
  const references = near ? [near.reference] : findPaymentReferences(memo);
  const referred = await referredLineIds(reader, references);
  const meant = open.filter((line) => referred.has(line.id));
  if (meant.length > 0) return meant;
  const isExact = (some: readonly { total: number }[]) =>
    sumDong(some.map((line) => line.total)) === amount;
  const named = await linesNamed(reader, open, hintsOf(memo).taxCodes);
  const sameAmount = open.filter((line) => line.total === amount);
  const namedOfAmount = named.filter((line) => line.total === amount);
  return [named, namedOfAmount, sameAmount].find(isExact) ?? open;
}

/** The lines that await payment; where none does, the closed ones, which late money may still renew. */
function payable(lines: readonly OrderLine[]): OrderLine[] {
  const open = lines.filter(({ state }) => state === 'awaiting_payment');
  return open.length > 0 ? open : lines.filter(({ state }) => state === 'cancelled');
}

/** Those of some lines whose customers have or had one of these tax codes. */
async function linesNamed(
  reader: Reader,
  lines: readonly OrderLine[],
  taxCodes: readonly string[],
): Promise<OrderLine[]> {
  const customerIds = new Set((await customersNamed(reader, taxCodes)).map(({ id }) => id));
  return lines.filter(
    (line) => taxCodes.includes(line.tax_code) || customerIds.has(line.customer_id),
  );
}

/** The lines of attempts, of any order. */
async function referredLineIds(
  reader: Reader,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const named = await namedAttempts(reader, references);
  const lines = await reader
    .selectFrom('payment_attempt_lines')
    .select('order_line_id')
    .where(
      inList(
        'payment_attempt_id',
        named.map(({ attempt }) => attempt.id),
      ),
    )
    .execute();
  return new Set(lines.map((line) => line.order_line_id));
}
