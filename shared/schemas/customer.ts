import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { customerKindSchema, planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  codeTextSchema,
  emailOrNoneSchema,
  externalIdSchema,
  fiscalYearSchema,
  fiscalYearStartSchema,
  idSchema,
  requiredTextSchema,
  taxCodeSchema,
  textSchema,
} from './common.ts';

/** The default first fiscal year of a row, and the year before it that was skipped. */
export const defaultFiscalYearSchema = z.object({
  fiscalYear: fiscalYearSchema,
  /** The few days it would add, no more than the plan's minimum gain; null when none was skipped. */
  skipped: z.nullable(z.object({ fiscalYear: fiscalYearSchema, daysGained: z.int() })),
});

/** A customer of the firm, with the licence that an order would renew. */
export const customerSchema = z.object({
  id: idSchema,
  taxCode: z.string(),
  /** Former tax codes, the latest first. */
  formerTaxCodes: z.array(z.string()),
  name: z.string(),
  address: z.string(),
  email: z.string(),
  contactName: z.string(),
  phone: z.string(),
  /** As the portal declares it, else derived from the tax code; decides which plans are sold to it. */
  kind: customerKindSchema,
  fiscalYearStart: fiscalYearStartSchema,
  /** Null: nothing to renew. */
  license: z.nullable(
    z.object({
      id: idSchema,
      planId: idSchema,
      plan: planNameSchema,
      /** As paid for; a renewal builds on it. */
      expiry: calendarDateSchema,
      /** The end of its temporary extension by a commitment to pay; null when it ends at `expiry`. */
      temporaryExpiry: z.nullable(calendarDateSchema),
      /** With the present plan, as of today. */
      defaultYear: defaultFiscalYearSchema,
    }),
  ),
});

export const searchCustomersSchema = z.object({
  query: textSchema(LIMITS.searchText),
  /** `nextCursor` of the page before: how many customers to skip. */
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
});

export const customerPageSchema = z.object({
  customers: z.array(customerSchema),
  nextCursor: z.nullable(z.string()),
});

export const lookUpCustomersSchema = z.object({
  /** As typed or pasted: the server restores stripped zeros and missing hyphens. */
  taxCodes: z
    .array(z.string().check(z.maxLength(LIMITS.taxCodeText)))
    .check(z.maxLength(LIMITS.lookUpTaxCodes)),
});

/** One result for each tax code, in the order sent. */
export const lookUpResultSchema = z.object({
  results: z.array(
    z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('found'),
        taxCode: z.string(),
        customer: customerSchema,
        /** The former code that found it; null when found by the present code. */
        formerTaxCode: z.nullable(z.string()),
      }),
      /** Well-formed, but not a customer of this firm. */
      z.object({ outcome: z.literal('unknown'), taxCode: z.string() }),
      z.object({ outcome: z.literal('invalid'), taxCode: z.string() }),
    ]),
  ),
});

/** A customer and licence as the portal's backend declares them through the host API. */
export const customerDeclarationSchema = z.object({
  /** The portal's own id of the customer; without one, the first tax code it sent. */
  externalId: z.optional(externalIdSchema(100)),
  /** The customer, by external id, that this one was merged into. */
  mergedInto: z.optional(externalIdSchema(100)),
  taxCode: taxCodeSchema,
  name: requiredTextSchema(LIMITS.name),
  address: textSchema(LIMITS.address),
  email: emailOrNoneSchema,
  contactName: textSchema(LIMITS.name),
  phone: codeTextSchema(LIMITS.phone),
  /** The kind of customer; derived from the tax code by default. */
  kind: z.optional(customerKindSchema),
  fiscalYearStart: fiscalYearStartSchema,
  license: z.nullable(z.object({ planCode: externalIdSchema(50), expiry: calendarDateSchema })),
});

export const customerDeclarationsSchema = z.object({
  firmName: requiredTextSchema(LIMITS.name),
  customers: z.array(customerDeclarationSchema).check(z.maxLength(1_000)),
});

export type Customer = z.infer<typeof customerSchema>;
export type CustomerPage = z.infer<typeof customerPageSchema>;
export type LookUpResult = z.infer<typeof lookUpResultSchema>;
export type CustomerDeclaration = z.infer<typeof customerDeclarationSchema>;
