import type { DomainErrorShape } from '../../shared/error-codes.ts';
import { formatDong } from '../../shared/money.ts';
import type { Plan } from '../../shared/schemas/catalog.ts';
import type { WhoAmI } from '../../shared/schemas/session.ts';
import { loadMessages, type Translate } from '../messages/index.ts';
import { type Api, CallFault, createApi } from './call.ts';
import { createTokens, NoToken } from './tokens.ts';

export interface SessionOptions {
  server: string;
  fetchToken: () => Promise<string>;
  locale: 'vi' | 'en';
}

/** What the inner elements share: who is signed in, the language, and the way to the server. */
export interface Session extends SessionOptions {
  api: Api;
  t: Translate;
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
  const messages = loadMessages(options.locale);
  try {
    const [t, whoAmI, plans] = await Promise.all([
      messages,
      api.session.whoAmI.query(),
      api.catalog.plans.query(),
    ]);
    return { ...options, api, t, whoAmI, plans, fetchWithToken };
  } catch (error) {
    const { code } = faultOf(error);
    if (code === 'OFFLINE') throw new OpeningFault(code);
    throw new OpeningFault(code, (await messages)(`error.${code}`));
  }
}

/** The same session in another language. */
export async function inLanguage(session: Session, locale: 'vi' | 'en'): Promise<Session> {
  return { ...session, locale, t: await loadMessages(locale) };
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
