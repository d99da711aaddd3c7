import { hashLinkToken, isLinkToken } from '../../addresses/link-token.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { raiseVersions } from '../../orders/core/raise-versions.ts';

export interface OpenedLink {
  link: Tables['payment_links'];
  order: Tables['orders'];
  /** The lines of the link, and no other. */
  lines: Tables['order_lines'][];
}

/**
 * The order and lines that a payment link's token opens.
 *
 * @throws DomainError NOT_FOUND, LINK_REVOKED or LINK_EXPIRED
 */
export async function openPaymentLink(context: Context, token: string): Promise<OpenedLink> {
  if (!isLinkToken(token)) throw new DomainError('NOT_FOUND');
  const { db } = context;
  const link = await db
    .selectFrom('payment_links')
    .selectAll()
    .where('token_hash', '=', hashLinkToken(token))
    .executeTakeFirst();
  if (link === undefined) throw new DomainError('NOT_FOUND');
  if (link.revoked_at !== null) throw new DomainError('LINK_REVOKED');
  if (link.expires_at <= context.now()) throw new DomainError('LINK_EXPIRED');
  const order = await orderById(db, link.order_id);
  let lines = db.selectFrom('order_lines').selectAll().where('order_id', '=', link.order_id);
  if (link.order_line_id !== null) lines = lines.where('id', '=', link.order_line_id);
  return { link, order, lines: await lines.orderBy('line_number').execute() };
}

/** Whether there is such a link, even one that no longer opens. */
export async function isLinkKnown({ db }: Context, token: string): Promise<boolean> {
  if (!isLinkToken(token)) return false;
  const link = await db
    .selectFrom('payment_links')
    .select('id')
    .where('token_hash', '=', hashLinkToken(token))
    .executeTakeFirst();
  return link !== undefined;
}

/** Notes the first opening of a link's page, which the accountant sees in the order. */
export async function noteOpened(context: Context, link: Tables['payment_links']): Promise<void> {
  if (link.opened_at !== null) return;
  await inTransaction(context, async (work) => {
    const { tx } = work;
    await tx
      .updateTable('payment_links')
      .set({ opened_at: work.now() })
      .where('id', '=', link.id)
      .where('opened_at', 'is', null)
      .execute();
    await raiseVersions(tx, [link.order_id]);
    publish(work, orderTopic(link.order_id));
  });
}
