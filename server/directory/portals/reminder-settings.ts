import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { originsColumn } from '../../database/json-column.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * Sets whether a portal's firms are reminded of expiring licences, and to which of its pages the mail leads.
 *
 * @throws DomainError INVALID_INPUT for a page at none of the portal's origins: a mail would lead to strangers
 */
export async function setPortalReminders(
  context: Context,
  portalId: string,
  { enabled, renewUrl }: { enabled: boolean; renewUrl: string | null },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const portal = await work.tx
      .selectFrom('portals')
      .select('origins')
      .where('id', '=', portalId)
      .executeTakeFirstOrThrow();
    if (renewUrl !== null && !isPageOf(originsColumn.decode(portal.origins), renewUrl)) {
      const fieldProblems = [{ path: ['renewUrl'], code: 'INVALID' as const }];
      throw new DomainError('INVALID_INPUT', { fieldProblems });
    }
    await work.tx
      .updateTable('portals')
      .set({ expiry_reminders: enabled ? 1 : 0, renew_url: renewUrl })
      .where('id', '=', portalId)
      .execute();
    await audit(work, {
      portalId,
      firmId: null,
      actor: 'portal',
      action: 'expiry_reminders.set',
      subjectId: portalId,
      details: { enabled, renewUrl },
    });
  });
}

function isPageOf(origins: readonly string[], text: string): boolean {
  const url = URL.parse(text);
  return url !== null && origins.includes(url.origin) && url.username === '' && url.password === '';
}

/**
 * Sets whether a firm is reminded; null: as the portal's others.
 *
 * @throws DomainError NOT_FOUND for an unknown firm
 */
export async function setFirmReminders(
  context: Context,
  portalId: string,
  firmId: string,
  enabled: boolean | null,
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { numUpdatedRows } = await work.tx
      .updateTable('firms')
      .set({ expiry_reminders: enabled === null ? null : enabled ? 1 : 0 })
      .where('portal_id', '=', portalId)
      .where('id', '=', firmId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new DomainError('NOT_FOUND');
    await audit(work, {
      portalId,
      firmId,
      actor: 'portal',
      action: 'expiry_reminders.set',
      subjectId: firmId,
      details: { enabled },
    });
  });
}
