import * as z from 'zod/mini';
import { CUSTOMER_KINDS } from '../customer-kind.ts';
import { LAPSED_RULES, MAX_MINIMUM_GAIN_DAYS, PRORATIONS } from '../license-term.ts';
import {
  dongSchema,
  externalIdSchema,
  fiscalYearSchema,
  idSchema,
  requiredTextSchema,
  termRuleSchema,
  vatRateSchema,
} from './common.ts';

/** Company, household business or branch; a plan is sold to some or all of these. */
export const customerKindSchema = z.enum(CUSTOMER_KINDS);

/** Code and names of a plan or product, including one that is no longer sold. */
export const planNameSchema = z.object({
  code: z.string(),
  name: z.object({ vi: z.string(), en: z.string() }),
});

/** A product, which has plans. */
export const productSchema = z.extend(planNameSchema, { id: idSchema });

/** A plan on sale, with its rules for terms. */
export const planSchema = z.extend(planNameSchema, {
  id: idSchema,
  /** A licence is renewed with plans of its product. */
  productId: idSchema,
  termRule: termRuleSchema,
  vatRate: vatRateSchema,
  /** Longest commitment to pay, in days; 0: no commitments. */
  commitmentDays: z.int(),
  /** A fiscal year that adds no more days than this is not the default. */
  minimumGain: z.int(),
  /** The kinds of customer it is sold to. */
  customerKinds: z.array(customerKindSchema),
  /** Charge for a partly covered fiscal year; only prorated plans take a common end date. */
  proration: z.enum(PRORATIONS),
  /** Sale of lapsed fiscal years. */
  lapsed: z.enum(LAPSED_RULES),
  /** Whether it is sold by user: its price is that of one. */
  perUser: z.boolean(),
  /** Whether a renewal may begin with a later year, the days before it not in force. */
  allowsGap: z.boolean(),
});

/** All plans that the portal sells now. */
export const plansSchema = z.array(planSchema);

/** A product with its plans, sold or not any more. */
export const productWithPlansSchema = z.extend(planNameSchema, { plans: z.array(planNameSchema) });

/** A product as the vendor declares it through the host API. */
export const productDeclarationSchema = z.object({
  code: externalIdSchema(50),
  name: z.object({ vi: requiredTextSchema(100), en: requiredTextSchema(100) }),
  active: z.boolean(),
});

/** Products by code, at most 100 a call; a product left out stays as it is. */
export const productDeclarationsSchema = z.object({
  products: z.array(productDeclarationSchema).check(z.maxLength(100)),
});

/** A plan as the vendor declares it through the host API. */
export const planDeclarationSchema = z.object({
  code: externalIdSchema(50),
  name: z.object({ vi: requiredTextSchema(100), en: requiredTextSchema(100) }),
  termRule: termRuleSchema,
  vatRate: vatRateSchema,
  active: z.boolean(),
  /** Longest commitment to pay, in days, which extends the licence until then; 0: no commitments. */
  commitmentDays: z.optional(z.int().check(z.gte(0), z.lte(365))),
  /**
   * A fiscal year that adds no more days than this is not the default, and a first year that would leave more days
   * uncovered is refused; 31 by default.
   */
  minimumGain: z.optional(z.int().check(z.gte(0), z.lte(MAX_MINIMUM_GAIN_DAYS))),
  /** The kinds of customer it is sold to; every kind by default. */
  customerKinds: z.optional(z.array(customerKindSchema).check(z.minLength(1), z.maxLength(10))),
  /** Charge for a partly covered fiscal year; `none`, in full, by default. */
  proration: z.optional(z.enum(PRORATIONS)),
  /** Sale of lapsed fiscal years; `optional` by default. */
  lapsed: z.optional(z.enum(LAPSED_RULES)),
  /** The product that it is of; the portal's default one when left out. */
  productCode: z.optional(externalIdSchema(50)),
  /** Whether it is sold by user; not, by default. */
  perUser: z.optional(z.boolean()),
  /** Whether a renewal may begin with a later year, the days before it not in force; not, by default. */
  allowsGap: z.optional(z.boolean()),
  /** The price of one year, before VAT, from a fiscal year on. */
  prices: z
    .array(z.object({ fromFiscalYear: fiscalYearSchema, pricePerYear: dongSchema }))
    .check(z.minLength(1), z.maxLength(50)),
});

/** Plans by code, at most 100 a call; a plan left out stays as it is. */
export const planDeclarationsSchema = z.object({
  plans: z.array(planDeclarationSchema).check(z.maxLength(100)),
});

export type Product = z.infer<typeof productSchema>;
export type ProductDeclaration = z.infer<typeof productDeclarationSchema>;
export type ProductWithPlans = z.infer<typeof productWithPlansSchema>;
export type PlanName = z.infer<typeof planNameSchema>;
export type Plan = z.infer<typeof planSchema>;
export type PlanDeclaration = z.infer<typeof planDeclarationSchema>;
