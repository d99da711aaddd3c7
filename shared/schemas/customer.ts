import * as z from 'zod/mini';
import type { FieldProblemCode } from '../error-codes.ts';
import { LIMITS } from '../limits.ts';
import { customerKindSchema, planNameSchema, productSchema } from './catalog.ts';
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

/** Number of users, or 1 of a plan that is not sold by user. */
export const quantitySchema = z.int().check(z.gte(1), z.lte(LIMITS.quantity));

/** A licence of a customer as it stands today. */
export const licenseSchema = z.object({
  id: idSchema,
  /** The portal's own id; null where it has given none. */
  externalId: z.nullable(z.string()),
  product: productSchema,
  /** The plan of today; that of the last period where it is over. */
  planId: idSchema,
  plan: planNameSchema,
  quantity: z.int(),
  /** Whether it may be used today, be it only by a commitment to pay. */
  isInForce: z.boolean(),
  /** The last day of the unbroken chain of its periods, as paid for; a renewal builds on it. */
  expiry: calendarDateSchema,
  /** The end of its temporary extension by a commitment to pay; null when it ends at `expiry`. */
  temporaryExpiry: z.nullable(calendarDateSchema),
  /** The period that begins next; null: there is none. */
  next: z.nullable(
    z.object({
      firstDay: calendarDateSchema,
      lastDay: calendarDateSchema,
      plan: planNameSchema,
      quantity: z.int(),
    }),
  ),
  /** Plan and users of a renewal unless a person chooses: those at the expiry. */
  renewal: z.object({ planId: idSchema, plan: planNameSchema, quantity: z.int() }),
  /** With the plan of the renewal, as of today. */
  defaultYear: defaultFiscalYearSchema,
  /** Whether it has expired, or does so soon. */
  isDue: z.boolean(),
});

/** A customer of the firm, with its licences. */
export const customerSchema = z.object({
  id: idSchema,
  /** The portal's own id. */
  externalId: z.string(),
  taxCode: z.string(),
  /** Former tax codes, the latest first. */
  formerTaxCodes: z.array(z.string()),
  name: z.string(),
  address: z.string(),
  email: z.string(),
  contactName: z.string(),
  phone: z.string(),
  /**
   * The kind that the portal declares, or derived from the tax code; decides which plans can be sold to the customer.
   */
  kind: customerKindSchema,
  fiscalYearStart: fiscalYearStartSchema,
  /** The customer's licences: those that are due first, then by expiry; none: nothing to renew. */
  licenses: z.array(licenseSchema),
});

/** A search by part of a tax code, present or former, or of a name, with or without diacritics. */
export const searchCustomersSchema = z.object({
  query: textSchema(LIMITS.searchText),
  /** `nextCursor` of the page before: the number of customers to skip. */
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
});

/** A page of customers found; `nextCursor` is null on the last. */
export const customerPageSchema = z.object({
  customers: z.array(customerSchema),
  nextCursor: z.nullable(z.string()),
});

/** A look-up of customers by complete codes. */
export const lookUpCustomersSchema = z.object({
  /**
   * Codes as typed or pasted: the server restores stripped zeros and missing hyphens. May be the portal's own ids, too.
   */
  taxCodes: z
    .array(z.string().check(z.maxLength(LIMITS.externalId)))
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

/** A look-up of customers by complete names. */
export const lookUpNamesSchema = z.object({
  /** In any case and with or without diacritics; otherwise complete. */
  names: z
    .array(z.string().check(z.maxLength(LIMITS.name)))
    .check(z.maxLength(LIMITS.lookUpTaxCodes)),
});

/** One result for each name, in the order sent. */
export const nameLookUpSchema = z.object({
  results: z.array(
    z.discriminatedUnion('outcome', [
      /** The only customer of the firm with that name. */
      z.object({ outcome: z.literal('found'), name: z.string(), customer: customerSchema }),
      z.object({
        outcome: z.literal('several'),
        name: z.string(),
        /** Number of customers; the first of them, by tax code, are named. */
        count: z.int(),
        customers: z.array(z.object({ taxCode: z.string(), name: z.string() })),
      }),
      z.object({ outcome: z.literal('unknown'), name: z.string() }),
    ]),
  ),
});

/** A look-up of licences by the portal's ids. */
export const lookUpLicensesSchema = z.object({
  /** The portal's own ids of licences. */
  externalIds: z
    .array(z.string().check(z.maxLength(LIMITS.externalId)))
    .check(z.maxLength(LIMITS.lookUpTaxCodes)),
});

/** One result for each id, in the order sent. */
export const licenseLookUpSchema = z.object({
  results: z.array(
    z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('found'),
        externalId: z.string(),
        customer: customerSchema,
        /** Ours, of one of the customer's licences. */
        licenseId: idSchema,
      }),
      /** No licence of this firm's customers. */
      z.object({ outcome: z.literal('unknown'), externalId: z.string() }),
    ]),
  ),
});

/** Days that a licence was sold for, by the portal's own books. */
const periodDeclarationSchema = z
  .object({
    firstDay: calendarDateSchema,
    lastDay: calendarDateSchema,
    planCode: externalIdSchema(50),
    quantity: z.optional(quantitySchema),
  })
  .check((context) => {
    const { firstDay, lastDay } = context.value;
    if (firstDay > lastDay) refuse(context, ['lastDay'], 'INVALID');
  });

/**
 * A licence as the portal's backend declares it: by its expiry, with the plan and users of today, or by all its
 * periods.
 */
export const licenseDeclarationSchema = z
  .object({
    /** The portal's own id of the licence; without one, there is one of each product. */
    externalId: z.optional(externalIdSchema(LIMITS.externalId)),
    /** The product; where given, the plans must be of it. */
    productCode: z.optional(externalIdSchema(50)),
    planCode: z.optional(externalIdSchema(50)),
    quantity: z.optional(quantitySchema),
    expiry: z.optional(calendarDateSchema),
    firstDay: z.optional(calendarDateSchema),
    periods: z.optional(
      z.array(periodDeclarationSchema).check(z.minLength(1), z.maxLength(LIMITS.periods)),
    ),
  })
  .check((context) => {
    const { periods, planCode, quantity, expiry, firstDay } = context.value;
    if (periods === undefined) {
      if (planCode === undefined) refuse(context, ['planCode'], 'REQUIRED');
      if (expiry === undefined) refuse(context, ['expiry'], 'REQUIRED');
      else if (firstDay !== undefined && firstDay > expiry)
        refuse(context, ['firstDay'], 'INVALID');
      return;
    }
    for (const [field, value] of Object.entries({ planCode, quantity, expiry, firstDay })) {
      // The periods already have these values.
      if (value !== undefined) refuse(context, [field], 'INVALID');
    }
    const inOrder = [...periods.entries()].sort(([, a], [, b]) =>
      a.firstDay < b.firstDay ? -1 : 1,
    );
    for (const [at, [index, period]] of inOrder.entries()) {
      const before = inOrder[at - 1]?.[1];
      if (before && before.lastDay >= period.firstDay) {
        refuse(context, ['periods', index, 'firstDay'], 'INVALID');
      }
    }
  });

function refuse(
  context: { value: unknown; issues: unknown[] },
  path: (string | number)[],
  message: FieldProblemCode,
): void {
  context.issues.push({ code: 'custom', input: context.value, path, message });
}

/** A customer and its licences as the portal's backend declares them through the host API. */
export const customerDeclarationSchema = z.object({
  /** The portal's own id of the customer; without one, the first tax code it sent. */
  externalId: z.optional(externalIdSchema(LIMITS.externalId)),
  /** The customer, by external id, that this one was merged into. */
  mergedInto: z.optional(externalIdSchema(LIMITS.externalId)),
  taxCode: taxCodeSchema,
  name: requiredTextSchema(LIMITS.name),
  address: textSchema(LIMITS.address),
  email: emailOrNoneSchema,
  contactName: textSchema(LIMITS.name),
  phone: codeTextSchema(LIMITS.phone),
  /** The kind of customer; derived from the tax code by default. */
  kind: z.optional(customerKindSchema),
  fiscalYearStart: fiscalYearStartSchema,
  /** Licences that are not named stay as they are. */
  licenses: z.array(licenseDeclarationSchema).check(z.maxLength(LIMITS.licenses)),
});

/** Customers of one firm, at most 1,000 a call; a customer left out stays as it is. */
export const customerDeclarationsSchema = z.object({
  firmName: requiredTextSchema(LIMITS.name),
  customers: z.array(customerDeclarationSchema).check(z.maxLength(1_000)),
});

export type License = z.infer<typeof licenseSchema>;
export type LicenseDeclaration = z.infer<typeof licenseDeclarationSchema>;
export type Customer = z.infer<typeof customerSchema>;
export type CustomerPage = z.infer<typeof customerPageSchema>;
export type LookUpResult = z.infer<typeof lookUpResultSchema>;
export type NameLookUp = z.infer<typeof nameLookUpSchema>;
export type LicenseLookUp = z.infer<typeof licenseLookUpSchema>;
export type CustomerDeclaration = z.infer<typeof customerDeclarationSchema>;
