import {
  changePayersSchema,
  lineLinksSchema,
  listUnpaidSchema,
  postponeOrdersSchema,
  previewRemindersSchema,
  remindSchema,
} from '../../shared/schemas/unpaid.ts';
import { bulkProcedure, router } from '../http/trpc.ts';
import { changePayers } from '../unpaid/change-payers.ts';
import { listUnpaid } from '../unpaid/list-unpaid.ts';
import { makeLineLinks } from '../unpaid/make-line-links.ts';
import { postponeOrders } from '../unpaid/postpone-orders.ts';
import { previewReminders } from '../unpaid/preview-reminders.ts';
import { remindOfLines } from '../unpaid/remind-of-lines.ts';

/** The firm's unpaid lines across its orders, and what is done to many of them. */
export const unpaidRouter = router({
  list: bulkProcedure
    .input(listUnpaidSchema)
    .query(({ ctx, input }) => listUnpaid(ctx.context, ctx.actor, input)),
  previewReminders: bulkProcedure
    .input(previewRemindersSchema)
    .query(({ ctx, input }) => previewReminders(ctx.context, ctx.actor, input)),
  remind: bulkProcedure
    .input(remindSchema)
    .mutation(({ ctx, input }) => remindOfLines(ctx.context, ctx.actor, input)),
  changePayers: bulkProcedure
    .input(changePayersSchema)
    .mutation(({ ctx, input }) => changePayers(ctx.context, ctx.actor, input)),
  postpone: bulkProcedure
    .input(postponeOrdersSchema)
    .mutation(({ ctx, input }) => postponeOrders(ctx.context, ctx.actor, input)),
  makeLinks: bulkProcedure
    .input(lineLinksSchema)
    .mutation(({ ctx, input }) => makeLineLinks(ctx.context, ctx.actor, input)),
});
