import { fillMessage, type MessageKey } from '../../shared/messages/index.ts';
import type { vi } from './vi.ts';

export type WidgetMessages = Readonly<Record<keyof typeof vi, string>>;

/** Says a text in the screen's language. */
export type Translate = (
  key: MessageKey | keyof WidgetMessages,
  values?: Readonly<Record<string, string | number>>,
) => string;

export interface Texts {
  t: Translate;
  /** Has `t` say what is said beyond the order form, too. */
  loadAllTexts(): Promise<void>;
}

const PARTS = {
  vi: { form: () => import('./all-form-vi.ts'), later: () => import('./all-later-vi.ts') },
  en: { form: () => import('./all-form-en.ts'), later: () => import('./all-later-en.ts') },
};

/**
 * Loads the texts of the order form in one language, or all of them; the other language stays on the
 * server.
 */
export async function loadTexts(locale: 'vi' | 'en', all: boolean): Promise<Texts> {
  const part = PARTS[locale];
  const [form, later] = await Promise.all([part.form(), all ? part.later() : undefined]);
  let texts: Readonly<Record<string, string>> = { ...form.texts, ...later?.texts };
  return {
    // A text that has not been loaded shows its key rather than break the screen.
    t: (key, values) => fillMessage(texts[key] ?? key, values),
    loadAllTexts: async () => {
      texts = { ...form.texts, ...(await part.later()).texts };
    },
  };
}
