import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type Context as HonoContext, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { gatewayRoutes } from './api/gateway-routes.ts';
import { trpcRoutes } from './api/trpc-routes.ts';
import type { Context } from './context/context.ts';
import { documentPages } from './documents/router.ts';
import { HTTP_STATUS } from './foundation/domain-error.ts';
import { health } from './health/health.ts';
import { hostApi } from './host-api/router.ts';
import { compressLarge } from './http/compress-large.ts';
import { isInsider } from './http/is-insider.ts';
import { noStore } from './http/no-store.ts';
import { refusalOf } from './http/refusal-of.ts';
import { answerInFull } from './http/request-body.ts';
import { requestId } from './http/request-id.ts';
import { retryAfterHeader } from './http/spend.ts';
import { operationsPage } from './operations/router.ts';
import { pageNotFound } from './pay-page/error-page.ts';
import { payPage } from './pay-page/router.ts';
import { reminderPage } from './reminder-page/router.ts';

/** Routes of the whole server. */
export function createApp(context: Context): Hono {
  const app = new Hono();
  app.onError((error, c) => answerError(context, error, c));
  app.notFound((c) =>
    isRead(c) ? pageNotFound(context, c) : c.json({ error: { code: 'NOT_FOUND' } }, 404),
  );
  app.use(requestId, answerInFull, noSniff, strictTransport(context));
  app.get('/health', async (c) => {
    const report = await health(context);
    const { status } = report;
    return c.json(isInsider(context.config, c) ? report : { status }, status === 'ok' ? 200 : 503);
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
  app.use('/api/*', noStore, compressLarge());
  app.route('/api/v1', hostApi(context));
  app.route('/trpc', trpcRoutes(context));
  // Answers a `server` address with an additional path: the widget can read that it is wrong, and shows it.
  app.use('/:path/trpc/*', cors({ origin: (origin) => origin }));
  app.route('/', operationsPage(context));
  app.route('/', payPage(context));
  app.route('/', documentPages(context));
  app.route('/', reminderPage(context));
  return app;
}

/** Whether a person may have followed a link; some previews and in-app browsers send no Accept header. */
function isRead(c: HonoContext): boolean {
  // A path with surplus slashes is still a program's.
  const isForPrograms = /^\/+(api|trpc|gateways|widget)(\/|$)/.test(c.req.path);
  const accept = c.req.header('accept') ?? '*/*';
  return !isForPrograms && (accept.includes('text/html') || accept.includes('*/*'));
}

/** Browsers that have reached the server by https use only https from then on. */
function strictTransport({ config }: Context): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (!config.publicUrl.startsWith('https:')) return;
    c.header('Strict-Transport-Security', 'max-age=31536000');
  };
}

async function noSniff(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  c.header('X-Content-Type-Options', 'nosniff');
}

/** Chunks have their content's hash in their name; the entry does not, and is revalidated. */
async function widgetCache(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  const forever = c.req.path.startsWith('/widget/chunks/') && c.res.ok;
  c.header('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
}

function answerError(context: Context, error: Error, c: HonoContext): Response {
  const refusal = refusalOf(context, c.req.routePath, error);
  if (refusal !== undefined) {
    const status = HTTP_STATUS[refusal.code];
    return c.json({ error: refusal.toShape() }, status, retryAfterHeader(refusal));
  }
  // The error's own answer carries the header that makes the browser ask for the password.
  if (error instanceof HTTPException && error.status === 401) return error.getResponse();
  if (error instanceof HTTPException && error.status < 500) {
    return c.json({ error: { code: 'INVALID_INPUT' } }, error.status);
  }
  const requestId = c.get('requestId');
  context.log('request.failed', { requestId, path: c.req.routePath, error: error.stack });
  return c.json({ error: { code: 'INTERNAL' } }, 500);
}
