import {
  listUnpaidSchema,
  previewRemindersSchema,
  remindSchema,
} from '../../shared/schemas/unpaid.ts';
import { bulkProcedure, router } from '../http/trpc.ts';
import { listUnpaid } from '../unpaid/list-unpaid.ts';
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
});
