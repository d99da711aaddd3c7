import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { ATTEMPT_STATES } from '../order-state.ts';
import {
  calendarDateSchema,
  dongSchema,
  idSchema,
  instantSchema,
  localeSchema,
  namedIdSchema,
  paymentMethodSchema,
} from './common.ts';

const lineIdsSchema = z.array(namedIdSchema).check(z.minLength(1), z.maxLength(LIMITS.orderLines));

/** The payment methods for these lines, and the open attempts to pay them. */
export const paymentMethodsSchema = z.object({
  methods: z.array(
    z.object({
      method: paymentMethodSchema,
      /** The reason why it can't be used for this amount; null when it can. */
      unavailable: z.nullable(z.enum(['AMOUNT_TOO_SMALL', 'AMOUNT_TOO_LARGE'])),
      /** The limit exceeded or not reached, in dong; null when it can be used. */
      limit: z.nullable(dongSchema),
    }),
  ),
  /** Open attempts to pay some of these lines: paying twice makes a refund due. */
  openAttempts: z.array(
    z.object({
      id: idSchema,
      method: paymentMethodSchema,
      startedAt: instantSchema,
      /** The place where paying starts: the accountant's screen, or a payment link's page. */
      by: z.enum(['accountant', 'link']),
      lineCount: z.int(),
    }),
  ),
  /** The total to pay, in dong. */
  amount: dongSchema,
});

/** The lines to pay for. */
export const payableSchema = z.object({
  orderId: namedIdSchema,
  /** The lines to pay; by default all that await payment. */
  lineIds: z.optional(lineIdsSchema),
});

/** Input of `payments.start`: begins one attempt to pay these lines by this method. */
export const startPaymentSchema = z.object({
  orderId: namedIdSchema,
  lineIds: z.optional(lineIdsSchema),
  method: paymentMethodSchema,
  locale: localeSchema,
});

const qrSchema = z.object({ size: z.int(), path: z.string() });

/**
 * The last days for a transfer in parts: for 250,000,000 dong to come in all, null once they have, and then for the
 * rest; after it the received money goes back.
 */
export const partsUntilSchema = z.object({
  first: z.nullable(calendarDateSchema),
  all: calendarDateSchema,
});
export type PartsUntil = z.infer<typeof partsUntilSchema>;

/** Instructions for a transfer; every text is to be copied exactly. */
export const transferSchema = z.object({
  bankName: z.string(),
  accountNumber: z.string(),
  accountHolder: z.string(),
  /** The amount to transfer; after a short transfer, the rest. */
  amount: dongSchema,
  memo: z.string(),
  /** The VietQR code as an SVG path on a square of `size` modules; null when the amount exceeds NAPAS247's limit. */
  qr: z.nullable(qrSchema),
  /** A printable payment order (ủy nhiệm chi) for the whole amount. */
  paymentOrderUrl: z.string(),
  /** The amount in several transfers, each with its memo and its code; none where one transfer takes it. */
  parts: z.array(
    z.object({
      /** The amount still to be transferred in this part; 0: it has been received. */
      amount: dongSchema,
      memo: z.string(),
      qr: z.nullable(qrSchema),
    }),
  ),
  /** Null where one transfer takes the amount, or less is to be paid in all than keeps the order open. */
  partsUntil: z.nullable(partsUntilSchema),
});

/** A payment attempt as its screen shows it. */
export const paymentAttemptSchema = z.object({
  id: idSchema,
  orderId: idSchema,
  method: paymentMethodSchema,
  state: z.enum(ATTEMPT_STATES),
  amount: dongSchema,
  /** Sum of short transfers, waiting for the rest. */
  unapplied: dongSchema,
  /** Money received for it that no line could take, and that is not paid back yet. */
  refundDue: dongSchema,
  expiresAt: instantSchema,
  /** The gateway's page, for a redirecting method. */
  redirectUrl: z.nullable(z.string()),
  /** Transfer instructions, for a bank transfer. */
  transfer: z.nullable(transferSchema),
});

/** Names one payment attempt. */
export const attemptIdSchema = z.object({ attemptId: namedIdSchema });

/** Input of `paymentLinks.create`. */
export const createPaymentLinkSchema = z.object({
  orderId: namedIdSchema,
  /** One line; by default the link is for the whole order. */
  lineId: z.optional(namedIdSchema),
});

/** A payment link with its history; `url` opens it, and only the firm sees it. */
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
  orderId: namedIdSchema,
  /** The lines to pay; by default the unpaid ones that the owner pays. */
  lineIds: z.optional(lineIdsSchema),
});

/**
 * Lines without a mail. no_email: the customer has no e-mail address; email_refused: its mail server refuses it;
 * sent_recently: within the last ten minutes; limit_reached: its address, the firm or the portal has reached the hourly
 * limit of mails.
 */
const unsentSchema = z.array(
  z.object({
    lineId: idSchema,
    reason: z.enum(['no_email', 'email_refused', 'sent_recently', 'not_payable', 'limit_reached']),
  }),
);

const addresseesSchema = z.array(z.object({ lineId: idSchema, email: z.string() }));

/** The lines whose owners were mailed a link, and the others with the reasons. */
export const sentPaymentLinksSchema = z.object({ sent: addresseesSchema, skipped: unsentSchema });

/** The mails that `paymentLinks.send` would send: one a line, the first as an example. */
export const linkMailsPreviewSchema = z.object({
  mails: z.int(),
  addressees: addresseesSchema,
  skipped: unsentSchema,
  sample: z.nullable(z.object({ to: z.string(), subject: z.string(), text: z.string() })),
});

/** The payment links of one order. */
export const paymentLinksSchema = z.array(paymentLinkSchema);

/** Names one payment link. */
export const linkIdSchema = z.object({ linkId: namedIdSchema });

/** The payment methods for some lines. */
export type PaymentMethods = z.infer<typeof paymentMethodsSchema>;

/** One payment attempt. */
export type PaymentAttempt = z.infer<typeof paymentAttemptSchema>;

/** Transfer instructions. */
export type Transfer = z.infer<typeof transferSchema>;

/** Answer of `paymentLinks.send`. */
export type SentPaymentLinks = z.infer<typeof sentPaymentLinksSchema>;

/** Answer of `paymentLinks.countMails`. */
export type LinkMailsPreview = z.infer<typeof linkMailsPreviewSchema>;

/** A payment link with its history. */
export type PaymentLink = z.infer<typeof paymentLinkSchema>;
