import type { SentLink } from '../../announce/facts/facts.ts';
import type { Work } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { updateRows } from '../../database/update-rows.ts';
import { raiseVersions } from '../../orders/core/raise-versions.ts';
import { isUsableLink, newPaymentLink } from './create-payment-link.ts';

type Link = Tables['payment_links'];

interface OwnLine {
  orderId: string;
  lineId: string;
}

/** Notes that every line's live link, made where there is none, is mailed; few statements for any number of lines. */
export async function markLinksSent(
  work: Work,
  addressees: readonly (OwnLine & { email: string; name: string })[],
): Promise<SentLink[]> {
  const { tx } = work;
  const now = work.now();
  const { links } = await ensureLineLinks(work, addressees);
  const sent = addressees.map(({ lineId, email, name }): SentLink => {
    const linkId = links.get(lineId)?.id ?? '';
    return { linkId, lineId, to: { name, email } };
  });
  await updateRows(
    tx,
    'payment_links',
    sent.map(({ linkId: id, to }) => ({ id, sent_at: now, sent_to: to.email })),
  );
  await raiseVersions(tx, [...new Set(addressees.map(({ orderId }) => orderId))]);
  return sent;
}

/** The live link of each line, including those just made because there was none. */
export async function ensureLineLinks(
  work: Work,
  lines: readonly OwnLine[],
): Promise<{ links: Map<string, Link>; made: Link[] }> {
  const lineIds = lines.map(({ lineId }) => lineId);
  const known = await work.tx
    .selectFrom('payment_links')
    .selectAll()
    .where('order_line_id', 'is not', null)
    .where(inList('order_line_id', lineIds))
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
  const byLine = (of: readonly Link[]) =>
    new Map(of.map((link) => [link.order_line_id ?? '', link]));
  const links = byLine(known.filter((link) => isUsableLink(work, link)));
  const live = byLine(known);
  const made = lines.flatMap(({ orderId, lineId }) =>
    links.has(lineId) ? [] : [newPaymentLink(work, orderId, lineId, live.get(lineId))],
  );
  await insertRows(work.tx, 'payment_links', made);
  for (const link of made) links.set(link.order_line_id ?? '', link);
  return { links, made };
}
