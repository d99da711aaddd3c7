import { createHash } from 'node:crypto';
import { serveStatic } from '@hono/node-server/serve-static';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { rateLimiter } from 'hono-rate-limiter';
import { clientIp } from './client-ip.ts';
import type { Actor, Context, Log } from './context.ts';
import { credentialsOf } from './credentials.ts';
import { documentPages } from './documents/router.ts';
import { DomainError, HTTP_STATUS } from './domain-error.ts';
import { health } from './health.ts';
import { hostApi } from './host-api/router.ts';
import { operationsPage } from './operations/router.ts';
import { pageNotFound, payPage } from './pay-page/router.ts';
import { gatewayRoutes } from './payments/gateways/router.ts';
import { isAllowedOrigin } from './portals/allowed-origins.ts';
import { refusalLog } from './portals/log-refusals.ts';
import { TokenRefusal, verifySessionToken } from './portals/verify-session-token.ts';
import { REQUEST_ID_HEADER, requestId } from './request-id.ts';
import { appRouter } from './router.ts';

const MINUTE = 60_000;

/** 2,000 lines, each with an invoice party of its own. */
const TRPC_BODY = 6 * 1024 * 1024;
const HOST_API_BODY = 4 * 1024 * 1024;

/** Which path goes where. */
export function createApp(context: Context): Hono {
  const app = new Hono();
  app.onError((error, c) => answerError(context, error, c));
  app.notFound((c) =>
    isRead(c) ? pageNotFound(c) : c.json({ error: { code: 'NOT_FOUND' } }, 404),
  );
  app.use(requestId, noSniff);
  app.get('/health', async (c) => {
    const report = await health(context);
    return c.json(report, report.status === 'ok' ? 200 : 503);
  });
  app.use('/widget/*', cors({ origin: '*' }), widgetCache);
  app.use(
    '/widget/*',
    serveStatic({
      root: context.config.widgetDir,
      rewriteRequestPath: (path) => path.slice('/widget'.length),
      precompressed: true,
    }),
  );
  app.route('/gateways', gatewayRoutes(context));
  app.use('/api/*', noStore, bodyLimit({ maxSize: HOST_API_BODY, onError: tooLarge }), compress());
  app.route('/api/v1', hostApi(context));
  const logRefusal = refusalLog(context);
  app.use('/trpc/*', noStore, ...trpcMiddleware(context, logRefusal));
  app.all('/trpc/*', (c) => answerTrpc(context, logRefusal, c));
  app.route('/', operationsPage(context));
  app.route('/', payPage(context));
  app.route('/', documentPages(context));
  return app;
}

/** Whether a person has followed a link: what programs ask for is answered to programs. */
function isRead(c: HonoContext): boolean {
  const isForPrograms = /^\/(api|trpc|gateways|widget)(\/|$)/.test(c.req.path);
  return !isForPrograms && (c.req.header('accept') ?? '').includes('text/html');
}

function trpcMiddleware(context: Context, logRefusal: Log) {
  return [
    // Any page may read its answer, which for an unknown origin is the refusal below and nothing else.
    cors({
      origin: (origin) => origin,
      allowHeaders: ['authorization', 'content-type', 'last-event-id', 'trpc-accept'],
      allowMethods: ['GET', 'POST'],
      exposeHeaders: [REQUEST_ID_HEADER],
      maxAge: 7_200,
    }),
    async (c: HonoContext, next: () => Promise<void>) => {
      const origin = c.req.header('origin');
      if (origin === undefined || (await isAllowedOrigin(context, origin))) return await next();
      logRefusal('origin.refused', { requestId: c.get('requestId'), origin: origin.slice(0, 200) });
      return trpcFault(c, 'ORIGIN_NOT_ALLOWED');
    },
    // By token: whoever forges one has a count of his own, and can use up nobody else's.
    rateLimiter({
      windowMs: MINUTE,
      limit: context.config.rateLimit,
      keyGenerator: (c) => tokenDigest(c) ?? clientIp(context.config, c),
      handler: (c) => trpcFault(c, 'TOO_MANY_REQUESTS'),
    }),
    bodyLimit({ maxSize: TRPC_BODY, onError: (c) => trpcFault(c, 'PAYLOAD_TOO_LARGE') }),
    compress(),
  ] as const;
}

async function answerTrpc(context: Context, logRefusal: Log, c: HonoContext): Promise<Response> {
  let verified: Promise<Actor> | undefined;
  const actor = () => {
    verified ??= verifyCaller(context, logRefusal, c);
    return verified;
  };
  // tRPC answers a stream by 200 before it looks at the token; the client then takes no new one.
  if (c.req.header('accept') === 'text/event-stream') context.live.checkFree(await actor());
  return await fetchRequestHandler({
    endpoint: '/trpc',
    req: c.req.raw,
    router: appRouter,
    allowMethodOverride: true,
    // A batch would count as one call, and be as much work as many.
    allowBatching: false,
    createContext: () => ({ context, clientIp: clientIp(context.config, c), actor }),
    onError: ({ error, path }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return;
      context.log('trpc.failed', {
        requestId: c.get('requestId'),
        path,
        error: error.cause?.stack ?? error.stack,
      });
    },
  });
}

async function verifyCaller(context: Context, logRefusal: Log, c: HonoContext): Promise<Actor> {
  const origin = c.req.header('origin');
  try {
    return await verifySessionToken(context.db, bearerToken(c) ?? '', origin, context.now());
  } catch (error) {
    if (error instanceof TokenRefusal) {
      const { code, reason } = error;
      logRefusal('token.refused', { requestId: c.get('requestId'), code, reason, origin });
    }
    throw error;
  }
}

function bearerToken(c: HonoContext): string | undefined {
  return credentialsOf(c.req.header('authorization'), 'Bearer');
}

function tokenDigest(c: HonoContext): string | undefined {
  const token = bearerToken(c);
  return token && createHash('sha256').update(token).digest('base64');
}

/** A fault found before tRPC has the request, in the shape that tRPC's client reads. */
function trpcFault(
  c: HonoContext,
  code: 'TOO_MANY_REQUESTS' | 'PAYLOAD_TOO_LARGE' | 'ORIGIN_NOT_ALLOWED',
): Response {
  const httpStatus = HTTP_STATUS[code];
  const retryAfter = code === 'TOO_MANY_REQUESTS' ? { retryAfter: 60 } : {};
  const data = { code, httpStatus, domain: { code, ...retryAfter } };
  const fault = { error: { message: code, code: -32_600, data } };
  return c.json(c.req.query('batch') === undefined ? fault : [fault], httpStatus);
}

async function noSniff(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  c.header('X-Content-Type-Options', 'nosniff');
}

/** Of people and their money, told to one caller: nothing between keeps it. A stream says so itself. */
async function noStore(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
}

/** Chunks carry their content's hash in their name; the entry does not, and is asked for again. */
async function widgetCache(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  const forever = c.req.path.startsWith('/widget/chunks/') && c.res.ok;
  c.header('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
}

function tooLarge(): never {
  throw new DomainError('PAYLOAD_TOO_LARGE');
}

function answerError(context: Context, error: Error, c: HonoContext): Response {
  if (error instanceof DomainError) {
    return c.json({ error: error.toShape() }, HTTP_STATUS[error.code]);
  }
  // Its own answer carries the header by which a browser asks for the password.
  if (error instanceof HTTPException && error.status === 401) return error.getResponse();
  if (error instanceof HTTPException && error.status < 500) {
    return c.json({ error: { code: 'INVALID_INPUT' } }, error.status);
  }
  const requestId = c.get('requestId');
  context.log('request.failed', { requestId, path: c.req.routePath, error: error.stack });
  return c.json({ error: { code: 'INTERNAL' } }, 500);
}
