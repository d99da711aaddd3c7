import * as z from 'zod/mini';
import {
  CODE_PROBLEM_CODES,
  ROW_PROBLEM_CODES,
  ROW_PROBLEM_FIELDS,
  ROW_WARNING_CODES,
} from '../error-codes.ts';
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
import { defaultFiscalYearSchema, quantitySchema } from './customer.ts';
import { partsUntilSchema } from './payment.ts';

const termSchema = {
  customerId: idSchema,
  /** One of the customer's; may be left out where it has one. */
  licenseId: z.optional(idSchema),
  /** A plan of the licence's product; that of its last period when left out. */
  planId: z.optional(idSchema),
  /** Users, of a plan that is sold by user; by default as many as in the last period. */
  quantity: z.optional(quantitySchema),
  firstFiscalYear: fiscalYearSchema,
  years: z.int().check(z.gte(1), z.lte(LIMITS.years)),
  /**
   * The last day, where several lines share one end date; it then determines the number of years. Only for plans that
   * charge by month or day.
   */
  until: z.optional(calendarDateSchema),
};

/** A fiscal or anniversary year of a term, and the part of it charged. */
const termPartSchema = z.object({
  fiscalYear: fiscalYearSchema,
  from: calendarDateSchema,
  until: calendarDateSchema,
  /** Null: charged in full. */
  charged: z.nullable(z.object({ unit: z.enum(['month', 'day']), count: z.int(), of: z.int() })),
});

/** The price of a renewal, in dong: net = list − discount, total = net + VAT. */
const priceSchema = {
  list: dongSchema,
  discount: dongSchema,
  net: dongSchema,
  vat: dongSchema,
  total: dongSchema,
};

/** Sums over lines, in dong. */
export const totalsSchema = z.object(priceSchema);

const rowProblemSchema = z.object({
  row: z.int(),
  field: z.enum(ROW_PROBLEM_FIELDS),
  code: z.enum(ROW_PROBLEM_CODES),
  orderId: z.optional(idSchema),
  orderNumber: z.optional(z.string()),
  expiry: z.optional(calendarDateSchema),
  fiscalYear: z.optional(fiscalYearSchema),
  latest: z.optional(fiscalYearSchema),
  from: z.optional(calendarDateSchema),
  until: z.optional(calendarDateSchema),
  newExpiry: z.optional(calendarDateSchema),
  plans: z.optional(z.array(planNameSchema)),
});

/** A request to price rows of an order form; nothing is stored. */
export const quoteOrderSchema = z.object({
  lines: z.array(z.object(termSchema)).check(z.maxLength(LIMITS.orderLines)),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** Use the prices of this quotation, while it is valid. */
  quotationId: z.optional(namedIdSchema),
});

/** A discount on the list price, and its reason; `code` is null for a volume discount. */
export const discountSchema = z.object({
  kind: z.enum(['volume', 'referral', 'code']),
  code: z.nullable(z.string()),
  amount: dongSchema,
});

/** Effects of a renewal on its licence besides the dates. */
const effectSchema = {
  /** The licence's plan until then. */
  presentPlan: planNameSchema,
  /** Whether the line changes the plan. */
  changesPlan: z.boolean(),
  /** Users, or 1 of a plan that is not sold by user. */
  quantity: z.int(),
  /** The licence's users until then; null where it was not kept. */
  presentQuantity: z.nullable(z.int()),
  /** Counted from the day of the quote or order; 0: the new expiry is before that day. */
  daysGained: z.int(),
  /** The days before it on which the licence is not in force; null: there are none. */
  gap: z.nullable(z.object({ from: calendarDateSchema, until: calendarDateSchema })),
};

/** Prices of the rows without a problem; others are in no total. */
export const quoteSchema = z.object({
  /** The date in Vietnam on which it was made; screens use it as today. */
  today: calendarDateSchema,
  lines: z.array(
    z.object({
      row: z.int(),
      licenseId: idSchema,
      product: planNameSchema,
      /** Also set where the row named none. */
      planId: idSchema,
      ...priceSchema,
      vatRate: vatRateSchema,
      presentExpiry: calendarDateSchema,
      newExpiry: calendarDateSchema,
      /** A plan no longer sold, where a quotation guarantees it. */
      plan: planNameSchema,
      ...effectSchema,
      /** The first of the days that the line adds. */
      firstDay: calendarDateSchema,
      /** The chosen end date; null when none was chosen. */
      until: z.nullable(calendarDateSchema),
      /** The parts of the list price; empty in quotations made before it was kept. */
      parts: z.array(z.extend(termPartSchema, { list: dongSchema })),
      /** Bounds of a chosen end date; null when the plan has none. */
      untilRange: z.nullable(z.object({ from: calendarDateSchema, until: calendarDateSchema })),
      /** Warnings for the person, with the reason. */
      warnings: z.array(
        z.object({
          code: z.enum(ROW_WARNING_CODES),
          /** SHORT_GAIN: the days it adds. */
          days: z.nullable(z.int()),
          /** LAPSED_YEAR_FIRST: the year that must be bought. */
          fiscalYear: z.nullable(fiscalYearSchema),
        }),
      ),
      /** For the row's plan; null for an anniversary term, which has no fiscal years. */
      defaultYear: z.nullable(defaultFiscalYearSchema),
      /** The fiscal years that the row may begin with, each with the days it would add and its price. */
      choices: z.array(
        z.object({
          fiscalYear: fiscalYearSchema,
          daysGained: z.int(),
          firstDay: calendarDateSchema,
          newExpiry: calendarDateSchema,
          charged: termPartSchema.shape.charged,
          /** Null: the year has no price, or a quotation guarantees the price of another. */
          list: z.nullable(dongSchema),
        }),
      ),
    }),
  ),
  problems: z.array(rowProblemSchema),
  /** The firm's volume discount, in basis points of the list price; 0 for none. */
  discountRate: z.int(),
  /** Adds up to the totals' discount. */
  discounts: z.array(discountSchema),
  /** The reason why the discount code has no effect; null when it has one, or when none was given. */
  codeProblem: z.nullable(z.enum(CODE_PROBLEM_CODES)),
  /** Subtracted from the volume discount, because earlier orders got too much. */
  volumeKeptBack: dongSchema,
  totals: totalsSchema,
});

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
      /** The lines to be paid: the first customer, and their number. */
      firstCustomerName: z.string(),
      lineCount: z.int(),
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
      firstCustomerName: z.string(),
      lineCount: z.int(),
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

/** Saves the present prices of rows as a quotation. */
export const saveQuotationSchema = z.object({
  lines: z
    .array(z.object(termSchema))
    .check(z.minLength(1, 'REQUIRED'), z.maxLength(LIMITS.orderLines, 'TOO_LONG')),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** The addressee of the quotation; the firm by default. */
  buyerName: z.optional(textSchema(LIMITS.name)),
});

/** A saved quotation; it guarantees its prices to one order until `validUntil`, inclusive. */
export const quotationSchema = z.object({
  id: idSchema,
  number: z.string(),
  /** A printable page, in Vietnamese. */
  url: z.string(),
  validUntil: calendarDateSchema,
  total: dongSchema,
});

export type Discount = z.infer<typeof discountSchema>;
export type Cancellation = z.infer<typeof cancellationSchema>;
export type Quotation = z.infer<typeof quotationSchema>;
export type SaveQuotationInput = z.infer<typeof saveQuotationSchema>;
export type Totals = z.infer<typeof totalsSchema>;
export type QuoteOrderInput = z.infer<typeof quoteOrderSchema>;
export type Quote = z.infer<typeof quoteSchema>;
export type PlaceOrderInput = z.infer<typeof placeOrderSchema>;
export type OrderSummary = z.infer<typeof orderPageSchema>['orders'][number];
export type OrderPage = z.infer<typeof orderPageSchema>;
export type Order = z.infer<typeof orderSchema>;
export type OrderLine = z.infer<typeof orderLineSchema>;
