import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Context } from '../context/context.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Account, Refusal } from '../limits/cost-limits.ts';
import { holdBack } from '../limits/hold-back.ts';

/** Number of refusals in a row after which the next one is held back. */
const PATIENCE = 5;

/**
 * Charges a call to the caller's accounts. A caller that goes on without a pause gets its refusals a second late:
 * otherwise they would be as much work as the calls.
 *
 * @throws DomainError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function spend(
  context: Context,
  accounts: readonly Account[],
  cost: number,
): Promise<void> {
  const refusal = await context.limits.spend(accounts, cost);
  if (refusal === null) return;
  await refuseLate(refusal);
  throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: refusal.retryAfter });
}

/** Holds back the refusal of a caller that goes on asking. */
export async function refuseLate({ inARow }: Refusal): Promise<void> {
  if (inARow > PATIENCE) await holdBack(inARow);
}

/** Charges each request to the account that it names; null: to none. */
export function spending(
  context: Context,
  accountOf: (c: HonoContext) => Account | null | Promise<Account | null>,
  cost = 1,
): MiddlewareHandler {
  return async (c, next) => {
    const account = await accountOf(c);
    if (account !== null) await spend(context, [account], cost);
    await next();
  };
}

/** The Retry-After header of an error that has one. */
export function retryAfterHeader({ details }: DomainError): Record<string, string> {
  const { retryAfter } = details;
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}
