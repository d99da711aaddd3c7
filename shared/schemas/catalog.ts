import * as z from 'zod/mini';
import {
  dongSchema,
  externalIdSchema,
  fiscalYearSchema,
  idSchema,
  requiredTextSchema,
  termRuleSchema,
  vatRateSchema,
} from './common.ts';

export const planSchema = z.object({
  id: idSchema,
  code: z.string(),
  name: z.object({ vi: z.string(), en: z.string() }),
  termRule: termRuleSchema,
  vatRate: vatRateSchema,
  /** For how many days payment may be committed to; 0: not at all. */
  commitmentDays: z.int(),
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
  /** The price of one year, before VAT, in force from a fiscal year on. */
  prices: z
    .array(z.object({ fromFiscalYear: fiscalYearSchema, pricePerYear: dongSchema }))
    .check(z.minLength(1), z.maxLength(50)),
});

export const planDeclarationsSchema = z.object({
  plans: z.array(planDeclarationSchema).check(z.maxLength(100)),
});

export type Plan = z.infer<typeof planSchema>;
export type PlanDeclaration = z.infer<typeof planDeclarationSchema>;
