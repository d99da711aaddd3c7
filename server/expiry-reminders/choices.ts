import type { ReminderChoice } from '../../shared/schemas/reminder.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Reader } from '../database/db.ts';
import { readAccountant } from '../directory/accountants/read-accountants.ts';
import { newAccountant, writeAccountant } from '../directory/accountants/write-accountant.ts';
import type { Firm } from '../foundation/firm.ts';

/** Whether the person gets the firm's digest by mail, and whether the firm has digests at all. */
export async function readChoice({ db }: Context, actor: Actor): Promise<ReminderChoice> {
  const accountant = await readAccountant(db, actor);
  return { mails: accountant?.expiry_mails !== 0, firm: await isFirmReminded(db, actor) };
}

export async function setMails(
  context: Context,
  actor: Actor,
  { mails }: { mails: boolean },
): Promise<ReminderChoice> {
  await inTransaction(context, async ({ tx, now }) => {
    const accountant = (await readAccountant(tx, actor)) ?? newAccountant(actor, now());
    await writeAccountant(tx, { ...accountant, expiry_mails: mails ? 1 : 0 });
  });
  return await readChoice(context, actor);
}

/** The firm's own setting, or else the portal's for all firms. */
export async function isFirmReminded(reader: Reader, { portalId, firmId }: Firm): Promise<boolean> {
  const portal = await reader
    .selectFrom('portals')
    .leftJoin('firms', (join) =>
      join.onRef('firms.portal_id', '=', 'portals.id').on('firms.id', '=', firmId),
    )
    .select(['portals.expiry_reminders as of_all', 'firms.expiry_reminders as own'])
    .where('portals.id', '=', portalId)
    .executeTakeFirst();
  return (portal?.own ?? portal?.of_all) === 1;
}

/** The choice of a person known by our own id: from the link in a mail, without a sign-in. */
export async function setMailsById(context: Context, id: string, mails: boolean): Promise<void> {
  await context.db
    .updateTable('accountants')
    .set({ expiry_mails: mails ? 1 : 0 })
    .where('id', '=', id)
    .execute();
}
