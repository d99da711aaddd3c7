import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { planNameSchema } from './catalog.ts';
import { calendarDateSchema, idSchema, payerSchema, textSchema } from './common.ts';
import { customerSchema } from './customer.ts';

/** Columns by which the list is sorted; licences that are equal in it stand in the order of their ids. */
export const LICENSE_SORTS = ['expiry', 'customer'] as const;

const codeSchema = z.string().check(z.minLength(1), z.maxLength(50));

/** The licences to list: all of the firm's, or those that fulfil each condition. */
export const licenseFilterSchema = z.object({
  /** Part of a tax code, present or former, or of a customer's name. */
  query: z.optional(textSchema(LIMITS.searchText)),
  /**
   * The first and the last day of expiry; a licence that continues without a gap expires at the end of all its periods.
   */
  expiresFrom: z.optional(calendarDateSchema),
  expiresUntil: z.optional(calendarDateSchema),
  /** Code of the product. */
  product: z.optional(codeSchema),
  /** Code of the plan with which a renewal continues. */
  plan: z.optional(codeSchema),
  /** The licence's last payer; `nobody`: no order for it was paid yet. */
  lastPayer: z.optional(z.enum(['firm', 'owner', 'nobody'])),
  /** Whether it is in an order that is not paid yet. */
  isOrdered: z.optional(z.boolean()),
  /** These alone: ids of licences, the portal's own or ours. */
  licenses: z.optional(
    z
      .array(z.string().check(z.maxLength(LIMITS.externalId)))
      .check(z.minLength(1), z.maxLength(LIMITS.licensesChosen)),
  ),
});

const sortedSchema = z.object({
  filter: licenseFilterSchema,
  sort: z.optional(z.enum(LICENSE_SORTS)),
  descending: z.optional(z.boolean()),
});

/** A page of licences. */
export const listLicensesSchema = z.extend(sortedSchema, {
  /** `nextCursor` of the page before: expiry and id of its last licence. */
  cursor: z.optional(z.string().check(z.regex(/^\d{4}-\d\d-\d\d_[0-9a-f-]{36}$/))),
  limit: z.optional(z.int().check(z.gte(1), z.lte(LIMITS.licensePage))),
});

/** All licences that match, in the order of the list. */
export const findLicenseIdsSchema = sortedSchema;

/** A licence to choose for a renewal. */
export const listedLicenseSchema = z.object({
  id: idSchema,
  /** The portal's own id; null where it has given none. */
  externalId: z.nullable(z.string()),
  customer: z.object({
    id: idSchema,
    externalId: z.string(),
    taxCode: z.string(),
    name: z.string(),
  }),
  product: planNameSchema,
  /** The plan with which a renewal continues. */
  plan: planNameSchema,
  /** The number of users, or 1 of a plan that is not sold by user. */
  quantity: z.int(),
  /** Whether the customer has several licences of the product, which the id tells apart. */
  isOneOfSeveral: z.boolean(),
  expiry: calendarDateSchema,
  /** The last payer; null when no order for it was paid yet. */
  lastPayer: z.nullable(payerSchema),
  /** The unpaid order that it is in. */
  order: z.nullable(z.object({ id: idSchema, number: z.string(), dueDate: calendarDateSchema })),
});

/** A page of licences; the first has the numbers of all of them. */
export const licensePageSchema = z.object({
  licenses: z.array(listedLicenseSchema),
  nextCursor: z.nullable(z.string()),
  totals: z.nullable(
    z.object({
      licenses: z.int(),
      /** Licences in an order that is not paid yet. */
      ordered: z.int(),
      /** There are more; only so many are counted. */
      isMore: z.boolean(),
    }),
  ),
});

/** Ids of the licences that match and are in no unpaid order. */
export const licenseIdsSchema = z.object({
  ids: z.array(idSchema),
  /** There are more than can be chosen at once. */
  isMore: z.boolean(),
});

/** Licences to be read with their customers. */
export const readLicensesSchema = z.object({
  ids: z.array(idSchema).check(z.minLength(1), z.maxLength(LIMITS.orderLines)),
});

/** The licences of the firm among those asked for, in the order asked. */
export const licensesReadSchema = z.object({
  licenses: z.array(z.object({ licenseId: idSchema, customer: customerSchema })),
});

export type LicenseFilter = z.infer<typeof licenseFilterSchema>;
export type LicenseSort = (typeof LICENSE_SORTS)[number];
export type ListLicensesInput = z.infer<typeof listLicensesSchema>;
export type FindLicenseIdsInput = z.infer<typeof findLicenseIdsSchema>;
export type ListedLicense = z.infer<typeof listedLicenseSchema>;
export type LicensePage = z.infer<typeof licensePageSchema>;
export type LicenseIds = z.infer<typeof licenseIdsSchema>;
export type LicensesRead = z.infer<typeof licensesReadSchema>;
