import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { SESSION_STATES } from '../order-state.ts';
import {
  dongSchema,
  idSchema,
  instantSchema,
  localeSchema,
  paymentMethodSchema,
} from './common.ts';

const lineIdsSchema = z.array(idSchema).check(z.minLength(1), z.maxLength(LIMITS.orderLines));

/** The ways to pay these lines, and the attempts at it that are still open. */
export const paymentMethodsSchema = z.object({
  methods: z.array(
    z.object({
      method: paymentMethodSchema,
      /** Why it can't be used for this amount; null when it can. */
      unavailable: z.nullable(z.enum(['AMOUNT_TOO_SMALL', 'AMOUNT_TOO_LARGE'])),
      /** The limit that is not kept, in dong; null when it can be used. */
      limit: z.nullable(dongSchema),
    }),
  ),
  /** Attempts to pay some of these lines that are still open: paying twice makes a refund due. */
  openSessions: z.array(
    z.object({
      id: idSchema,
      method: paymentMethodSchema,
      startedAt: instantSchema,
      /** The accountant's screen, or a payment link's page. */
      by: z.enum(['accountant', 'link']),
      lineCount: z.int(),
    }),
  ),
  /** What would be paid, in dong. */
  amount: dongSchema,
});

/** The lines that somebody wants to pay. */
export const payableSchema = z.object({
  orderId: idSchema,
  /** The lines to pay; without it, all that await payment. */
  lineIds: z.optional(lineIdsSchema),
});

/** Input of `payments.start`: begins one attempt to pay these lines by this method. */
export const startPaymentSchema = z.object({
  orderId: idSchema,
  lineIds: z.optional(lineIdsSchema),
  method: paymentMethodSchema,
  locale: localeSchema,
});

/** How to transfer; every text is to be copied exactly. */
export const transferSchema = z.object({
  bankName: z.string(),
  accountNumber: z.string(),
  accountHolder: z.string(),
  /** What is to be transferred: of a transfer that was short, the rest. */
  amount: dongSchema,
  memo: z.string(),
  /** The VietQR code as an SVG path on a square of `size` modules; null when NAPAS247 refuses the amount. */
  qr: z.nullable(z.object({ size: z.int(), path: z.string() })),
});

/** One attempt to pay, as its screen shows it. */
export const paymentSessionSchema = z.object({
  id: idSchema,
  orderId: idSchema,
  method: paymentMethodSchema,
  state: z.enum(SESSION_STATES),
  amount: dongSchema,
  /** Of short transfers, waiting for the rest. */
  held: dongSchema,
  /** Of money for it that no line could take, and that is not paid back yet. */
  refundDue: dongSchema,
  expiresAt: instantSchema,
  /** Where the payer goes, with a redirecting method. */
  redirectUrl: z.nullable(z.string()),
  /** How to transfer, with a bank transfer. */
  transfer: z.nullable(transferSchema),
});

/** Input of what concerns one attempt to pay. */
export const sessionIdSchema = z.object({ sessionId: idSchema });

/** Input of `paymentLinks.create`. */
export const createPaymentLinkSchema = z.object({
  orderId: idSchema,
  /** One line; without it the link is for the whole order. */
  lineId: z.optional(idSchema),
});

/** A payment link with its history; `url` opens it, and is shown to the firm alone. */
export const paymentLinkSchema = z.object({
  id: idSchema,
  orderId: idSchema,
  lineId: z.nullable(idSchema),
  url: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: z.nullable(instantSchema),
  sentAt: z.nullable(instantSchema),
  sentTo: z.nullable(z.string()),
  openedAt: z.nullable(instantSchema),
});

/** Mails each line's owner a link for that line alone. */
export const sendPaymentLinksSchema = z.object({
  orderId: idSchema,
  /** Without it, the unpaid lines that the owner pays. */
  lineIds: z.optional(lineIdsSchema),
});

/** The lines whose owners were mailed a link, and why the others were not. */
export const sentPaymentLinksSchema = z.object({
  sent: z.array(z.object({ lineId: idSchema, email: z.string() })),
  /**
   * no_email: the customer has no e-mail address; sent_recently: within the last ten minutes; limit_reached: its
   * address, the firm or the portal has had its mails of this hour.
   */
  skipped: z.array(
    z.object({
      lineId: idSchema,
      reason: z.enum(['no_email', 'sent_recently', 'not_payable', 'limit_reached']),
    }),
  ),
});

/** The payment links of one order. */
export const paymentLinksSchema = z.array(paymentLinkSchema);

/** Input of what concerns one payment link. */
export const linkIdSchema = z.object({ linkId: idSchema });

/** The ways to pay some lines. */
export type PaymentMethods = z.infer<typeof paymentMethodsSchema>;

/** One attempt to pay. */
export type PaymentSession = z.infer<typeof paymentSessionSchema>;

/** How to transfer. */
export type Transfer = z.infer<typeof transferSchema>;

/** Answer of `paymentLinks.send`. */
export type SentPaymentLinks = z.infer<typeof sentPaymentLinksSchema>;

/** A payment link with its history. */
export type PaymentLink = z.infer<typeof paymentLinkSchema>;
