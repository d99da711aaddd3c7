import type { PaymentLink } from '../../../shared/schemas/payment.ts';
import { audit } from '../../announce/audit.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
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
    await forgetCopies(tx, link);
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

/** A newer link that was not mailed itself has the old one's mail: without that link, nobody has been asked. */
async function forgetCopies(tx: Tx, link: Tables['payment_links']): Promise<void> {
  if (link.sent_at === null) return;
  const copies = tx
    .updateTable('payment_links')
    .where('order_id', '=', link.order_id)
    .where('order_line_id', link.order_line_id === null ? 'is' : '=', link.order_line_id)
    .where('id', '>', link.id)
    .where('sent_at', '=', link.sent_at)
    .where('sent_to', link.sent_to === null ? 'is' : '=', link.sent_to);
  // A copy that was itself opened stays so.
  await copies.set({ opened_at: null }).where('opened_at', '=', link.opened_at).execute();
  await copies.set({ sent_at: null, sent_to: null }).execute();
}
