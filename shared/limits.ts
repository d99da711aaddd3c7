/** Bounds of a single call; the schemas enforce them, the screens show them. */
export const LIMITS = {
  /** Orders that one live stream follows: those open in all tabs of a person. */
  followedOrders: 50,
  /** Procedure calls in one batched request. */
  batchedCalls: 10,
  /** Lines of one order or quote. */
  orderLines: 2_000,
  /** Drafts that an accountant may keep, characters of a text in one, and bytes of its content. */
  drafts: 50,
  draftText: 500,
  draftBytes: 4_000_000,
  /** Orders in one answer. */
  ordersPage: 500,
  /** Unpaid lines in one answer, and in one action on many. */
  unpaidPage: 500,
  /** Unpaid lines that are chosen at once; the rest follow in another round. */
  unpaidChosen: 5_000,
  /** Licences in one answer of the list to choose from, and those chosen from it at once. */
  licensePage: 100,
  licensesChosen: 5_000,
  /** Tax codes, names, or ids of licences, of one bulk look-up; customers of one name in its answer. */
  lookUpTaxCodes: 5_000,
  namedAlike: 10,
  /** Characters of the portal's own id of a customer or licence. */
  externalId: 100,
  /** Characters of an address on the web. */
  url: 500,
  /** Rows in a page of a search or list. */
  pageSize: 20,
  /** Users of one licence. */
  quantity: 10_000,
  /** Licences that a customer is declared with, and periods of one, in one call. */
  licenses: 50,
  periods: 50,
  /** Years that one line may renew. */
  years: 5,
  discountCode: 40,
  /** Items that the host declares in one call. */
  codeDeclarations: 1_000,
  /**
   * Days that a quotation guarantees its prices, after the day it is made: as long as an order can be paid, and short
   * enough that a firm can't avoid a price rise for a season.
   */
  quotationDays: 30,
  /** Days that an order can be paid, from the day of ordering; and the latest due date, counted alike. */
  paymentDays: 30,
  dueDays: 90,
  name: 255,
  address: 500,
  email: 254,
  phone: 20,
  taxCodeText: 32,
  searchText: 100,
  reason: 500,
} as const;
