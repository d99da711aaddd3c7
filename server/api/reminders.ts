import { digestSchema, setMailsSchema } from '../../shared/schemas/reminder.ts';
import { readChoice, setMails } from '../expiry-reminders/choices.ts';
import { listDigestLicenses } from '../expiry-reminders/read-digest.ts';
import { procedure, router } from '../http/trpc.ts';

export const remindersRouter = router({
  choice: procedure.query(({ ctx }) => readChoice(ctx.context, ctx.actor)),
  setMails: procedure
    .input(setMailsSchema)
    .mutation(({ ctx, input }) => setMails(ctx.context, ctx.actor, input)),
  /** The licences of a digest that are still to be renewed. */
  licenses: procedure
    .input(digestSchema)
    .query(({ ctx, input }) => listDigestLicenses(ctx.context, ctx.actor, input)),
});
