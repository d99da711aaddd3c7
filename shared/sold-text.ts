import { formatDong } from './money.ts';
import { planText, saysProduct } from './plan-text.ts';
import type { PlanName } from './schemas/catalog.ts';
import type { Locale } from './schemas/common.ts';

type Say = (key: 'term.users', values: { count: number }) => string;

/** The plan that a line sells, its product and users. */
export interface Sold {
  /** Missing where it was not kept. */
  product?: PlanName | undefined;
  plan: PlanName;
  /** Users; 1 of what is not sold by user. */
  quantity: number;
  /** The portal's own id of the licence; missing where it was not kept. */
  licenseExternalId?: string | null | undefined;
  /** Whether the customer has several licences of the product, which the id tells apart. */
  isOneOfSeveral?: boolean | undefined;
}

/** The product that stands for all plans of a portal that declares none. */
const UNNAMED_PRODUCT = 'default';

/**
 * Product and plan, and the users where there are several. A plan whose name contains the product's stands alone.
 *
 * @param list of all users, to show the price of one; left out where no price is shown, or where it has been rounded
 */
export function soldText(say: Say, locale: Locale, sold: Sold, list?: number): string {
  const { quantity } = sold;
  const text = planText(say, productAndPlan(locale, sold), quantity);
  const isPriced = quantity > 1 && list !== undefined && list % quantity === 0;
  return isPriced ? `${text} × ${formatDong(list / quantity)}` : text;
}

/**
 * A plan with its product, unless its name contains it; and with the licence's id, where the customer has several of
 * that product.
 */
export function productAndPlan(locale: Locale, sold: Omit<Sold, 'quantity'>): string {
  const { licenseExternalId: id, isOneOfSeveral } = sold;
  const name = withProduct(locale, sold);
  return isOneOfSeveral && id != null ? `${name} (${id})` : name;
}

function withProduct(locale: Locale, { product, plan }: Omit<Sold, 'quantity'>): string {
  const name = plan.name[locale];
  if (product === undefined || product.code === UNNAMED_PRODUCT) return name;
  const of = product.name[locale];
  return saysProduct(name, of) ? name : `${of} – ${name}`;
}
