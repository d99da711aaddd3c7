import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { UNREMINDED } from '../unreminded.ts';
import { planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  dongSchema,
  idSchema,
  instantSchema,
  namedIdSchema,
  payerSchema,
  textSchema,
} from './common.ts';

/** Columns by which the list is sorted; equal lines stand in the order in which they were placed. */
export const UNPAID_SORTS = ['dueDate', 'customer', 'amount', 'order', 'reminder'] as const;

/** States of a line's own link. */
export const LINK_STATES = ['not_sent', 'sent', 'opened'] as const;

const chosenSchema = (most: number) =>
  z.array(namedIdSchema).check(z.minLength(1), z.maxLength(most));

/** The unpaid lines to list: all of the firm's, or those that fulfil each condition. */
export const unpaidFilterSchema = z.object({
  /** Part of an order number, a tax code or a customer's name. */
  query: z.optional(textSchema(LIMITS.searchText)),
  payer: z.optional(payerSchema),
  /** Due by this day. */
  dueBy: z.optional(calendarDateSchema),
  link: z.optional(z.enum(LINK_STATES)),
  /** Only lines whose payer has been mailed nothing on the present day. */
  notAskedToday: z.optional(z.literal(true)),
  /** Only lines whose customer has no e-mail address, or one that refuses mails. */
  withoutEmail: z.optional(z.literal(true)),
  /** Only lines among these. */
  lineIds: z.optional(chosenSchema(LIMITS.unpaidPage)),
});

/** A page of unpaid lines. */
export const listUnpaidSchema = z.object({
  filter: unpaidFilterSchema,
  sort: z.optional(z.enum(UNPAID_SORTS)),
  descending: z.optional(z.boolean()),
  /** The last line of the page before. */
  cursor: z.optional(idSchema),
  limit: z.optional(z.int().check(z.gte(1), z.lte(LIMITS.unpaidPage))),
});

/** A line that awaits payment, with the mails that have asked for it. */
export const unpaidLineSchema = z.object({
  lineId: idSchema,
  orderId: idSchema,
  orderNumber: z.string(),
  customer: z.object({
    id: idSchema,
    externalId: z.string(),
    taxCode: z.string(),
    name: z.string(),
  }),
  product: planNameSchema,
  plan: planNameSchema,
  /** The portal's own id of the licence, when ordered. */
  licenseExternalId: z.nullable(z.string()),
  isOneOfSeveral: z.boolean(),
  /** Users, or 1 of a plan that is not sold by user. */
  quantity: z.int(),
  newExpiry: calendarDateSchema,
  payer: payerSchema,
  amount: dongSchema,
  /**
   * The part of the amount that has come for this line alone: an underpayment, which waits for the rest. Money for
   * several lines counts for none of them until the others are paid, cancelled or expired.
   */
  received: dongSchema,
  /** The order's orderer. */
  dueDate: calendarDateSchema,
  /** The latest due date to which the order can be postponed; null when it can't be. */
  postponableUntil: z.nullable(calendarDateSchema),
  /** The address for a reminder; empty where there is none. */
  email: z.string(),
  /** The mail server of that address has refused it for good. */
  isEmailRefused: z.boolean(),
  /** The newest link for this line alone; null when there is none. */
  link: z.nullable(
    z.object({ sentAt: z.nullable(instantSchema), openedAt: z.nullable(instantSchema) }),
  ),
  /** The last reminder, and their number; null before the first. */
  reminder: z.nullable(z.object({ at: instantSchema, times: z.int() })),
  /** The day by which the firm has committed to pay it. */
  payBy: z.nullable(calendarDateSchema),
});

/** A page of unpaid lines; the first has the sums over all of them. */
export const unpaidPageSchema = z.object({
  lines: z.array(unpaidLineSchema),
  nextCursor: z.nullable(idSchema),
  /** due: what is left to pay, without what each line has received. */
  totals: z.nullable(z.object({ lines: z.int(), orders: z.int(), due: dongSchema })),
});

/** Asks for the mails of a reminder of these lines, without sending it. */
export const previewRemindersSchema = z.object({
  lineIds: chosenSchema(LIMITS.unpaidChosen),
  /** Includes lines that were asked on the present day, but never within ten minutes. */
  again: z.boolean(),
});

/** Mails reminders of these lines: those of one order that go to one address are one mail. */
export const remindSchema = z.object({
  /** The lines as in the preview: a mail's lines are sent together. */
  lineIds: chosenSchema(LIMITS.orderLines),
  again: z.boolean(),
});

const unremindedSchema = z.array(z.object({ lineId: idSchema, reason: z.enum(UNREMINDED) }));

/** The mails that a reminder would send, the first as an example, and the lines without one. */
export const reminderPreviewSchema = z.object({
  mails: z.array(z.object({ email: z.string(), name: z.string(), lineIds: z.array(idSchema) })),
  skipped: unremindedSchema,
  sample: z.nullable(z.object({ to: z.string(), subject: z.string(), text: z.string() })),
});

/** The lines whose payers were mailed, and the others with the reasons. */
export const remindedSchema = z.object({
  sent: z.array(z.object({ lineId: idSchema, email: z.string() })),
  skipped: unremindedSchema,
});

/** Lets others pay these lines. */
export const changePayersSchema = z.object({
  lineIds: chosenSchema(LIMITS.unpaidPage),
  payer: payerSchema,
});

/** The lines with another payer now, and the others with the reasons. */
export const changedPayersSchema = z.object({
  changed: z.array(idSchema),
  /** not_payable: it was paid, cancelled or has expired; unchanged: the payer was the same. */
  skipped: z.array(z.object({ lineId: idSchema, reason: z.enum(['not_payable', 'unchanged']) })),
});

/** Moves the due dates of these orders to one day. */
export const postponeOrdersSchema = z.object({
  orderIds: chosenSchema(LIMITS.unpaidPage),
  dueDate: calendarDateSchema,
});

/** The orders with a later due date now, and the others with the reasons. */
export const postponedOrdersSchema = z.object({
  postponed: z.array(idSchema),
  skipped: z.array(
    z.object({
      orderId: idSchema,
      reason: z.enum(['not_postponable', 'too_late', 'not_later']),
      /** The latest date to which it can be postponed; null when it can't be. */
      until: z.nullable(calendarDateSchema),
    }),
  ),
});

/** Asks for the links of these lines. */
export const lineLinksSchema = z.object({ lineIds: chosenSchema(LIMITS.unpaidPage) });

/** The link of each of them that still awaits payment. */
export const madeLineLinksSchema = z.object({
  links: z.array(z.object({ lineId: idSchema, url: z.string() })),
});

export type ChangedPayers = z.infer<typeof changedPayersSchema>;
export type PostponedOrders = z.infer<typeof postponedOrdersSchema>;
export type ReminderPreview = z.infer<typeof reminderPreviewSchema>;
export type Reminded = z.infer<typeof remindedSchema>;
export type UnpaidSort = (typeof UNPAID_SORTS)[number];
export type LinkState = (typeof LINK_STATES)[number];
export type UnpaidFilter = z.infer<typeof unpaidFilterSchema>;
export type ListUnpaidInput = z.infer<typeof listUnpaidSchema>;
export type UnpaidLine = z.infer<typeof unpaidLineSchema>;
export type UnpaidPage = z.infer<typeof unpaidPageSchema>;
