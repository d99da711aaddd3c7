import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Context } from '../../context.ts';
import { DomainError } from '../../domain-error.ts';
import { receiveSepayWebhook } from './receive-sepay-webhook.ts';
import { receiveVnpayIpn } from './receive-vnpay-ipn.ts';

/** Where the gateways call; a gateway that is not set up has no route. */
export function gatewayRoutes(context: Context): Hono {
  const { vnpay, bankTransfer } = context.config;
  const routes = new Hono();
  if (vnpay !== null) {
    routes.get('/vnpay/ipn', async (c) =>
      c.json(await receiveVnpayIpn(context, vnpay, new URL(c.req.url).searchParams)),
    );
  }
  if (bankTransfer !== null) {
    const limit = bodyLimit({
      maxSize: 64 * 1024,
      onError: () => {
        throw new DomainError('PAYLOAD_TOO_LARGE');
      },
    });
    routes.post('/sepay', limit, async (c) => {
      const authorization = c.req.header('authorization');
      await receiveSepayWebhook(context, bankTransfer, { authorization, body: await c.req.text() });
      return c.json({ success: true });
    });
  }
  return routes;
}
