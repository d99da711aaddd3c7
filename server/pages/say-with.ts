import { en } from '../../shared/messages/en.ts';
import { fillMessage, type MessageKey } from '../../shared/messages/index.ts';
import { vi } from '../../shared/messages/vi.ts';
import type { Locale } from '../../shared/schemas/common.ts';

/** Gives the texts of a kind of page, and the common ones, in a language. */
export function sayWith<Key extends string>(own: Record<Locale, Readonly<Record<Key, string>>>) {
  const texts = { vi: { ...vi, ...own.vi }, en: { ...en, ...own.en } };
  return (locale: Locale) =>
    (key: MessageKey | Key, values?: Record<string, string | number>): string =>
      fillMessage(texts[locale][key], values);
}
