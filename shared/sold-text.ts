import { formatDong } from './money.ts';
import { planText, saysProduct } from './plan-text.ts';
import type { PlanName } from './schemas/catalog.ts';
import type { Locale } from './schemas/common.ts';

type Say = (key: 'term.users', values: { count: number }) => string;

/** What a line sells. */
export interface Sold {
  /** Missing where it was not kept. */
  product?: PlanName | undefined;
  plan: PlanName;
  /** Users; 1 of what is not sold by user. */
  quantity: number;
}

/** The product that stands for all plans of a portal that declares none. */
const UNNAMED_PRODUCT = 'default';

/**
 * Product and plan, and the users where they are several. A plan's name that says the product already stands alone.
 *
 * @param list of all users, to show what one costs; left out where no price is shown, or where it has been rounded
 */
export function soldText(say: Say, locale: Locale, sold: Sold, list?: number): string {
  const { quantity } = sold;
  const text = planText(say, productAndPlan(locale, sold), quantity);
  const isPriced = quantity > 1 && list !== undefined && list % quantity === 0;
  return isPriced ? `${text} × ${formatDong(list / quantity)}` : text;
}

/** A plan with its product, where its own name does not say it. */
export function productAndPlan(locale: Locale, { product, plan }: Omit<Sold, 'quantity'>): string {
  const name = plan.name[locale];
  if (product === undefined || product.code === UNNAMED_PRODUCT) return name;
  const of = product.name[locale];
  return saysProduct(name, of) ? name : `${of} – ${name}`;
}
