import type { Tables } from '../../database/tables.ts';

/** A person's request for a renewal. */
export interface LineRequest {
  customerId: string;
  /** One of the customer's licences; by default its only one. */
  licenseId?: string | undefined;
  /** The licence's last plan and users by default. */
  planId?: string | undefined;
  quantity?: number | undefined;
  firstFiscalYear: number;
  years: number;
  /** One end date for several lines. */
  until?: string | undefined;
  /** The expiry that the person saw; none is compared without it. */
  presentExpiry?: string;
}

/** The parts of a plan that an order keeps. */
export type QuotedPlan = Pick<
  Tables['plans'],
  | 'id'
  | 'code'
  | 'name_vi'
  | 'name_en'
  | 'term_rule'
  | 'vat_rate'
  | 'minimum_gain'
  | 'customer_kinds'
  | 'proration'
  | 'lapsed'
  | 'product_id'
  | 'per_user'
  | 'allows_gap'
>;

/** The reference for the price, such as a quotation. */
export interface PriceTerms {
  discountCode?: string | undefined;
  quotationId?: string | undefined;
}
