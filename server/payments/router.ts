import { orderIdSchema } from '../../shared/schemas/order.ts';
import {
  createPaymentLinkSchema,
  linkIdSchema,
  payableSchema,
  sendPaymentLinksSchema,
  sessionIdSchema,
  startPaymentSchema,
} from '../../shared/schemas/payment.ts';
import type { Actor } from '../context.ts';
import { bulkProcedure, procedure, type RequestContext, router } from '../trpc.ts';
import { createPaymentLink } from './create-payment-link.ts';
import { countLinkMails } from './link-addressees.ts';
import { listPaymentLinks } from './list-payment-links.ts';
import { listPaymentMethods } from './payable-lines.ts';
import { readPaymentSession } from './read-payment-session.ts';
import { revokePaymentLink } from './revoke-payment-link.ts';
import { sendPaymentLinks } from './send-payment-links.ts';
import { type Payer, startPayment } from './start-payment.ts';

export const paymentsRouter = router({
  methods: procedure
    .input(payableSchema)
    .query(({ ctx, input }) => listPaymentMethods(ctx.context, ctx.actor, input)),
  start: procedure
    .input(startPaymentSchema)
    .mutation(({ ctx, input }) => startPayment(ctx.context, accountantPayer(ctx), input)),
  session: procedure
    .input(sessionIdSchema)
    .query(({ ctx, input }) =>
      readPaymentSession(ctx.context, accountantPayer(ctx), input.sessionId),
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
    .query(({ ctx, input }) => countLinkMails(ctx.context, ctx.actor, input)),
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
