/** The bounds of what one call takes; the schemas enforce them, the screens show them. */
export const LIMITS = {
  /** Orders that one live stream follows: those open in all tabs of a person. */
  followedOrders: 50,
  /** Calls of procedures that share one request. */
  batchedCalls: 10,
  /** Lines of one order, and of one quote. */
  orderLines: 2_000,
  /** Tax codes of one bulk look-up. */
  lookUpTaxCodes: 5_000,
  /** Rows of one page of a search or a list. */
  pageSize: 20,
  /** Years that one line may renew. */
  years: 5,
  discountCode: 40,
  /** Codes that the host declares in one call. */
  codeDeclarations: 1_000,
  /**
   * Days that a quotation holds its prices, after the day it is made: as long as an order can be paid,
   * and short enough that a firm can't put off a rise of prices for a season.
   */
  quotationDays: 30,
  /** Days from ordering until an order may at the latest be due. */
  dueDays: 90,
  name: 255,
  address: 500,
  email: 254,
  phone: 20,
  taxCodeText: 32,
  searchText: 100,
  reason: 500,
} as const;
