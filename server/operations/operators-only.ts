import { createHmac } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../context/context.ts';
import { newId } from '../database/id.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { networkOf } from '../foundation/network.ts';
import { isSameSecret } from '../foundation/same-secret.ts';
import { clientIp } from '../http/client-ip.ts';
import { credentialsOf } from '../http/credentials.ts';
import { refusalLog } from '../http/log-refusals.ts';
import { refuseLate } from '../http/spend.ts';
import { type Account, account } from '../limits/cost-limits.ts';

/** The operator's name for the audit log, as given with the password. */
export type OperatorEnv = { Variables: { operator: string } };

/** Wrong passwords a minute: from one network, from all networks together, from one browser that has signed in before. */
const OF_NETWORK = 10;
const OF_ALL = 30;
const OF_BROWSER = 10;

/** Identifies a browser that has signed in before, so that guesses made elsewhere don't lock it out. */
const COOKIE = 'operations_browser';
const COOKIE_LIFE_S = 30 * 86_400;

/**
 * Requires a name and the password, over HTTP Basic. Wrong passwords are counted by network and in all; those of a
 * browser that has signed in before are counted by themselves, so that no guesser locks an operator out.
 */
export function operatorsOnly(context: Context, password: string): MiddlewareHandler<OperatorEnv> {
  const logRefusal = refusalLog(context);
  return async (c, next) => {
    const credentials = credentialsOf(c.req.header('authorization'), 'Basic');
    if (credentials === undefined) return askForPassword();
    const browser = browserOf(context, getCookie(c, COOKIE));
    const network = networkOf(clientIp(context.config, c));
    const accounts: Account[] =
      browser === null
        ? [account('operations network', [network], OF_NETWORK), account('operations', [], OF_ALL)]
        : [account('operations browser', [browser], OF_BROWSER)];
    const refusal = await context.limits.spend(accounts, 1);
    if (refusal !== null) {
      await refuseLate(refusal);
      throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: refusal.retryAfter });
    }
    const given = nameAndPassword(credentials);
    // Without a name, the audit log could not say who it was.
    if (!isSameSecret(given.password, password) || given.name.trim() === '') {
      const requestId = c.get('requestId');
      logRefusal('operations.sign_in_refused', { requestId, network });
      return askForPassword();
    }
    // Only wrong ones count.
    context.limits.charge(accounts, -1);
    if (browser === null) {
      setCookie(c, COOKIE, signed(context, newId()), {
        path: '/operations',
        httpOnly: true,
        sameSite: 'Strict',
        secure: context.config.publicUrl.startsWith('https:'),
        maxAge: COOKIE_LIFE_S,
      });
    }
    c.set('operator', `operations:${given.name.slice(0, 50)}`);
    return await next();
  };
}

function askForPassword(): Response {
  const headers = { 'WWW-Authenticate': 'Basic realm="operations", charset="UTF-8"' };
  return new Response('Unauthorized', { status: 401, headers });
}

function nameAndPassword(credentials: string): { name: string; password: string } {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { name: text.slice(0, Math.max(colon, 0)), password: text.slice(colon + 1) };
}

function browserOf(context: Context, cookie: string | undefined): string | null {
  const [id = ''] = (cookie ?? '').split('.');
  return cookie !== undefined && isSameSecret(cookie, signed(context, id)) ? id : null;
}

/** Depends on the password too: with another one, all browsers are unknown. */
function signed({ config }: Context, id: string): string {
  const key = `${config.linkSecret}/${config.operationsPassword}`;
  return `${id}.${createHmac('sha256', key).update(`operations/${id}`).digest('base64url')}`;
}
