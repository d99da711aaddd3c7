import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  codeTextSchema,
  dongSchema,
  fiscalYearSchema,
  idSchema,
  instantSchema,
  namedIdSchema,
  textSchema,
} from './common.ts';
import { discountSchema, termSchema, totalsSchema } from './quote.ts';

/** Saves the present prices of rows as a quotation. */
export const saveQuotationSchema = z.object({
  lines: z
    .array(z.object(termSchema))
    .check(z.minLength(1, 'REQUIRED'), z.maxLength(LIMITS.orderLines, 'TOO_LONG')),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** The addressee of the quotation; the firm by default. */
  buyerName: z.optional(textSchema(LIMITS.name)),
});

/** A saved quotation; it guarantees its prices to one order until `validUntil`, inclusive. */
export const quotationSchema = z.object({
  id: idSchema,
  number: z.string(),
  /** A printable page, in Vietnamese. */
  url: z.string(),
  validUntil: calendarDateSchema,
  total: dongSchema,
});

/** Names one quotation. */
export const quotationIdSchema = z.object({ quotationId: namedIdSchema });

/** Input of `quotations.list`. */
export const listQuotationsSchema = z.object({
  /** `nextCursor` of the page before. */
  cursor: z.optional(idSchema),
});

const quotationSummarySchema = z.extend(quotationSchema, {
  createdAt: instantSchema,
  createdBy: z.string(),
  /** The addressee: the firm, unless another was named. */
  buyerName: z.string(),
  lineCount: z.int(),
  /** The order placed at its prices, unless that was cancelled; null when there is none. */
  orderNumber: z.nullable(z.string()),
});

/** Newest first. */
export const quotationPageSchema = z.object({
  quotations: z.array(quotationSummarySchema),
  nextCursor: z.nullable(z.string()),
});

/** Everything a screen needs to order at the quoted prices. */
export const quotationDetailsSchema = z.extend(quotationSummarySchema, {
  lines: z.array(
    z.object({
      customerId: idSchema,
      taxCode: z.string(),
      customerName: z.string(),
      /** Null in quotations made before it was kept: the customer's only one. */
      licenseId: z.nullable(idSchema),
      planId: idSchema,
      quantity: z.int(),
      firstFiscalYear: fiscalYearSchema,
      years: z.int(),
      /** The chosen end date; null when none was chosen. */
      until: z.nullable(calendarDateSchema),
      /** The licence's plan then; null in quotations made before it was kept. */
      presentPlan: z.nullable(planNameSchema),
      changesPlan: z.boolean(),
      daysGained: z.nullable(z.int()),
      total: dongSchema,
    }),
  ),
  discounts: z.array(discountSchema),
  totals: totalsSchema,
});

/** A page of the firm’s quotations. */
export type QuotationPage = z.infer<typeof quotationPageSchema>;

/** A quotation with its lines. */
export type QuotationDetails = z.infer<typeof quotationDetailsSchema>;

/** A saved quotation. */
export type Quotation = z.infer<typeof quotationSchema>;

/** Input of `quotations.save`. */
export type SaveQuotationInput = z.infer<typeof saveQuotationSchema>;
