import { planText, saysProduct } from '../../../shared/plan-text.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow } from '../draft/draft.ts';
import { licenseOf, productText } from '../draft/row-license.ts';
import type { RowEffect } from './row-term.ts';

/**
 * The product to show at a row. Empty if the portal has only ever sold one product, or if the plans' names contain the
 * product's and the customer has one licence of it.
 */
export function shownProduct(
  { locale, plans }: Pick<FormSignIn, 'locale' | 'plans'>,
  row: DraftRow,
): string {
  const license = licenseOf(row);
  if (!row.customer || !license) return '';
  const ofProduct = plans.filter(({ productId }) => productId === license.product.id);
  if (ofProduct.length === plans.length) return '';
  const name = license.product.name[locale];
  const text = productText(license, row.customer, locale);
  const isSaid = ofProduct.every((plan) => saysProduct(plan.name[locale], name));
  return ofProduct.length > 0 && isSaid && text === name ? '' : text;
}

/** Product, plan and users of a row; without the product if the plan's name contains it. */
export function planOfRow(
  signIn: Pick<FormSignIn, 't' | 'locale' | 'plans'>,
  row: DraftRow,
  effect: RowEffect | null,
): string {
  if (!effect) return '–';
  const { t, locale } = signIn;
  const plan = planText(t, effect.plan.name[locale], effect.quantity ?? 1);
  const product = shownProduct(signIn, row);
  return plan.startsWith(product) ? plan : `${product} – ${plan}`;
}
