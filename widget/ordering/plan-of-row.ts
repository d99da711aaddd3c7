import { planText } from '../../shared/plan-text.ts';
import type { FormSession } from '../api/session.ts';
import type { DraftRow } from './draft.ts';
import { licenseOf, productText } from './row-license.ts';
import type { RowEffect } from './row-term.ts';

/** The product of a row's licence, where the portal sells, or has sold, several; else empty. */
export function shownProduct(
  { locale, plans }: Pick<FormSession, 'locale' | 'plans'>,
  row: DraftRow,
): string {
  const license = licenseOf(row);
  const isOnly = plans.every(({ productId }) => productId === license?.product.id);
  return row.customer && license && !isOnly ? productText(license, row.customer, locale) : '';
}

/** Product, plan and users of a row. */
export function planOfRow(
  session: Pick<FormSession, 't' | 'locale' | 'plans'>,
  row: DraftRow,
  effect: RowEffect | null,
): string {
  if (!effect) return '–';
  const { t, locale } = session;
  const plan = planText(t, effect.plan.name[locale], effect.quantity ?? 1);
  const product = shownProduct(session, row);
  return product ? `${product} – ${plan}` : plan;
}
