import { formatInteger } from '../money.ts';
import type { vi } from './vi.ts';

/** The key of a text that server and widget share. */
export type MessageKey = keyof typeof vi;

/** One language's texts, complete by type. */
export type Messages = Readonly<Record<MessageKey, string>>;

/** Vietnamese nouns have one form. */
const ENGLISH = new Intl.PluralRules('en');

/**
 * Fills `{name}` placeholders: texts as they are, numbers with thousands separators (years without), and
 * `{count|client|clients}` with the word for that number. A placeholder without a value stays visible.
 */
export function fillMessage(
  template: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return template.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (place, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return place;
      if (one !== undefined && other !== undefined) return isOne(value) ? one : other;
      return typeof value === 'number' && !/year/i.test(name)
        ? formatInteger(value)
        : String(value);
    },
  );
}

/** A count may come already formatted with separators. */
function isOne(count: string | number): boolean {
  return ENGLISH.select(Number(String(count).replace(/\D/g, ''))) === 'one';
}
