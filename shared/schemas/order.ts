import * as z from 'zod/mini';
import {
  CODE_PROBLEM_CODES,
  ROW_PROBLEM_CODES,
  ROW_PROBLEM_FIELDS,
  ROW_WARNING_CODES,
} from '../error-codes.ts';
import { LIMITS } from '../limits.ts';
import { LINE_STATES, ORDER_STATES } from '../order-state.ts';
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
  noteSchema,
  payerSchema,
  paymentMethodSchema,
  recipientSchema,
  termRuleSchema,
  textSchema,
  vatRateSchema,
} from './common.ts';
import { defaultFiscalYearSchema } from './customer.ts';

const termSchema = {
  planId: idSchema,
  firstFiscalYear: fiscalYearSchema,
  years: z.int().check(z.gte(1), z.lte(LIMITS.years)),
  /**
   * The last day, where several lines are brought to one end date; then it says how many years there are. Only with a
   * plan that charges by month or day.
   */
  until: z.optional(calendarDateSchema),
};

/** A fiscal year of a term, or a year from an anniversary, and how much of it is charged. */
const termPartSchema = z.object({
  fiscalYear: fiscalYearSchema,
  from: calendarDateSchema,
  until: calendarDateSchema,
  /** Null: the price of the whole year. */
  charged: z.nullable(z.object({ unit: z.enum(['month', 'day']), count: z.int(), of: z.int() })),
});

/** What a renewal costs, in dong: net = list − discount, total = net + VAT. */
const priceSchema = {
  list: dongSchema,
  discount: dongSchema,
  net: dongSchema,
  vat: dongSchema,
  total: dongSchema,
};

export const totalsSchema = z.object(priceSchema);

export const rowProblemSchema = z.object({
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
});

export const quoteOrderSchema = z.object({
  lines: z
    .array(z.object({ customerId: idSchema, ...termSchema }))
    .check(z.maxLength(LIMITS.orderLines)),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** Prices as this quotation gave them, while it is valid. */
  quotationId: z.optional(idSchema),
});

/** What is taken off the list price, and why; `code` is null for a volume discount. */
export const discountSchema = z.object({
  kind: z.enum(['volume', 'referral', 'code']),
  code: z.nullable(z.string()),
  amount: dongSchema,
});

/** What a renewal does to its licence besides the dates. */
const effectSchema = {
  /** Of the licence until then. */
  presentPlan: planNameSchema,
  /** Whether the line puts another plan in its place. */
  changesPlan: z.boolean(),
  /** From the day of the quote, or of ordering, on; 0: it ends before that day. */
  daysGained: z.int(),
};

/** Prices of the rows without a problem; a row with one is in no total. */
export const quoteSchema = z.object({
  /** The date in Vietnam on which it was made: what a screen offers goes by it. */
  today: calendarDateSchema,
  lines: z.array(
    z.object({
      row: z.int(),
      ...priceSchema,
      vatRate: vatRateSchema,
      presentExpiry: calendarDateSchema,
      newExpiry: calendarDateSchema,
      /** Also one that is sold no more, where a quotation holds it. */
      plan: planNameSchema,
      ...effectSchema,
      /** The days that it gives are those from this one to the new expiry. */
      firstDay: calendarDateSchema,
      /** The end date that was chosen; null: none was. */
      until: z.nullable(calendarDateSchema),
      /** What the list price is made of; empty in a quotation from before it was kept. */
      parts: z.array(z.extend(termPartSchema, { list: dongSchema })),
      /** Between which days an end date may be chosen; null: the plan has none. */
      untilRange: z.nullable(z.object({ from: calendarDateSchema, until: calendarDateSchema })),
      /** What a person should know of it, with the reason. */
      warnings: z.array(
        z.object({
          code: z.enum(ROW_WARNING_CODES),
          /** SHORT_GAIN: the days that it adds. */
          days: z.nullable(z.int()),
          /** LAPSED_YEAR_FIRST: the year that has to be bought. */
          fiscalYear: z.nullable(fiscalYearSchema),
        }),
      ),
      /** With the plan of the row; null by anniversary, which knows no fiscal years. */
      defaultYear: z.nullable(defaultFiscalYearSchema),
      /** The fiscal years that the row may begin with, each with what it alone would add and cost. */
      choices: z.array(
        z.object({
          fiscalYear: fiscalYearSchema,
          daysGained: z.int(),
          firstDay: calendarDateSchema,
          newExpiry: calendarDateSchema,
          charged: termPartSchema.shape.charged,
          /** Null: the year has no price, or a quotation holds that of another. */
          list: z.nullable(dongSchema),
        }),
      ),
    }),
  ),
  problems: z.array(rowProblemSchema),
  /** The firm's volume discount, in basis points of the list price; 0 without one. */
  discountRate: z.int(),
  /** They add up to the totals' discount. */
  discounts: z.array(discountSchema),
  /** Why the discount code takes nothing off; null when it does, or when none was given. */
  codeProblem: z.nullable(z.enum(CODE_PROBLEM_CODES)),
  /** What is kept back of the volume discount, since earlier orders had too much. */
  volumeKeptBack: dongSchema,
  totals: totalsSchema,
});

export const placeOrderSchema = z.object({
  /** Made by the widget once an order and kept over reloads: one id places one order. */
  requestId: idSchema,
  /** The language of the messages about this order. */
  locale: localeSchema,
  invoiceTo: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer') }),
    z.object({ kind: z.literal('other'), party: invoicePartySchema }),
  ]),
  notify: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('accountant') }),
    z.object({ kind: z.literal('other'), recipient: recipientSchema }),
  ]),
  /** Who is to pay, unless a line says otherwise; without it, the firm. */
  payer: z.optional(payerSchema),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  quotationId: z.optional(idSchema),
  lines: z
    .array(
      z.object({
        customerId: idSchema,
        ...termSchema,
        /** The expiry that the accountant saw; the line is refused when the licence has moved since. */
        presentExpiry: calendarDateSchema,
        /** Overrides `invoiceTo` for this line. */
        invoiceParty: z.optional(invoicePartySchema),
        /** Gets the messages about this line besides the order's recipient. */
        recipientEmail: z.optional(emailSchema),
        /** Overrides the order's payer for this line. */
        payer: z.optional(payerSchema),
      }),
    )
    .check(z.minLength(1, 'REQUIRED'), z.maxLength(LIMITS.orderLines, 'TOO_LONG')),
  /** The total that the person confirmed, in dong. */
  confirmedTotal: dongSchema,
});

export const placedOrderSchema = z.object({ id: idSchema, number: z.string() });

export const orderStateSchema = z.enum(ORDER_STATES);

export const listOrdersSchema = z.object({
  /** Part of an order number, a tax code or a customer's name. */
  query: textSchema(LIMITS.searchText),
  state: z.optional(orderStateSchema),
  /** Only those with money that waits or is to be paid back. */
  hasMoneyWaiting: z.optional(z.literal(true)),
  /** `nextCursor` of the page before. */
  cursor: z.optional(idSchema),
});

const orderSummary = {
  id: idSchema,
  number: z.string(),
  state: orderStateSchema,
  createdAt: instantSchema,
  placedBy: z.string(),
  lineCount: z.int(),
  /** The first line's customer, to know the order by. */
  firstCustomerName: z.string(),
  total: dongSchema,
  /** Of the lines that are paid. */
  paid: dongSchema,
  /** Of the lines that await payment. */
  due: dongSchema,
  /** The last date on which it can be paid. */
  dueDate: calendarDateSchema,
  /** When it was cancelled because nobody had paid by then. */
  expiredAt: z.nullable(instantSchema),
  /** Money received that waits: for the rest, or for a person. */
  heldAmount: dongSchema,
  /** Money received that is to be paid back. */
  refundDue: dongSchema,
};

export const orderPageSchema = z.object({
  orders: z.array(z.object(orderSummary)),
  nextCursor: z.nullable(z.string()),
});

export const orderIdSchema = z.object({ orderId: idSchema });

export const orderLineSchema = z.object({
  id: idSchema,
  customer: z.object({ id: idSchema, taxCode: z.string(), name: z.string() }),
  plan: planNameSchema,
  ...effectSchema,
  /** Null: ordered before it was kept. */
  presentPlan: z.nullable(planNameSchema),
  termRule: termRuleSchema,
  fiscalYearStart: fiscalYearStartSchema,
  firstFiscalYear: fiscalYearSchema,
  years: z.int(),
  /** When ordered. */
  presentExpiry: calendarDateSchema,
  /** Until the line is paid: what it will give; after: what it gave. */
  newExpiry: calendarDateSchema,
  /** The first day that it was ordered for; null: ordered before it was kept. */
  firstDay: z.nullable(calendarDateSchema),
  /** The end date that was chosen; null: none was. */
  until: z.nullable(calendarDateSchema),
  /** The fiscal years of which only a part is charged. */
  chargedParts: z.array(termPartSchema),
  ...priceSchema,
  vatRate: vatRateSchema,
  state: z.enum(LINE_STATES),
  paidAt: z.nullable(instantSchema),
  cancelledAt: z.nullable(instantSchema),
  /** Null also where nobody cancelled it: the due date has passed. */
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
  /** The newest link for this line alone, with whether it was mailed and opened; null: there is none. */
  link: z.nullable(
    z.object({
      sentAt: z.nullable(instantSchema),
      sentTo: z.nullable(z.string()),
      openedAt: z.nullable(instantSchema),
    }),
  ),
  /** The commitment to pay it by a date, which extends the licence until then; null: there is none. */
  commitment: z.nullable(
    z.object({
      payBy: calendarDateSchema,
      state: z.enum(['active', 'kept', 'lapsed']),
      temporaryExpiry: calendarDateSchema,
    }),
  ),
});

export const refundSchema = z.object({
  id: idSchema,
  amount: dongSchema,
  reason: z.enum(REFUND_REASONS),
  state: z.enum(['due', 'refunding', 'refunded']),
  refundedAt: z.nullable(instantSchema),
  /** The bank's or the gateway's number of the refund. */
  reference: z.nullable(z.string()),
});

export const orderSchema = z.object({
  ...orderSummary,
  /** Goes up with every change; the tracked id of live updates. */
  version: z.int(),
  invoiceTo: z.enum(['customer', 'other']),
  recipient: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
  totals: totalsSchema,
  lines: z.array(orderLineSchema),
  payments: z.array(
    z.object({
      id: idSchema,
      /** The attempt that it belongs to. */
      sessionId: idSchema,
      method: paymentMethodSchema,
      /** Its number, as the payer's bank or gateway has it. */
      reference: z.string(),
      /** What it was meant for: the first customer, and how many lines. */
      firstCustomerName: z.string(),
      lineCount: z.int(),
      receivedAt: instantSchema,
      /** received = allocated + refundDue + refunded + held */
      received: dongSchema,
      allocated: dongSchema,
      /** What it has paid; adds up to `allocated`. */
      allocations: z.array(z.object({ lineId: idSchema, amount: dongSchema })),
      refundDue: dongSchema,
      refunded: dongSchema,
      held: dongSchema,
      /** Why all of it is held; null when it is not. */
      holdReason: z.nullable(z.enum(['short', 'unmatched', 'suspected_fraud'])),
      refunds: z.array(refundSchema),
      /** A page to print; null while nothing of it has paid a line. */
      receiptUrl: z.nullable(z.string()),
    }),
  ),
  payer: payerSchema,
  discounts: z.array(discountSchema),
  /** Until when the due date can be put off; null: not any more. */
  extendableUntil: z.nullable(calendarDateSchema),
  /** Until when payment can be committed to; null: a plan does not allow it, or it was done. */
  committableUntil: z.nullable(calendarDateSchema),
  /** Of short transfers that wait for the rest, by session. */
  held: z.array(
    z.object({
      sessionId: idSchema,
      held: dongSchema,
      missing: dongSchema,
      firstCustomerName: z.string(),
      lineCount: z.int(),
    }),
  ),
});

export const cancelOrderSchema = z.object({
  orderId: idSchema,
  /** The unpaid lines to cancel; without it, all that are unpaid. */
  lineIds: z.optional(z.array(idSchema).check(z.minLength(1), z.maxLength(LIMITS.orderLines))),
  reason: noteSchema(LIMITS.reason).check(z.minLength(1, 'REQUIRED')),
  /**
   * What stays to be paid, as {@link cancellationSchema} said and the person confirmed; without it, the
   * cancellation is refused where it changes what other lines cost.
   */
  confirmedDue: z.optional(dongSchema),
});

export const previewCancelSchema = z.pick(cancelOrderSchema, { orderId: true, lineIds: true });

/** What cancelling lines would change besides. */
export const cancellationSchema = z.object({
  /** What is to be paid of the order now, and afterwards. */
  dueBefore: dongSchema,
  due: dongSchema,
  /** The lines that go. */
  lineCount: z.int(),
  amount: dongSchema,
  /** The volume discount of what stays, before and after, in basis points. */
  discountRateBefore: z.int(),
  discountRate: z.int(),
  /** Unpaid lines that cost more without the others, since a volume tier is no longer reached. */
  lines: z.array(z.object({ lineId: idSchema, total: dongSchema, newTotal: dongSchema })),
  /** What the paid lines had too much for volume then, and later volume discounts make good. */
  volumeOwed: dongSchema,
});

export const extendOrderSchema = z.object({ orderId: idSchema, dueDate: calendarDateSchema });

/** Commits to pay all that is unpaid of an order by a date. */
export const commitOrderSchema = z.object({
  orderId: idSchema,
  payBy: calendarDateSchema,
  /** The person has confirmed that they commit. */
  confirmed: z.literal(true),
});

export const saveQuotationSchema = z.object({
  lines: z
    .array(z.object({ customerId: idSchema, ...termSchema }))
    .check(z.minLength(1, 'REQUIRED'), z.maxLength(LIMITS.orderLines, 'TOO_LONG')),
  discountCode: z.optional(codeTextSchema(LIMITS.discountCode)),
  /** Whom the quotation is for; without it, the firm. */
  buyerName: z.optional(textSchema(LIMITS.name)),
});

export const quotationSchema = z.object({
  id: idSchema,
  number: z.string(),
  /** A page to print, in Vietnamese. */
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
