import { LIMITS } from '../../../shared/limits.ts';
import type { LicensesRead } from '../../../shared/schemas/license-list.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import { withLicensesLookedUp } from '../draft/draft-customers.ts';

/** Number of rows for which the order still has room. */
export function roomIn(draft: Draft): number {
  return LIMITS.orderLines - filledRows(draft).length;
}

/** Adds a row for each licence that was read: the first ones, where the order has no room for all. */
export function addLicenses(
  { t }: SignIn,
  draft: Draft,
  ids: readonly string[],
  { licenses }: LicensesRead,
): { draft: Draft; said: string } {
  const taken = new Set(ids.slice(0, roomIn(draft)));
  if (taken.size === 0) return { draft, said: t('choose.left', valuesOf(ids.length)) };
  const wanted = licenses.filter(({ licenseId }) => taken.has(licenseId));
  const found = wanted.map((license) => ({
    ...license,
    outcome: 'found' as const,
    externalId: '',
  }));
  const changed = withLicensesLookedUp(draft, found);
  const added = filledRows(changed).length - filledRows(draft).length;
  const said = [t('choose.done', { count: added })];
  const gone = taken.size - wanted.length;
  if (gone > 0) said.push(t('choose.gone', { count: gone }));
  const left = ids.length - taken.size;
  if (left > 0) said.push(t('choose.left', valuesOf(left)));
  return { draft: changed, said: said.join(' ') };
}

function valuesOf(count: number) {
  return { count, most: LIMITS.orderLines };
}
