import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { idSchema, instantSchema, namedIdSchema, payerSchema } from './common.ts';
import { customerSchema } from './customer.ts';
import { quotationSchema } from './quotation.ts';

/** A text as far as it has been typed: nothing is corrected or refused but its length. */
const typedSchema = z.string().check(z.maxLength(LIMITS.draftText));

const typedPartySchema = z.object({
  legalName: typedSchema,
  taxCode: typedSchema,
  budgetUnitCode: z.optional(typedSchema),
  address: typedSchema,
  email: typedSchema,
  contactName: typedSchema,
});

/** The fields of a draft besides its rows. */
const draftHeadSchema = z.object({
  invoiceTo: z.enum(['customer', 'other']),
  party: typedPartySchema,
  notify: z.enum(['accountant', 'other']),
  recipient: z.object({ name: typedSchema, email: typedSchema, phone: typedSchema }),
  payer: payerSchema,
  discountCode: typedSchema,
  /** The quotation whose prices the draft has; null: none. */
  quotationId: z.nullable(idSchema),
  /** The order whose cancelled lines are ordered again; null: none. */
  reorders: z.nullable(idSchema),
});

const keySchema = z.int().check(z.gte(1));

/** A row of a draft; a field that is left out has the value that it has in an empty row. */
const draftRowSchema = z.object({
  /** Identifies the row within its draft. */
  key: keySchema,
  /** Without a customer what was typed, with one its tax code. */
  text: z.optional(typedSchema),
  customerId: z.optional(idSchema),
  licenseId: z.optional(idSchema),
  planId: z.optional(idSchema),
  quantity: z.optional(z.number()),
  firstFiscalYear: z.optional(z.int().check(z.gte(0), z.lte(9_999))),
  years: z.optional(z.int().check(z.gte(0), z.lte(99))),
  until: z.optional(z.string().check(z.maxLength(10))),
  invoiceParty: z.optional(typedPartySchema),
  payer: z.optional(payerSchema),
  recipientEmail: z.optional(typedSchema),
});

/** Names one draft: by the request id that its order will have. */
export const draftIdSchema = z.object({ draftId: namedIdSchema });

/** Saves what has changed in a draft since a version of it. */
export const saveDraftSchema = z.object({
  draftId: idSchema,
  /** The version that was changed; 0: the draft is new. */
  version: z.int().check(z.gte(0)),
  /** Whether `rows` are all rows of the draft, not the new and changed ones alone. */
  isWhole: z.boolean(),
  /** Names the browser that saves, so that it knows a save of its own whose answer was lost. */
  editor: idSchema,
  head: draftHeadSchema,
  /** A changed row keeps its place; new ones come last. */
  rows: z.array(draftRowSchema).check(z.maxLength(LIMITS.orderLines)),
  /** Keys of the rows taken out. */
  removed: z.array(keySchema).check(z.maxLength(LIMITS.orderLines)),
  /** Keys of all rows in their order; without it, the order has not changed. */
  order: z.optional(z.array(keySchema).check(z.maxLength(LIMITS.orderLines))),
});

const savedBySchema = z.object({ id: z.string(), name: z.string() });

/** The saved state of a draft, and its author. */
export const draftStateSchema = z.object({
  version: z.int(),
  savedAt: instantSchema,
  savedBy: savedBySchema,
  editor: idSchema,
});

/** The saved version; 0: without rows, the draft is kept no longer. */
export const savedDraftSchema = z.pick(draftStateSchema, { version: true, savedAt: true });

const draftSummarySchema = z.extend(draftStateSchema, {
  id: idSchema,
  createdAt: instantSchema,
  rowCount: z.int(),
  customerCount: z.int(),
  /** The name of the first row's customer; empty: it has none. */
  firstCustomer: z.string(),
  /** The colleague who has handed it over; null: it is the person's own. */
  handedBy: z.nullable(z.string()),
});

/** A person's drafts, the latest saved first. */
export const draftListSchema = z.object({ drafts: z.array(draftSummarySchema) });

/** A draft with everything that its screen needs. */
export const draftDetailsSchema = z.extend(draftSummarySchema, {
  head: draftHeadSchema,
  rows: z.array(draftRowSchema),
  /** The rows' customers as they are now; one that is gone is missing. */
  customers: z.array(customerSchema),
  /** The quotation named by `head`; null where it is gone. */
  quotation: z.nullable(quotationSchema),
});

/** Gives a draft to a colleague of the firm. */
export const handOverDraftSchema = z.object({
  draftId: namedIdSchema,
  accountantId: z.string().check(z.minLength(1), z.maxLength(LIMITS.name)),
});

/** Colleagues of the firm who have signed in within the last year, by name. */
export const colleaguesSchema = z.object({
  colleagues: z.array(z.object({ id: z.string(), name: z.string() })),
});

export type DraftHead = z.infer<typeof draftHeadSchema>;
export type SavedRow = z.infer<typeof draftRowSchema>;
export type SaveDraftInput = z.infer<typeof saveDraftSchema>;
export type DraftState = z.infer<typeof draftStateSchema>;
export type DraftSummary = z.infer<typeof draftSummarySchema>;
export type DraftDetails = z.infer<typeof draftDetailsSchema>;
export type Colleague = z.infer<typeof colleaguesSchema>['colleagues'][number];
