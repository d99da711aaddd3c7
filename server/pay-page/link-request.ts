import type { Context as HonoContext } from 'hono';
import type { Context } from '../context/context.ts';
import { clientIp } from '../http/client-ip.ts';
import type { Payer } from '../payments/core/payer.ts';
import type { OpenedLink } from '../payments/links/open-payment-link.ts';

/** The address of the link's page. */
export function tokenPath(c: HonoContext): string {
  return `/pay/${c.req.param('token')}`;
}

export function linkPayer(context: Context, c: HonoContext, opened: OpenedLink): Payer {
  const { link, order } = opened;
  return {
    portalId: order.portal_id,
    firmId: order.firm_id,
    name: `link:${link.id}`,
    linkId: link.id,
    isPerson: true,
    clientIp: clientIp(context.config, c),
  };
}
