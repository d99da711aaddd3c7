import type { DomainErrorShape } from '../../shared/error-codes.ts';
import { formatDong } from '../../shared/money.ts';
import type { Plan } from '../../shared/schemas/catalog.ts';
import type { WhoAmI } from '../../shared/schemas/session.ts';
import { loadTexts, type Texts, type Translate } from '../messages/index.ts';
import { type Api, CallFault, createApi } from './call.ts';
import { createTokens, NoToken } from './tokens.ts';

export interface SessionOptions {
  server: string;
  fetchToken: () => Promise<string>;
  locale: 'vi' | 'en';
  /** Whether more than the order form is shown at once. */
  allTexts: boolean;
}

/** What the inner elements share: who is signed in, the language, and the way to the server. */
export interface Session extends SessionOptions, Texts {
  api: Api;
  whoAmI: WhoAmI;
  plans: readonly Plan[];
  /** Calls with the token, and once more with a fresh one when it has expired. */
  fetchWithToken: typeof fetch;
}

/** Why a session could not be opened, and the same in words where there are any. */
export class OpeningFault extends Error {
  readonly code: Fault['code'];
  readonly text: string | undefined;

  constructor(code: Fault['code'], text?: string) {
    super(code);
    this.code = code;
    this.text = text;
  }
}

/** @throws OpeningFault when the server can't be reached or refuses the token */
export async function openSession(options: SessionOptions): Promise<Session> {
  const fetchWithToken = createTokens(options.fetchToken);
  const api = createApi(options.server, fetchWithToken);
  const loading = loadTexts(options.locale, options.allTexts);
  try {
    const [texts, whoAmI, plans] = await Promise.all([
      loading,
      api.session.whoAmI.query(),
      api.catalog.plans.query(),
    ]);
    return { ...options, ...texts, api, whoAmI, plans, fetchWithToken };
  } catch (error) {
    const { code } = faultOf(error);
    if (code === 'OFFLINE') throw new OpeningFault(code);
    throw new OpeningFault(code, (await loading).t(`error.${code}`));
  }
}

/** The same session in another language. */
export async function inLanguage(session: Session, locale: 'vi' | 'en'): Promise<Session> {
  return { ...session, locale, ...(await loadTexts(locale, true)) };
}

/** What a failed call says; OFFLINE when no answer came. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallFault) return error.domain;
  return { code: error instanceof NoToken ? 'UNAUTHENTICATED' : 'OFFLINE' };
}

export type Fault = DomainErrorShape | { code: 'OFFLINE' };

/** A fault in words. */
export function faultText(t: Translate, fault: Fault): string {
  if (fault.code === 'OFFLINE') return t('offline');
  return t(`error.${fault.code}`, fault.total ? { total: formatDong(fault.total) } : {});
}
