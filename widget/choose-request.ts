/** What the host wants the list of licences to show when it opens: those that fulfil each condition. */
export interface ChooseRequest {
  /** Expired ones: alone, or beside those that expire within some days. */
  expired?: boolean;
  /** Those that expire within so many days from today. */
  expiresWithin?: number;
  /** The first and the last day of expiry, as `yyyy-MM-dd`. */
  from?: string;
  until?: string;
  /** Code of the product, or of the plan. */
  product?: string;
  plan?: string;
  /** Who paid for the licence last. */
  lastPayer?: 'firm' | 'owner' | 'nobody';
  /** Part of a tax code or of a customer's name. */
  query?: string;
  /** These alone, by the portal's own ids of licences. */
  licenses?: readonly string[];
  /** Ticks all of them. */
  all?: boolean;
}

/** Shows these licences alone, and ticks all of them. */
export function allOf(licenses: readonly string[]): ChooseRequest {
  return { licenses, all: true };
}
