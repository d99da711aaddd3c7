import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { LINE_STATES, ORDER_STATES, SHOWN_STATES } from '../order-state.ts';
import { REFUND_REASONS } from '../refund-reasons.ts';
import { planNameSchema } from './catalog.ts';
import {
  calendarDateSchema,
  codeTextSchema,
  dongSchema,
  emailSchema,
  fiscalYearSchema,
  fiscalYearStartSchema,
  idSchema,
  instantSchema,
  invoicePartySchema,
  localeSchema,
  namedIdSchema,
  noteSchema,
  payerSchema,
  paymentMethodSchema,
  recipientSchema,
  termRuleSchema,
  textSchema,
  vatRateSchema,
} from './common.ts';
import { partsUntilSchema } from './payment.ts';
import {
  discountSchema,
  effectSchema,
  priceSchema,
  termPartSchema,
  termSchema,
  totalsSchema,
} from './quote.ts';

/** An order as the accountant confirmed it. The server refuses it if a term or price would differ. */
export const placeOrderSchema = z.object({
  /** Made by the widget for each order and kept over reloads: one id places one order. */
  requestId: idSchema,
  /** The language of messages about this order. */
  locale: localeSchema,
  invoiceTo: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer') }),
    z.object({ kind: z.literal('other'), party: invoicePartySchema }),
  ]),
  notify: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('accountant') }),
    z.object({ kind: z.literal('other'), recipient: recipientSchema }),
  ]),
  /** The payer of every line that names none; the firm by default. */
  payer: z.optional(payerSchema),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  quotationId: z.optional(namedIdSchema),
  lines: z
    .array(
      z.object({
        ...termSchema,
        /** The expiry that the accountant saw; the line is refused when the licence has changed since. */
        presentExpiry: calendarDateSchema,
        /** The new expiry that the accountant confirmed; the line is refused when it would be another. */
        newExpiry: z.optional(calendarDateSchema),
        /** Overrides `invoiceTo` for this line. */
        invoiceParty: z.optional(invoicePartySchema),
        /** Gets messages about this line in addition to the order's recipient. */
        recipientEmail: z.optional(emailSchema),
        /** Overrides the order's payer for this line. */
        payer: z.optional(payerSchema),
      }),
    )
    .check(z.minLength(1, 'REQUIRED'), z.maxLength(LIMITS.orderLines, 'TOO_LONG')),
  /** The total that the person confirmed, in dong. */
  confirmedTotal: dongSchema,
});

/** The id and number of an order just placed, or placed before with the same request id. */
export const placedOrderSchema = z.object({ id: idSchema, number: z.string() });

const orderStateSchema = z.enum(ORDER_STATES);

/** A search of the firm's orders, the newest first. */
export const listOrdersSchema = z.object({
  /**
   * Part of an order number, a tax code, a customer's name, the orderer's name, the recipient's address; an amount; the
   * memo of a transfer, or the number of a transaction.
   */
  query: textSchema(LIMITS.searchText),
  state: z.optional(z.enum(SHOWN_STATES)),
  /** Only orders with unapplied money or a refund due. */
  hasMoneyWaiting: z.optional(z.literal(true)),
  /** Only orders of which something is to be paid by this date; those due first come first. */
  dueBy: z.optional(calendarDateSchema),
  /** `nextCursor` of the page before. */
  cursor: z.optional(idSchema),
  /** Orders in the answer; by default a page of the screen. */
  limit: z.optional(z.int().check(z.gte(1), z.lte(LIMITS.ordersPage))),
});

const orderSummary = {
  id: idSchema,
  number: z.string(),
  state: orderStateSchema,
  /** The state that people see, and by which the list is filtered: with orders that have expired, or in part. */
  shownState: z.enum(SHOWN_STATES),
  createdAt: instantSchema,
  placedBy: z.string(),
  lineCount: z.int(),
  /** The first line's customer, by which people recognise the order. */
  firstCustomerName: z.string(),
  total: dongSchema,
  /** Total of the paid lines. */
  paid: dongSchema,
  /** Total of the lines that await payment. */
  due: dongSchema,
  /** The last date for payment. */
  dueDate: calendarDateSchema,
  /** Time of its cancellation for lack of payment. */
  expiredAt: z.nullable(instantSchema),
  /** Money received that is not applied yet: it waits for the rest, or for a person. */
  unappliedAmount: dongSchema,
  /** Money received that will be paid back. */
  refundDue: dongSchema,
};

/** A page of orders found; `nextCursor` is null on the last. */
export const orderPageSchema = z.object({
  orders: z.array(z.object(orderSummary)),
  nextCursor: z.nullable(z.string()),
  /** Sums of all orders found, not of this page alone; missing on later pages. */
  totals: z.optional(z.object({ orders: z.int(), total: z.int(), due: z.int() })),
});

export const orderIdSchema = z.object({ orderId: namedIdSchema });

/** A line as ordered, with its present state. */
export const orderLineSchema = z.object({
  id: idSchema,
  customer: z.object({ id: idSchema, taxCode: z.string(), name: z.string() }),
  licenseId: idSchema,
  /** The portal's own id of the licence, when ordered; null where it had given none. */
  licenseExternalId: z.nullable(z.string()),
  /** Whether the customer then had several licences of the product, which that id tells apart. */
  isOneOfSeveral: z.boolean(),
  product: planNameSchema,
  plan: planNameSchema,
  ...effectSchema,
  /** Null: ordered before it was kept. */
  presentPlan: z.nullable(planNameSchema),
  termRule: termRuleSchema,
  fiscalYearStart: fiscalYearStartSchema,
  firstFiscalYear: fiscalYearSchema,
  years: z.int(),
  /** The state when ordered. */
  presentExpiry: calendarDateSchema,
  /** The expiry it will give; once paid, the expiry it gave. */
  newExpiry: calendarDateSchema,
  /** The first day ordered; null: ordered before it was kept. */
  firstDay: z.nullable(calendarDateSchema),
  /** The chosen end date; null when none was chosen. */
  until: z.nullable(calendarDateSchema),
  /** The fiscal years charged only in part. */
  chargedParts: z.array(termPartSchema),
  ...priceSchema,
  vatRate: vatRateSchema,
  state: z.enum(LINE_STATES),
  paidAt: z.nullable(instantSchema),
  cancelledAt: z.nullable(instantSchema),
  /** Null when not cancelled by a person: the due date has passed. */
  cancelReason: z.nullable(z.string()),
  invoiceParty: z.object({
    legalName: z.string(),
    taxCode: z.string(),
    budgetUnitCode: z.string(),
    address: z.string(),
    email: z.string(),
    contactName: z.string(),
  }),
  recipientEmail: z.nullable(z.string()),
  payer: payerSchema,
  /** The newest link for this line alone, and whether it was mailed and opened; null when there is none. */
  link: z.nullable(
    z.object({
      sentAt: z.nullable(instantSchema),
      sentTo: z.nullable(z.string()),
      openedAt: z.nullable(instantSchema),
    }),
  ),
  /** The commitment to pay by a date, which extends the licence until then; null when there is none. */
  commitment: z.nullable(
    z.object({
      payBy: calendarDateSchema,
      state: z.enum(['active', 'kept', 'lapsed']),
      temporaryExpiry: calendarDateSchema,
    }),
  ),
});

const refundSchema = z.object({
  id: idSchema,
  amount: dongSchema,
  reason: z.enum(REFUND_REASONS),
  state: z.enum(['due', 'refunding', 'refunded']),
  refundedAt: z.nullable(instantSchema),
  /** The bank's or gateway's number of the refund. */
  reference: z.nullable(z.string()),
});

/** The lines to be paid: the first of them, its customer, and their number. */
const meantForSchema = {
  firstLineId: idSchema,
  firstCustomerName: z.string(),
  lineCount: z.int(),
};

/** An order with its lines, payments and refunds. Amounts are in dong. */
export const orderSchema = z.object({
  ...orderSummary,
  /** Increases with every change; the tracked id of live updates. */
  version: z.int(),
  invoiceTo: z.enum(['customer', 'other']),
  recipient: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
  /** The mail server of the recipient's address has refused a mail for good. */
  isRecipientRefused: z.boolean(),
  totals: totalsSchema,
  lines: z.array(orderLineSchema),
  payments: z.array(
    z.object({
      id: idSchema,
      /** The attempt that it belongs to. */
      attemptId: idSchema,
      method: paymentMethodSchema,
      /** The payment's number at the payer's bank or gateway. */
      reference: z.string(),
      ...meantForSchema,
      receivedAt: instantSchema,
      /** received = allocated + refundDue + refunded + unapplied */
      received: dongSchema,
      allocated: dongSchema,
      /** The lines it paid; adds up to `allocated`. */
      allocations: z.array(z.object({ lineId: idSchema, amount: dongSchema })),
      refundDue: dongSchema,
      refunded: dongSchema,
      unapplied: dongSchema,
      /** The reason why all of it is unapplied; null when it is not. */
      unappliedReason: z.nullable(z.enum(['underpaid', 'unmatched', 'suspected_fraud'])),
      refunds: z.array(refundSchema),
      /** A printable page; null while it has paid no line. */
      receiptUrl: z.nullable(z.string()),
    }),
  ),
  payer: payerSchema,
  discounts: z.array(discountSchema),
  /** The latest postponed due date; null when it can't be postponed any more. */
  postponableUntil: z.nullable(calendarDateSchema),
  /** The latest date of a commitment to pay; null: a plan allows none, or one was made. */
  committableUntil: z.nullable(calendarDateSchema),
  /** Short transfers that wait for the rest, by payment attempt. */
  unapplied: z.array(
    z.object({
      attemptId: idSchema,
      unapplied: dongSchema,
      missing: dongSchema,
      /** Null where it is not in parts. */
      partsUntil: z.nullable(partsUntilSchema),
      ...meantForSchema,
    }),
  ),
});

/** Cancels unpaid lines of an order. */
export const cancelOrderSchema = z.object({
  orderId: namedIdSchema,
  /** The unpaid lines to cancel; by default all of them. */
  lineIds: z.optional(z.array(namedIdSchema).check(z.minLength(1), z.maxLength(LIMITS.orderLines))),
  reason: noteSchema(LIMITS.reason).check(z.minLength(1, 'REQUIRED')),
  /**
   * The remaining total to pay, from {@link cancellationSchema}, as the person confirmed it; without it, a cancellation
   * that changes the price of other lines is refused.
   */
  confirmedDue: z.optional(dongSchema),
});

/** Asks for the effects of cancelling, without cancelling. */
export const previewCancelSchema = z.pick(cancelOrderSchema, { orderId: true, lineIds: true });

/** Other effects of cancelling lines. */
export const cancellationSchema = z.object({
  /** The order's total to pay, now and afterwards. */
  dueBefore: dongSchema,
  due: dongSchema,
  /** The lines to be cancelled. */
  lineCount: z.int(),
  amount: dongSchema,
  /** The volume discount of the remaining lines, before and after, in basis points. */
  discountRateBefore: z.int(),
  discountRate: z.int(),
  /** Unpaid lines that get dearer, because a volume tier is no longer reached. */
  lines: z.array(z.object({ lineId: idSchema, total: dongSchema, newTotal: dongSchema })),
  /** Volume discount that the paid lines got in excess, and later volume discounts make good. */
  volumeOwed: dongSchema,
});

/** Moves the last date for payment, at most to the order's `postponableUntil`. */
export const postponeDueDateSchema = z.object({
  orderId: namedIdSchema,
  dueDate: calendarDateSchema,
});

/** Commits to pay everything unpaid in an order by a date. */
export const commitOrderSchema = z.object({
  orderId: namedIdSchema,
  payBy: calendarDateSchema,
  /** The person has confirmed the commitment. */
  confirmed: z.literal(true),
});

export type Cancellation = z.infer<typeof cancellationSchema>;
export type PlaceOrderInput = z.infer<typeof placeOrderSchema>;
export type OrderSummary = z.infer<typeof orderPageSchema>['orders'][number];
export type OrderPage = z.infer<typeof orderPageSchema>;
export type Order = z.infer<typeof orderSchema>;
export type OrderLine = z.infer<typeof orderLineSchema>;
