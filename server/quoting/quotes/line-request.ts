import type { Tables } from '../../database/tables.ts';

/** What a person asks to renew. */
export interface LineRequest {
  customerId: string;
  planId: string;
  firstFiscalYear: number;
  years: number;
  /** One end date for several lines. */
  until?: string | undefined;
  /** The expiry that the person saw; without it, none is compared. */
  presentExpiry?: string;
}

/** What an order keeps of a plan. */
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

/** What the person who orders refers to for the price. */
export interface PriceTerms {
  discountCode?: string | undefined;
  quotationId?: string | undefined;
}
