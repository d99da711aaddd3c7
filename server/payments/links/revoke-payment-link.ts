import type { PaymentLink } from '../../../shared/schemas/payment.ts';
import { audit } from '../../announce/audit.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { toPaymentLink } from './create-payment-link.ts';

/**
 * Revokes a link at once; revoking it again changes nothing.
 *
 * @throws DomainError NOT_FOUND, also for another firm's link
 */
export async function revokePaymentLink(
  context: Context,
  actor: Actor,
  input: { linkId: string },
): Promise<PaymentLink> {
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const link = await tx
      .selectFrom('payment_links')
      .selectAll()
      .where('id', '=', input.linkId)
      .executeTakeFirst();
    if (link === undefined) throw new DomainError('NOT_FOUND');
    await findOrder(tx, actor, link.order_id);
    if (link.revoked_at !== null) return toPaymentLink(work, link);
    await tx
      .updateTable('payment_links')
      .set({ revoked_at: now })
      .where('id', '=', link.id)
      .execute();
    await audit(work, {
      portalId: actor.portalId,
      firmId: actor.firmId,
      actor: actor.accountantId,
      action: 'payment_link.revoked',
      subjectId: link.id,
    });
    return toPaymentLink(work, { ...link, revoked_at: now });
  });
}
