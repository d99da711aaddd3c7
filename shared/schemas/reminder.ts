import * as z from 'zod/mini';
import { idSchema } from './common.ts';

/** Whether a person gets the firm's digest of expiring licences by mail, and whether the firm has digests at all. */
export const reminderChoiceSchema = z.object({ mails: z.boolean(), firm: z.boolean() });

/** Input of `reminders.setMails`. */
export const setMailsSchema = z.object({ mails: z.boolean() });

/** Input of `reminders.licenses`. */
export const digestSchema = z.object({ digestId: idSchema });

/** What the order form is opened with from a digest, by the portal's own ids. */
export const digestLicensesSchema = z.object({
  /** Of licences that have no id of their own. */
  customers: z.array(z.string()),
  licenses: z.array(z.string()),
});

export type ReminderChoice = z.infer<typeof reminderChoiceSchema>;

/** What the order form is opened with from a digest, by the portal's own ids. */
export type DigestLicenses = z.infer<typeof digestLicensesSchema>;
