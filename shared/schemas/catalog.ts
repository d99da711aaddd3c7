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

export const customerKindSchema = z.enum(CUSTOMER_KINDS);

/** By what a plan is known, also one that is no longer sold. */
export const planNameSchema = z.object({
  code: z.string(),
  name: z.object({ vi: z.string(), en: z.string() }),
});

export const planSchema = z.extend(planNameSchema, {
  id: idSchema,
  termRule: termRuleSchema,
  vatRate: vatRateSchema,
  /** For how many days payment may be committed to; 0: not at all. */
  commitmentDays: z.int(),
  /** A fiscal year that adds no more days than these is not the default. */
  minimumGain: z.int(),
  /** To whom it is sold. */
  customerKinds: z.array(customerKindSchema),
  /** How a fiscal year that a renewal covers in part is charged; only prorated plans take one end date. */
  proration: z.enum(PRORATIONS),
  /** How fiscal years that have passed unpaid are sold. */
  lapsed: z.enum(LAPSED_RULES),
});

export const plansSchema = z.array(planSchema);

/** A plan as the vendor declares it through the host API. */
export const planDeclarationSchema = z.object({
  code: externalIdSchema(50),
  name: z.object({ vi: requiredTextSchema(100), en: requiredTextSchema(100) }),
  termRule: termRuleSchema,
  vatRate: vatRateSchema,
  active: z.boolean(),
  /** For how many days payment may be committed to, with a licence extended until then; 0: not at all. */
  commitmentDays: z.optional(z.int().check(z.gte(0), z.lte(365))),
  /**
   * A fiscal year that adds no more days than these is not the default, nor is the plan changed while more days
   * are paid for under another; 31 when left out.
   */
  minimumGain: z.optional(z.int().check(z.gte(0), z.lte(MAX_MINIMUM_GAIN_DAYS))),
  /** To whom it is sold; to everybody when left out. */
  customerKinds: z.optional(z.array(customerKindSchema).check(z.minLength(1), z.maxLength(10))),
  /** How a fiscal year that a renewal covers in part is charged; `none`, in full, when left out. */
  proration: z.optional(z.enum(PRORATIONS)),
  /** How fiscal years that have passed unpaid are sold; `optional` when left out. */
  lapsed: z.optional(z.enum(LAPSED_RULES)),
  /** The price of one year, before VAT, in force from a fiscal year on. */
  prices: z
    .array(z.object({ fromFiscalYear: fiscalYearSchema, pricePerYear: dongSchema }))
    .check(z.minLength(1), z.maxLength(50)),
});

export const planDeclarationsSchema = z.object({
  plans: z.array(planDeclarationSchema).check(z.maxLength(100)),
});

export type PlanName = z.infer<typeof planNameSchema>;
export type Plan = z.infer<typeof planSchema>;
export type PlanDeclaration = z.infer<typeof planDeclarationSchema>;
