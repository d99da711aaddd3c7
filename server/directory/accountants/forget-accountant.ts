import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { FirmAccountant } from '../../foundation/firm.ts';

/** Ends a person's membership of the firm: no mail goes to them until they sign in again. */
export async function forgetAccountant(
  context: Context,
  { portalId, firmId, accountantId }: FirmAccountant,
): Promise<void> {
  await inTransaction(context, async (work) => {
    await work.tx
      .deleteFrom('accountants')
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .where('external_id', '=', accountantId)
      .execute();
    await audit(work, {
      portalId,
      firmId,
      actor: 'portal',
      action: 'accountant.forgotten',
      subjectId: accountantId,
    });
  });
}
