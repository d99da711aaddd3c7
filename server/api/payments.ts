import { orderIdSchema } from '../../shared/schemas/order.ts';
import {
  attemptIdSchema,
  createPaymentLinkSchema,
  linkIdSchema,
  payableSchema,
  sendPaymentLinksSchema,
  startPaymentSchema,
} from '../../shared/schemas/payment.ts';
import type { Actor } from '../context/context.ts';
import { bulkProcedure, procedure, type RequestContext, router } from '../http/trpc.ts';
import { listPaymentMethods } from '../payments/attempts/payable-lines.ts';
import { readPaymentAttempt } from '../payments/attempts/read-payment-attempt.ts';
import { startPayment } from '../payments/attempts/start-payment.ts';
import type { Payer } from '../payments/core/payer.ts';
import { createPaymentLink } from '../payments/links/create-payment-link.ts';
import { listPaymentLinks } from '../payments/links/list-payment-links.ts';
import { revokePaymentLink } from '../payments/links/revoke-payment-link.ts';
import { sendPaymentLinks } from '../payments/links/send-payment-links.ts';
import { previewLinkMails } from '../unpaid/preview-link-mails.ts';

export const paymentsRouter = router({
  methods: procedure
    .input(payableSchema)
    .query(({ ctx, input }) => listPaymentMethods(ctx.context, ctx.actor, input)),
  start: procedure
    .input(startPaymentSchema)
    .mutation(({ ctx, input }) => startPayment(ctx.context, accountantPayer(ctx), input)),
  attempt: procedure
    .input(attemptIdSchema)
    .query(({ ctx, input }) =>
      readPaymentAttempt(ctx.context, accountantPayer(ctx), input.attemptId),
    ),
});

export const paymentLinksRouter = router({
  create: procedure
    .input(createPaymentLinkSchema)
    .mutation(({ ctx, input }) => createPaymentLink(ctx.context, ctx.actor, input)),
  list: bulkProcedure
    .input(orderIdSchema)
    .query(({ ctx, input }) => listPaymentLinks(ctx.context, ctx.actor, input)),
  countMails: bulkProcedure
    .input(sendPaymentLinksSchema)
    .query(({ ctx, input }) => previewLinkMails(ctx.context, ctx.actor, input)),
  send: bulkProcedure
    .input(sendPaymentLinksSchema)
    .mutation(({ ctx, input }) => sendPaymentLinks(ctx.context, ctx.actor, input)),
  revoke: procedure
    .input(linkIdSchema)
    .mutation(({ ctx, input }) => revokePaymentLink(ctx.context, ctx.actor, input)),
});

function accountantPayer(ctx: Omit<RequestContext, 'actor'> & { actor: Actor }): Payer {
  return {
    portalId: ctx.actor.portalId,
    firmId: ctx.actor.firmId,
    name: ctx.actor.accountantId,
    linkId: null,
    isPerson: true,
    clientIp: ctx.clientIp,
  };
}
