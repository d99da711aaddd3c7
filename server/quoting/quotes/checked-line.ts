import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { RenewalSituation } from '../../../shared/license-term.ts';
import type { Dong } from '../../../shared/money.ts';
import type { PricedTerm, YearPrice } from '../../../shared/term-price.ts';
import type { PricedPlan } from '../../directory/catalog/plans.ts';
import type { CustomerDetails } from '../../directory/customers/customer-rows.ts';
import type { LicenseToRenew } from '../../directory/licenses/license-standing.ts';
import type { QuotedPlan } from './line-request.ts';
import type { PriceGuarantee } from './price-guarantee.ts';
import type { QuotationLine } from './quotation-content.ts';

/** A line that can be ordered, with everything that an order keeps except the price. */
export interface CheckedLine {
  row: number;
  customer: CustomerDetails;
  license: LicenseToRenew;
  /** Whether the customer has several licences of the product. */
  isOneOfSeveral: boolean;
  plan: QuotedPlan;
  quantity: number;
  firstFiscalYear: number;
  years: number;
  /** The fiscal years that the term touches; no other live line may have them. */
  fiscalYears: number[];
  firstDay: string;
  newExpiry: string;
  /** The end date that was chosen; null: none was. */
  until: string | null;
  /** The parts of the list price. */
  parts: PricedTerm['parts'];
  /** From today on. */
  daysGained: number;
  /** The plan's, by fiscal year; none where a quotation guarantees the price. */
  prices: readonly YearPrice[];
  /** The fiscal years that it may begin with; none by anniversary. */
  choices: readonly number[];
  situation: RenewalSituation;
  list: Dong;
  /** The quotation's line that guarantees it. */
  guaranteed: QuotationLine | undefined;
}

/** The state against which lines are checked; rows that pass are added to `taken`. */
export interface LineFacts {
  customers: ReadonlyMap<
    string,
    { customer: CustomerDetails; licenses: readonly LicenseToRenew[] }
  >;
  plans: ReadonlyMap<string, PricedPlan>;
  quotation: PriceGuarantee | null;
  /** The unpaid line of a licence, with the fiscal years that it holds, by licence. */
  unpaid: ReadonlyMap<string, UnpaidLine>;
  /** Licences that rows above have taken. */
  taken: Set<string>;
  /** Terms by expiry, start and plan: most licences of a firm share theirs. */
  choices: Map<string, readonly number[]>;
  today: CalendarDate;
}

export interface UnpaidLine {
  orderId: string;
  orderNumber: string;
  fiscalYears: readonly number[];
}
