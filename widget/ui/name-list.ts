import type { Translate } from '../messages/index.ts';

/** The most names shown; the rest are counted. */
const MOST_NAMED = 5;

/** The first customer by name; the rest of `count` are counted. */
export function firstAndMore(t: Translate, first: string, count: number): string {
  return count > 1 ? `${first} ${t('andMore', { count: count - 1 })}` : first;
}

/** Lines or customers by name, up to a number that a person can take in. */
export function nameList(
  t: Translate,
  names: readonly string[],
  more: 'andMore' | 'andMoreCustomers' = 'andMore',
): string {
  const left = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED);
  const named = shown.join(shown.some((name) => name.includes(', ')) ? '; ' : ', ');
  return left > 0 ? `${named} ${t(more, { count: left })}` : named;
}
