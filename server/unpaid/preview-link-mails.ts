import type { LinkMailsPreview } from '../../shared/schemas/payment.ts';
import { sampleLinkMail } from '../channels/mail/sample-mail.ts';
import type { Actor, Context } from '../context/context.ts';
import { findOrder } from '../orders/core/find-order.ts';
import { readLinkAddressees } from '../payments/links/link-addressees.ts';

/**
 * The mails that sending an order's payment links would cause now, for a person to decide: each mail, the text of the
 * first, and the lines without one.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function previewLinkMails(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<LinkMailsPreview> {
  const { orderId } = input;
  await findOrder(context.db, actor, orderId);
  const { addressees, skipped } = await readLinkAddressees(context, context.db, actor, input);
  const [first] = addressees;
  const sample = first
    ? await sampleLinkMail(context, { orderId, lineId: first.lineId, to: first })
    : null;
  return {
    mails: addressees.length,
    addressees: addressees.map(({ lineId, email }) => ({ lineId, email })),
    skipped,
    sample: first && sample ? { to: first.email, ...sample } : null,
  };
}
