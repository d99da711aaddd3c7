import { type TaxCodeKind, taxCodeKind } from './tax-code.ts';

/** Kinds of customers; each plan names those that it is sold to. */
export const CUSTOMER_KINDS = ['company', 'household', 'branch'] as const;

/** One of {@link CUSTOMER_KINDS}. */
export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

/** A person without a business buys a household's plans: both are identified by the 12-digit personal number. */
const KIND_BY_TAX_CODE: Record<TaxCodeKind, CustomerKind> = {
  organisation: 'company',
  branch: 'branch',
  personal: 'household',
};

/** The kind of a customer whose portal declares none, from the tax code. */
export function customerKindOf(taxCode: string): CustomerKind {
  const kind = taxCodeKind(taxCode);
  return kind === null ? 'company' : KIND_BY_TAX_CODE[kind];
}
