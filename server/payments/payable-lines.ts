import { sumDong } from '../../shared/money.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import type { Actor, Context } from '../context.ts';
import type { Reader } from '../database/open.ts';
import { DomainError } from '../domain-error.ts';
import { findOrder } from '../orders/read-order.ts';
import { enabledGateways } from './gateways/enabled-gateways.ts';

/**
 * The lines of an order that await payment, or those of them that are named.
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

/** Which methods there are for paying these lines; one that can't take the amount says why. */
export async function listPaymentMethods(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<PaymentMethods> {
  await findOrder(context.db, actor, input.orderId);
  const lines = await readPayableLines(context.db, input.orderId, input.lineIds);
  const amount = sumDong(lines.map((line) => line.total));
  return { amount, methods: methodsFor(context, amount) };
}

/** The methods that are set up, each with why it can't take an amount, if it can't. */
export function methodsFor(context: Context, amount: number): PaymentMethods['methods'] {
  return enabledGateways(context.config).map(({ method, min, max }) => {
    if (amount < min) return { method, unavailable: 'AMOUNT_TOO_SMALL' };
    return { method, unavailable: amount > max ? 'AMOUNT_TOO_LARGE' : null };
  });
}
