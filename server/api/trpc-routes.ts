import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono, type Context as HonoContext } from 'hono';
import { cors } from 'hono/cors';
import { LIMITS } from '../../shared/limits.ts';
import type { Actor, Context, Log } from '../context/context.ts';
import { isAllowedOrigin } from '../directory/portals/allowed-origins.ts';
import { TokenRefusal, verifySignInToken } from '../directory/portals/verify-sign-in-token.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { clientIp } from '../http/client-ip.ts';
import { compressLarge } from '../http/compress-large.ts';
import { credentialsOf } from '../http/credentials.ts';
import { refusalLog } from '../http/log-refusals.ts';
import { noStore } from '../http/no-store.ts';
import { refusalOf } from '../http/refusal-of.ts';
import { declaredLength, hasBody, readBody } from '../http/request-body.ts';
import { REQUEST_ID_HEADER } from '../http/request-id.ts';
import { retryAfterHeader, spend } from '../http/spend.ts';
import { turnOwnerOf } from '../http/trpc.ts';
import { accountsOf, costOfBytes } from '../limits/cost-limits.ts';
import { followAsked, liveResponse } from './live-stream.ts';
import { appRouter } from './router.ts';

/** Size of 2,000 lines, each with an invoice party of its own, in bytes. */
const MAX_BODY = 6 * 1024 * 1024;

/** Size beyond which a request counts as a bulk call, which takes turns, in bytes. */
const BULK_BODY = 32 * 1024;

/** The caller's token and origin, as a request presents them. */
interface Presented {
  token: string;
  origin: string | undefined;
}

type TrpcEnv = { Variables: { actor: Actor } };

/**
 * The widget's endpoint. First the caller is identified, then their budget is checked, and only then is the body read:
 * strangers cause no work.
 */
export function trpcRoutes(context: Context): Hono<TrpcEnv> {
  const routes = new Hono<TrpcEnv>();
  const logRefusal = refusalLog(context);
  routes.onError((error, c) => {
    const refusal = refusalOf(context, c.req.routePath, error);
    if (refusal === undefined) throw error;
    return trpcError(c, refusal);
  });
  routes.use(
    noStore,
    // Any page may read its answer, and send any headers: an unknown origin gets only the refusal below, and monitoring
    // adds headers of its own to all calls of a page.
    cors({
      origin: (origin) => origin,
      allowMethods: ['GET', 'POST'],
      exposeHeaders: [REQUEST_ID_HEADER, 'Retry-After'],
      maxAge: 7_200,
    }),
    compressLarge(),
    async (c, next) => {
      c.set('actor', await verifyCaller(context, logRefusal, c));
      await takeBody(context, c);
      await next();
    },
  );
  routes.all('/*', (c) => answer(context, c));
  return routes;
}

async function verifyCaller(context: Context, logRefusal: Log, c: HonoContext): Promise<Actor> {
  const { token, origin } = presented(c);
  try {
    return await verifySignInToken(context.db, token, origin, context.now());
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    const requestId = c.get('requestId');
    // Of a page that is no portal's, only that is said. Read here, since an accepted token's origin is its portal's.
    if (origin !== undefined && !(await isAllowedOrigin(context, origin))) {
      logRefusal('origin.refused', { requestId, origin: origin.slice(0, 200) });
      throw new DomainError('ORIGIN_NOT_ALLOWED');
    }
    const { code, reason } = error;
    logRefusal('token.refused', { requestId, code, reason, origin });
    throw error;
  }
}

async function isSignedIn(context: Context, { token, origin }: Presented): Promise<boolean> {
  try {
    await verifySignInToken(context.db, token, origin, context.now());
    return true;
  } catch (error) {
    if (error instanceof TokenRefusal) return false;
    throw error;
  }
}

function presented(c: HonoContext): Presented {
  const token = credentialsOf(c.req.header('authorization'), 'Bearer') ?? '';
  return { token, origin: c.req.header('origin') };
}

/** Charges the request before its body is read: each call of a batch costs as much as alone. */
async function takeBody(context: Context, c: HonoContext<TrpcEnv>): Promise<void> {
  const { actor } = c.var;
  const accounts = accountsOf(context.config.rateLimit, actor);
  const calls = callsIn(c);
  if (calls > LIMITS.batchedCalls) throw new DomainError('INVALID_INPUT');
  const declared = hasBody(c) ? declaredLength(c) : 0;
  if ((declared ?? 0) > MAX_BODY) throw new DomainError('PAYLOAD_TOO_LARGE');
  await spend(context, accounts, calls + costOfBytes(declared ?? 0));
  if (!hasBody(c)) return;
  if (declared === null || declared > BULK_BODY) await context.turns.checkFree(turnOwnerOf(actor));
  const length = await readBody(c, MAX_BODY);
  if (declared === null) context.limits.charge(accounts, costOfBytes(length));
}

/**
 * The number of procedures that a request calls: the adapter splits the decoded path, so an encoded comma counts as
 * well.
 */
function callsIn(c: HonoContext): number {
  try {
    return decodeURIComponent(new URL(c.req.url).pathname).split(',').length;
  } catch {
    throw new DomainError('INVALID_INPUT');
  }
}

async function answer(context: Context, c: HonoContext<TrpcEnv>): Promise<Response> {
  const { actor } = c.var;
  const caller = presented(c);
  // tRPC answers a stream with 200 before looking further; the client then accepts no other status.
  if (c.req.header('accept') === 'text/event-stream') context.live.checkFree(actor);
  const requestContext = {
    context,
    clientIp: clientIp(context.config, c),
    actor,
    isSignedIn: () => isSignedIn(context, caller),
  };
  const follow = followAsked(c);
  if (follow !== undefined) {
    return liveResponse(requestContext, follow, (error) => streamError(context, c, error));
  }
  return await fetchRequestHandler({
    endpoint: '/trpc',
    req: c.req.raw,
    router: appRouter,
    allowMethodOverride: true,
    maxBatchSize: LIMITS.batchedCalls,
    createContext: () => requestContext,
    responseMeta: ({ errors }) => ({ headers: longestRetryAfter(errors) }),
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

/** Several calls of a batch may have been refused. */
function longestRetryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const refusals = errors.flatMap(({ cause }) => (cause instanceof DomainError ? [cause] : []));
  const [longest] = refusals.sort(
    (a, b) => (b.details.retryAfter ?? 0) - (a.details.retryAfter ?? 0),
  );
  return longest ? retryAfterHeader(longest) : {};
}

/** The event of an error that ends a stream; an error of the server is also logged. */
function streamError(context: Context, c: HonoContext, error: unknown): object {
  if (error instanceof DomainError) return errorShape(error);
  const { stack = String(error) } = error instanceof Error ? error : {};
  context.log('trpc.failed', {
    requestId: c.get('requestId'),
    path: 'live.follow',
    error: stack,
  });
  return errorShape(new DomainError('INTERNAL'));
}

/** An error in the form that tRPC's client reads; the client tries again after a server error. */
function errorShape(error: DomainError): object {
  const { code } = error;
  const httpStatus = HTTP_STATUS[code];
  const number = httpStatus < 500 ? -32_600 : -32_603;
  return { message: code, code: number, data: { code, httpStatus, domain: error.toShape() } };
}

/** An error found before tRPC gets the request. */
function trpcError(c: HonoContext, error: DomainError): Response {
  const httpStatus = HTTP_STATUS[error.code];
  const answer = { error: errorShape(error) };
  const body = c.req.query('batch') === undefined ? answer : [answer];
  return c.json(body, httpStatus, retryAfterHeader(error));
}
