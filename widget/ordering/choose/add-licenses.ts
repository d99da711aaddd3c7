import { LIMITS } from '../../../shared/limits.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import { withLicensesLookedUp } from '../draft/draft-customers.ts';

/** How many rows the order still takes. */
export function roomIn(draft: Draft): number {
  return LIMITS.orderLines - filledRows(draft).length;
}

/** Reads the licences, and adds a row for each: the first ones, where the order has no room for all. */
export async function addLicenses(
  { t, api }: SignIn,
  draft: Draft,
  ids: readonly string[],
): Promise<{ draft: Draft; said: string }> {
  const taken = ids.slice(0, roomIn(draft));
  if (taken.length === 0) return { draft, said: t('choose.left', valuesOf(ids.length)) };
  const { licenses } = await api.licenses.read.query({ ids: taken });
  const found = licenses.map((license) => ({
    ...license,
    outcome: 'found' as const,
    externalId: '',
  }));
  const changed = withLicensesLookedUp(draft, found);
  const added = filledRows(changed).length - filledRows(draft).length;
  const said = [t('choose.done', { count: added })];
  const gone = taken.length - licenses.length;
  if (gone > 0) said.push(t('choose.gone', { count: gone }));
  const left = ids.length - taken.length;
  if (left > 0) said.push(t('choose.left', valuesOf(left)));
  return { draft: changed, said: said.join(' ') };
}

function valuesOf(count: number) {
  return { count, most: LIMITS.orderLines };
}
