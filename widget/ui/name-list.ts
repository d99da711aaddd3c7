import type { Translate } from '../messages/index.ts';

/** So many are named; the rest are counted. */
const MOST_NAMED = 5;

/** Customers by name, as far as one can take them in. */
export function nameList(t: Translate, names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const named = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} ${t('andMore', { count: more })}` : named;
}
