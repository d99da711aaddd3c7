import { sumDong } from '../../../shared/money.ts';
import type { PaymentMethods } from '../../../shared/schemas/payment.ts';
import type { Config } from '../../config/config.ts';
import type { Actor, Context } from '../../context/context.ts';
import { alsoHas } from '../../database/also-has.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';

/**
 * The lines of an order that await payment, or the named ones of them.
 *
 * @throws DomainError NOT_FOUND when a named line is not of this order
 */
export async function readPayableLines(
  reader: Reader,
  orderId: string,
  lineIds: readonly string[] | undefined,
): Promise<{ id: string; total: number }[]> {
  const lines = await reader
    .selectFrom('order_lines')
    .select(['id', 'total', 'state'])
    .where('order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
  const known = new Set(lines.map((line) => line.id));
  if (lineIds?.some((id) => !known.has(id))) throw new DomainError('NOT_FOUND');
  const wanted = lineIds === undefined ? known : new Set(lineIds);
  return lines.filter((line) => line.state === 'awaiting_payment' && wanted.has(line.id));
}

/** The payment methods for these lines; one that can't take the amount says why. */
export async function listPaymentMethods(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<PaymentMethods> {
  await findOrder(context.db, actor, input.orderId);
  const lines = await readPayableLines(context.db, input.orderId, input.lineIds);
  const amount = sumDong(lines.map((line) => line.total));
  const openAttempts = await readOpenAttempts(
    context,
    lines.map((line) => line.id),
  );
  return { amount, methods: methodsFor(context, amount), openAttempts };
}

/** Time for which a transfer counts as under way after its details were shown, in milliseconds. */
const TRANSFER_UNDER_WAY_MS = DAY_MS;

/**
 * Open attempts to pay some of these lines, newest first, at most ten. A bank transfer counts for a day after a person
 * has seen its details, and while it holds some money; the one in every order's mail does not count. Those of one link
 * can be left out: its page shows them anyway.
 */
export async function readOpenAttempts(
  context: Context,
  lineIds: readonly string[],
  exceptLinkId: string | null = null,
): Promise<PaymentMethods['openAttempts']> {
  if (lineIds.length === 0) return [];
  const rows = await context.db
    .selectFrom('payment_attempts')
    .innerJoin(
      'payment_attempt_lines',
      'payment_attempt_lines.payment_attempt_id',
      'payment_attempts.id',
    )
    .select((select) => [
      'payment_attempts.id',
      'method',
      'created_at',
      'shown_at',
      'payment_link_id',
      select.fn.countAll<number>().as('line_count'),
    ])
    .where(alsoHas('state', 'open'))
    .where('expires_at', '>', context.now())
    .where(inList('payment_attempt_lines.order_line_id', lineIds))
    .where((where) =>
      where.or([
        where('method', '<>', 'bank_transfer'),
        where('shown_at', '>', context.now() - TRANSFER_UNDER_WAY_MS),
        where.exists(
          where
            .selectFrom('payments')
            .select('payments.id')
            .whereRef('payments.payment_attempt_id', '=', 'payment_attempts.id'),
        ),
      ]),
    )
    .where((where) =>
      where.or([
        where('payment_link_id', 'is', null),
        where('payment_link_id', '<>', exceptLinkId ?? ''),
      ]),
    )
    .groupBy('payment_attempts.id')
    .orderBy('payment_attempts.id', 'desc')
    .limit(10)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    startedAt: row.method === 'bank_transfer' ? (row.shown_at ?? row.created_at) : row.created_at,
    by: row.payment_link_id === null ? 'accountant' : 'link',
    lineCount: Number(row.line_count),
  }));
}

/** The methods that a payer chooses from, each with the reason why it can't take an amount, if any. */
export function methodsFor({ config }: Context, amount: number): PaymentMethods['methods'] {
  const offered = enabledGateways(config).filter(
    ({ method }) => method !== 'payos' || !isSameAccount(config),
  );
  return offered.map(({ method, min, max }) => {
    if (amount < min) return { method, unavailable: 'AMOUNT_TOO_SMALL', limit: min };
    if (amount > max) return { method, unavailable: 'AMOUNT_TOO_LARGE', limit: max };
    return { method, unavailable: null, limit: null };
  });
}

/** Whether payOS's page would show a code for the very account of our bank transfers: two methods that are one. */
function isSameAccount({ payos, bankTransfer }: Config): boolean {
  if (!payos?.account || bankTransfer === null) return false;
  return [bankTransfer.accountNumber, ...bankTransfer.virtualAccounts].includes(payos.account);
}
