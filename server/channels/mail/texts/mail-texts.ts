import { en as commonEn } from '../../../../shared/messages/en.ts';
import { fillMessage, type MessageKey } from '../../../../shared/messages/index.ts';
import { vi as commonVi } from '../../../../shared/messages/vi.ts';
import type { Locale } from '../../../../shared/schemas/common.ts';
import { en } from './texts.en.ts';
import { vi } from './texts.vi.ts';

export type MailTexts = Readonly<Record<keyof typeof vi, string>>;

const TEXTS = { vi: { ...commonVi, ...vi }, en: { ...commonEn, ...en } };

/** Returns a mail's or a common text in a language. */
export interface Say {
  (key: MessageKey | keyof MailTexts, values?: Readonly<Record<string, string | number>>): string;
  locale: Locale;
}

export function sayIn(locale: Locale): Say {
  const say = (
    key: MessageKey | keyof MailTexts,
    values?: Readonly<Record<string, string | number>>,
  ) => fillMessage(TEXTS[locale][key], values);
  return Object.assign(say, { locale });
}
