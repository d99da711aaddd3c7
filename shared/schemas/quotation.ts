import * as z from 'zod/mini';
import { planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  dongSchema,
  fiscalYearSchema,
  idSchema,
  instantSchema,
  namedIdSchema,
} from './common.ts';
import { discountSchema, quotationSchema, totalsSchema } from './order.ts';

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
      /** Date of the quotation, from which the days gained count. Null in quotations made before it was kept. */
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
