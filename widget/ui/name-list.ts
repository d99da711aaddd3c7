import { formatInteger } from '../../shared/money.ts';
import type { Translate } from '../messages/index.ts';

/** The most names shown; the rest are counted. */
const MOST_NAMED = 5;

/** The first customer by name; the rest of `count` are counted. */
export function firstAndMore(t: Translate, first: string, count: number): string {
  return count > 1 ? `${first} ${t('andMore', { count: formatInteger(count - 1) })}` : first;
}

/** Customers or lines by name, up to a number that a person can take in. */
export function nameList(t: Translate, names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED);
  const named = shown.join(shown.some((name) => name.includes(', ')) ? '; ' : ', ');
  return more > 0 ? `${named} ${t('andMore', { count: more })}` : named;
}
