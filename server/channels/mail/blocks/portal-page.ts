import type { Reader } from '../../../database/db.ts';

/** The address of the portal's page for mails, which opens there what `parameter` names; null without such a page. */
export function portalPageUrl(
  renewUrl: string | null,
  parameter: 'renewal-digest' | 'renewal-order',
  id: string,
): string | null {
  if (renewUrl === null) return null;
  const url = new URL(renewUrl);
  url.searchParams.set(parameter, id);
  return url.href;
}

/** The address at which the portal opens an order. */
export async function orderPageUrl(
  reader: Reader,
  order: { id: string; portal_id: string },
): Promise<string | null> {
  const { renew_url: renewUrl } = await reader
    .selectFrom('portals')
    .select('renew_url')
    .where('id', '=', order.portal_id)
    .executeTakeFirstOrThrow();
  return portalPageUrl(renewUrl, 'renewal-order', order.id);
}
