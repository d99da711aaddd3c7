import type { PaymentLink } from '../../../shared/schemas/payment.ts';
import type { Actor, Context } from '../../context/context.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { toPaymentLink } from './create-payment-link.ts';

/** Most links shown of an order, including revoked and expired ones, the newest first. */
const MOST = 500;

/** @throws DomainError NOT_FOUND, also for another firm's order */
export async function listPaymentLinks(
  context: Context,
  actor: Actor,
  input: { orderId: string },
): Promise<PaymentLink[]> {
  await findOrder(context.db, actor, input.orderId);
  const links = await context.db
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', input.orderId)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return links.map((link) => toPaymentLink(context, link));
}
