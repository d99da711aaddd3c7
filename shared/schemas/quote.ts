import * as z from 'zod/mini';
import {
  CODE_PROBLEM_CODES,
  ROW_PROBLEM_CODES,
  ROW_PROBLEM_FIELDS,
  ROW_WARNING_CODES,
} from '../error-codes.ts';
import { LIMITS } from '../limits.ts';
import { planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  codeTextSchema,
  dongSchema,
  fiscalYearSchema,
  idSchema,
  namedIdSchema,
  vatRateSchema,
} from './common.ts';
import { defaultFiscalYearSchema, quantitySchema } from './customer.ts';

/** The term of one row, as a person chooses it. */
export const termSchema = {
  customerId: idSchema,
  /** One of the customer's; may be left out where it has one. */
  licenseId: z.optional(idSchema),
  /** A plan of the licence's product; that of its last period when left out. */
  planId: z.optional(idSchema),
  /** Users, of a plan that is sold by user; by default as many as in the last period. */
  quantity: z.optional(quantitySchema),
  firstFiscalYear: fiscalYearSchema,
  years: z.int().check(z.gte(1), z.lte(LIMITS.years)),
  /**
   * The last day, where several lines share one end date; it then determines the number of years. Only for plans that
   * charge by month or day.
   */
  until: z.optional(calendarDateSchema),
};

/** A fiscal or anniversary year of a term, and the part of it charged. */
export const termPartSchema = z.object({
  fiscalYear: fiscalYearSchema,
  from: calendarDateSchema,
  until: calendarDateSchema,
  /** Null: charged in full. */
  charged: z.nullable(z.object({ unit: z.enum(['month', 'day']), count: z.int(), of: z.int() })),
});

/** The price of a renewal, in dong: net = list − discount, total = net + VAT. */
export const priceSchema = {
  list: dongSchema,
  discount: dongSchema,
  net: dongSchema,
  vat: dongSchema,
  total: dongSchema,
};

/** Sums over lines, in dong. */
export const totalsSchema = z.object(priceSchema);

const rowProblemSchema = z.object({
  row: z.int(),
  field: z.enum(ROW_PROBLEM_FIELDS),
  code: z.enum(ROW_PROBLEM_CODES),
  orderId: z.optional(idSchema),
  orderNumber: z.optional(z.string()),
  expiry: z.optional(calendarDateSchema),
  fiscalYear: z.optional(fiscalYearSchema),
  latest: z.optional(fiscalYearSchema),
  from: z.optional(calendarDateSchema),
  until: z.optional(calendarDateSchema),
  newExpiry: z.optional(calendarDateSchema),
  plans: z.optional(z.array(planNameSchema)),
});

/** A request to price rows of an order form; nothing is stored. */
export const quoteOrderSchema = z.object({
  lines: z.array(z.object(termSchema)).check(z.maxLength(LIMITS.orderLines)),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** Use the prices of this quotation, while it is valid. */
  quotationId: z.optional(namedIdSchema),
});

/** A discount on the list price, and its reason; `code` is null for a volume discount. */
export const discountSchema = z.object({
  kind: z.enum(['volume', 'referral', 'code']),
  code: z.nullable(z.string()),
  amount: dongSchema,
});

/** Effects of a renewal on its licence besides the dates. */
export const effectSchema = {
  /** The licence's plan until then. */
  presentPlan: planNameSchema,
  /** Whether the line changes the plan. */
  changesPlan: z.boolean(),
  /** Users, or 1 of a plan that is not sold by user. */
  quantity: z.int(),
  /** The licence's users until then; null where it was not kept. */
  presentQuantity: z.nullable(z.int()),
  /** Counted from the day of the quote or order; 0: the new expiry is before that day. */
  daysGained: z.int(),
  /** The days before it on which the licence is not in force; null: there are none. */
  gap: z.nullable(z.object({ from: calendarDateSchema, until: calendarDateSchema })),
};

/** Prices of the rows without a problem; others are in no total. */
export const quoteSchema = z.object({
  /** The date in Vietnam on which it was made; screens use it as today. */
  today: calendarDateSchema,
  lines: z.array(
    z.object({
      row: z.int(),
      licenseId: idSchema,
      product: planNameSchema,
      /** Also set where the row named none. */
      planId: idSchema,
      ...priceSchema,
      vatRate: vatRateSchema,
      presentExpiry: calendarDateSchema,
      newExpiry: calendarDateSchema,
      /** A plan no longer sold, where a quotation guarantees it. */
      plan: planNameSchema,
      ...effectSchema,
      /** The first of the days that the line adds. */
      firstDay: calendarDateSchema,
      /** The chosen end date; null when none was chosen. */
      until: z.nullable(calendarDateSchema),
      /** The parts of the list price; empty in quotations made before it was kept. */
      parts: z.array(z.extend(termPartSchema, { list: dongSchema })),
      /** Bounds of a chosen end date; null when the plan has none. */
      untilRange: z.nullable(z.object({ from: calendarDateSchema, until: calendarDateSchema })),
      /** Warnings for the person, with the reason. */
      warnings: z.array(
        z.object({
          code: z.enum(ROW_WARNING_CODES),
          /** SHORT_GAIN: the days it adds. */
          days: z.nullable(z.int()),
          /** LAPSED_YEAR_FIRST: the year that must be bought. */
          fiscalYear: z.nullable(fiscalYearSchema),
        }),
      ),
      /** For the row's plan; null for an anniversary term, which has no fiscal years. */
      defaultYear: z.nullable(defaultFiscalYearSchema),
      /** The fiscal years that the row may begin with, each with the days it would add and its price. */
      choices: z.array(
        z.object({
          fiscalYear: fiscalYearSchema,
          daysGained: z.int(),
          firstDay: calendarDateSchema,
          newExpiry: calendarDateSchema,
          charged: termPartSchema.shape.charged,
          /** Null: the year has no price, or a quotation guarantees the price of another. */
          list: z.nullable(dongSchema),
        }),
      ),
    }),
  ),
  problems: z.array(rowProblemSchema),
  /** The firm's volume discount, in basis points of the list price; 0 for none. */
  discountRate: z.int(),
  /** Adds up to the totals' discount. */
  discounts: z.array(discountSchema),
  /** The reason why the discount code has no effect; null when it has one, or when none was given. */
  codeProblem: z.nullable(z.enum(CODE_PROBLEM_CODES)),
  /** Subtracted from the volume discount, because earlier orders got too much. */
  volumeKeptBack: dongSchema,
  totals: totalsSchema,
});

export type Discount = z.infer<typeof discountSchema>;
export type Totals = z.infer<typeof totalsSchema>;
export type QuoteOrderInput = z.infer<typeof quoteOrderSchema>;
export type Quote = z.infer<typeof quoteSchema>;
