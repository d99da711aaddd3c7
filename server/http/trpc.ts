import { initTRPC, TRPCError } from '@trpc/server';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc';
import * as z from 'zod/mini';
import {
  type DomainErrorShape,
  FIELD_PROBLEM_CODES,
  type FieldProblem,
  type FieldProblemCode,
} from '../../shared/error-codes.ts';
import { NO_SUCH_ID } from '../../shared/schemas/common.ts';
import type { Actor, Context } from '../context/context.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { accountsOf, costOfRows, rowsIn } from '../limits/cost-limits.ts';
import type { TurnOwner } from '../limits/fair-turns.ts';
import { refusalOf } from './refusal-of.ts';
import { spend } from './spend.ts';

/** A procedure's context for each HTTP request. */
export interface RequestContext {
  context: Context;
  /** Taken from the sign-in token, verified before the body was read. */
  actor: Actor;
  /** Whether the token would still be accepted: its portal may have gone, or sign with another secret. */
  isSignedIn: () => Promise<boolean>;
  clientIp: string;
}

/** Pause between the heartbeats of a live stream, and silence after which the client connects anew, in ms. */
export const LIVE_PING_MS = 15_000;
export const LIVE_SILENCE_MS = 40_000;

const trpc = initTRPC.context<RequestContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const domain = domainErrorOf(error);
    return { ...shape, message: domain.code, data: { ...shape.data, domain } };
  },
  sse: {
    ping: { enabled: true, intervalMs: LIVE_PING_MS },
    client: { reconnectAfterInactivityMs: LIVE_SILENCE_MS },
  },
});

export const router = trpc.router;

/** A procedure for signed-in accountants, charged with its rows. */
export const procedure = trpc.procedure.use(async ({ ctx, next, getRawInput, path, type }) => {
  const { context, actor } = ctx;
  const accounts = accountsOf(context.config.rateLimit, actor);
  const rows = rowsIn(await getRawInput());
  const cost = costOfRows(rows) * (type === 'mutation' ? WRITE_FACTOR : 1);
  if (rows > 0) await spend(context, accounts, cost).catch(rethrowForTrpc);
  const result = await next();
  if (!result.ok) {
    const { cause } = result.error;
    const refusal = namesNothing(cause)
      ? new DomainError('NOT_FOUND')
      : refusalOf(context, path, cause);
    if (refusal !== undefined) rethrowForTrpc(refusal);
  }
  // The output may be larger than the input: a large order, by its id.
  if (result.ok) {
    const given = rowsIn(result.data);
    context.limits.charge(accounts, Math.max(0, costOfRows(given) - cost));
    if (given >= BULK_READ) {
      const { portalId, firmId, accountantId } = actor;
      context.log('bulk_read', { portalId, firmId, accountantId, path, rows: given });
    }
  }
  return result;
});

/** Whether an input is refused because ids in it are none of ours: no page of ours sends such, but a host may set one. */
function namesNothing(error: unknown): boolean {
  if (!(error instanceof z.core.$ZodError)) return false;
  const isNoId = ({ code, message }: z.core.$ZodIssue) =>
    code === 'invalid_format' && message === NO_SUCH_ID;
  return error.issues.every(isNoId);
}

/** Number of rows in one answer that is worth a log line. */
const BULK_READ = 500;

/** Writing a row is more work than reading one. */
const WRITE_FACTOR = 2;

/** Most rows of a call that is not a bulk call. */
const FEW_ROWS = 50;

/** A procedure that may have thousands of rows: it waits for the firm's turn. */
export const bulkProcedure = procedure.use(async ({ ctx, next, getRawInput }) => {
  const rows = rowsIn(await getRawInput());
  if (rows > 0 && rows <= FEW_ROWS) return await next();
  return await ctx.context.turns.run(turnOwnerOf(ctx.actor), () => next()).catch(rethrowForTrpc);
});

export function turnOwnerOf({ portalId, firmId, accountantId }: Actor): TurnOwner {
  return { firm: JSON.stringify([portalId, firmId]), person: accountantId };
}

/**
 * Aborts a stream when the client is gone, or its token has ended. It then reconnects with a new one, unless its portal
 * issues none.
 */
export function streamSignal(
  { context, actor }: Pick<RequestContext, 'context' | 'actor'>,
  client: AbortSignal | undefined,
): AbortSignal {
  const left = Math.max(0, actor.until - context.now());
  return AbortSignal.any([client ?? AbortSignal.abort(), AbortSignal.timeout(left)]);
}

/** Gives a domain error the HTTP status that tRPC derives from its own codes. */
function rethrowForTrpc(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  throw new TRPCError({ code: TRPC_CODES[HTTP_STATUS[error.code]], cause: error });
}

const TRPC_CODES = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  // tRPC has no 410; links are not called by it.
  410: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<number, TRPC_ERROR_CODE_KEY>;

function domainErrorOf(error: TRPCError): DomainErrorShape {
  if (error.cause instanceof DomainError) return error.cause.toShape();
  if (error.cause instanceof z.core.$ZodError) {
    return { code: 'INVALID_INPUT', fieldProblems: fieldProblemsOf(error.cause) };
  }
  if (error.code === 'PAYLOAD_TOO_LARGE') return { code: 'PAYLOAD_TOO_LARGE' };
  if (error.code === 'NOT_FOUND') return { code: 'NOT_FOUND' };
  return { code: error.code === 'INTERNAL_SERVER_ERROR' ? 'INTERNAL' : 'INVALID_INPUT' };
}

/** The most problems reported: a screen shows a row's, and no answer grows without bound. */
const MAX_PROBLEMS = 500;

export function fieldProblemsOf(error: z.core.$ZodError): FieldProblem[] {
  return error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    path: issue.path.filter((part) => typeof part !== 'symbol'),
    code: fieldProblemCodeOf(issue),
  }));
}

function fieldProblemCodeOf(issue: z.core.$ZodIssue): FieldProblemCode {
  const own = FIELD_PROBLEM_CODES.find((code) => code === issue.message);
  if (own !== undefined) return own;
  return issue.code === 'too_big' && issue.origin !== 'number' ? 'TOO_LONG' : 'INVALID';
}
