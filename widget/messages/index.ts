import { fillMessage } from '../../shared/messages/index.ts';
import type { bell } from './vi/bell.ts';
import type { choosing } from './vi/choosing.ts';
import type { common } from './vi/common.ts';
import type { faults } from './vi/faults.ts';
import type { order } from './vi/order.ts';
import type { orders } from './vi/orders.ts';
import type { payment } from './vi/payment.ts';
import type { placing } from './vi/placing.ts';
import type { unpaid } from './vi/unpaid.ts';

/** The catalogues, by meaning. */
interface Catalogues {
  common: typeof common;
  order: typeof order;
  placing: typeof placing;
  orders: typeof orders;
  payment: typeof payment;
  bell: typeof bell;
  faults: typeof faults;
  unpaid: typeof unpaid;
  choosing: typeof choosing;
}

type Namespace = keyof Catalogues;

/** The keys of some catalogues, or of all. */
export type TextKey<Name extends Namespace = Namespace> = {
  [Each in Name]: keyof Catalogues[Each] & string;
}[Name];
export type CommonKey = TextKey<'common'>;
/** The texts of the order form’s first step, which opens with no more. */
export type FormKey = TextKey<'common' | 'order'>;

/**
 * Returns a text in the screen's language, from the loaded catalogues. A function with more texts can be passed where
 * fewer are needed, not the other way round: a text that is not loaded fails the type check.
 */
export type Translate<in Key extends string = TextKey> = (
  key: Key,
  values?: Readonly<Record<string, string | number>>,
) => string;

export interface Texts<in Key extends string = TextKey> {
  t: Translate<Key>;
  /** Loads the other catalogues; `t` then has their texts too. */
  loadAllTexts(): Promise<void>;
  /** Whether `t` has the texts of all catalogues. */
  hasAllTexts(): boolean;
}

const CHUNKS = {
  vi: { form: () => import('./form-texts-vi.ts'), later: () => import('./later-texts-vi.ts') },
  en: { form: () => import('./form-texts-en.ts'), later: () => import('./later-texts-en.ts') },
};

/**
 * Loads the texts of the order form in one language; the other language stays on the server.
 *
 * @param ownNow the host's texts, which come before ours
 */
export async function loadFormTexts(
  locale: 'vi' | 'en',
  ownNow: () => unknown = () => null,
): Promise<Texts<FormKey>> {
  const { texts: form } = await CHUNKS[locale].form();
  let texts: Readonly<Record<string, string>> = form;
  let hasAll = false;
  return {
    // A text that has not been loaded shows its key rather than break the screen.
    t: (key, values) => {
      const own = (ownNow() as Record<string, unknown> | null | undefined)?.[key];
      return fillMessage(typeof own === 'string' ? own : (texts[key] ?? key), values);
    },
    loadAllTexts: async () => {
      texts = { ...form, ...(await CHUNKS[locale].later()).texts };
      hasAll = true;
    },
    hasAllTexts: () => hasAll,
  };
}

/** Loads the texts of all catalogues in one language. */
export async function loadEveryText(locale: 'vi' | 'en', ownNow?: () => unknown): Promise<Texts> {
  const [texts] = await Promise.all([loadFormTexts(locale, ownNow), CHUNKS[locale].later()]);
  await texts.loadAllTexts();
  return texts as Texts;
}
