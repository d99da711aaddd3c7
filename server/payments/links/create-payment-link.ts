import type { PaymentLink } from '../../../shared/schemas/payment.ts';
import { formerLinkToken, hashLinkToken, linkToken } from '../../addresses/link-token.ts';
import { audit } from '../../announce/audit.ts';
import type { Actor, Context, Surroundings } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import type { Firm } from '../../foundation/firm.ts';
import { findOrder } from '../../orders/core/find-order.ts';

/** Life of a link, in milliseconds. */
const LINK_LIFE_MS = 60 * DAY_MS;

/**
 * A link by which its holder can pay an order, or one line of it, without an account. An existing link is returned
 * while half of its life is left.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function createPaymentLink(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineId?: string | undefined },
): Promise<PaymentLink> {
  const link = await inTransaction(context, async (work) => {
    await findOrder(work.tx, actor, input.orderId);
    return await ensureLink(work, input.orderId, input.lineId ?? null, {
      portalId: actor.portalId,
      firmId: actor.firmId,
      name: actor.accountantId,
    });
  });
  return toPaymentLink(context, link);
}

/** The live link of an order or line, made when there is none. */
export async function ensureLink(
  work: Work,
  orderId: string,
  lineId: string | null,
  by: Firm & { name: string },
): Promise<Tables['payment_links']> {
  const { tx } = work;
  const live = await tx
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_line_id', lineId === null ? 'is' : '=', lineId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (live !== undefined && isUsableLink(work, live)) return live;
  if (lineId !== null) await requireLine(tx, orderId, lineId);
  const link = newPaymentLink(work, orderId, lineId, live);
  await tx.insertInto('payment_links').values(link).execute();
  await audit(work, {
    portalId: by.portalId,
    firmId: by.firmId,
    actor: by.name,
    action: 'payment_link.created',
    subjectId: link.id,
    details: { orderId, lineId },
  });
  return link;
}

/**
 * A link that is not stored yet.
 *
 * @param before the live link that it replaces: its payer has been asked, and perhaps has looked
 */
export function newPaymentLink(
  context: Surroundings,
  orderId: string,
  lineId: string | null,
  before?: Tables['payment_links'],
): Tables['payment_links'] {
  const id = newId();
  const now = context.now();
  return {
    id,
    order_id: orderId,
    order_line_id: lineId,
    token_hash: hashLinkToken(linkToken(context.config.linkSecret, id)),
    created_at: now,
    expires_at: now + LINK_LIFE_MS,
    revoked_at: null,
    sent_at: before?.sent_at ?? null,
    sent_to: before?.sent_to ?? null,
    opened_at: before?.opened_at ?? null,
  };
}

/** Whether a link can be given out again: half of its life is left, and its token is known and uncuttable. */
export function isUsableLink(context: Surroundings, link: Tables['payment_links']): boolean {
  const isLive = link.revoked_at === null && link.expires_at > context.now() + LINK_LIFE_MS / 2;
  return isLive && /^[A-Za-z0-9]+$/.test(tokenOfLink(context, link) ?? '');
}

/** A link's token; undefined for one made under another secret: it still opens, but can't be shown again. */
export function tokenOfLink(
  context: Surroundings,
  link: Pick<Tables['payment_links'], 'id' | 'token_hash'>,
): string | undefined {
  const { linkSecret } = context.config;
  const tokens = [linkToken(linkSecret, link.id), formerLinkToken(linkSecret, link.id)];
  return tokens.find((token) => hashLinkToken(token) === link.token_hash);
}

async function requireLine(tx: Tx, orderId: string, lineId: string): Promise<void> {
  const line = await tx
    .selectFrom('order_lines')
    .select('id')
    .where('id', '=', lineId)
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  if (line === undefined) throw new DomainError('NOT_FOUND');
}

/** The address of a link's page; empty where its token is not known any more. */
export function paymentLinkUrl(
  context: Surroundings,
  link: Pick<Tables['payment_links'], 'id' | 'token_hash'>,
): string {
  const token = tokenOfLink(context, link);
  return token === undefined ? '' : `${context.config.publicUrl}/pay/${token}`;
}

export function toPaymentLink(context: Surroundings, link: Tables['payment_links']): PaymentLink {
  return {
    id: link.id,
    orderId: link.order_id,
    lineId: link.order_line_id,
    url: paymentLinkUrl(context, link),
    createdAt: link.created_at,
    expiresAt: link.expires_at,
    revokedAt: link.revoked_at,
    sentAt: link.sent_at,
    sentTo: link.sent_to,
    openedAt: link.opened_at,
  };
}
