import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import type { Context } from '../context/context.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { bodyUpTo } from '../http/request-body.ts';
import { refuseLate } from '../http/spend.ts';
import { account, costOfBytes } from '../limits/cost-limits.ts';
import { enabledReceivers } from '../payments/gateways/enabled-gateways.ts';
import type { Receiver } from '../payments/gateways/gateway.ts';
import { receiveMessage } from '../payments/reconciliation/receive-message.ts';

/** Units a minute that one network's messages that are not a gateway's may cost. */
const REFUSED_COST = 300;

/** Where the gateways call; a gateway that is not set up has no route. */
export function gatewayRoutes(context: Context): Hono {
  const routes = new Hono();
  const limit = bodyUpTo(64 * 1024);
  for (const receiver of enabledReceivers(context.config)) {
    for (const path of [`/${receiver.path}`, `/${receiver.path}/`]) {
      routes.on(receiver.httpMethod, path, limit, (c) => answer(context, receiver, c));
    }
  }
  return routes;
}

async function answer(context: Context, receiver: Receiver, c: HonoContext): Promise<Response> {
  const body = await textOf(c);
  const request = {
    query: queryOf(c),
    header: (name: string) => c.req.header(name),
    body,
    form: await formOf(c.req.header('content-type'), body),
    now: context.now(),
  };
  const reception = await receiveMessage(context, receiver, request);
  if (reception === 'forged' || reception === 'malformed') {
    const refused = await refuseMany(context, c, body.length + request.query.length);
    if (refused !== null) return refused;
  }
  const said = receiver.answer(reception);
  return said.body === undefined
    ? c.body(null, said.status)
    : c.json(said.body, said.status as 200);
}

/** Asked once a message is known to be no gateway's: a true one is taken from wherever, however often. */
async function refuseMany(context: Context, c: HonoContext, bytes: number) {
  const network = account('gateway', [networkOf(clientIp(context.config, c))], REFUSED_COST);
  const refusal = context.limits.take([network], 1 + costOfBytes(bytes));
  if (refusal === null) return null;
  await refuseLate(refusal);
  const { retryAfter } = refusal;
  const headers = { 'Retry-After': String(retryAfter) };
  return c.json({ error: { code: 'TOO_MANY_REQUESTS', retryAfter } }, 429, headers);
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
