import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import type { Context } from '../context/context.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { bodyUpTo } from '../http/request-body.ts';
import { refuseLate } from '../http/spend.ts';
import { account, costOfBytes } from '../limits/cost-limits.ts';
import type { Receiver } from '../payments/gateways/core/gateway.ts';
import { enabledReceivers } from '../payments/gateways/enabled-gateways.ts';
import { receiveMessage } from '../payments/reconciliation/receive-message.ts';

/** Units a minute that one network's invalid messages may cost. */
const REFUSED_COST = 300;

/** Pause before a gateway should repeat a message that found no database, in seconds. */
const RETRY_AFTER_S = '2';

/** The gateways' paths; a gateway that is not configured has no route. */
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
  const headers: Record<string, string> =
    reception === 'unavailable' ? { 'Retry-After': RETRY_AFTER_S } : {};
  return said.body === undefined
    ? c.body(null, said.status, headers)
    : c.json(said.body, said.status as 200, headers);
}

/** Charged once a message is known to be no gateway's: true ones are accepted from anywhere, however often. */
async function refuseMany(context: Context, c: HonoContext, bytes: number) {
  const network = account('gateway', [networkOf(clientIp(context.config, c))], REFUSED_COST);
  const cost = 1 + costOfBytes(bytes);
  const refusal = await context.limits.spend([network], cost);
  if (refusal === null) return null;
  await refuseLate(refusal);
  const { retryAfter } = refusal;
  const headers = { 'Retry-After': String(retryAfter) };
  return c.json({ error: { code: 'TOO_MANY_REQUESTS', retryAfter } }, 429, headers);
}

/** Includes a byte order mark: signatures cover every byte received. */
async function textOf(c: HonoContext): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await c.req.arrayBuffer());
}

/** Undefined for a body that is no form, or has a name twice, since such a form could be read either way. */
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

/** From the raw request line: a URL object normalises some characters. */
function queryOf(c: HonoContext): string {
  // Without a server, as in a test, there is no request line.
  const bindings = c.env as Partial<HttpBindings> | undefined;
  const url = bindings?.incoming?.url ?? c.req.url;
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}
