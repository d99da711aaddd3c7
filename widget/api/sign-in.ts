import type { Plan } from '../../shared/schemas/catalog.ts';
import type { WhoAmI } from '../../shared/schemas/sign-in.ts';
import {
  type FormKey,
  loadEveryText,
  loadFormTexts,
  type TextKey,
  type Texts,
} from '../messages/index.ts';
import { askForToken } from './ask-for-token.ts';
import { type Api, createApi, NotOurAnswer } from './client.ts';
import { type Fault, faultOf } from './fault.ts';
import { firstToken } from './first-token.ts';
import { PageFault } from './page-fault.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface SignInOptions {
  server: string;
  /** The host's `fetchToken`, which it may replace at any time. */
  fetchTokenNow: () => unknown;
  /** The host's own texts, by key, which it may replace at any time. */
  textsNow?: () => unknown;
  /** Resolves when the host sets another one. */
  fetchTokenReplaced: () => Promise<void>;
  /** Called when the host has given its first token. */
  onToken: () => void;
  /** Called when a renewed token is another person's, or another firm's; nothing has been sent with it. */
  onIdentityChanged: (now: WhoAmI) => void;
  locale: 'vi' | 'en';
  /** Whether more than the order form is shown at once. */
  allTexts: boolean;
}

/** The context of the inner elements: the signed-in person, the language, and the server's procedures. */
export interface SignIn<in Key extends string = TextKey> extends SignInOptions, Texts<Key> {
  api: Api;
  whoAmI: WhoAmI;
  plans: readonly Plan[];
  /** Calls with the token, and once more with a fresh one when it has expired. */
  fetchWithToken: typeof fetch;
  tokens: Pick<Tokens, 'forget' | 'prepare'>;
}

/** A sign-in with the texts of the order form's first step; one with all texts also fits. */
export type FormSignIn = SignIn<FormKey>;

/** Whether all texts have been loaded, for parts that are shown only with them. */
export function saysAll(signIn: FormSignIn): signIn is SignIn {
  return signIn.hasAllTexts();
}

/** Why signing in failed. */
export class OpeningFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** @throws OpeningFault when the host gives no token, or the server can't be reached or refuses it */
export async function openSignIn(options: SignInOptions): Promise<FormSignIn> {
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
    const [texts, who, plans] = await Promise.all([
      options.allTexts
        ? loadEveryText(options.locale, options.textsNow)
        : loadFormTexts(options.locale, options.textsNow),
      api.signIn.whoAmI.query({ locale: options.locale }),
      api.catalog.plans.query(),
    ]);
    whoAmI ??= who;
    return { ...options, ...texts, api, whoAmI, plans, tokens, fetchWithToken: tokens.fetch };
  } catch (error) {
    const { cause } = error as Error;
    const isOther = cause instanceof NotOurAnswer && cause.status < 500;
    throw new OpeningFault(isOther ? { code: 'WRONG_SERVER' } : faultOf(error));
  }
}

/** Draft, prices and rights belong to one accountant in one firm. */
function identityOf({ portal, firm, accountant }: WhoAmI): string {
  return JSON.stringify([portal.id, firm.id, accountant.id]);
}

/** The same sign-in in another language. */
export async function inLanguage(signIn: FormSignIn, locale: 'vi' | 'en'): Promise<FormSignIn> {
  return { ...signIn, locale, ...(await loadEveryText(locale, signIn.textsNow)) };
}
