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

export const paymentMethodsSchema = z.object({
  methods: z.array(
    z.object({
      method: paymentMethodSchema,
      /** Why it can't be used for this amount; null when it can. */
      unavailable: z.nullable(z.enum(['AMOUNT_TOO_SMALL', 'AMOUNT_TOO_LARGE'])),
    }),
  ),
  /** What would be paid, in dong. */
  amount: dongSchema,
});

export const payableSchema = z.object({
  orderId: idSchema,
  /** The lines to pay; without it, all that await payment. */
  lineIds: z.optional(lineIdsSchema),
});

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
  amount: dongSchema,
  memo: z.string(),
  /** The VietQR code as an SVG path on a square of `size` modules; null when NAPAS247 refuses the amount. */
  qr: z.nullable(z.object({ size: z.int(), path: z.string() })),
});

export const paymentSessionSchema = z.object({
  id: idSchema,
  orderId: idSchema,
  method: paymentMethodSchema,
  state: z.enum(SESSION_STATES),
  amount: dongSchema,
  /** Of short transfers, waiting for the rest. */
  held: dongSchema,
  expiresAt: instantSchema,
  /** Where the payer goes, with a redirecting method. */
  redirectUrl: z.nullable(z.string()),
  /** How to transfer, with a bank transfer. */
  transfer: z.nullable(transferSchema),
});

export const sessionIdSchema = z.object({ sessionId: idSchema });

export const createPaymentLinkSchema = z.object({
  orderId: idSchema,
  /** One line; without it the link is for the whole order. */
  lineId: z.optional(idSchema),
});

export const paymentLinkSchema = z.object({
  id: idSchema,
  orderId: idSchema,
  lineId: z.nullable(idSchema),
  url: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: z.nullable(instantSchema),
});

export const paymentLinksSchema = z.array(paymentLinkSchema);
export const linkIdSchema = z.object({ linkId: idSchema });

export type PaymentMethods = z.infer<typeof paymentMethodsSchema>;
export type PaymentSession = z.infer<typeof paymentSessionSchema>;
export type Transfer = z.infer<typeof transferSchema>;
export type PaymentLink = z.infer<typeof paymentLinkSchema>;
