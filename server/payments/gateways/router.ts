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
    for (const path of [`/${receiver.path}`, `/${receiver.path}/`]) {
      routes.on(receiver.httpMethod, path, limit, (c) => answer(context, receiver, c));
    }
  }
  return routes;
}

async function answer(context: Context, receiver: Receiver, c: HonoContext): Promise<Response> {
  const body = receiver.httpMethod === 'POST' ? await textOf(c) : '';
  const reception = await receiveMessage(context, receiver, {
    query: queryOf(c),
    header: (name) => c.req.header(name),
    body,
    form: await formOf(c.req.header('content-type'), body),
    now: context.now(),
  });
  const said = receiver.answer(reception);
  return said.body === undefined
    ? c.body(null, said.status)
    : c.json(said.body, said.status as 200);
}

/** With a byte order mark, too: signatures are over all that came. */
async function textOf(c: HonoContext): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await c.req.arrayBuffer());
}

/** Undefined for what is no form, and for one with a name twice: it could be read as the one or the other. */
async function formOf(
  type: string | undefined,
  body: string,
): Promise<Record<string, string> | undefined> {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type ?? ''))
    return undefined;
  const response = new Response(body, { headers: { 'content-type': type ?? '' } });
  const form = await response.formData().catch(() => undefined);
  if (form === undefined) return undefined;
  const fields = [...form].filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  const named = Object.fromEntries(fields);
  return Object.keys(named).length === fields.length ? named : undefined;
}

/** From the request line itself: a URL object has written some characters in another way. */
function queryOf(c: HonoContext): string {
  // Without a server, as in a test, there is no request line.
  const bindings = c.env as Partial<HttpBindings> | undefined;
  const url = bindings?.incoming?.url ?? c.req.url;
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}
