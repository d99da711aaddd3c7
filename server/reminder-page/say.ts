import { en as commonEn } from '../../shared/messages/en.ts';
import { fillMessage, type MessageKey } from '../../shared/messages/index.ts';
import { vi as commonVi } from '../../shared/messages/vi.ts';
import type { Locale } from '../../shared/schemas/common.ts';
import { en } from './texts.en.ts';
import { vi } from './texts.vi.ts';

export type ReminderTexts = Readonly<Record<keyof typeof vi, string>>;

const TEXTS = { vi: { ...commonVi, ...vi }, en: { ...commonEn, ...en } };

/** Returns a text of the page in a language. */
export type Say = (
  key: MessageKey | keyof ReminderTexts,
  values?: Record<string, string | number>,
) => string;

export function sayIn(locale: Locale): Say {
  return (key, values) => fillMessage(TEXTS[locale][key], values);
}
