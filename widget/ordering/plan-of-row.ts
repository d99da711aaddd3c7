import { planText } from '../../shared/plan-text.ts';
import type { FormSession } from '../api/session.ts';
import type { DraftRow } from './draft.ts';
import { licenseOf, productText } from './row-license.ts';
import type { RowEffect } from './row-term.ts';

/** Product, plan and users of a row; the product only where the portal sells, or has sold, several. */
export function planOfRow(
  { t, locale, plans }: Pick<FormSession, 't' | 'locale' | 'plans'>,
  row: DraftRow,
  effect: RowEffect | null,
): string {
  if (!effect) return '–';
  const plan = planText(t, effect.plan.name[locale], effect.quantity ?? 1);
  const license = licenseOf(row);
  const isOnly = plans.every(({ productId }) => productId === license?.product.id);
  if (!row.customer || !license || isOnly) return plan;
  return `${productText(license, row.customer, locale)} – ${plan}`;
}
