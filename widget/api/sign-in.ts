import {
  type FormKey,
  loadEveryText,
  loadFormTexts,
  type TextKey,
  type Texts,
} from '../messages/index.ts';
import { openingFault, openSession, type Session, type SessionOptions } from './session.ts';

export interface SignInOptions extends SessionOptions {
  /** The host's own texts, by key, which it may replace at any time. */
  textsNow?: () => unknown;
  /** Whether more than the order form is shown at once. */
  allTexts: boolean;
}

/** The context of the inner elements: the signed-in person, the language, and the server's procedures. */
export interface SignIn<in Key extends string = TextKey>
  extends SignInOptions,
    Texts<Key>,
    Session {}

/** A sign-in with the texts of the order form's first step; one with all texts also fits. */
export type FormSignIn = SignIn<FormKey>;

/** Whether all texts have been loaded, for parts that are shown only with them. */
export function saysAll(signIn: FormSignIn): signIn is SignIn {
  return signIn.hasAllTexts();
}

/** Loads a part of the code along with the texts that it shows. */
export async function withTexts<Part>(
  signIn: Pick<FormSignIn, 'loadAllTexts'>,
  part: Promise<Part>,
): Promise<Part> {
  const [loaded] = await Promise.all([part, signIn.loadAllTexts()]);
  return loaded;
}

/** @throws RenewalFault when the host gives no token, or the server can't be reached or refuses it */
export async function openSignIn(options: SignInOptions): Promise<FormSignIn> {
  const load = options.allTexts ? loadEveryText : loadFormTexts;
  try {
    const [session, texts] = await Promise.all([
      openSession(options),
      load(options.locale, options.textsNow),
    ]);
    return { ...options, ...texts, ...session };
  } catch (error) {
    throw openingFault(error);
  }
}

/** The same sign-in in another language. */
export async function inLanguage(signIn: FormSignIn, locale: 'vi' | 'en'): Promise<FormSignIn> {
  return { ...signIn, locale, ...(await loadEveryText(locale, signIn.textsNow)) };
}
