import type { Plan } from '../../shared/schemas/catalog.ts';
import type { WhoAmI } from '../../shared/schemas/sign-in.ts';
import { askForToken } from './ask-for-token.ts';
import { type Api, createApi, NotOurAnswer } from './client.ts';
import { faultOf, RenewalFault } from './fault.ts';
import { firstToken } from './first-token.ts';
import { PageFault } from './page-fault.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface SessionOptions {
  server: string;
  /** The host's `fetchToken`, which it may replace at any time. */
  fetchTokenNow: () => unknown;
  /** Resolves when the host sets another one. */
  fetchTokenReplaced: () => Promise<void>;
  /** Called when the host has given its first token. */
  onToken: () => void;
  /** Called when a renewed token is another person's, or another firm's; nothing has been sent with it. */
  onIdentityChanged: (now: WhoAmI) => void;
  /** The language of mails to the signed-in person. */
  locale: 'vi' | 'en';
}

/** A signed-in person, and the server's procedures. */
export interface Session {
  server: string;
  api: Api;
  whoAmI: WhoAmI;
  plans: readonly Plan[];
  /** Calls with the token, and once more with a fresh one when it has expired. */
  fetchWithToken: typeof fetch;
  tokens: Pick<Tokens, 'forget' | 'prepare'>;
}

/** @throws RenewalFault when the host gives no token, or the server can't be reached or refuses it */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { server, fetchTokenNow } = options;
  let whoAmI: WhoAmI | undefined;
  let first: Promise<string> | undefined;
  const ask = () => {
    if (first) return askForToken(fetchTokenNow());
    first = firstToken(fetchTokenNow, options.fetchTokenReplaced);
    first.then(options.onToken, () => {
      first = undefined;
    });
    return first;
  };
  const tokens = createTokens(ask, async (send) => {
    const now = await createApi(server, send).signIn.whoAmI.query();
    whoAmI ??= now;
    if (identityOf(now) === identityOf(whoAmI)) return;
    options.onIdentityChanged(now);
    throw new PageFault('IDENTITY_CHANGED');
  });
  const api = createApi(server, tokens.fetch);
  try {
    const [who, plans] = await Promise.all([
      api.signIn.whoAmI.query({ locale: options.locale }),
      api.catalog.plans.query(),
    ]);
    whoAmI ??= who;
    return { server, api, whoAmI, plans, tokens, fetchWithToken: tokens.fetch };
  } catch (error) {
    throw openingFault(error);
  }
}

/** The fault that signing in failed of; a server that is no renewal server is named so. */
export function openingFault(error: unknown): RenewalFault {
  if (error instanceof RenewalFault) return error;
  const { cause } = error as Error;
  const isOther = cause instanceof NotOurAnswer && cause.status < 500;
  return new RenewalFault(isOther ? { code: 'WRONG_SERVER' } : faultOf(error));
}

/** Draft, prices and rights belong to one accountant in one firm. */
function identityOf({ portal, firm, accountant }: WhoAmI): string {
  return JSON.stringify([portal.id, firm.id, accountant.id]);
}
