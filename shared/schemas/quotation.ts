import * as z from 'zod/mini';
import { planNameSchema } from './catalog.ts';
import { dongSchema, fiscalYearSchema, idSchema, instantSchema } from './common.ts';
import { discountSchema, quotationSchema, totalsSchema } from './order.ts';

/** Input of what concerns one quotation. */
export const quotationIdSchema = z.object({ quotationId: idSchema });

/** Input of `quotations.list`. */
export const listQuotationsSchema = z.object({
  /** `nextCursor` of the page before. */
  cursor: z.optional(idSchema),
});

const quotationSummarySchema = z.extend(quotationSchema, {
  createdAt: instantSchema,
  createdBy: z.string(),
  /** Whom it is for: the firm, unless another was named. */
  buyerName: z.string(),
  lineCount: z.int(),
  /** The order that holds its price, unless that was cancelled; null: there is none. */
  orderNumber: z.nullable(z.string()),
});

/** Newest first. */
export const quotationPageSchema = z.object({
  quotations: z.array(quotationSummarySchema),
  nextCursor: z.nullable(z.string()),
});

/** What a screen needs to order what was quoted. */
export const quotationDetailsSchema = z.extend(quotationSummarySchema, {
  lines: z.array(
    z.object({
      customerId: idSchema,
      taxCode: z.string(),
      customerName: z.string(),
      planId: idSchema,
      firstFiscalYear: fiscalYearSchema,
      years: z.int(),
      /** When quoted, as are the days gained; null in quotations from before they were kept. */
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
