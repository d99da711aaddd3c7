import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Context } from '../../context.ts';
import { DomainError } from '../../domain-error.ts';
import { enabledReceivers } from './enabled-gateways.ts';
import type { Receiver } from './gateway.ts';
import { receiveMessage } from './receive-message.ts';

/** Where the gateways call; a gateway that is not set up has no route. */
export function gatewayRoutes(context: Context): Hono {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: 64 * 1024,
    onError: () => {
      throw new DomainError('PAYLOAD_TOO_LARGE');
    },
  });
  for (const receiver of enabledReceivers(context.config)) {
    routes.on(receiver.httpMethod, `/${receiver.path}`, limit, (c) => answer(context, receiver, c));
  }
  return routes;
}

async function answer(context: Context, receiver: Receiver, c: HonoContext): Promise<Response> {
  const reception = await receiveMessage(context, receiver, {
    query: queryOf(c),
    header: (name) => c.req.header(name),
    body: receiver.httpMethod === 'POST' ? await c.req.text() : '',
    now: context.now(),
  });
  const { status, body } = receiver.answer(reception);
  return body === undefined ? c.body(null, status) : c.json(body, status as 200);
}

/** From the request line itself: a URL object has written some characters in another way. */
function queryOf(c: HonoContext): string {
  // Without a server, as in a test, there is no request line.
  const bindings = c.env as Partial<HttpBindings> | undefined;
  const url = bindings?.incoming?.url ?? c.req.url;
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}
