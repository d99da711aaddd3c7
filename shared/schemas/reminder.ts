import * as z from 'zod/mini';
import { idSchema, namedIdSchema } from './common.ts';

/** Whether a person gets the firm's digest of expiring licences by mail, and whether the firm has digests at all. */
export const reminderChoiceSchema = z.object({ mails: z.boolean(), firm: z.boolean() });

/** Input of `reminders.setMails`. */
export const setMailsSchema = z.object({ mails: z.boolean() });

/** Input of `reminders.licenses`. */
export const digestSchema = z.object({ digestId: namedIdSchema });

/** The licences of a digest that are still to be renewed. */
export const digestLicensesSchema = z.object({
  ids: z.array(idSchema),
  /** The same, by the portal's own ids: of licences, and of customers of those licences that have none. */
  customers: z.array(z.string()),
  licenses: z.array(z.string()),
});

export type ReminderChoice = z.infer<typeof reminderChoiceSchema>;

export type DigestLicenses = z.infer<typeof digestLicensesSchema>;
