import type { Market } from './money-model/world.ts';

/** Each licence's plan. */
export const PLANS = ['ASP-DN', 'ASP-THANG', 'LUU-TRU'];
/** Each plan's price of a year. */
export const PRICES = { 'ASP-DN': 2_950_000, 'LUU-TRU': 499_999, 'ASP-THANG': 2_940_001 };
export const PLAN_CODES = Object.keys(PRICES);

/** Sold by month and by user, and to one end date. */
export const BY_MONTH = {
  code: 'ASP-THANG',
  name: { vi: 'ASP Kế toán – Theo tháng', en: 'ASP Accounting – Monthly' },
  termRule: 'fiscal_year',
  vatRate: 'KCT',
  active: true,
  proration: 'month',
  perUser: true,
  prices: [{ fromFiscalYear: 2020, pricePerYear: PRICES['ASP-THANG'] }],
} as const;

/** Prices and discounts when a history begins. */
export const MARKET: Market = {
  prices: Object.values(PRICES),
  isCodeOn: true,
  tiers: [
    { lines: 3, percent: 20 },
    { lines: 2, percent: 10 },
  ],
  codePercent: 10,
};
/** The end of every licence when a history begins. */
export const EXPIRY = '2026-12-31';
/** Each licence's customer. The first customer has two of one product, told apart by the portal's ids. */
export const OWNERS = [0, 1, 0];
